//! Fills an empty SQLite file with what a PostgreSQL database holds at one moment, beside those who work with it. Every row is
//! read back and compared. The tables are those of the version that the database has, which may be older than the program.

use std::path::Path;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use rusqlite::{Connection, params_from_iter};

use super::postgres_link::{BEGIN_READ_SQL, PostgresLink};
use super::sql::{StoreError, Value};
use super::tables::{CopyProgress, TableInfo, compare_tables, list_tables};
use super::threads::run_blocking;
use super::{postgres as source, sqlite};
use crate::config::PostgresServer;

/// Copies everything; says of which version the tables are.
pub(super) fn take_snapshot(
    from: &PostgresServer,
    to: &Path,
    mut told: impl FnMut(CopyProgress) + Send + 'static,
) -> Result<i64, StoreError> {
    let mut link = PostgresLink::new(from, BEGIN_READ_SQL)?;
    let (place, to) = (from.place.clone(), to.to_owned());
    run_blocking(move || {
        let (version, client) = source::begin_snapshot(&mut link, &place)?;
        let mut file = sqlite::create_database(&to, version)?;
        let copying = file.transaction()?;
        for table in list_tables(&copying)? {
            copy_table(client, &copying, &table, &mut told)?;
            compare_tables(&copying, client, &table)?;
            sync_sequence(client, &copying, &table)?;
        }
        copying.commit()?;
        Ok(version)
    })
}

fn copy_table(
    client: &mut Client,
    file: &Connection,
    table: &TableInfo,
    told: &mut impl FnMut(CopyProgress),
) -> Result<(), StoreError> {
    let of: i64 = client.query_one(&table.count_query(), &[])?.try_get(0)?;
    let places: Vec<_> = (1..=table.columns.len()).map(|at| format!("${at}")).collect();
    let mut insert = file.prepare(&format!(
        "INSERT INTO \"{}\" ({}) VALUES ({})",
        table.name,
        table.column_list(),
        places.join(", ")
    ))?;
    let nothing: [&(dyn ToSql + Sync); 0] = [];
    let mut rows = client.query_raw(&table.ordered_query_postgres(), nothing)?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        table.report_progress(told, count, of.unsigned_abs());
        let cells = (0..row.len()).map(|at| row.try_get::<_, Value<'_>>(at));
        insert.execute(params_from_iter(cells.collect::<Result<Vec<_>, _>>()?))?;
        count += 1;
    }
    Ok(())
}

/// As on the way there: no number is given twice, not even one whose row is gone.
fn sync_sequence(client: &mut Client, file: &Connection, table: &TableInfo) -> Result<(), StoreError> {
    let Some(counter) = table.sequence_name(client)? else { return Ok(()) };
    let last = client.query_one("SELECT pg_sequence_last_value($1::text::regclass)", &[&counter])?;
    if let Some(last) = last.try_get::<_, Option<i64>>(0)? {
        file.execute("DELETE FROM sqlite_sequence WHERE name = $1", [&table.name])?;
        file.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", (&table.name, last))?;
    }
    Ok(())
}
