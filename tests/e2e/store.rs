//! What deskgram remembers, in both databases: one suite over SQLite and PostgreSQL, what only a server can do to it, and a
//! day's work on PostgreSQL.

mod contract;
mod multi_process;
mod scenarios;
mod server;
mod transfer;
mod write_ahead_log;

use deskgram::config::Database;
use deskgram::store::{Seal, Store, StoreError};

use crate::support::postgres::Postgres;

/// A database to put to the test.
pub enum Bench {
    File(tempfile::TempDir),
    Server(Postgres),
}

impl Bench {
    pub fn database(&self) -> Database {
        match self {
            Self::File(folder) => Database::Sqlite(folder.path().join("deskgram.db")),
            Self::Server(postgres) => Database::Postgres(postgres.server()),
        }
    }

    /// Opens it; may be called again while it is open.
    pub fn open(&self) -> Store {
        self.try_open().unwrap()
    }

    pub fn try_open(&self) -> Result<Store, StoreError> {
        self.open_with(7)
    }

    pub fn open_with(&self, key: u8) -> Result<Store, StoreError> {
        Store::open_database(&self.database(), Seal::new(&[key; 32], "https://desk.example/api.php"))
    }

    /// Runs a statement past the store.
    pub fn tamper(&self, statement: &str) {
        match self {
            Self::File(folder) => {
                let file = rusqlite::Connection::open(folder.path().join("deskgram.db")).unwrap();
                file.execute_batch(statement).unwrap();
            }
            Self::Server(postgres) => drop(postgres.ask(statement)),
        }
    }
}
