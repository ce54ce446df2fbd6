//! The administrator's page, followed step by step with the real program: its config file, `deskgram check`, `deskgram
//! run`, and the signal that ends it. Only the two servers are simulated.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use deskgram::clock::Clock;
use deskgram_sandbox::telegram::Telegram;
use deskgram_sandbox::zenlix::{Zenlix, demo};
use tempfile::TempDir;

use super::read_document;

/// The two servers, and a folder as the page has the administrator set it up.
struct Place {
    telegram: Telegram,
    zenlix: Zenlix,
    folder: TempDir,
}

impl Place {
    async fn set_up() -> Self {
        let telegram = Telegram::start(Clock::System).await.unwrap();
        let zenlix = Zenlix::start(demo::world(Clock::System.now()), Clock::System).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let page = read_document("docs/OPERATIONS.md");
        let file = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
        let file = file.replace("https://help.example.com/api.php", &zenlix.url());
        fs::write(folder.path().join("deskgram.toml"), file).unwrap();
        fs::write(folder.path().join("token"), telegram.token()).unwrap();
        Self { telegram, zenlix, folder }
    }

    fn deskgram(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskgram"));
        command.args(arguments.split(' ')).current_dir(self.folder.path());
        command.env_clear().env("TELOXIDE_API_URL", self.telegram.api_url());
        command
    }

    /// Runs it to its end, off the thread on which the servers answer.
    async fn ran(&self, arguments: &str) -> (String, Option<i32>) {
        let mut command = self.deskgram(arguments);
        let Output { stdout, status, .. } =
            tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        (String::from_utf8(stdout).unwrap(), status.code())
    }
}

#[tokio::test]
async fn check_finds_everything_in_place() {
    let place = Place::set_up().await;
    let (said, code) = place.ran("check").await;
    let marks: Vec<_> = said.lines().filter_map(|line| line.chars().next()).collect();
    assert_eq!(marks, ['✔'; 7], "{said}");
    assert_eq!(code, Some(0));
}

#[tokio::test]
async fn check_names_what_is_wrong_and_what_to_do() {
    let place = Place::set_up().await;
    place.zenlix.stop().await;
    fs::write(place.folder.path().join("token"), "1:revoked").unwrap();
    let (said, code) = place.ran("check").await;
    assert_eq!(said.matches('✘').count(), 2, "{said}");
    assert_eq!(said.matches('→').count(), 2, "{said}");
    assert_eq!(code, Some(1));
}

#[tokio::test]
async fn settings_that_cannot_be_right_end_it_with_a_code_of_their_own() {
    let place = Place::set_up().await;
    fs::write(place.folder.path().join("deskgram.toml"), "helpdesk_ulr = 1").unwrap();
    // The unit does not start it again after this one.
    assert_eq!(place.ran("run").await.1, Some(2));
}

#[tokio::test]
async fn run_serves_until_it_is_told_to_stop() {
    let place = Place::set_up().await;
    let mut command = place.deskgram("run");
    let lines = tokio::task::spawn_blocking(move || served(command.stderr(Stdio::piped()).spawn().unwrap()));
    let lines = lines.await.unwrap();
    assert!(lines.last().unwrap().ends_with("stopped"), "{lines:#?}");
    assert!(place.folder.path().join("deskgram.db").exists());
    assert!(place.folder.path().join("deskgram.key").exists());
}

/// Waits until it serves, asks it to stop, and gives what it has logged.
fn served(mut deskgram: Child) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(deskgram.stderr.take().unwrap()).lines() {
        lines.push(line.unwrap());
        if lines.last().unwrap().contains("serving as @") {
            let asked = Command::new("kill").arg(deskgram.id().to_string()).status().unwrap();
            assert!(asked.success());
        }
    }
    let status = deskgram.wait().unwrap();
    assert!(status.success(), "{status}: {lines:#?}");
    lines
}
