//! SQLite: one thread writes, one reads. The writer gathers what waits into one commit, so that a burst costs one
//! flush to the disk and a quiet moment waits for nobody.
//!
//! WAL with `synchronous = FULL`: what a caller has been told is stored survives the loss of power, not only a kill.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{Connection, ToSql};
use tokio::sync::oneshot;

use super::sql::{Row, Sql, StoreError, Value};

/// The most transactions that share one commit: bounds what one failure takes down with it.
const GROUP: usize = 256;

/// The migrations in their order; the file's number is its version.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_foundations.sql"),
    include_str!("../../migrations/0002_alerts.sql"),
    include_str!("../../migrations/0003_daily.sql"),
    include_str!("../../migrations/0004_groups.sql"),
    include_str!("../../migrations/0005_attempts.sql"),
    include_str!("../../migrations/0010_guesses.sql"),
];

type Outcome = Result<(), StoreError>;
/// Runs within the transaction; what it returns is called with the commit's outcome.
type Job = Box<dyn FnOnce(&mut dyn Sql) -> Verdict + Send>;
type Notify = Box<dyn FnOnce(Outcome) + Send>;

/// What became of one job inside the common transaction.
struct Verdict {
    keep: bool,
    notify: Notify,
}

/// The two threads' mailboxes.
#[derive(Clone)]
pub(super) struct Sqlite {
    writer: mpsc::Sender<Job>,
    reader: mpsc::Sender<Job>,
}

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut writer = connect(path)?;
        migrate(&mut writer)?;
        let reader = connect(path)?;
        // A writer that takes its lock late would fail at once if another process writes beside it.
        let writer = serve(writer, "store-writer", "BEGIN IMMEDIATE")?;
        Ok(Self { writer, reader: serve(reader, "store-reader", "BEGIN")? })
    }

    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Sql) -> Result<T, StoreError> + Send + 'static,
    {
        ask(&self.writer, work).await
    }

    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Sql) -> Result<T, StoreError> + Send + 'static,
    {
        ask(&self.reader, work).await
    }
}

async fn ask<T, F>(to: &mpsc::Sender<Job>, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce(&mut dyn Sql) -> Result<T, StoreError> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |sql| {
        let result = work(sql);
        let keep = result.is_ok();
        // A caller that has gone away no longer wants the answer; the work itself stands.
        let notify = Box::new(move |commit: Outcome| {
            let _ = answer.send(commit.and(result));
        });
        Verdict { keep, notify }
    });
    to.send(job).map_err(|_| StoreError::Closed)?;
    answered.await.map_err(|_| StoreError::Closed)?
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    private(path)?;
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "cache_size", -2_000)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Makes the file, if it isn't there, for its owner alone: it holds what people wrote. SQLite gives its other files the same
/// mode.
fn private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::Database(error.to_string()))
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as i64;
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(if ours(connection)? { StoreError::Newer { found, known } } else { StoreError::Foreign });
    }
    let empty = connection.query_row("SELECT COUNT(*) = 0 FROM sqlite_master", [], |row| row.get(0))?;
    if !(empty || ours(connection)?) {
        return Err(StoreError::Foreign);
    }
    for (version, script) in (1..).zip(MIGRATIONS).skip(found as usize) {
        let tx = connection.transaction()?;
        tx.execute_batch(&script.replace("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT"))?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

/// Whether the tables of the first migration are there.
fn ours(connection: &Connection) -> Result<bool, StoreError> {
    let named =
        "SELECT COUNT(*) = 2 FROM sqlite_master WHERE type = 'table' AND name IN ('updates', 'outbox')";
    Ok(connection.query_row(named, [], |row| row.get(0))?)
}

/// Starts the thread that owns `connection`; it ends when the last handle is dropped.
fn serve(connection: Connection, name: &str, begin: &'static str) -> Result<mpsc::Sender<Job>, StoreError> {
    let (jobs, inbox) = mpsc::channel::<Job>();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            while let Ok(first) = inbox.recv() {
                let mut batch = VecDeque::from([first]);
                batch.extend(inbox.try_iter().take(GROUP - 1));
                run_group(&connection, begin, batch);
            }
        })
        .map_err(|error| StoreError::Database(error.to_string()))?;
    Ok(jobs)
}

/// Runs the jobs as one transaction. Each has a savepoint, so that one that fails takes only its own changes back.
fn run_group(connection: &Connection, begin: &str, batch: VecDeque<Job>) {
    let mut notify: Vec<Notify> = Vec::with_capacity(batch.len());
    let result = (|| {
        connection.execute_batch(begin)?;
        for job in batch {
            connection.prepare_cached("SAVEPOINT job")?.execute([])?;
            // One job that panics takes neither the thread nor the other jobs with it; its caller finds it gone.
            let verdict = catch_unwind(AssertUnwindSafe(|| job(&mut Within(connection)))).ok();
            if !verdict.as_ref().is_some_and(|verdict| verdict.keep) {
                connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
            }
            notify.extend(verdict.map(|verdict| verdict.notify));
            connection.prepare_cached("RELEASE job")?.execute([])?;
        }
        connection.execute_batch("COMMIT")
    })()
    .map_err(StoreError::from);
    if result.is_err() && !connection.is_autocommit() {
        // Failing to roll back leaves the connection in the transaction; the next BEGIN then says so.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for notify in notify {
        notify(result.clone());
    }
}

struct Within<'a>(&'a Connection);

impl Sql for Within<'_> {
    fn run(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let changed = self.0.prepare_cached(statement)?.execute(rusqlite::params_from_iter(values))?;
        Ok(changed as u64)
    }

    fn rows(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut prepared = self.0.prepare_cached(statement)?;
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
