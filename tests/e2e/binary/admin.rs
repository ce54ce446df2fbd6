//! The administrator's commands: beside a program that serves, or without one, and killed at any moment.

use std::fs;

use serde_json::Value;

use super::program::{Ended, Program};
use super::webhook::{free_port, holds_role};
use super::{OLENA, Site, borrowed};

async fn ran(site: &Site, arguments: &[&str]) -> Ended {
    Program::run(site.folder(), arguments, &borrowed(&site.settings(&[]))).await
}

/// A program that serves, with Olena signed in.
async fn served(site: &Site) -> Program {
    let program = site.run(&[]);
    signs_in(site).await;
    program
}

/// Olena signs in, at her second try.
pub(super) async fn signs_in(site: &Site) {
    site.served().await;
    site.telegram.says(OLENA, OLENA, "/login olena wrong");
    site.asks(OLENA, "/login olena olena", "✅").await;
}

#[tokio::test]
async fn the_audit_trail_is_printed_for_people_and_for_programs() {
    let site = Site::open().await;
    let _program = served(&site).await;
    let ended = ran(&site, &["audit", "--since", "1h"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let lines: Vec<_> = ended.said.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ended.said);
    assert!(lines[0].starts_with("TIME") && lines[0].ends_with("PLACE"), "{}", ended.said);
    assert!(lines[1].contains("olena (101)") && lines[1].contains("sign-in"), "{}", ended.said);
    assert!(lines[1].contains("refused") && lines[2].contains("done"), "{}", ended.said);
    let ended = ran(&site, &["audit", "--user", "101", "--json"]).await;
    let records: Value = serde_json::from_str(&ended.said).unwrap();
    assert_eq!(records[1]["login"], "olena");
    assert_eq!(records[1]["result"], "done");
    for nothing in [["--user", "taras"], ["--ticket", "7"], ["--since", "2999-01-01"]] {
        let ended = ran(&site, &["audit", nothing[0], nothing[1]]).await;
        assert_eq!(ended.said, "nothing was done", "{nothing:?}");
    }
    let ended = ran(&site, &["audit", "--since", "yesterday"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.contains("not a time"), "{}", ended.said);
}

#[tokio::test]
async fn its_health_is_asked_for_by_its_own_command() {
    let site = Site::open().await;
    let listen = format!("127.0.0.1:{}", free_port());
    let asked = async |listen: &str, arguments: &[&str]| {
        let settings = site.settings(&[("DESKGRAM_LISTEN", listen)]);
        let ended = Program::run(site.folder(), arguments, &borrowed(&settings)).await;
        (ended.code, ended.said)
    };
    let (code, said) = asked(&listen, &["health"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("gives no answer"), "{said}");
    let _program = site.run(&[("DESKGRAM_LISTEN", listen.as_str())]);
    site.served().await;
    assert_eq!(asked(&listen, &["health"]).await, (Some(0), "alive".to_owned()));
    let everywhere = listen.replace("127.0.0.1", "0.0.0.0");
    let (code, said) = asked(&everywhere, &["health", "--ready"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("telegram works"), "{said}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for role in ["updates", "outbox", "lists"] {
        assert!(holds_role(&client, &listen, role).await, "{role}");
    }
    let ended = ran(&site, &["health"]).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("set DESKGRAM_LISTEN"), "{}", ended.said);
}

#[tokio::test]
async fn a_backup_of_a_running_deskgram_is_whole_and_is_enough_to_start_anew() {
    let site = Site::open().await;
    let mut program = served(&site).await;
    let ended = ran(&site, &["backup", "copy.db"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("whole copy") && ended.said.contains("key"), "{}", ended.said);
    let copy = site.folder().join("copy.db");
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&copy.metadata().unwrap().permissions()) & 0o777,
        0o600
    );
    // Never over anything.
    let before = fs::read(&copy).unwrap();
    let ended = ran(&site, &["backup", "copy.db"]).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert_eq!(fs::read(&copy).unwrap(), before);
    // What the page tells to do: stop, put the copy and the key under their names, start.
    program.signal("TERM");
    program.ends().await;
    for gone in ["deskgram.db", "deskgram.db-wal", "deskgram.db-shm"] {
        let _ = fs::remove_file(site.folder().join(gone));
    }
    fs::rename(&copy, site.folder().join("deskgram.db")).unwrap();
    program = site.run(&[]);
    program.says("serving as @").await;
    knows_olena(&site).await;
}

#[tokio::test]
async fn what_happens_after_a_backup_is_safe_too() {
    // Another process that opens and closes the database must not take the log from under the one that serves.
    let site = Site::open().await;
    let program = served(&site).await;
    assert_eq!(ran(&site, &["backup", "copy.db"]).await.code, Some(0));
    assert_eq!(ran(&site, &["audit"]).await.code, Some(0));
    let other = rusqlite::Connection::open(site.folder().join("deskgram.db")).unwrap();
    other.query_row("SELECT COUNT(*) FROM sessions", [], |row| row.get::<_, i64>(0)).unwrap();
    other.close().unwrap();
    assert!(site.folder().join("deskgram.db-wal").exists(), "the log of a program that serves is gone");
    site.asks(OLENA, "/logout", "/login").await;
    program.signal("KILL");
    program.ends().await;
    let ended = ran(&site, &["audit"]).await;
    assert!(ended.said.lines().last().unwrap().contains("sign-out"), "{}", ended.said);
}

#[tokio::test]
async fn a_backup_of_nothing_or_of_something_else_is_refused() {
    let site = Site::open().await;
    let ended = ran(&site, &["backup", "copy.db"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.contains("there is no database deskgram.db"), "{}", ended.said);
    rusqlite::Connection::open(site.folder().join("deskgram.db")).unwrap();
    assert_eq!(ran(&site, &["backup", "copy.db"]).await.code, Some(1));
    assert!(!site.folder().join("copy.db").exists());
}

/// Olena is still signed in: the bot knows her by name.
pub(super) async fn knows_olena(site: &Site) {
    site.asks(OLENA, "/start", "signed in as Коваленко").await;
}

fn sealed(site: &Site) -> Vec<u8> {
    let database = rusqlite::Connection::open(site.folder().join("deskgram.db")).unwrap();
    database.query_row("SELECT sealed FROM sessions", [], |row| row.get(0)).unwrap()
}

pub(super) async fn stopped(program: Program) {
    program.signal("TERM");
    program.ends().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_stays_with_its_owner_when_root_changes_it() {
    use std::os::unix::fs::{MetadataExt, chown};
    let site = Site::open().await;
    stopped(served(&site).await).await;
    let key = site.folder().join("deskgram.key");
    if chown(&key, Some(61_000), None).is_err() {
        eprintln!("SKIPPED: only root can give a file away");
        return;
    }
    let old = fs::read_to_string(&key).unwrap();
    let ended = ran(&site, &["rotate-key"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert_ne!(fs::read_to_string(&key).unwrap(), old);
    assert_eq!(fs::metadata(&key).unwrap().uid(), 61_000);
}

#[tokio::test]
async fn another_key_keeps_everybody_signed_in_and_the_old_one_opens_nothing() {
    let site = Site::open().await;
    let program = served(&site).await;
    let ended = ran(&site, &["rotate-key"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.contains("stop it first"), "{}", ended.said);
    stopped(program).await;
    let key = site.folder().join("deskgram.key");
    let (old_key, old_sealed) = (fs::read_to_string(&key).unwrap(), sealed(&site));
    let ended = ran(&site, &["rotate-key"]).await;
    assert_eq!(ended.said, "1 sessions are sealed with the new key.");
    let new_key = fs::read_to_string(&key).unwrap();
    assert_eq!(new_key.len(), old_key.len());
    assert_ne!(new_key, old_key);
    for file in fs::read_dir(site.folder()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(
            !bytes.windows(old_sealed.len()).any(|window| window == old_sealed),
            "the old one lies about"
        );
    }
    let program = site.run(&[]);
    knows_olena(&site).await;
    stopped(program).await;
    assert!(ran(&site, &["audit"]).await.said.contains("administrator"));
    // With the old key nobody is signed in.
    fs::write(&key, old_key).unwrap();
    let mut program = site.run(&[]);
    program.says("1 sessions don't open").await;
}

#[tokio::test]
async fn a_kill_at_any_moment_of_changing_the_key_signs_nobody_out() {
    let site = Site::open().await;
    stopped(served(&site).await).await;
    let settings = site.settings(&[]);
    for number in 0..40 {
        let program = Program::start(site.folder(), &["rotate-key"], &borrowed(&settings));
        tokio::time::sleep(std::time::Duration::from_micros(500 * number)).await;
        program.signal("KILL");
        program.ends().await;
        assert!(ran(&site, &["check"]).await.said.contains("✔ database"));
    }
    let program = site.run(&[]);
    knows_olena(&site).await;
    stopped(program).await;
    // Whatever was cut short is finished; one key is left, and it is enough.
    assert_eq!(ran(&site, &["rotate-key"]).await.code, Some(0));
    assert_eq!(fs::read_to_string(site.folder().join("deskgram.key")).unwrap().lines().count(), 1);
    let _program = site.run(&[]);
    knows_olena(&site).await;
}

#[tokio::test]
async fn each_step_of_changing_the_key_can_be_the_last() {
    let site = Site::open().await;
    stopped(served(&site).await).await;
    let key = site.folder().join("deskgram.key");
    let old = fs::read_to_string(&key).unwrap();
    let new = format!("{}\n", "5a".repeat(32));
    // Killed after the key file was written: the database is still sealed with the old key.
    fs::write(&key, format!("{new}{old}")).unwrap();
    let mut program = site.run(&[]);
    program.says("cut short").await;
    knows_olena(&site).await;
    stopped(program).await;
    let ended = ran(&site, &["rotate-key"]).await;
    assert!(ended.said.contains("has finished it"), "{}", ended.said);
    assert_eq!(fs::read_to_string(&key).unwrap(), new, "it goes on with the key of then");
    // Killed before the key file lost the old key: the database is sealed with the new one.
    fs::write(&key, format!("{new}{old}")).unwrap();
    assert_eq!(ran(&site, &["rotate-key"]).await.code, Some(0));
    let _program = site.run(&[]);
    knows_olena(&site).await;
}

#[tokio::test]
async fn a_key_of_the_settings_is_changed_for_another_one() {
    let site = Site::open().await;
    let (old, new) = ("1b".repeat(32), "2c".repeat(32));
    let with = |key: &str| site.settings(&[("DESKGRAM_SECRET_KEY", key)]);
    let settings = with(&old);
    let program = Program::start(site.folder(), &["run"], &borrowed(&settings));
    signs_in(&site).await;
    stopped(program).await;
    let ended = Program::run(site.folder(), &["rotate-key"], &borrowed(&settings)).await;
    assert!(ended.said.contains("--to"), "{}", ended.said);
    let file = site.folder().join("new.key");
    fs::write(&file, &new).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    for _ in 0..2 {
        // A second time changes nothing: it may have been killed after the first.
        let ended =
            Program::run(site.folder(), &["rotate-key", "--to", "new.key"], &borrowed(&settings)).await;
        assert!(ended.said.contains("Now set DESKGRAM_SECRET_KEY"), "{}", ended.said);
    }
    assert!(!site.folder().join("deskgram.key").exists());
    let settings = with(&new);
    let _program = Program::start(site.folder(), &["run"], &borrowed(&settings));
    knows_olena(&site).await;
}

#[tokio::test]
async fn a_second_deskgram_on_one_database_is_refused() {
    let site = Site::open().await;
    let _first = served(&site).await;
    let second = ran(&site, &["run"]).await;
    assert_eq!(second.code, Some(1));
    assert!(second.said.contains("another deskgram"), "{}", second.said);
}
