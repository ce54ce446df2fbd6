//! The administrator's commands on a PostgreSQL server: a backup and its way back, and another key, killed at any moment.

use std::fs;
use std::time::Duration;

use serde_json::Value;

use super::admin::{knows_olena, signs_in, stopped};
use super::program::{Ended, Program};
use super::{Site, borrowed};
use crate::support::postgres::Postgres;

const OLD: [u8; 1] = [0x1b];
const NEW: [u8; 1] = [0x2c];

/// A key of 32 bytes as the settings have it.
fn key([byte]: [u8; 1]) -> String {
    format!("{byte:02x}").repeat(32)
}

/// The settings that lead to a database, with this key.
fn settings(site: &Site, database: &str, of: [u8; 1]) -> Vec<(String, String)> {
    site.settings(&[("DATABASE_URL", database), ("DESKGRAM_SECRET_KEY", &key(of))])
}

async fn ran(site: &Site, arguments: &[&str], settings: &[(String, String)]) -> Ended {
    Program::run(site.folder(), arguments, &borrowed(settings)).await
}

fn serves(site: &Site, settings: &[(String, String)]) -> Program {
    Program::start(site.folder(), &["run"], &borrowed(settings))
}

#[tokio::test]
async fn a_backup_beside_one_that_serves_goes_back_into_an_empty_database_or_serves_itself() {
    let (Some(first), Some(second)) = (Postgres::fresh(), Postgres::fresh()) else { return };
    let site = Site::open().await;
    let (here, there) = (settings(&site, &first.url(), OLD), settings(&site, &second.url(), OLD));
    let program = serves(&site, &here);
    signs_in(&site).await;
    let ended = ran(&site, &["backup", "copy.db", "--json"], &here).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let record: Value = serde_json::from_str(&ended.said).unwrap();
    let file = site.folder().join("copy.db");
    assert_eq!(record["bytes"], file.metadata().unwrap().len());
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777,
        0o600
    );
    let ended = ran(&site, &["backup", "copy.db"], &here).await;
    assert_eq!(ended.code, Some(1), "never over anything: {}", ended.said);
    stopped(program).await;

    let ended = ran(&site, &["migrate", "sqlite:copy.db", "--json"], &there).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let record: Value = serde_json::from_str(&ended.said).unwrap();
    let tables = record["tables"].as_array().unwrap();
    assert!(tables.iter().any(|table| table["table"] == "sessions" && table["rows"] == 1), "{record}");
    let program = serves(&site, &there);
    knows_olena(&site).await;
    stopped(program).await;

    let itself = settings(&site, "sqlite:copy.db", OLD);
    let _program = serves(&site, &itself);
    knows_olena(&site).await;
}

/// A new key in a file that nobody else can read.
fn write_new_key(site: &Site) {
    let file = site.folder().join("new.key");
    fs::write(&file, key(NEW)).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

const ROTATE: [&str; 3] = ["rotate-key", "--to", "new.key"];

#[tokio::test]
async fn another_key_keeps_everybody_signed_in_and_the_old_one_opens_nothing() {
    let Some(postgres) = Postgres::fresh() else { return };
    let site = Site::open().await;
    let (old, new) = (settings(&site, &postgres.url(), OLD), settings(&site, &postgres.url(), NEW));
    write_new_key(&site);
    let program = serves(&site, &old);
    signs_in(&site).await;
    let ended = ran(&site, &ROTATE, &old).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("stop it first"), "{}", ended.said);
    stopped(program).await;
    let sealed = postgres.ask("SELECT encode(sealed, 'hex') FROM sessions");
    let ended = ran(&site, &ROTATE, &old).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.starts_with("1 sessions are sealed with the new key."), "{}", ended.said);
    postgres.ask("CHECKPOINT");
    let lies = format!(
        "SELECT position(decode('{sealed}', 'hex') IN pg_read_binary_file(pg_relation_filepath('sessions')))"
    );
    assert_eq!(postgres.ask(&lies), "0", "the old one lies about");

    let program = serves(&site, &new);
    knows_olena(&site).await;
    stopped(program).await;
    let mut program = serves(&site, &old);
    program.says("1 sessions don't open").await;
}

#[tokio::test]
async fn a_kill_at_any_moment_of_changing_the_key_signs_nobody_out() {
    let Some(postgres) = Postgres::fresh() else { return };
    let site = Site::open().await;
    let (old, new) = (settings(&site, &postgres.url(), OLD), settings(&site, &postgres.url(), NEW));
    write_new_key(&site);
    let program = serves(&site, &old);
    signs_in(&site).await;
    stopped(program).await;
    for number in 0..20 {
        let program = Program::start(site.folder(), &ROTATE, &borrowed(&old));
        tokio::time::sleep(Duration::from_millis(4 * number)).await;
        program.signal("KILL");
        program.ends().await;
    }
    // The same command finishes whatever was cut short.
    let ended = ran(&site, &["rotate-key", "--to", "new.key", "--json"], &old).await;
    let record: Value = serde_json::from_str(&ended.said).unwrap_or_else(|_| panic!("{}", ended.said));
    assert_eq!((&record["sealed"], &record["closed"]), (&Value::from(1), &Value::from(0)));
    let _program = serves(&site, &new);
    knows_olena(&site).await;
}
