//! The built program as a process of its own: started with nothing of the test's environment, watched line by line,
//! signalled, and ended with the test.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// How long anything may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running deskgram.
pub struct Program {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    said: Vec<String>,
}

/// What is left of a deskgram that has ended.
pub struct Ended {
    /// The exit code; `None` after a deadly signal.
    pub code: Option<i32>,
    /// All that it wrote, to either stream.
    pub said: String,
}

impl Program {
    /// Starts it in this folder, with these arguments and these variables alone.
    pub fn start(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_deskgram"))
            .args(arguments)
            .env_clear()
            .envs(variables.iter().copied())
            .env("TMPDIR", folder)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::unbounded_channel();
        tokio::spawn(forward(child.stdout.take().unwrap(), sender.clone()));
        tokio::spawn(forward(child.stderr.take().unwrap(), sender));
        Self { child, lines, said: Vec::new() }
    }

    /// Runs it to its end.
    pub async fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        Self::start(folder, arguments, variables).ends().await
    }

    /// Waits for a line with this in it.
    pub async fn says(&mut self, part: &str) -> String {
        let wait = async {
            while let Some(line) = self.lines.recv().await {
                self.said.push(line.clone());
                if line.contains(part) {
                    return line;
                }
            }
            panic!("it ended without saying {part:?}: {:#?}", self.said);
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("it does not say {part:?}"))
    }

    /// Sends it a signal, by its name without `SIG`.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs");
        let kill = std::process::Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status();
        assert!(kill.unwrap().success());
    }

    /// Waits for its end.
    pub async fn ends(mut self) -> Ended {
        let wait = async {
            while let Some(line) = self.lines.recv().await {
                self.said.push(line);
            }
            self.child.wait().await.unwrap()
        };
        let status = tokio::time::timeout(PATIENCE, wait).await.expect("it ends");
        Ended { code: status.code(), said: self.said.join("\n") }
    }
}

async fn forward(stream: impl AsyncRead + Unpin, lines: mpsc::UnboundedSender<String>) {
    let mut stream = BufReader::new(stream).lines();
    while let Ok(Some(line)) = stream.next_line().await {
        // The test may have lost interest.
        let _ = lines.send(line);
    }
}

/// Waits for something of the simulators, but not for ever.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it comes to pass")
}
