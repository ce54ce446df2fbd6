//! PostgreSQL as the store's database: opens it with one connection that writes and one that reads, brings its tables up to
//! date, and prepares copies. The connection itself is in `postgres_link`.
//!
//! All writers of a database, in however many processes, take one lock for each transaction: so what holds of SQLite's
//! single writer holds here. Everything that a transaction reads is as the one before has left it.

use std::sync::Arc;
use std::time::Duration;

use postgres::Client;

use super::dialect::Dialect;
use super::fencing_token::FencingToken;
use super::migrations::SchemaState;
use super::postgres_link::{BEGIN_READ_SQL, BEGIN_WRITE_SQL, PostgresLink};
use super::resealing::{Records, TABLES, seal_records_once};
use super::seal::Seal;
use super::sql::{SqlExecutor, StoreError, Value};
use super::threads::{Connection, StoreThreads, run_blocking};
use super::wakeups::{PendingWakeups, Wakeups};
use crate::config::PostgresServer;

/// How long those who were just killed may be taken for alive.
const MAX_STATUS_CHECKS: u32 = 10;
const STATUS_CHECK_DELAY: Duration = Duration::from_millis(200);

/// Where deskgram's own tables have their version.
const VERSION_TABLE_SQL: &str = "CREATE TABLE deskgram_version (version BIGINT NOT NULL); \
                        INSERT INTO deskgram_version (version) VALUES (0)";

/// Connects, and brings the tables up to date.
pub(super) fn open_threads(
    server: &PostgresServer,
    fence: FencingToken,
    seal: &Arc<Seal>,
    wakeups: &Arc<Wakeups>,
) -> Result<StoreThreads, StoreError> {
    let (writer, reader) =
        (PostgresLink::new(server, BEGIN_WRITE_SQL)?, PostgresLink::new(server, BEGIN_READ_SQL)?);
    let seal = Arc::clone(seal);
    let writer = move || {
        let mut writer = writer.with_fence(fence);
        if run_migrations(&mut writer, &seal)?.tell() {
            rewrite(&mut writer)?;
        }
        Ok(writer)
    };
    StoreThreads::start(wakeups, writer, move || Ok(reader))
}

/// What the database holds now, unless it is newer than this program; changes nothing.
pub(super) fn inspect_server(server: &PostgresServer) -> Result<SchemaState, StoreError> {
    let mut link = PostgresLink::new(server, BEGIN_READ_SQL)?;
    run_blocking(move || {
        link.begin()?;
        let state = schema_state(&mut link)?;
        match state.pending_scripts(Dialect::Postgres) {
            Err(newer @ StoreError::Newer { .. }) => Err(newer),
            _ => Ok(state),
        }
    })
}

fn run_migrations(link: &mut PostgresLink, seal: &Seal) -> Result<Records, StoreError> {
    // Under the writers' lock: of several processes that start at once, one makes the tables.
    link.begin()?;
    make_tables(link)?;
    let records = seal_records_once(link, seal)?;
    link.commit(PendingWakeups::default())?;
    Ok(records)
}

/// Begins a transaction that may take long, with all tables made; `finish` ends it.
pub(super) fn prepare_target(link: &mut PostgresLink) -> Result<&mut Client, StoreError> {
    link.begin()?;
    link.run_batch("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")?;
    make_tables(link)?;
    link.held_client()
}

pub(super) fn finish_copy(link: &mut PostgresLink) -> Result<(), StoreError> {
    link.commit(PendingWakeups::default())
}

/// Begins to read all that there is, which may take long; says of which version the tables are.
pub(super) fn begin_snapshot<'a>(
    link: &'a mut PostgresLink,
    place: &str,
) -> Result<(i64, &'a mut Client), StoreError> {
    link.begin()?;
    link.run_batch("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")?;
    match schema_state(link)? {
        SchemaState::Ours(version) => Ok((version, link.held_client()?)),
        SchemaState::Empty => Err(StoreError::Missing(place.to_owned())),
        SchemaState::Foreign => Err(StoreError::Foreign),
    }
}

/// Makes sure that no other deskgram is connected, as far as this user may know. The server may need a moment to notice that
/// one was killed.
pub(super) fn lock_database(server: &PostgresServer) -> Result<(), StoreError> {
    let mut link = PostgresLink::new(server, BEGIN_READ_SQL)?;
    run_blocking(move || {
        let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
                      AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()";
        if wait_for_none(&mut link, others)? { Ok(()) } else { Err(StoreError::InUse) }
    })
}

/// Waits a few seconds until a statement counts none; says whether it does.
fn wait_for_none(link: &mut PostgresLink, count: &str) -> Result<bool, StoreError> {
    for _ in 0..MAX_STATUS_CHECKS {
        if link.run_plain(count)?.as_deref() == Some("0") {
            return Ok(true);
        }
        std::thread::sleep(STATUS_CHECK_DELAY);
    }
    Ok(false)
}

/// Writes the tables with sealed values anew, without what has been replaced in them.
pub(super) fn wipe_schema(server: &PostgresServer) -> Result<(), StoreError> {
    let mut link = PostgresLink::new(server, BEGIN_WRITE_SQL)?;
    run_blocking(move || rewrite(&mut link))
}

fn rewrite(link: &mut PostgresLink) -> Result<(), StoreError> {
    link.run_plain("SET statement_timeout = 0")?;
    // The server keeps rows that somebody may still read: a backup, or its own count of a table.
    let readers = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
                   AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()";
    if !wait_for_none(link, readers)? {
        log::warn!(
            "somebody reads the database: what was replaced may stay in its files until it is next vacuumed"
        );
    }
    for table in ["sessions"].into_iter().chain(TABLES.iter().copied()) {
        link.run_plain(&format!("VACUUM FULL {table}"))?;
    }
    link.run_plain("RESET statement_timeout").map(drop)
}

fn make_tables(link: &mut PostgresLink) -> Result<(), StoreError> {
    let state = schema_state(link)?;
    if state == SchemaState::Empty {
        link.run_batch(VERSION_TABLE_SQL)?;
    }
    for (version, script) in state.pending_scripts(Dialect::Postgres)? {
        link.run_batch(&script)?;
        link.execute("UPDATE deskgram_version SET version = $1", &[Value::Int(version)])?;
    }
    Ok(())
}

fn schema_state(link: &mut PostgresLink) -> Result<SchemaState, StoreError> {
    let count = "SELECT COUNT(*), COUNT(*) FILTER (WHERE tablename = 'deskgram_version') FROM pg_tables
                 WHERE schemaname = current_schema()";
    let rows = link.query_rows(count, &[])?;
    let Some(row) = rows.first() else { return Ok(SchemaState::Foreign) };
    match (row.get::<i64>(0)?, row.get::<i64>(1)?) {
        (0, _) => Ok(SchemaState::Empty),
        (_, 0) => Ok(SchemaState::Foreign),
        _ => {
            let rows = link.query_rows("SELECT version FROM deskgram_version", &[])?;
            Ok(SchemaState::Ours(rows.first().map_or(Ok(0), |row| row.get(0))?))
        }
    }
}
