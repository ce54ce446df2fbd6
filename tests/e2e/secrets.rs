//! From what lies on disk no key follows: a day's work, with every secret typed in every wrong place, and then every table, the
//! log beside it, a backup and the program's own log are read for hashes, keys and passwords.

use std::fs;

use deskgram::config::Database;
use deskgram::domain::ids::TicketId;
use deskgram::store::{self, Seal, Store};
use deskgram_sandbox::telegram::{Fault as TelegramFault, Spoil};
use deskgram_sandbox::zenlix::world::{User, md5_hex};
use deskgram_sandbox::zenlix::{NewTicket, WebAction};

use crate::log::kept;
use crate::support::*;

/// A password that is found wherever it hides.
const PASSWORD: &str = "Tr0ub4dor&3-everywhere";

const PEOPLE: [&str; 5] = ["olena", "taras", "iryna", "roman", "boss"];

/// Whatever leads to somebody's key.
fn key_material(world: &World) -> Vec<String> {
    let people = world.zenlix.edit(|helpdesk| helpdesk.users.clone());
    let of = |person: User| [md5_hex(&person.hash), person.hash].into_iter().chain(person.key);
    let mut all: Vec<String> = people.into_iter().flat_map(of).filter(|secret| !secret.is_empty()).collect();
    all.sort();
    all.dedup();
    assert!(all.len() > PEOPLE.len());
    all
}

/// Where any of these stands: in a file of the database, in a backup, in a table.
fn found(world: &World, secrets: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    store::write_backup(&Database::Sqlite(world.database_path()), &backup, |_| {}).unwrap();
    let files = fs::read_dir(world.database_path().parent().unwrap()).unwrap();
    let mut all = Vec::new();
    for path in files.map(|file| file.unwrap().path()).chain([backup]) {
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        if secrets.iter().any(|secret| text.contains(secret)) {
            all.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    all.extend(tables_with(&world.open_database(), secrets));
    all
}

/// The columns in which one of these stands.
fn tables_with(file: &rusqlite::Connection, secrets: &[String]) -> Vec<String> {
    let named = "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'";
    let mut named = file.prepare(named).unwrap();
    let columns =
        named.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut found = Vec::new();
    for (table, column) in columns.map(Result::unwrap) {
        for secret in secrets {
            let ask =
                format!("SELECT COUNT(*) FROM \"{table}\" WHERE INSTR(CAST(\"{column}\" AS TEXT), $1) > 0");
            let count: i64 = file.query_row(&ask, [secret], |row| row.get(0)).unwrap();
            if count > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    found
}

/// A day in which people's hashes pass through every table that can hold them.
async fn works_for_a_day(world: &World) -> i64 {
    for who in [OLENA, TARAS, BOSS, ROMAN] {
        world.sign_in(who).await;
    }
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let to_olena =
        NewTicket { assignees: vec!["olena".into()], ..NewTicket::to_unit(unit, "Printers", "It smokes") };
    let id = world.zenlix.web_create("roman", to_olena);
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.sends_text(OLENA, "/find roman").await;
    // Somebody to pass it on to, chosen and not yet confirmed; then confirmed, with its Cancel beside it.
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    for beginning in ["", "☐ Several", "☐", "Go on"] {
        let shown = world.telegram.message(OLENA, dialogue).unwrap();
        let label = shown.labels().into_iter().find(|label| label.starts_with(beginning)).unwrap().to_owned();
        assert_clean(world);
        world.presses(OLENA, OLENA, dialogue, &label).await;
    }
    assert_clean(world);
    world.sends_text(OLENA, "Please look").await;
    assert_clean(world);
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    // A ticket in the making.
    world.sends_text(TARAS, "/new No light").await;
    world.presses(TARAS, TARAS, world.last_bot_message(TARAS).id, "✅ Create").await;
    world.sends_text(TARAS, "/new No light either").await;
    // What waits in the outbox, with who did it.
    let spoil = Spoil::RetryAfter(3000);
    world.telegram.fault(TelegramFault::once("sendMessage", spoil).times(9));
    world.zenlix.web_act("taras", id, WebAction::Finish);
    world.poll_once().await;
    id
}

/// Iryna types her password wherever it does not belong.
async fn types_everywhere(world: &World) {
    world.zenlix.change_password("iryna", PASSWORD);
    let group = world.create_group(&[IRYNA, OLENA]).await;
    world.sends_text_in(IRYNA, group, &format!("/login iryna {PASSWORD}")).await;
    let lines = [
        "/login",
        PASSWORD,
        PASSWORD,
        "/login",
        "iryna",
        "/cancel",
        PASSWORD,
        "/login iryna wrong",
        PASSWORD,
        PASSWORD,
    ];
    for line in lines {
        world.sends_text(IRYNA, line).await;
    }
    assert!(world.is_signed_in(IRYNA));
    world.sends_text(IRYNA, &format!("/login {PASSWORD}")).await;
    world.sends_text(IRYNA, &format!("/login {PASSWORD} {PASSWORD}")).await;
    world.sends_text(IRYNA, "/cancel").await;
}

fn assert_clean(world: &World) {
    let secrets = [key_material(world), vec![PASSWORD.to_owned()]].concat();
    assert_eq!(found(world, &secrets), Vec::<String>::new());
}

#[tokio::test]
async fn after_a_days_work_no_key_follows_from_the_database_or_a_backup() {
    let mut world = World::in_file().await;
    let mark = kept().len();
    types_everywhere(&world).await;
    let id = works_for_a_day(&world).await;
    assert_clean(&world);
    kept().holds_none(&key_material(&world), mark);
    kept().holds_none(&[PASSWORD.to_owned()], mark);
    world.restart_process().await;
    world.telegram.clear_faults();
    world.run_until_idle().await;
    assert_clean(&world);
    let known = world.app.bot.ctx.store.read(move |db| db.find_ticket(TicketId(id))).await.unwrap().unwrap();
    let hash = world.zenlix.person("roman").unwrap().hash;
    assert_eq!(known.ticket.author.hash.map(|hash| hash.0), Some(hash), "and nothing is lost");
}

#[tokio::test]
async fn the_scan_finds_what_an_earlier_deskgram_has_stored_and_the_next_start_seals_it() {
    let mut world = World::in_file().await;
    let id = works_for_a_day(&world).await;
    store_in_clear(&world, id).await;
    let columns = found(&world, &key_material(&world)).join(" ");
    for column in
        ["deskgram.db", "backup", "tickets.body", "dialogues.body", "directory.name", "recent_choices.name"]
    {
        assert!(columns.contains(column), "{column}: {columns}");
    }
    let before = world.app.bot.ctx.store.read(move |db| db.find_ticket(TicketId(id))).await.unwrap();
    world.restart_process().await;
    assert_clean(&world);
    let after = world.app.bot.ctx.store.read(move |db| db.find_ticket(TicketId(id))).await.unwrap();
    assert_eq!(after, before, "what was known is known");
}

/// Undoes the sealing: the records are as they were before there was any.
async fn store_in_clear(world: &World, id: i64) {
    let known = world.app.bot.ctx.store.read(move |db| db.find_ticket(TicketId(id))).await.unwrap().unwrap();
    let body = serde_json::to_string(&known.ticket).unwrap().replace("\"secret:", "\"");
    let taras = world.zenlix.person("taras").unwrap().hash;
    let file = world.open_database();
    file.execute("UPDATE tickets SET body = $1 WHERE id = $2", (&body, id)).unwrap();
    let client = format!(r#"{{"hash":"{taras}","name":"Taras"}}"#);
    file.execute(
        "INSERT INTO recent_choices (telegram, shelf, name, body, used) VALUES (1, 'client', $1, $2, 0)",
        (&taras, &client),
    )
    .unwrap();
    file.execute(
        "INSERT INTO directory (shelf, name, body, read_at) VALUES ('person', $1, '{}', 0)",
        [&taras],
    )
    .unwrap();
    let refer = format!(
        r#"{{"Refer":{{"tickets":[{id}],"step":{{"Reason":{{"unit":1,"people":["{taras}"],"message":null}}}}}}}}"#
    );
    let dialogue = "INSERT INTO dialogues (telegram, chat, body, expires) VALUES (7, 7, $1, 9999999999999)";
    file.execute(dialogue, [&refer]).unwrap();
    file.execute("DELETE FROM revisions WHERE what LIKE 'sealed:%'", []).unwrap();
}

#[tokio::test]
async fn another_key_carries_the_records_over_and_the_old_one_opens_none() {
    let world = World::in_file().await;
    let id = works_for_a_day(&world).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("deskgram.db");
    world.copy_database(&copy);
    let author = async |seal: Seal| {
        let store = Store::open(&copy, seal).unwrap();
        let known = store.read(move |db| db.find_ticket(TicketId(id))).await.unwrap().unwrap();
        known.ticket.author.hash.map(|hash| hash.0)
    };
    let roman = world.zenlix.person("roman").map(|roman| roman.hash);
    let both = Store::open(&copy, seal(8).or_former(Some(&[7; 32]))).unwrap();
    both.write(|db| db.reseal_all()).await.unwrap();
    drop(both);
    assert_eq!(author(seal(8)).await, roman, "the new key alone is enough");
    assert_eq!(author(seal(7)).await, None, "the old one opens nothing");
    assert_eq!(author(seal(8)).await, roman, "nor does it do any harm");
}
