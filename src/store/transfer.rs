//! Carries a SQLite database over to PostgreSQL: all tables, in one transaction, every row read back and compared before
//! it is committed.

use std::io::Write;
use std::path::Path;

use postgres::Client;
use rusqlite::Connection;

use super::sql::{StoreError, Value};
use super::tables::{Carried, Progress, Table, cell, compare, tables};
use super::threads::apart;
use super::{postgres as target, sqlite};
use crate::config::Server;

/// Copies everything; the target is as it was unless this returns `Ok`. The file is brought up to date first, as at a
/// start, and held for the time being, so that nobody works on it.
pub fn carry_over(
    from: &Path,
    to: &Server,
    mut told: impl FnMut(Progress) + Send + 'static,
) -> Result<Vec<Carried>, StoreError> {
    let mut link = target::Link::new(to, target::WRITE)?;
    let from = from.to_owned();
    apart(move || {
        let file = sqlite::alone(&from)?;
        let client = target::prepare(&mut link)?;
        let mut carried = Vec::new();
        for table in tables(&file)? {
            if client.query_opt(&format!("SELECT 1 FROM \"{}\" LIMIT 1", table.name), &[])?.is_some() {
                return Err(StoreError::NotEmpty);
            }
            copy(&file, client, &table, &mut told)?;
            carried.push(compare(&file, client, &table)?);
            go_on_counting(&file, client, &table)?;
        }
        target::finish(&mut link)?;
        Ok(carried)
    })
}

fn copy(
    file: &Connection,
    client: &mut Client,
    table: &Table,
    told: &mut impl FnMut(Progress),
) -> Result<(), StoreError> {
    let broken = |error: std::io::Error| StoreError::Database(error.to_string());
    let of: i64 = file.query_row(&table.counted(), [], |row| row.get(0))?;
    let mut writer = client.copy_in(&format!("COPY \"{}\" ({}) FROM STDIN", table.name, table.columns()))?;
    let mut all = file.prepare(&table.in_order())?;
    let mut rows = all.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        table.tell(told, count, of.unsigned_abs());
        let cells = (0..table.columns.len()).map(|at| Ok(spelt(&cell(row, at)?)));
        let cells = cells.collect::<Result<Vec<_>, StoreError>>()?;
        writeln!(writer, "{}", cells.join("\t")).map_err(broken)?;
        count += 1;
    }
    writer.finish()?;
    Ok(())
}

/// Numbers that were given once are never given again: they stand in buttons.
fn go_on_counting(file: &Connection, client: &mut Client, table: &Table) -> Result<(), StoreError> {
    let Some(counter) = table.counter(client)? else { return Ok(()) };
    let mut last = file.prepare("SELECT seq FROM sqlite_sequence WHERE name = $1")?;
    let last = last.query_map([&table.name], |row| row.get::<_, i64>(0))?.next().transpose()?;
    if let Some(last) = last.filter(|&last| last > 0) {
        client.query_one("SELECT setval($1::text::regclass, $2)", &[&counter, &last])?;
    }
    Ok(())
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
