//! The built program itself: what it says, how it starts, serves and ends, and what it leaves behind.

mod admin;
mod admin_cli;
mod certificates;
mod check;
mod demo;
mod on_postgres;
mod program;
mod reload;
mod startup;
mod systemd;
mod tls_front;
mod webhook;

use std::fs;
use std::path::Path;

use deskgram::clock::Clock;
use deskgram_sandbox::telegram::{Author, Fault, Message, Spoil, Telegram};
use deskgram_sandbox::zenlix::{Zenlix, demo as company};
use tempfile::TempDir;

use self::program::{Program, soon};
use crate::support::Tricks;

/// Somebody in Telegram.
const OLENA: i64 = 101;
/// Of the right form, and nobody's.
const WRONG_TOKEN: &str = "7000000001:AAhush-this-is-the-wrong-one-entirely";

/// Both servers, and a folder for the program.
struct Site {
    telegram: Telegram,
    zenlix: Zenlix,
    folder: TempDir,
}

impl Site {
    async fn open() -> Self {
        let clock = Clock::System;
        let telegram = Telegram::start(clock.clone()).await.unwrap();
        let zenlix = Zenlix::start(company::world(clock.now()), clock).await.unwrap();
        Tricks::chosen().play_on(&telegram, &zenlix);
        let site = Self { telegram, zenlix, folder: tempfile::tempdir().unwrap() };
        site.telegram.person(OLENA, "Olena", None, "en");
        site
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The settings that lead the program here, with these instead or beside.
    fn settings(&self, others: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut settings = vec![
            ("TELOXIDE_TOKEN".to_owned(), self.telegram.token().to_owned()),
            ("TELOXIDE_API_URL".to_owned(), self.telegram.api_url()),
            ("HELPDESK_URL".to_owned(), self.zenlix.url()),
        ];
        for (name, value) in others {
            settings.retain(|(known, _)| known != name);
            if !value.is_empty() {
                settings.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        settings
    }

    /// Starts `deskgram run` here.
    fn run(&self, others: &[(&str, &str)]) -> Program {
        let settings = self.settings(others);
        Program::start(self.folder(), &["run"], &borrowed(&settings))
    }

    /// Olena writes something in a chat, and the bot answers with these words.
    async fn asks(&self, chat: i64, text: &str, words: &str) {
        let asked = self.telegram.says(OLENA, chat, text);
        self.answered(chat, asked, words).await;
    }

    /// Waits until the bot has said these words in a chat, after another message there. What else it has to say meanwhile, as
    /// the list of a morning that is one by the real clock, is no answer.
    async fn answered(&self, chat: i64, asked: i32, words: &str) {
        let answers = |message: &Message| {
            message.id > asked && message.author == Author::Bot && message.text.contains(words)
        };
        let found = |telegram: &Telegram| telegram.messages(chat).iter().any(answers).then_some(());
        soon(self.telegram.until(found)).await;
    }

    /// Waits for the bot's first request for updates.
    async fn served(&self) {
        soon(self.telegram.until(|telegram| called(telegram, "getUpdates").then_some(()))).await;
    }
}

fn borrowed(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn called(telegram: &Telegram, method: &str) -> bool {
    telegram.calls().iter().any(|call| call.method == method)
}

#[tokio::test]
async fn it_says_what_it_can_do() {
    let folder = tempfile::tempdir().unwrap();
    let help = Program::run(folder.path(), &["--help"], &[]).await;
    assert_eq!(help.code, Some(0));
    for command in ["run", "check", "audit", "demo"] {
        assert!(help.said.contains(command), "{}", help.said);
    }
    let help = Program::run(folder.path(), &["run", "--help"], &[]).await;
    assert!(help.said.contains("HELPDESK_URL") && help.said.contains("deskgram.toml"), "{}", help.said);
    let version = Program::run(folder.path(), &["--version"], &[]).await;
    assert!(
        version.said.starts_with(concat!("deskgram ", env!("CARGO_PKG_VERSION"), " (")),
        "{}",
        version.said
    );
    assert_eq!(Program::run(folder.path(), &["dance"], &[]).await.code, Some(2));
}

#[tokio::test]
async fn bad_settings_are_named_all_at_once_and_no_secret_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("deskgram.toml"), "helpdesk_uri = \"x\"\n").unwrap();
    let bad = [
        ("TELOXIDE_TOKEN", "hush-no-token"),
        ("HELPDESK_URL", "https://help.example.com"),
        ("HELPDESK_TIME_ZONE", "Europe/Kyif"),
        ("DESKGRAM_SECRET_KEY", "hush-no-key"),
    ];
    for command in ["run", "check"] {
        let ended = Program::run(folder.path(), &[command, "--poll-interval", "0"], &bad).await;
        assert_eq!(ended.code, Some(2), "{}", ended.said);
        let named =
            ["TELOXIDE_TOKEN", "HELPDESK_URL", "Europe/Kyiv", "DESKGRAM_SECRET_KEY", "--poll-interval"];
        for name in named.iter().chain(&["helpdesk_uri"]) {
            assert!(ended.said.contains(name), "{name} in {}", ended.said);
        }
        assert!(!ended.said.contains("hush"), "{}", ended.said);
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is made before the settings are good"
    );
}

#[tokio::test]
async fn it_serves_and_ends_in_order() {
    let site = Site::open().await;
    let mut program = site.run(&[]);
    program.says("serving as @").await;
    site.served().await;
    site.asks(OLENA, "/start", "/login").await;
    program.signal("TERM");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("stopping") && ended.said.contains("stopped"), "{}", ended.said);
    assert!(!ended.said.contains(site.telegram.token()), "{}", ended.said);
    assert!(site.telegram.violations().is_empty(), "{:?}", site.telegram.violations());
    for file in ["deskgram.db", "deskgram.key"] {
        assert!(site.folder().join(file).exists(), "{file}");
    }
}

#[tokio::test]
async fn ctrl_c_ends_it_too() {
    let site = Site::open().await;
    let program = site.run(&[]);
    site.served().await;
    program.signal("INT");
    assert_eq!(program.ends().await.code, Some(0));
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let site = Site::open().await;
    site.telegram.fault(Fault::once("sendMessage", Spoil::Stall));
    let mut program = site.run(&[]);
    site.telegram.says(OLENA, OLENA, "/start");
    soon(site.telegram.until(|telegram| called(telegram, "sendMessage").then_some(()))).await;
    program.signal("TERM");
    program.says("stopping").await;
    program.signal("TERM");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(130), "{}", ended.said);
    assert!(!ended.said.contains("stopped"), "{}", ended.said);
}

#[tokio::test]
async fn a_signal_ends_it_before_telegram_has_answered() {
    let site = Site::open().await;
    site.telegram.fault(Fault::once("getMe", Spoil::Stall));
    let program = site.run(&[]);
    soon(site.telegram.until(|telegram| called(telegram, "getMe").then_some(()))).await;
    program.signal("TERM");
    assert_eq!(program.ends().await.code, Some(0));
}

#[tokio::test]
async fn it_waits_for_a_telegram_that_is_down() {
    let site = Site::open().await;
    // A port that nobody listens on, until somebody does.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut program = site.run(&[("TELOXIDE_API_URL", &format!("http://127.0.0.1:{port}"))]);
    program.says("Telegram does not answer yet").await;
    let telegram = Telegram::start_on(port, Clock::System).await.unwrap();
    program.says("serving as @").await;
    soon(telegram.until(|telegram| called(telegram, "getUpdates").then_some(()))).await;
}

#[tokio::test]
async fn it_waits_for_a_telegram_that_is_out_of_order() {
    let site = Site::open().await;
    site.telegram.fault(Fault::once("getMe", Spoil::Status(502, "<html>Bad Gateway</html>".to_owned())));
    let mut program = site.run(&[]);
    program.says("Telegram does not answer yet").await;
    site.served().await;
}

#[tokio::test]
async fn a_wrong_token_is_a_clear_error() {
    let site = Site::open().await;
    let ended = site.run(&[("TELOXIDE_TOKEN", WRONG_TOKEN)]).ends().await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("Telegram does not accept the token"), "{}", ended.said);
    assert!(ended.said.contains("TELOXIDE_TOKEN"), "{}", ended.said);
    assert!(!ended.said.contains("hush"), "{}", ended.said);
}

#[tokio::test]
async fn a_token_that_is_refused_later_ends_it_with_the_same_error() {
    let site = Site::open().await;
    let program = site.run(&[]);
    site.served().await;
    site.telegram.fault(Fault::any(Spoil::Unauthorized401, 100));
    // Any update ends the request that waits now; the next one is refused.
    site.telegram.says(OLENA, OLENA, "/start");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("Telegram does not accept the token"), "{}", ended.said);
}

#[tokio::test]
async fn secrets_can_come_from_files() {
    let site = Site::open().await;
    let (token, key) = (site.folder().join("token"), site.folder().join("key"));
    // With the mark that some editors put before a text.
    fs::write(&token, format!("\u{feff}{}\r\n", site.telegram.token())).unwrap();
    fs::write(&key, format!("\u{feff}{}", "5a".repeat(32))).unwrap();
    fs::write(site.folder().join("deskgram.toml"), "\u{feff}helpdesk_time_zone = \"Europe/Kyiv\"\n").unwrap();
    let files = [
        ("TELOXIDE_TOKEN", ""),
        ("TELOXIDE_TOKEN_FILE", token.to_str().unwrap()),
        ("DESKGRAM_SECRET_KEY_FILE", key.to_str().unwrap()),
    ];
    let program = site.run(&files);
    site.served().await;
    program.signal("TERM");
    assert_eq!(program.ends().await.code, Some(0));
    assert!(!site.folder().join("deskgram.key").exists(), "the given key is used");
}

#[tokio::test]
async fn a_start_that_fails_says_why() {
    let site = Site::open().await;
    fs::write(site.folder().join("deskgram.db"), "this is no database at all, but long enough to look at")
        .unwrap();
    let ended = site.run(&[("DESKGRAM_SECRET_KEY", &"5a".repeat(32))]).ends().await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("deskgram: "), "{}", ended.said);
    assert!(ended.said.contains("not a database"), "{}", ended.said);
}

#[tokio::test]
async fn a_copy_of_the_file_and_the_key_is_whole_after_an_orderly_end() {
    let site = Site::open().await;
    let first = site.run(&[]);
    site.served().await;
    site.asks(OLENA, "/login olena", "password").await;
    site.asks(OLENA, "olena", "/help").await;
    first.signal("TERM");
    assert_eq!(first.ends().await.code, Some(0));
    let log = site.folder().join("deskgram.db-wal");
    assert!(!log.exists() || fs::metadata(&log).unwrap().len() == 0, "all of it is in the file");
    let elsewhere = tempfile::tempdir().unwrap();
    for file in ["deskgram.db", "deskgram.key"] {
        fs::copy(site.folder().join(file), elsewhere.path().join(file)).unwrap();
    }
    let settings = site.settings(&[]);
    let listed = Program::run(elsewhere.path(), &["sessions"], &borrowed(&settings)).await;
    assert!(listed.said.contains("olena"), "{}", listed.said);
    assert!(!elsewhere.path().join("deskgram.db-wal").exists(), "a command closes the file too");
}

#[tokio::test]
async fn another_programs_file_is_left_as_it_is() {
    let site = Site::open().await;
    let path = site.folder().join("deskgram.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT)").unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    let ended = site.run(&[("DESKGRAM_SECRET_KEY", &"5a".repeat(32))]).ends().await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(fs::read(&path).unwrap() == before, "not a byte of it is changed: {}", ended.said);
}

#[tokio::test]
async fn a_file_that_came_without_its_log_is_named() {
    let site = Site::open().await;
    let empty = rusqlite::Connection::open(site.folder().join("deskgram.db")).unwrap();
    // What is left of a database of which all stood in its log.
    empty.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a); DROP TABLE t; VACUUM").unwrap();
    drop(empty);
    let mut program = site.run(&[("DESKGRAM_SECRET_KEY", &"5a".repeat(32))]);
    program.says("was it copied without its").await;
}
