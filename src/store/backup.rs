//! Copies of a database in a SQLite file, also while deskgram writes to it: a copy is what was committed at one moment. And wiping
//! what has been replaced. Neither brings any table up to date: a backup is most wanted before an upgrade.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::sql::StoreError;
use super::tables::CopyProgress;
use super::{postgres, snapshot, sqlite};
use crate::config::Database;

/// Copies a database to a new file for its owner alone, and makes sure that the copy is whole.
pub fn write_backup(
    from: &Database,
    to: &Path,
    told: impl FnMut(CopyProgress) + Send + 'static,
) -> Result<(), StoreError> {
    match from {
        Database::Sqlite(path) => {
            let source = open_existing(path)?;
            let version = schema_version(&source)?;
            write_whole(to, || copy_to(&source, to).map(|()| version))
        }
        Database::Postgres(server) => write_whole(to, || snapshot::take_snapshot(server, to, told)),
    }
}

/// Has a new file filled, with tables of the version that `fill` says; what does not become whole does not stay.
fn write_whole(to: &Path, fill: impl FnOnce() -> Result<i64, StoreError>) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file =
        options.open(to).map_err(|error| StoreError::Database(format!("{}: {error}", to.display())))?;
    let copied = fill().and_then(|version| verify_whole(to, version)).and_then(|()| sync_file(&file, to));
    if copied.is_err() {
        // Nothing that is not whole is left to be taken for a backup.
        let _ = std::fs::remove_file(to);
    }
    copied
}

/// Overwrites what the database still holds of sealed values that were replaced.
pub fn wipe_database(database: &Database) -> Result<(), StoreError> {
    match database {
        Database::Sqlite(path) => sqlite::wipe(&open_existing(path)?),
        Database::Postgres(server) => postgres::wipe_schema(server),
    }
}

fn open_existing(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    Ok(connection)
}

fn copy_to(source: &Connection, to: &Path) -> Result<(), StoreError> {
    let to = to.to_str().ok_or_else(|| StoreError::Database("its name is not UTF-8".into()))?;
    source.execute("VACUUM INTO $1", [to])?;
    Ok(())
}

/// Reads the copy from its first page to its last.
fn verify_whole(to: &Path, expected: i64) -> Result<(), StoreError> {
    let copy = open_existing(to)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" || schema_version(&copy)? != expected {
        return Err(StoreError::Unreadable(format!("the copy is damaged: {verdict}")));
    }
    Ok(())
}

/// Returns once the copy survives the loss of power.
fn sync_file(file: &File, to: &Path) -> Result<(), StoreError> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = file.sync_all().and_then(|()| match cfg!(unix) {
        true => File::open(folder)?.sync_all(),
        false => Ok(()),
    });
    synced.map_err(|error| StoreError::Database(format!("{}: {error}", to.display())))
}

fn schema_version(connection: &Connection) -> Result<i64, StoreError> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 { Err(StoreError::Foreign) } else { Ok(version) }
}
