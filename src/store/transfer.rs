//! Carries a SQLite database over to PostgreSQL: all tables, in one transaction, every row read back and compared before
//! it is committed. Knows no table by name.

use std::io::Write;
use std::path::Path;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::sql::{StoreError, Value};
use super::threads::apart;
use super::{postgres as target, sqlite};
use crate::config::Server;

/// How many rows go over between two words on how far it is.
const STEP: u64 = 10_000;

/// How far it is: rows of a table that are there, of how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub table: String,
    pub rows: u64,
    pub of: u64,
    pub stage: Stage,
}

/// What is being done with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Copying,
    Verified,
}

/// A table as SQLite describes it.
struct Table {
    name: String,
    columns: Vec<Column>,
    rows: u64,
}

struct Column {
    name: String,
    kind: String,
    /// Its place in the key, from 1; 0 outside of it.
    key: i64,
}

/// Copies everything; the target is as it was unless this returns `Ok`. The file is brought up to date first, as at a
/// start, and held for the time being, so that nobody works on it.
pub fn carry_over(
    from: &Path,
    to: &Server,
    mut told: impl FnMut(Progress) + Send + 'static,
) -> Result<(), StoreError> {
    let mut link = target::Link::new(to, target::WRITE)?;
    let from = from.to_owned();
    apart(move || {
        let file = sqlite::alone(&from)?;
        let client = target::prepare(&mut link)?;
        for table in tables(&file)? {
            if client.query_opt(&format!("SELECT 1 FROM \"{}\" LIMIT 1", table.name), &[])?.is_some() {
                return Err(StoreError::NotEmpty);
            }
            copy(&file, client, &table, &mut told)?;
            compare(&file, client, &table)?;
            go_on_counting(&file, client, &table)?;
            told(table.progress(table.rows, Stage::Verified));
        }
        target::finish(&mut link)
    })
}

fn tables(file: &Connection) -> Result<Vec<Table>, StoreError> {
    let named =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                 ORDER BY name";
    let names: Vec<String> =
        file.prepare(named)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.into_iter().map(|name| table(file, name)).collect()
}

fn table(file: &Connection, name: String) -> Result<Table, StoreError> {
    let mut described = file.prepare("SELECT name, type, pk FROM pragma_table_info($1)")?;
    let columns = described
        .query_map([&name], |row| Ok(Column { name: row.get(0)?, kind: row.get(1)?, key: row.get(2)? }))?;
    let columns = columns.collect::<Result<_, _>>()?;
    let rows: i64 = file.query_row(&format!("SELECT COUNT(*) FROM \"{name}\""), [], |row| row.get(0))?;
    Ok(Table { name, columns, rows: rows.max(0) as u64 })
}

impl Table {
    fn progress(&self, rows: u64, stage: Stage) -> Progress {
        Progress { table: self.name.clone(), rows, of: self.rows, stage }
    }

    fn columns(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }

    /// A query for all rows by their key. `collation` makes a database sort texts by their bytes, as SQLite does.
    fn in_order(&self, collation: &str) -> String {
        let mut key: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        let sorted = key.iter().map(|column| match column.kind.as_str() {
            "TEXT" => format!("\"{}\" {collation}", column.name),
            _ => format!("\"{}\"", column.name),
        });
        let sorted: Vec<_> = sorted.collect();
        format!("SELECT {} FROM \"{}\" ORDER BY {}", self.columns(), self.name, sorted.join(", "))
    }
}

fn copy(
    file: &Connection,
    client: &mut Client,
    table: &Table,
    told: &mut impl FnMut(Progress),
) -> Result<(), StoreError> {
    let broken = |error: std::io::Error| StoreError::Database(error.to_string());
    let mut writer = client.copy_in(&format!("COPY \"{}\" ({}) FROM STDIN", table.name, table.columns()))?;
    let mut all = file.prepare(&table.in_order(""))?;
    let mut rows = all.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let cells = (0..table.columns.len()).map(|at| Ok(spelt(&cell(row, at)?)));
        let cells = cells.collect::<Result<Vec<_>, StoreError>>()?;
        writeln!(writer, "{}", cells.join("\t")).map_err(broken)?;
        count += 1;
        if count % STEP == 0 {
            told(table.progress(count, Stage::Copying));
        }
    }
    writer.finish()?;
    Ok(())
}

/// Reads both tables side by side.
fn compare(file: &Connection, client: &mut Client, table: &Table) -> Result<(), StoreError> {
    let differs = || StoreError::Differs { table: table.name.clone() };
    let nothing: [&(dyn ToSql + Sync); 0] = [];
    let mut there = client.query_raw(&table.in_order("COLLATE \"C\""), nothing)?;
    let mut all = file.prepare(&table.in_order(""))?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let other = there.next()?.ok_or_else(differs)?;
        for at in 0..table.columns.len() {
            if other.try_get::<_, Value<'_>>(at)? != cell(row, at)? {
                return Err(differs());
            }
        }
    }
    if there.next()?.is_some() { Err(differs()) } else { Ok(()) }
}

/// Numbers that were given once are never given again: they stand in buttons.
fn go_on_counting(file: &Connection, client: &mut Client, table: &Table) -> Result<(), StoreError> {
    let counter = format!("SELECT pg_get_serial_sequence('\"{}\"', 'id')", table.name);
    if !table.columns.iter().any(|column| column.name == "id") {
        return Ok(());
    }
    let Some(counter) = client.query_one(&counter, &[])?.try_get::<_, Option<String>>(0)? else {
        return Ok(());
    };
    let mut last = file.prepare("SELECT seq FROM sqlite_sequence WHERE name = $1")?;
    let last = last.query_map([&table.name], |row| row.get::<_, i64>(0))?.next().transpose()?;
    if let Some(last) = last.filter(|&last| last > 0) {
        client.query_one("SELECT setval($1::text::regclass, $2)", &[&counter, &last])?;
    }
    Ok(())
}

/// A cell as PostgreSQL keeps it: its texts can't hold the letter 0.
fn cell(row: &rusqlite::Row<'_>, at: usize) -> Result<Value<'static>, StoreError> {
    Ok(match Value::from(row.get::<_, Stored>(at)?) {
        Value::Text(text) if text.contains('\0') => Value::Text(text.replace('\0', "\u{fffd}").into()),
        value => value,
    })
}

/// A cell as COPY reads it.
fn spelt(value: &Value<'_>) -> String {
    match value {
        Value::Null => "\\N".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => {
            let text = text.replace('\\', "\\\\").replace('\t', "\\t");
            text.replace('\n', "\\n").replace('\r', "\\r")
        }
        Value::Bytes(bytes) => {
            bytes.iter().fold("\\\\x".to_owned(), |text, byte| text + &format!("{byte:02x}"))
        }
    }
}
