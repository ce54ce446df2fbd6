//! Sealing what is secret within the records of all tables with the present key: what an earlier deskgram has stored in clear, and
//! what another key has sealed. What opens with no key that is at hand is forgotten: who it named is read from the helpdesk anew.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::login_attempts::unknown_login;
use super::seal::Seal;
use super::secrets::{Change, change_strings, closed, opened};
use super::sql::{SqlExecutor, StoreError, sql_values};
use crate::domain::hex::encode_hex;

/// What became of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// So many are sealed anew.
    pub sealed: usize,
    /// So many had something in them that opens with no key at hand.
    pub lost: usize,
}

/// Where a record can hold a secret.
struct SealedColumn {
    read: &'static str,
    write: &'static str,
}

/// Columns by their table and a number by which a row is found quickly.
macro_rules! places {
    ($($table:literal $column:literal by $key:literal,)*) => {
        &[$(SealedColumn {
            read: concat!("SELECT ", $key, ", ", $column, " FROM ", $table, " WHERE ", $column, " IS NOT NULL"),
            write: concat!("UPDATE ", $table, " SET ", $column, " = $1 WHERE ", $key, " = $2 AND ", $column, " = $3"),
        },)*]
    };
}

const SEALED_COLUMNS: &[SealedColumn] = places![
    "tickets" "body" by "id",
    "tickets" "details" by "id",
    "ticket_history" "who" by "ticket",
    "ticket_history" "whom" by "ticket",
    "rights" "state" by "ticket",
    "undo_actions" "state" by "ticket",
    "outbox" "body" by "id",
    "jobs" "body" by "id",
    "updates" "body" by "id",
    "dialogues" "body" by "telegram",
    "recent_choices" "name" by "telegram",
    "recent_choices" "body" by "telegram",
    "directory" "name" by "CAST(0 AS BIGINT)",
    "directory" "body" by "CAST(0 AS BIGINT)",
    "rotas" "body" by "id",
    "escalation_calls" "people" by "ticket",
    "finished_tickets" "ending" by "ticket",
];

impl Records {
    /// Says in the log what was done; whether anything was written anew.
    pub(super) fn tell(self) -> bool {
        if self.sealed > 0 {
            log::info!("what names people in {} records is sealed now", self.sealed);
        }
        if self.lost > 0 {
            log::warn!(
                "{} records name people under another secret key; that is left out until it is back",
                self.lost
            );
        }
        self.sealed > 0
    }
}

/// The tables that hold such records.
pub(super) const TABLES: &[&str] = &[
    "tickets",
    "ticket_history",
    "rights",
    "undo_actions",
    "outbox",
    "jobs",
    "updates",
    "dialogues",
    "recent_choices",
    "directory",
    "rotas",
    "escalation_calls",
    "finished_tickets",
];

/// Seals everything with the present key, unless that was done with this very key before.
pub(super) fn seal_records_once(sql: &mut dyn SqlExecutor, seal: &Seal) -> Result<Records, StoreError> {
    let done = mark(seal);
    if !sql.query_rows("SELECT 1 FROM revisions WHERE what = $1", sql_values![done.as_str()])?.is_empty() {
        return Ok(Records::default());
    }
    seal_records(sql, seal)
}

/// Seals everything with the present key.
pub(super) fn seal_records(sql: &mut dyn SqlExecutor, seal: &Seal) -> Result<Records, StoreError> {
    let never = sql.query_rows("SELECT 1 FROM revisions WHERE what LIKE 'sealed:%'", &[])?.is_empty();
    let known = if never { hashes_in_clear(sql)? } else { HashSet::new() };
    if never {
        // Read anew when somebody asks for it; its rows are named by hashes in clear.
        sql.execute("DELETE FROM directory WHERE shelf = 'person'", &[])?;
        sql.execute("DELETE FROM recent_choices WHERE shelf IN ('person', 'client', 'colleague')", &[])?;
        hide_unknown_logins(sql, seal)?;
    }
    let mut records = Records::default();
    for place in SEALED_COLUMNS {
        for row in sql.query_rows(place.read, &[])? {
            let (key, stored): (i64, String) = (row.get(0)?, row.get(1)?);
            let mut lost = false;
            let changed = change_strings(&stored, |inner| match opened(seal, inner) {
                Some(Some(secret)) => Change::To(closed(seal, &secret)),
                Some(None) => {
                    lost = true;
                    Change::Nothing
                }
                None if known.contains(inner) => Change::To(closed(seal, inner)),
                None => Change::Nothing,
            });
            records.lost += usize::from(lost);
            if changed != stored {
                sql.execute(place.write, sql_values![&*changed, key, stored.as_str()])?;
                records.sealed += 1;
            }
        }
    }
    if records.lost > 0 && !never {
        // All of it is looked at again at the next start: the other key may be back.
        return Ok(records);
    }
    sql.execute("DELETE FROM revisions WHERE what LIKE 'sealed:%'", &[])?;
    sql.execute("INSERT INTO revisions (what, count) VALUES ($1, 1)", sql_values![mark(seal)])?;
    Ok(records)
}

/// Takes the logins with which nobody has ever signed in out of the audit trail.
fn hide_unknown_logins(sql: &mut dyn SqlExecutor, seal: &Seal) -> Result<(), StoreError> {
    let unknown = sql.query_rows(
        "SELECT DISTINCT login FROM audit WHERE action = 'sign-in' AND outcome <> 'done' AND login NOT IN (
             SELECT login FROM audit WHERE action = 'sign-in' AND outcome = 'done' AND login IS NOT NULL)",
        &[],
    )?;
    for row in unknown {
        let login: String = row.get(0)?;
        let label = unknown_login(seal, &login);
        sql.execute("UPDATE audit SET login = $1 WHERE login = $2", sql_values![label, login])?;
    }
    Ok(())
}

/// Says in the database with which key its records are sealed; of no use for finding the key.
fn mark(seal: &Seal) -> String {
    format!("sealed:{}", encode_hex(&seal.digest("records", b"")[..8]))
}

/// The hashes that an earlier deskgram has stored in clear.
fn hashes_in_clear(sql: &mut dyn SqlExecutor) -> Result<HashSet<String>, StoreError> {
    let mut found = HashSet::new();
    for place in SEALED_COLUMNS {
        for row in sql.query_rows(place.read, &[])? {
            if let Ok(json) = serde_json::from_str(&row.get::<String>(1)?) {
                find_hashes(&json, &mut found);
            }
        }
    }
    found.remove("");
    Ok(found)
}

/// Where the records of an earlier deskgram hold hashes of people: a `hash` that is not a ticket's, a chosen `client`, and
/// `people` that are hashes alone.
fn find_hashes(json: &Json, found: &mut HashSet<String>) {
    let mut take = |json: &Json| found.extend(json.as_str().map(str::to_owned));
    match json {
        Json::Array(all) => all.iter().for_each(|one| find_hashes(one, found)),
        Json::Object(all) => {
            let is_tickets = all.contains_key("id");
            all.get("hash").filter(|_| !is_tickets).into_iter().for_each(&mut take);
            all.get("client").into_iter().for_each(&mut take);
            all.get("people").and_then(Json::as_array).into_iter().flatten().for_each(&mut take);
            all.values().for_each(|one| find_hashes(one, found));
        }
        _ => {}
    }
}
