//! One program for one database, so that what must not happen beside a running deskgram does not. On SQLite who serves holds a
//! lock on a file beside it; a kill lets go of it. On PostgreSQL several may run, and one that wants to be alone looks for others.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::postgres;
use super::sql::StoreError;
use crate::config::{Database, copy_owner};

/// The right to be the only deskgram on a database, until it is dropped.
#[derive(Debug)]
pub struct InstanceLock {
    _lock: Option<File>,
}

impl InstanceLock {
    /// Takes the right to serve, unless another process has it. On PostgreSQL the lease is that right.
    pub fn acquire_shared(database: &Database) -> Result<Self, StoreError> {
        match database {
            Database::Sqlite(path) => Self::lock_file(path),
            Database::Postgres(_) => Ok(Self { _lock: None }),
        }
    }

    /// The same for what nobody may even wait beside: on PostgreSQL no other deskgram is connected either.
    pub fn acquire_exclusive(database: &Database) -> Result<Self, StoreError> {
        match database {
            Database::Sqlite(path) => Self::lock_file(path),
            Database::Postgres(server) => postgres::lock_database(server).map(|()| Self { _lock: None }),
        }
    }

    fn lock_file(database: &Path) -> Result<Self, StoreError> {
        let mut path = database.as_os_str().to_owned();
        path.push("-lock");
        let file = create_lock_file(path.as_ref(), database);
        let file = file.map_err(|error| StoreError::Database(format!("the lock beside it: {error}")))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => {
                log::warn!("this file system knows no locks ({error}): never start two deskgrams here");
                Ok(Self { _lock: None })
            }
        }
    }
}

/// The file for the lock: its owner's alone, since whoever can open it can hold it. It belongs to whom the database does, also
/// when root comes first.
fn create_lock_file(path: &Path, database: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) if database.exists() => copy_owner(path, database).map(|()| file),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // An earlier deskgram has made it for everybody. Where that can't be changed it is somebody else's.
            #[cfg(unix)]
            let _ = std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600));
            OpenOptions::new().append(true).open(path)
        }
        made => made,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_lock_is_its_owners_alone_also_where_it_was_not() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("deskgram.db");
        let lock = folder.path().join("deskgram.db-lock");
        let mode = || std::fs::metadata(&lock).unwrap().permissions().mode() & 0o777;
        drop(InstanceLock::acquire_shared(&Database::Sqlite(database.clone())).unwrap());
        assert_eq!(mode(), 0o600);
        std::fs::set_permissions(&lock, PermissionsExt::from_mode(0o644)).unwrap();
        drop(InstanceLock::acquire_shared(&Database::Sqlite(database)).unwrap());
        assert_eq!(mode(), 0o600);
    }
}
