//! `deskgram migrate`: an installation that was at work on SQLite goes on on PostgreSQL as if nothing had happened.

use std::path::Path;
use std::process::{Command, Output};

use deskgram::domain::ids::{ChatId, Target, TelegramUser};
use deskgram::store::{DedupKey, OutboxEntry, StoreError, write_backup};
use deskgram::view::SendPriority;
use jiff::Timestamp;

use super::Bench;
use crate::support::postgres::Postgres;
use crate::support::{OLENA, ROMAN, TARAS, World};

const NOON: Timestamp = Timestamp::UNIX_EPOCH;
const IN_USE: &str = "another deskgram works with this database";
const WHO: TelegramUser = TelegramUser(OLENA);

fn migrate(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskgram"));
    command.arg("migrate").args(arguments).current_dir(folder).env_clear();
    let Output { status, stdout, stderr } = command.envs(variables.iter().copied()).output().unwrap();
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

/// A store closes its file on threads of its own, a moment after it was dropped.
fn migrate_once_closed(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (Option<i32>, String) {
    let tries = (0..50).map(|_| migrate(folder, arguments, variables));
    tries.into_iter().find(|(_, said)| !said.contains(IN_USE)).expect("the file is closed soon")
}

#[tokio::test]
async fn an_installation_moves_and_goes_on() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::in_file().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let group = world.create_group(&[OLENA, ROMAN]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let ticket = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, ticket);
    world.sends_reply(OLENA, OLENA, card.id, "Tab\there, a \\ there\nand «ы»").await;

    let copy = tempfile::tempdir().unwrap();
    world.copy_database(&copy.path().join("deskgram.db"));
    let (code, said) = migrate(copy.path(), &["sqlite:deskgram.db", &postgres.url()], &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("✔ card_messages: ") && said.contains("✔ sessions: 2\n"), "{said}");
    let (code, said) = migrate(copy.path(), &["sqlite:deskgram.db", &postgres.url()], &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("not empty"), "{said}");

    world.move_to_postgres(postgres).await;
    assert!(world.is_signed_in(OLENA) && world.is_signed_in(TARAS));
    world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    assert_eq!(world.zenlix.ticket(ticket).unwrap().locked_by.as_deref(), Some("olena"));
    assert!(world.ticket_card(TARAS, ticket).text.contains("taken by"));
    let another = world.create_ticket();
    world.poll_once().await;
    assert!(world.find_ticket_card(group, another).is_some(), "{}", world.all_bot_texts(group));
}

/// Numbers stand in buttons, so none is given twice, not even after the last row is gone.
#[tokio::test]
async fn numbers_go_on_where_they_were() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (from, to) = (Bench::File(tempfile::tempdir().unwrap()), Bench::Server(postgres));
    let (Bench::File(folder), Bench::Server(postgres)) = (&from, &to) else { unreachable!() };
    let store = from.open();
    let last = store.write(|db| {
        let mut last = db.add_job(WHO, &"first", NOON)?;
        for _ in 0..3 {
            db.drop_job(last)?;
            last = db.add_job(WHO, &"next", NOON)?;
        }
        db.drop_job(last)?;
        let target = Target { chat: ChatId(1), thread: None };
        let body = "\u{0} \\N \\. '".to_owned();
        db.enqueue(
            &OutboxEntry { target, class: SendPriority::Answer, dedup: DedupKey::None, body, due: NOON },
            NOON,
        )?;
        Ok(last)
    });
    let last = last.await.unwrap();
    drop(store);
    let (code, said) = migrate_once_closed(folder.path(), &["sqlite:deskgram.db", &postgres.url()], &[]);
    assert_eq!(code, Some(0), "{said}");
    let store = to.open();
    let next = store.write(|db| {
        assert_eq!(db.outbox_heads(NOON, None, SendPriority::Refresh, 1)?[0].body, "\u{fffd} \\N \\. '");
        db.add_job(WHO, &"after", NOON)
    });
    assert_eq!(next.await.unwrap().0, last.0 + 1);
}

/// There and back: a backup of PostgreSQL is a file that a deskgram could work with at once.
#[tokio::test]
async fn a_copy_of_a_server_is_whole_and_counts_on_where_it_was() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (from, folder) = (Bench::Server(postgres), tempfile::tempdir().unwrap());
    let store = from.open();
    let bodies = ["Tab\there, a \\ there\nand «ы» \\N", "B", "a"];
    let last = store.write(move |db| {
        for (chat, body) in (1..).zip(bodies) {
            let target = Target { chat: ChatId(chat), thread: None };
            let mail = OutboxEntry {
                target,
                class: SendPriority::Answer,
                dedup: DedupKey::None,
                body: body.to_owned(),
                due: NOON,
            };
            db.enqueue(&mail, NOON)?;
        }
        let last = db.add_job(WHO, &"done", NOON)?;
        db.drop_job(last)?;
        Ok(last)
    });
    let last = last.await.unwrap();
    let file = folder.path().join("deskgram.db");
    write_backup(&from.database(), &file, |_| {}).unwrap();
    let bench = Bench::File(folder);
    let store = bench.open();
    let next = store.write(move |db| {
        let heads: Vec<_> =
            db.outbox_heads(NOON, None, SendPriority::Refresh, 9)?.into_iter().map(|row| row.body).collect();
        assert_eq!(heads, bodies);
        db.add_job(WHO, &"after", NOON)
    });
    assert_eq!(next.await.unwrap().0, last.0 + 1);
    let again = write_backup(&from.database(), &file, |_| {}).unwrap_err();
    assert!(again.to_string().contains("exists"), "never over anything: {again}");
}

#[tokio::test]
async fn a_server_without_tables_or_with_newer_ones_is_not_copied() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (from, folder) = (Bench::Server(postgres), tempfile::tempdir().unwrap());
    let copied = || write_backup(&from.database(), &folder.path().join("copy.db"), |_| {});
    assert!(matches!(copied(), Err(StoreError::Missing(_))));
    drop(from.open());
    from.tamper("UPDATE deskgram_version SET version = 999");
    assert!(matches!(copied(), Err(StoreError::Newer { found: 999, .. })));
    from.tamper("UPDATE deskgram_version SET version = version - 999; DROP TABLE deskgram_version");
    assert!(matches!(copied(), Err(StoreError::Foreign)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing that is not whole stays");
}

#[tokio::test]
async fn what_can_not_be_carried_over_is_told_and_left_alone() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (from, url) = (Bench::File(tempfile::tempdir().unwrap()), postgres.url());
    let Bench::File(folder) = &from else { unreachable!() };
    let refused = |arguments: &[&str], variables: &[(&str, &str)], code: i32, because: &str| {
        let (ended, said) = match because {
            IN_USE => migrate(folder.path(), arguments, variables),
            _ => migrate_once_closed(folder.path(), arguments, variables),
        };
        assert_eq!(ended, Some(code), "{said}");
        assert!(said.contains(because) && !said.contains("hunter2"), "{said}");
    };
    refused(&["sqlite:deskgram.db", &url], &[], 1, "there is no database");
    assert!(!folder.path().join("deskgram.db").exists());
    refused(&["sqlite:deskgram.db"], &[], 2, "TO: not a PostgreSQL database");
    refused(&[&url], &[], 2, "FROM: not a SQLite database");
    let open = url.replace("postgres@", "postgres:hunter2@");
    refused(&["sqlite:deskgram.db", &open], &[], 2, "holds a password");

    let running = from.open();
    running.write(|db| db.journal_update(1, "{}", NOON)).await.unwrap();
    refused(&["sqlite:deskgram.db"], &[("DATABASE_URL", &open)], 1, IN_USE);
    drop(running);
    assert_eq!(postgres.ask("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
    postgres.ask("CREATE TABLE songs (name TEXT)");
    refused(&["sqlite:deskgram.db"], &[("DATABASE_URL", &open)], 1, "belongs to another program");
}
