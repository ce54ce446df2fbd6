//! A database that version 0.1.0 has left is taken over by the present one: brought to its schema, and everything that was
//! under way in it is carried on. The databases lie in `tests/fixtures/databases`; `make_the_databases` has made them. Beside
//! them, in `stored`, are samples of every form in which things are stored; they are read where those are defined.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use deskgram_sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::postgres::Postgres;
use crate::support::*;

/// When the first tickets are written.
const WRITTEN: &str = "2026-11-24T10:05:00Z";
/// When the last one is written, and deskgram ends.
const LEFT: &str = "2026-11-24T10:40:00Z";
/// When it starts again.
const RESUMED: &str = "2026-11-24T10:43:00Z";

const WAY: &str = "I am on my way";
const REASON: &str = "Spare parts are there";
const QUICK_REPLY: &str = "Please restart it";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/databases").join(name)
}

fn write_ticket(world: &World, text: &str) -> i64 {
    world.advance_time(SignedDuration::from_secs(2));
    world.zenlix.web_create("roman", NewTicket::to_unit(SERVICE_DESK, "Printers", text))
}

/// One to be taken, one to be referred, one to be commented on: the same in every world.
fn write_tickets(world: &World) -> [i64; 3] {
    ["It smokes", "It squeaks", "It sleeps"].map(|text| write_ticket(world, text))
}

/// People work until deskgram ends with something of everything under way.
async fn work_until_the_end(world: &mut World) {
    let group = world.create_group(&[IRYNA, OLENA, TARAS]).await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    world.sends_text_in(IRYNA, group, "/subscribe").await;
    world.advance_to(WRITTEN);
    let [taken, referred, commented] = write_tickets(world);
    world.poll_once().await;
    for line in ["/find squeaks", "/in", "/replies"] {
        world.sends_text(OLENA, line).await;
    }
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ For me").await;
    world.sends_text(OLENA, QUICK_REPLY).await;
    world.sends_text(OLENA, "The lamp in room 12 is out").await;
    world.settle_menus().await;
    world.advance_to(LEFT);
    let last = write_ticket(world, "It sings");
    // A sign-in that was refused, one that is in progress, and two other questions.
    for line in ["/login roman", "wrong", "/login"] {
        world.sends_text(ROMAN, line).await;
    }
    world.sends_text(TARAS, "/replies").await;
    world.presses(TARAS, TARAS, world.last_bot_message(TARAS).id, "➕ For me").await;
    world.sends_text(IRYNA, "/new No light").await;
    world.presses(IRYNA, IRYNA, world.last_bot_message(IRYNA).id, "✏️ Subject").await;
    // An action that can be undone, a comment that has arrived, and a referral that can be cancelled.
    let card = world.ticket_card(OLENA, taken).id;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.sends_reply(OLENA, OLENA, card, WAY).await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, referred).id, "➡ Reassign").await;
    let question = world.last_bot_message(OLENA).id;
    for beginning in ["", "Whole unit"] {
        let shown = world.telegram.message(OLENA, question).unwrap();
        let label = shown.labels().into_iter().find(|label| label.starts_with(beginning)).unwrap().to_owned();
        world.presses(OLENA, OLENA, question, &label).await;
    }
    world.sends_text(OLENA, REASON).await;
    // A comment that waits, messages that wait, and an update that is written down and not dealt with.
    let card = world.ticket_card(OLENA, commented).id;
    world.telegram.say(OLENA, OLENA).text(WAY).reply_to(card).send();
    world.app.take_updates(Duration::ZERO).await.unwrap();
    world.app.dispatcher.wait_idle().await;
    world.advance_time(SignedDuration::from_secs(61));
    world.app.poll_lists().await.unwrap();
    world.telegram.says(OLENA, OLENA, "/help");
    world.crash_before_handling().await;
    assert!(world.find_ticket_card(OLENA, last).is_none(), "it waits to be sent");
    assert!(world.clock.now() < RESUMED.parse().unwrap());
}

/// A simulated Telegram and helpdesk as they were when deskgram ended; gives the group and the tickets, the last one too.
fn bring_to_the_end(world: &World) -> (i64, [i64; 4]) {
    let group = world.telegram.supergroup("Support", &[IRYNA, OLENA, TARAS]);
    world.telegram.add_bot(group);
    [OLENA, TARAS, IRYNA, ROMAN].into_iter().for_each(|who| world.telegram.started(who));
    world.telegram.count_from(200_000_000, 10_000);
    world.advance_to(WRITTEN);
    let [taken, referred, commented] = write_tickets(world);
    world.zenlix.web_act("olena", taken, WebAction::Lock);
    world.zenlix.web_comment("olena", taken, WAY);
    world.advance_to(LEFT);
    let last = write_ticket(world, "It sings");
    world.advance_to(RESUMED);
    (group, [taken, referred, commented, last])
}

/// Everything that was under way goes on, and what was known is known.
async fn assert_goes_on(world: &World, group: i64, [taken, referred, commented, last]: [i64; 4]) {
    world.run_until_idle().await;
    assert!([OLENA, TARAS, IRYNA].map(|who| world.is_signed_in(who)).iter().all(|signed_in| *signed_in));
    assert!(world.all_bot_texts(OLENA).contains("/new"), "the help: {}", world.all_bot_texts(OLENA));
    assert_eq!(world.zenlix.comments(taken).len(), 1, "what has arrived is not sent again");
    assert_eq!(world.zenlix.comments(commented), [("olena".to_owned(), WAY.to_owned())]);
    assert!(world.zenlix.ticket(referred).unwrap().row.text.contains(REASON));
    for chat in [OLENA, TARAS, IRYNA, group] {
        assert!(world.find_ticket_card(chat, last).is_some(), "{chat}: {}", world.all_bot_texts(chat));
    }
    // The questions are still asked.
    world.sends_text(TARAS, "It was restarted").await;
    world.sends_text(TARAS, "/replies").await;
    assert!(offers(world, TARAS, "It was restarted"), "{}", world.all_bot_texts(TARAS));
    world.sends_text(IRYNA, "/cancel").await;
    assert!(!world.last_bot_message(IRYNA).text.contains("othing"), "{}", world.all_bot_texts(IRYNA));
    world.sends_text(ROMAN, "roman").await;
    world.sends_text(ROMAN, "roman").await;
    assert!(world.is_signed_in(ROMAN), "{}", world.all_bot_texts(ROMAN));
    // What people have chosen and what they see is as it was, and life goes on.
    world.sends_text(OLENA, "/replies").await;
    assert!(offers(world, OLENA, QUICK_REPLY), "{}", world.all_bot_texts(OLENA));
    let id = write_ticket(world, "It dances");
    world.poll_once().await;
    assert!(world.find_ticket_card(group, id).is_some(), "the group is subscribed");
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("olena"));
}

/// Whether the newest message in somebody's chat has a button with these words.
fn offers(world: &World, who: i64, words: &str) -> bool {
    world.last_bot_message(who).labels().iter().any(|label| label.contains(words))
}

#[tokio::test]
async fn a_file_of_0_1_0_is_taken_over() {
    let mut world = World::in_file().await;
    let (group, tickets) = bring_to_the_end(&world);
    world.move_to_file(&fixture("0.1.0.db")).await;
    assert_goes_on(&world, group, tickets).await;
}

#[tokio::test]
async fn a_database_of_0_1_0_on_postgres_is_taken_over() {
    let Some(postgres) = Postgres::fresh() else { return };
    postgres.restore(&std::fs::read_to_string(fixture("0.1.0.sql")).unwrap());
    let mut world = World::in_file().await;
    let (group, tickets) = bring_to_the_end(&world);
    world.move_to_postgres(postgres).await;
    assert_goes_on(&world, group, tickets).await;
}

/// The kinds of an enumeration in a file of the source.
fn kinds_of(source: &str, name: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(source)).unwrap();
    let body = text.split(&format!("pub enum {name} {{\n")).nth(1).unwrap().split("\n}\n").next().unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let kinds = lines.filter(|line| line.starts_with(|letter: char| letter.is_ascii_uppercase()));
    let name =
        |line: &str| line.split(|letter: char| !letter.is_ascii_alphanumeric()).next().map(str::to_owned);
    kinds.filter_map(name).collect()
}

/// The kinds of which a file has samples.
fn sampled_kinds(file: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("tests/fixtures/stored").join(file)).unwrap();
    let kind = |line: &str| match serde_json::from_str(line).unwrap() {
        serde_json::Value::String(kind) => kind,
        serde_json::Value::Object(fields) => fields.keys().next().unwrap().clone(),
        other => panic!("{other}"),
    };
    text.lines().map(kind).collect()
}

#[test]
fn there_is_a_sample_of_every_kind_of_thing_that_is_stored() {
    for (file, source, name) in [
        ("outbox.jsonl", "src/notify/outbox_message.rs", "OutboxMessage"),
        ("jobs.jsonl", "src/store/scheduled_job.rs", "ScheduledJob"),
        ("dialogues.jsonl", "src/bot/dialogue.rs", "Dialogue"),
    ] {
        let (kinds, sampled) = (kinds_of(source, name), sampled_kinds(file));
        assert!(kinds.len() > 3, "{kinds:?}");
        let missing: Vec<_> = kinds.difference(&sampled).collect();
        assert!(missing.is_empty(), "tests/fixtures/stored/{file} has no sample of {missing:?}");
    }
}

/// Makes both databases with the present program, of whichever version it is.
#[tokio::test]
#[ignore = "overwrites the fixtures"]
async fn make_the_databases() {
    let name = format!("{}.db", env!("CARGO_PKG_VERSION"));
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::in_file().await;
    work_until_the_end(&mut world).await;
    let copy = folder.path().join("copy");
    world.copy_database(&copy);
    world.restart_process().await;
    world.run_until_idle().await;
    // Small pages: most tables have a row or two.
    let file = rusqlite::Connection::open(&copy).unwrap();
    file.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;").unwrap();
    drop(file);
    std::fs::copy(&copy, fixture(&name)).unwrap();
    let postgres = Postgres::fresh().expect("PostgreSQL is there");
    let mut world = World::with_postgres(postgres).await;
    work_until_the_end(&mut world).await;
    let dump = world.postgres().unwrap().dump();
    std::fs::write(fixture(&name).with_extension("sql"), dump).unwrap();
    world.restart_process().await;
    world.run_until_idle().await;
}
