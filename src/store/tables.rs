//! The tables that both databases have, as SQLite describes them: what carries rows from one to the other goes through them one
//! by one, and compares them afterwards. Knows no table by name.

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::sql::{StoreError, Value};

/// How many rows go over between two words on how far it is.
const PROGRESS_STEP: u64 = 10_000;

/// How far it is: rows of a table that are there, of how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyProgress {
    pub table: String,
    pub rows: u64,
    pub of: u64,
}

/// A table that is there, and as it was elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCounts {
    pub table: String,
    pub rows: u64,
}

/// A table as SQLite describes it.
pub(super) struct TableInfo {
    pub name: String,
    pub columns: Vec<ColumnInfo>,
}

pub(super) struct ColumnInfo {
    pub name: String,
    kind: String,
    /// Its place in the key, from 1; 0 outside of it.
    key: i64,
}

/// All tables of a file.
pub(super) fn list_tables(file: &Connection) -> Result<Vec<TableInfo>, StoreError> {
    // What an index of words consists of is no table of its own, and fills itself.
    let named = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let names: Vec<String> =
        file.prepare(named)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.into_iter().map(|name| read_table(file, name)).collect()
}

fn read_table(file: &Connection, name: String) -> Result<TableInfo, StoreError> {
    let mut described = file.prepare("SELECT name, type, pk FROM pragma_table_info($1)")?;
    let columns = described.query_map([&name], |row| {
        Ok(ColumnInfo { name: row.get(0)?, kind: row.get(1)?, key: row.get(2)? })
    })?;
    let columns = columns.collect::<Result<_, _>>()?;
    Ok(TableInfo { name, columns })
}

impl TableInfo {
    pub fn column_list(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }

    /// A query for the number of its rows.
    pub fn count_query(&self) -> String {
        format!("SELECT COUNT(*) FROM \"{}\"", self.name)
    }

    /// A query for all rows by their key, in SQLite.
    pub fn ordered_query(&self) -> String {
        self.sort_query("")
    }

    /// The same in PostgreSQL, which is told to sort texts by their bytes, as SQLite does.
    pub fn ordered_query_postgres(&self) -> String {
        self.sort_query("COLLATE \"C\"")
    }

    fn sort_query(&self, collation: &str) -> String {
        let mut key: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        let sorted = key.iter().map(|column| match column.kind.as_str() {
            "TEXT" => format!("\"{}\" {collation}", column.name),
            _ => format!("\"{}\"", column.name),
        });
        let sorted: Vec<_> = sorted.collect();
        format!("SELECT {} FROM \"{}\" ORDER BY {}", self.column_list(), self.name, sorted.join(", "))
    }

    /// The number that its next row gets in PostgreSQL comes from here; none for a table that numbers no rows.
    pub fn sequence_name(&self, client: &mut Client) -> Result<Option<String>, StoreError> {
        if !self.columns.iter().any(|column| column.name == "id") {
            return Ok(None);
        }
        let counter = format!("SELECT pg_get_serial_sequence('\"{}\"', 'id')", self.name);
        Ok(client.query_one(&counter, &[])?.try_get(0)?)
    }

    /// Says how far it is, now and then.
    pub fn report_progress(&self, told: &mut impl FnMut(CopyProgress), rows: u64, of: u64) {
        if rows.is_multiple_of(PROGRESS_STEP) {
            told(CopyProgress { table: self.name.clone(), rows, of });
        }
    }
}

/// Reads both tables side by side; says how many rows they have.
pub(super) fn compare_tables(
    file: &Connection,
    client: &mut Client,
    table: &TableInfo,
) -> Result<TableCounts, StoreError> {
    let differs = || StoreError::Differs { table: table.name.clone() };
    let nothing: [&(dyn ToSql + Sync); 0] = [];
    let mut there = client.query_raw(&table.ordered_query_postgres(), nothing)?;
    let mut all = file.prepare(&table.ordered_query())?;
    let (mut rows, mut count) = (all.query([])?, 0);
    while let Some(row) = rows.next()? {
        let other = there.next()?.ok_or_else(differs)?;
        for at in 0..table.columns.len() {
            if other.try_get::<_, Value<'_>>(at)? != read_cell(row, at)? {
                return Err(differs());
            }
        }
        count += 1;
    }
    match there.next()? {
        Some(_) => Err(differs()),
        None => Ok(TableCounts { table: table.name.clone(), rows: count }),
    }
}

/// A cell as PostgreSQL keeps it: its texts can't hold the letter 0.
pub(super) fn read_cell(row: &rusqlite::Row<'_>, at: usize) -> Result<Value<'static>, StoreError> {
    Ok(match Value::from(row.get::<_, Stored>(at)?) {
        Value::Text(text) if text.contains('\0') => Value::Text(text.replace('\0', "\u{fffd}").into()),
        value => value,
    })
}
