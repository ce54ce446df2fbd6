//! What a service manager hears from the program: a socket of the test's own plays systemd's part.
#![cfg(target_os = "linux")]

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram as Plain};
use std::process::Command;

use deskgram_sandbox::telegram::{Fault, Spoil};
use tokio::net::UnixDatagram;

use super::program::{Program, soon};
use super::{Site, borrowed};
use crate::support::postgres::Postgres;

/// How long the watchdog waits for a word, in microseconds.
const WATCHDOG: (&str, &str) = ("WATCHDOG_USEC", "1000000");

struct Manager {
    socket: UnixDatagram,
    /// What the program finds in its environment.
    name: String,
}

impl Manager {
    /// One that listens at a path, as systemd does on most systems.
    fn at_a_path(site: &Site, name: &str) -> Self {
        let path = site.folder().join(name);
        Self { socket: UnixDatagram::bind(&path).unwrap(), name: path.to_str().unwrap().to_owned() }
    }

    /// One that listens in the abstract namespace, as systemd does for what can't see its files.
    fn without_a_path() -> Self {
        let name = format!("deskgram-{:032x}", u128::from_le_bytes(deskgram::clock::random_bytes()));
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let socket = Plain::bind_addr(&address).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self { socket: UnixDatagram::from_std(socket).unwrap(), name: format!("@{name}") }
    }

    fn starts(&self, site: &Site, others: &[(&str, &str)]) -> Program {
        let all = [&[WATCHDOG, ("NOTIFY_SOCKET", self.name.as_str())], others].concat();
        site.run(&all)
    }

    /// The next word.
    async fn hears(&self) -> String {
        let mut word = [0; 500];
        let length = soon(self.socket.recv(&mut word)).await.unwrap();
        String::from_utf8(word[..length].to_vec()).unwrap()
    }

    /// The next word that is not only a sign of life.
    async fn hears_news(&self) -> String {
        loop {
            let word = self.hears().await;
            if word != "WATCHDOG=1" {
                return word;
            }
        }
    }

    /// Waits for a sign of life that was not yet under way.
    async fn hears_life(&self) {
        let mut word = [0; 500];
        while self.socket.try_recv(&mut word).is_ok() {}
        while self.hears().await != "WATCHDOG=1" {}
    }
}

fn serving(word: &str) -> bool {
    word.starts_with("READY=1\nSTATUS=serving as @")
}

#[tokio::test]
async fn it_is_ready_when_it_serves_alive_while_it_does_and_says_when_it_stops() {
    let site = Site::open().await;
    for manager in [Manager::at_a_path(&site, "notify"), Manager::without_a_path()] {
        let program = manager.starts(&site, &[]);
        assert!(serving(&manager.hears_news().await));
        manager.hears_life().await;
        manager.hears_life().await;
        program.signal("TERM");
        assert_eq!(manager.hears_news().await, "STOPPING=1\nSTATUS=stopping");
        assert_eq!(program.ends().await.code, Some(0));
    }
}

#[tokio::test]
async fn a_start_that_fails_is_never_ready() {
    let site = Site::open().await;
    let manager = Manager::at_a_path(&site, "notify");
    let ended = manager.starts(&site, &[("TELOXIDE_TOKEN", super::WRONG_TOKEN)]).ends().await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    // What it hears first is of the next one.
    let _program = manager.starts(&site, &[]);
    assert!(serving(&manager.hears_news().await));
}

#[tokio::test]
async fn a_telegram_that_is_away_holds_up_no_manager_and_kills_nobody() {
    let site = Site::open().await;
    site.telegram.fault(Fault::once("getMe", Spoil::Stall));
    let manager = Manager::at_a_path(&site, "notify");
    let program = manager.starts(&site, &[]);
    assert_eq!(manager.hears_news().await, "READY=1\nSTATUS=waiting for Telegram");
    manager.hears_life().await;
    program.signal("TERM");
    assert_eq!(manager.hears_news().await, "STOPPING=1\nSTATUS=stopping");
}

#[tokio::test]
async fn a_helpdesk_that_is_away_kills_nobody() {
    let site = Site::open().await;
    let account = [("HELPDESK_SERVICE_ACCOUNT_LOGIN", "boss"), ("HELPDESK_SERVICE_ACCOUNT_PASSWORD", "boss")];
    let manager = Manager::at_a_path(&site, "notify");
    let mut program = manager.starts(&site, &account);
    program.says("serving as @").await;
    super::admin::signs_in(&site).await;
    site.zenlix.stop().await;
    program.signal("HUP");
    program.says("the settings were read").await;
    manager.hears_life().await;
    manager.hears_life().await;
}

#[tokio::test]
async fn one_that_stands_by_is_ready_for_the_manager_and_says_when_it_serves() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (site, url, key) = (Site::open().await, postgres.url(), "5a".repeat(32));
    let shared = [("DATABASE_URL", url.as_str()), ("DESKGRAM_SECRET_KEY", key.as_str())];
    let (of_first, of_second) = (Manager::at_a_path(&site, "first"), Manager::at_a_path(&site, "second"));
    let first = of_first.starts(&site, &shared);
    assert!(serving(&of_first.hears_news().await));
    let _second = of_second.starts(&site, &shared);
    assert_eq!(
        of_second.hears_news().await,
        "READY=1\nSTATUS=standing by: another deskgram takes the updates"
    );
    of_second.hears_life().await;
    first.signal("KILL");
    assert!(serving(&of_second.hears_news().await));
}

/// The server's processes for the program stand still: they take what they are asked and never answer.
#[tokio::test]
async fn a_database_that_never_answers_ends_the_signs_of_life() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (site, url, key) = (Site::open().await, postgres.url(), "5a".repeat(32));
    let shared = [("DATABASE_URL", url.as_str()), ("DESKGRAM_SECRET_KEY", key.as_str())];
    let manager = Manager::at_a_path(&site, "notify");
    let mut program = manager.starts(&site, &shared);
    manager.hears_life().await;
    let all = "SELECT pid FROM pg_stat_activity WHERE application_name = 'deskgram' AND datname = current_database()";
    let all = postgres.ask(all);
    let signal = |name: &str| {
        let sent = Command::new("kill").arg(name).args(all.split_whitespace()).status();
        assert!(sent.unwrap().success());
    };
    signal("-STOP");
    program.says("the watchdog gets no ping: the database").await;
    signal("-CONT");
    manager.hears_life().await;
}

#[tokio::test]
async fn without_a_manager_nothing_is_told() {
    let site = Site::open().await;
    let settings = site.settings(&[WATCHDOG]);
    let program = Program::start(site.folder(), &["run"], &borrowed(&settings));
    site.served().await;
    program.signal("TERM");
    let ended = program.ends().await;
    assert!(!ended.said.contains("manager") && !ended.said.contains("watchdog"), "{}", ended.said);
}
