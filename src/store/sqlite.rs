//! SQLite: a file, one connection that writes and one that reads.
//!
//! WAL with `synchronous = FULL`: what a caller has been told is stored survives the loss of power, not only a kill.

use std::path::Path;
use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{OpenFlags, ToSql};

use super::dialect::Dialect;
use super::migrations::SchemaState;
use super::resealing::seal_records_once;
use super::seal::Seal;
use super::sql::{Row, SqlExecutor, StoreError, Value};
use super::threads::{Connection, StoreThreads};
use super::wakeups::{PendingWakeups, Wakeups};

/// The log beside the file is no longer than this while nobody holds it back, in bytes.
pub const MAX_IDLE_LOG: u64 = 16 << 20;

/// Opens the file, makes it if it isn't there, and brings its tables up to date.
pub(super) fn open_threads(
    path: &Path,
    seal: &Arc<Seal>,
    wakeups: &Arc<Wakeups>,
) -> Result<StoreThreads, StoreError> {
    let (first, second, seal) = (path.to_owned(), path.to_owned(), Arc::clone(seal));
    let writer = move || {
        look_first(&first)?;
        make_private(&first)?;
        let mut file = SqliteConnection { connection: open_connection(&first)?, access: AccessMode::Write };
        run_migrations(&mut file.connection)?;
        file.begin()?;
        let records = seal_records_once(&mut file, &seal)?;
        file.commit(PendingWakeups::default())?;
        if records.tell() {
            wipe(&file.connection)?;
        }
        Ok(file)
    };
    let reader =
        move || Ok(SqliteConnection { connection: open_connection(&second)?, access: AccessMode::Read });
    StoreThreads::start(wakeups, writer, reader)
}

/// Overwrites what the file still holds of what was replaced.
pub(super) fn wipe(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    connection.execute_batch("VACUUM")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Looks at a file that is there before anything is written into it: it may be another program's, or a newer one's.
fn look_first(path: &Path) -> Result<(), StoreError> {
    if std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        let connection = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let found = schema_state(&connection)?;
        drop(found.pending_scripts(Dialect::Sqlite)?);
        if found == SchemaState::Empty {
            let path = path.display();
            log::warn!("{path} holds nothing, and is begun anew; was it copied without its {path}-wal?");
        }
    }
    Ok(())
}

/// Brings into the file itself what stands in the log beside it, so that a copy of the file is whole.
pub(super) fn fold_in(path: &Path) -> Result<(), StoreError> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(2))?;
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(StoreError::InUse) } else { Ok(()) }
}

fn open_connection(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "cache_size", -2_000)?;
    // What a long reading by another program has let the log grow to is given back.
    connection.pragma_update(None, "journal_size_limit", MAX_IDLE_LOG as i64)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Else a statement with an order and a parameter is compiled anew at every run, in case another plan suits the value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Makes the file, if it isn't there, for its owner alone: it holds what people wrote. SQLite gives its other files the same
/// mode. Only while no connection is open: to close a file lets go of every lock that this process has on it, and another
/// process would then take the database for unused.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::Database(error.to_string()))
}

fn run_migrations(connection: &mut rusqlite::Connection) -> Result<(), StoreError> {
    for (version, script) in schema_state(connection)?.pending_scripts(Dialect::Sqlite)? {
        let tx = connection.transaction()?;
        tx.execute_batch(&script)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

/// What a file holds now; changes nothing, and makes none.
pub(super) fn look(path: &Path) -> Result<SchemaState, StoreError> {
    if !path.exists() {
        return Ok(SchemaState::Empty);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    schema_state(&connection)
}

/// Opens a file that is there, brings it up to date, and keeps everybody else out of it.
pub(super) fn lock_database(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.display().to_string()));
    }
    let mut connection = rusqlite::Connection::open(path)?;
    // Refused while anybody else has the file open.
    let held = connection
        .pragma_update(None, "locking_mode", "EXCLUSIVE")
        .and_then(|()| connection.execute_batch("BEGIN EXCLUSIVE; COMMIT"));
    match held {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
            return Err(StoreError::InUse);
        }
        held => held?,
    }
    if schema_state(&connection)? == SchemaState::Empty {
        return Err(StoreError::Missing(path.display().to_string()));
    }
    run_migrations(&mut connection)?;
    Ok(connection)
}

/// Fills an empty file with the tables of a version, without a row.
pub(super) fn create_database(path: &Path, version: i64) -> Result<rusqlite::Connection, StoreError> {
    // Fails for a version that is newer than the program.
    drop(SchemaState::Ours(version).pending_scripts(Dialect::Sqlite)?);
    let connection = rusqlite::Connection::open(path)?;
    for (number, script) in
        SchemaState::Empty.pending_scripts(Dialect::Sqlite)?.take_while(|(number, _)| *number <= version)
    {
        connection.execute_batch(&script)?;
        connection.pragma_update(None, "user_version", number)?;
    }
    Ok(connection)
}

fn schema_state(connection: &rusqlite::Connection) -> Result<SchemaState, StoreError> {
    let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let named =
        "SELECT COUNT(*) = 2 FROM sqlite_master WHERE type = 'table' AND name IN ('updates', 'outbox')";
    let ours = connection.query_row(named, [], |row| row.get(0))?;
    let empty = connection.query_row("SELECT COUNT(*) = 0 FROM sqlite_master", [], |row| row.get(0))?;
    Ok(match (ours, empty) {
        (true, _) => SchemaState::Ours(version),
        (false, true) => SchemaState::Empty,
        (false, false) => SchemaState::Foreign,
    })
}

/// A connection to the file.
struct SqliteConnection {
    connection: rusqlite::Connection,
    access: AccessMode,
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AccessMode {
    Read,
    Write,
}

impl SqliteConnection {
    fn run_statement(&self, statement: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(statement)?.execute([])?;
        Ok(())
    }

    /// What only reads has nothing to take back.
    fn run_in_parts(&self, statement: &str) -> Result<(), StoreError> {
        match self.access {
            AccessMode::Read => Ok(()),
            AccessMode::Write => self.run_statement(statement),
        }
    }
}

impl Connection for SqliteConnection {
    fn is_local(&self) -> bool {
        true
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.run_statement(match self.access {
            AccessMode::Read => "BEGIN",
            // A writer that takes its lock late would fail at once if another process writes beside it.
            AccessMode::Write => "BEGIN IMMEDIATE",
        })
    }

    fn savepoint(&mut self) -> Result<(), StoreError> {
        self.run_in_parts("SAVEPOINT job")
    }

    fn release_savepoint(&mut self) -> Result<(), StoreError> {
        self.run_in_parts("RELEASE job")
    }

    fn rollback_to_savepoint(&mut self) -> Result<(), StoreError> {
        self.run_in_parts("ROLLBACK TO job")?;
        self.run_in_parts("RELEASE job")
    }

    fn commit(&mut self, _: PendingWakeups) -> Result<(), StoreError> {
        self.run_statement("COMMIT")
    }

    fn rollback(&mut self) {
        if !self.connection.is_autocommit() {
            // Failing to roll back leaves the connection in the transaction; the next BEGIN then says so.
            let _ = self.run_statement("ROLLBACK");
        }
    }
}

impl SqlExecutor for SqliteConnection {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement)?;
        Ok(prepared.execute(rusqlite::params_from_iter(values))? as u64)
    }

    fn query_rows(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement)?;
        let width = prepared.column_count();
        let mut rows = prepared.query(rusqlite::params_from_iter(values))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = (0..width).map(|at| row.get::<_, Stored>(at).map(Value::from));
            all.push(Row(cells.collect::<Result<_, _>>()?));
        }
        Ok(all)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<Stored> for Value<'static> {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Null => Self::Null,
            Stored::Integer(number) => Self::Int(number),
            // No column of ours holds a fraction.
            Stored::Real(number) => Self::Int(number as i64),
            Stored::Text(text) => Self::Text(text.into()),
            Stored::Blob(bytes) => Self::Bytes(bytes.into()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}
