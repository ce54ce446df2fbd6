//! What the service manager is told, in the words that systemd understands: whether deskgram is ready, what it is doing, and
//! that it is alive. Where nobody has asked for it, nothing is told.

use std::ffi::OsStr;
use std::io;
use std::time::Duration;

use crate::config::SystemdEnv;

/// How long a manager may leave a word lying before it is lost.
const NOTIFY_TIMEOUT: Duration = Duration::from_secs(1);

/// A word to the manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotifyState {
    /// Started, and doing this: what comes from here on may take as long as it takes.
    Ready(String),
    /// Reads its settings anew; ends with [`NotifyState::Ready`].
    Reloading,
    Stopping,
    Alive,
}

impl NotifyState {
    fn to_message(&self) -> String {
        match self {
            Self::Ready(doing) => format!("READY=1\nSTATUS={doing}"),
            Self::Reloading => "RELOADING=1\nSTATUS=reading the settings".to_owned(),
            Self::Stopping => "STOPPING=1\nSTATUS=stopping".to_owned(),
            Self::Alive => "WATCHDOG=1".to_owned(),
        }
    }
}

/// The way to the manager, if there is one.
#[derive(Clone, Debug, Default)]
pub struct Notifier(Option<SystemdEnv>);

impl Notifier {
    pub fn for_manager(manager: Option<SystemdEnv>) -> Self {
        Self(manager)
    }

    /// How often the manager wants to hear that this process is alive, so that a word may come late: twice within its patience.
    pub fn watchdog_interval(&self) -> Option<Duration> {
        Some(self.0.as_ref()?.watchdog? / 2)
    }

    /// Tells it. A manager that can't be reached is no reason not to serve.
    pub fn send_state(&self, word: &NotifyState) {
        let Some(manager) = &self.0 else { return };
        if let Err(error) = send_datagram(&manager.socket, &word.to_message()) {
            log::warn!("the service manager can't be notified: {error}");
        }
    }
}

#[cfg(target_os = "linux")]
fn send_datagram(socket: &OsStr, text: &str) -> io::Result<()> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let address = match socket.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(socket)?,
    };
    let sender = UnixDatagram::unbound()?;
    sender.set_write_timeout(Some(NOTIFY_TIMEOUT))?;
    sender.send_to_addr(text.as_bytes(), &address).map(drop)
}

#[cfg(not(target_os = "linux"))]
fn send_datagram(_: &OsStr, _: &str) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
