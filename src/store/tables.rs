//! The tables that both databases have, as SQLite describes them: what carries rows from one to the other goes through them one
//! by one, and compares them afterwards. Knows no table by name.

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::sql::{StoreError, Value};

/// How many rows go over between two words on how far it is.
const STEP: u64 = 10_000;

/// How far it is: rows of a table that are there, of how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub table: String,
    pub rows: u64,
    pub of: u64,
}

/// A table that is there, and as it was elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    pub table: String,
    pub rows: u64,
}

/// A table as SQLite describes it.
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

pub(super) struct Column {
    pub name: String,
    kind: String,
    /// Its place in the key, from 1; 0 outside of it.
    key: i64,
}

/// All tables of a file.
pub(super) fn tables(file: &Connection) -> Result<Vec<Table>, StoreError> {
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
    Ok(Table { name, columns })
}

impl Table {
    pub fn columns(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }

    /// A query for the number of its rows.
    pub fn counted(&self) -> String {
        format!("SELECT COUNT(*) FROM \"{}\"", self.name)
    }

    /// A query for all rows by their key, in SQLite.
    pub fn in_order(&self) -> String {
        self.sorted("")
    }

    /// The same in PostgreSQL, which is told to sort texts by their bytes, as SQLite does.
    pub fn in_order_there(&self) -> String {
        self.sorted("COLLATE \"C\"")
    }

    fn sorted(&self, collation: &str) -> String {
        let mut key: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        let sorted = key.iter().map(|column| match column.kind.as_str() {
            "TEXT" => format!("\"{}\" {collation}", column.name),
            _ => format!("\"{}\"", column.name),
        });
        let sorted: Vec<_> = sorted.collect();
        format!("SELECT {} FROM \"{}\" ORDER BY {}", self.columns(), self.name, sorted.join(", "))
    }

    /// The number that its next row gets in PostgreSQL comes from here; none for a table that numbers no rows.
    pub fn counter(&self, client: &mut Client) -> Result<Option<String>, StoreError> {
        if !self.columns.iter().any(|column| column.name == "id") {
            return Ok(None);
        }
        let counter = format!("SELECT pg_get_serial_sequence('\"{}\"', 'id')", self.name);
        Ok(client.query_one(&counter, &[])?.try_get(0)?)
    }

    /// Says how far it is, now and then.
    pub fn tell(&self, told: &mut impl FnMut(Progress), rows: u64, of: u64) {
        if rows.is_multiple_of(STEP) {
            told(Progress { table: self.name.clone(), rows, of });
        }
    }
}

/// Reads both tables side by side; says how many rows they have.
pub(super) fn compare(file: &Connection, client: &mut Client, table: &Table) -> Result<Carried, StoreError> {
    let differs = || StoreError::Differs { table: table.name.clone() };
    let nothing: [&(dyn ToSql + Sync); 0] = [];
    let mut there = client.query_raw(&table.in_order_there(), nothing)?;
    let mut all = file.prepare(&table.in_order())?;
    let (mut rows, mut count) = (all.query([])?, 0);
    while let Some(row) = rows.next()? {
        let other = there.next()?.ok_or_else(differs)?;
        for at in 0..table.columns.len() {
            if other.try_get::<_, Value<'_>>(at)? != cell(row, at)? {
                return Err(differs());
            }
        }
        count += 1;
    }
    match there.next()? {
        Some(_) => Err(differs()),
        None => Ok(Carried { table: table.name.clone(), rows: count }),
    }
}

/// A cell as PostgreSQL keeps it: its texts can't hold the letter 0.
pub(super) fn cell(row: &rusqlite::Row<'_>, at: usize) -> Result<Value<'static>, StoreError> {
    Ok(match Value::from(row.get::<_, Stored>(at)?) {
        Value::Text(text) if text.contains('\0') => Value::Text(text.replace('\0', "\u{fffd}").into()),
        value => value,
    })
}
