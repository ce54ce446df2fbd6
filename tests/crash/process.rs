//! The real program as a child process: started, killed, told to stop.

use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::{sleep, timeout};

/// Longer than the program may take for its last words.
const LAST_WORDS: Duration = Duration::from_secs(15);

/// What the program is told.
pub struct Settings {
    pub environment: Vec<(&'static str, String)>,
    pub folder: PathBuf,
    pub log: PathBuf,
}

/// A running deskgram. Killed when it is dropped.
pub struct Process(Child);

impl Process {
    pub fn start(settings: &Settings) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(&settings.log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_deskgram"))
            .arg("run")
            .current_dir(&settings.folder)
            .envs(settings.environment.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self(child)
    }

    /// SIGKILL, and waits until nothing of it is left.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// SIGTERM, and the exit code.
    pub async fn end_in_order(self) -> Option<i32> {
        self.terminate();
        self.ended().await
    }

    /// The exit code, once it has ended by itself.
    pub async fn ended(mut self) -> Option<i32> {
        let ended = async {
            loop {
                if let Some(status) = self.0.try_wait().unwrap() {
                    return status.code();
                }
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(LAST_WORDS, ended).await.expect("it ends within seconds")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already can't be killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
