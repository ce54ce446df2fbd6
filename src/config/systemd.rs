//! What a service manager such as systemd puts into the environment of what it starts: where it listens, and how often it
//! wants to hear from its watchdog's charge. No settings of deskgram's, so they stand in no table.

use std::ffi::{OsStr, OsString};
use std::time::Duration;

use super::environment::Environment;

/// A service manager that wants to be told how this process is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemdEnv {
    /// Its socket: a path, or after `@` a name in Linux's abstract namespace.
    pub socket: OsString,
    /// After so long a silence it takes this process for stuck.
    pub watchdog: Option<Duration>,
}

impl SystemdEnv {
    /// Whoever has started the process of this number.
    pub fn from_environment(environment: &Environment, process: u32) -> Option<Self> {
        let socket =
            environment.get_variable("NOTIFY_SOCKET").filter(|socket| !socket.is_empty())?.to_owned();
        let number = |name| -> Option<u64> { environment.get_variable(name)?.to_str()?.parse().ok() };
        // Where a number is given, the watchdog is another process's if the number is.
        let ours = environment.get_variable("WATCHDOG_PID").is_none()
            || number("WATCHDOG_PID") == Some(process.into());
        let watchdog = number("WATCHDOG_USEC").filter(|&time| ours && time > 0).map(Duration::from_micros);
        Some(Self { socket, watchdog })
    }
}

impl Environment {
    fn get_variable(&self, name: &str) -> Option<&OsStr> {
        self.text_variables().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manager(variables: &[(&str, &str)]) -> Option<SystemdEnv> {
        SystemdEnv::from_environment(&variables.iter().copied().collect(), 7)
    }

    #[test]
    fn a_socket_is_enough_and_needed() {
        let socket = OsString::from("@here");
        assert_eq!(manager(&[("NOTIFY_SOCKET", "@here")]), Some(SystemdEnv { socket, watchdog: None }));
        assert_eq!(manager(&[("NOTIFY_SOCKET", "")]), None);
        assert_eq!(manager(&[("WATCHDOG_USEC", "1000")]), None);
    }

    #[test]
    fn a_watchdog_is_ours_unless_it_is_another_processs() {
        let watchdog = |others: &[(&str, &str)]| {
            manager(&[&[("NOTIFY_SOCKET", "/run/notify")], others].concat()).unwrap().watchdog
        };
        let second = Some(Duration::from_secs(1));
        assert_eq!(watchdog(&[("WATCHDOG_USEC", "1000000")]), second);
        assert_eq!(watchdog(&[("WATCHDOG_USEC", "1000000"), ("WATCHDOG_PID", "7")]), second);
        assert_eq!(watchdog(&[("WATCHDOG_USEC", "1000000"), ("WATCHDOG_PID", "8")]), None);
        assert_eq!(watchdog(&[("WATCHDOG_USEC", "0")]), None);
        assert_eq!(watchdog(&[("WATCHDOG_USEC", "soon")]), None);
    }
}
