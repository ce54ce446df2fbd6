//! Carries a SQLite database over to PostgreSQL: all tables, in one transaction, every row read back and compared before
//! it is committed.

use std::io::Write;
use std::path::Path;

use postgres::Client;
use rusqlite::Connection;

use super::postgres_link::{BEGIN_WRITE_SQL, PostgresLink};
use super::sql::{StoreError, Value};
use super::tables::{CopyProgress, TableCounts, TableInfo, compare_tables, list_tables, read_cell};
use super::threads::run_blocking;
use super::{postgres as target, sqlite};
use crate::config::PostgresServer;
use crate::domain::hex::encode_hex;

/// Copies everything; the target is as it was unless this returns `Ok`. The file is brought up to date first, as at a
/// start, and held for the time being, so that nobody works on it.
pub fn copy_database(
    from: &Path,
    to: &PostgresServer,
    mut told: impl FnMut(CopyProgress) + Send + 'static,
) -> Result<Vec<TableCounts>, StoreError> {
    let mut link = PostgresLink::new(to, BEGIN_WRITE_SQL)?;
    let from = from.to_owned();
    run_blocking(move || {
        let file = sqlite::lock_database(&from)?;
        let client = target::prepare_target(&mut link)?;
        let mut carried = Vec::new();
        for table in list_tables(&file)? {
            if client.query_opt(&format!("SELECT 1 FROM \"{}\" LIMIT 1", table.name), &[])?.is_some() {
                return Err(StoreError::NotEmpty);
            }
            copy_table(&file, client, &table, &mut told)?;
            carried.push(compare_tables(&file, client, &table)?);
            sync_sequence(&file, client, &table)?;
        }
        target::finish_copy(&mut link)?;
        Ok(carried)
    })
}

fn copy_table(
    file: &Connection,
    client: &mut Client,
    table: &TableInfo,
    told: &mut impl FnMut(CopyProgress),
) -> Result<(), StoreError> {
    let broken = |error: std::io::Error| StoreError::Database(error.to_string());
    let of: i64 = file.query_row(&table.count_query(), [], |row| row.get(0))?;
    let mut writer =
        client.copy_in(&format!("COPY \"{}\" ({}) FROM STDIN", table.name, table.column_list()))?;
    let mut all = file.prepare(&table.ordered_query())?;
    let mut rows = all.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        table.report_progress(told, count, of.unsigned_abs());
        let cells = (0..table.columns.len()).map(|at| Ok(copy_text(&read_cell(row, at)?)));
        let cells = cells.collect::<Result<Vec<_>, StoreError>>()?;
        writeln!(writer, "{}", cells.join("\t")).map_err(broken)?;
        count += 1;
    }
    writer.finish()?;
    Ok(())
}

/// Numbers that were given once are never given again: they stand in buttons.
fn sync_sequence(file: &Connection, client: &mut Client, table: &TableInfo) -> Result<(), StoreError> {
    let Some(counter) = table.sequence_name(client)? else { return Ok(()) };
    let mut last = file.prepare("SELECT seq FROM sqlite_sequence WHERE name = $1")?;
    let last = last.query_map([&table.name], |row| row.get::<_, i64>(0))?.next().transpose()?;
    if let Some(last) = last.filter(|&last| last > 0) {
        client.query_one("SELECT setval($1::text::regclass, $2)", &[&counter, &last])?;
    }
    Ok(())
}

/// A cell as COPY reads it.
fn copy_text(value: &Value<'_>) -> String {
    match value {
        Value::Null => "\\N".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => {
            let text = text.replace('\\', "\\\\").replace('\t', "\\t");
            text.replace('\n', "\\n").replace('\r', "\\r")
        }
        Value::Bytes(bytes) => format!("\\\\x{}", encode_hex(bytes)),
    }
}
