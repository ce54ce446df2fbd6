//! Fills an empty SQLite file with what a PostgreSQL database holds at one moment, beside those who work with it. Every row is
//! read back and compared. The tables are those of the version that the database has, which may be older than the program.

use std::path::Path;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use rusqlite::{Connection, params_from_iter};

use super::sql::{StoreError, Value};
use super::tables::{Progress, Table, compare, tables};
use super::threads::apart;
use super::{postgres as source, sqlite};
use crate::config::Server;

/// Copies everything; says of which version the tables are.
pub(super) fn take(
    from: &Server,
    to: &Path,
    mut told: impl FnMut(Progress) + Send + 'static,
) -> Result<i64, StoreError> {
    let mut link = source::Link::new(from, source::READ)?;
    let (place, to) = (from.place.clone(), to.to_owned());
    apart(move || {
        let (version, client) = source::browse(&mut link, &place)?;
        let mut file = sqlite::made(&to, version)?;
        let copying = file.transaction()?;
        for table in tables(&copying)? {
            copy(client, &copying, &table, &mut told)?;
            compare(&copying, client, &table)?;
            go_on_counting(client, &copying, &table)?;
        }
        copying.commit()?;
        Ok(version)
    })
}

fn copy(
    client: &mut Client,
    file: &Connection,
    table: &Table,
    told: &mut impl FnMut(Progress),
) -> Result<(), StoreError> {
    let of: i64 = client.query_one(&table.counted(), &[])?.try_get(0)?;
    let places: Vec<_> = (1..=table.columns.len()).map(|at| format!("${at}")).collect();
    let mut insert = file.prepare(&format!(
        "INSERT INTO \"{}\" ({}) VALUES ({})",
        table.name,
        table.columns(),
        places.join(", ")
    ))?;
    let nothing: [&(dyn ToSql + Sync); 0] = [];
    let mut rows = client.query_raw(&table.in_order_there(), nothing)?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        table.tell(told, count, of.unsigned_abs());
        let cells = (0..row.len()).map(|at| row.try_get::<_, Value<'_>>(at));
        insert.execute(params_from_iter(cells.collect::<Result<Vec<_>, _>>()?))?;
        count += 1;
    }
    Ok(())
}

/// As on the way there: no number is given twice, not even one whose row is gone.
fn go_on_counting(client: &mut Client, file: &Connection, table: &Table) -> Result<(), StoreError> {
    let Some(counter) = table.counter(client)? else { return Ok(()) };
    let last = client.query_one("SELECT pg_sequence_last_value($1::text::regclass)", &[&counter])?;
    if let Some(last) = last.try_get::<_, Option<i64>>(0)? {
        file.execute("DELETE FROM sqlite_sequence WHERE name = $1", [&table.name])?;
        file.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", (&table.name, last))?;
    }
    Ok(())
}
