//! What deskgram remembers, on disk. Only this module names SQL.
//!
//! A caller hands over a closure; everything it does is one transaction. `Db` has the operations, grouped by what the
//! services need (journal, outbox, ledger, sessions, …); `sql::Sql` is the thin wall behind which a database stands.

mod alone;
mod audit;
mod backup;
mod bells;
mod census;
mod comments;
mod dialogues;
mod directory;
mod files;
mod guesses;
mod jobs;
mod journal;
mod lease;
mod ledger;
mod links;
mod migrations;
mod offers;
mod outages;
mod outbox;
mod people;
mod postgres;
mod recent;
mod resealing;
mod resting;
mod seal;
mod secrets;
mod sessions;
mod sheets;
mod snapshot;
mod sql;
mod sqlite;
mod subscriptions;
mod tables;
mod taken;
mod templates;
mod threads;
mod tickets;
mod times;
mod tls;
mod transfer;
mod undos;
mod views;
mod watches;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

pub use alone::Alone;
pub use audit::Wanted;
pub use backup::{backup, wipe};
pub use bells::{Bell, Bells};
pub use comments::{Attempt, Comment, CommentId, CommentState, FollowedBy, NewComment, Origin};
pub use directory::Shelf;
pub use files::{Album, File};
pub use guesses::GuessId;
pub use jobs::JobId;
pub use lease::{Leases, Office};
pub use ledger::{Card, CardKind};
pub use links::{Asked, Link};
pub use migrations::Standing;
pub use offers::OfferId;
pub use outbox::{Dedup, Form, KEPT, Mail, OutboxId, OutboxRow, Waiting};
pub use people::PersonRow;
pub use recent::Chosen;
pub use resealing::Records;
pub use resting::Resting;
pub use seal::{Seal, SealError};
pub use sessions::{Resealed, Session};
pub use sheets::{Sheet, SheetId, SheetKind};
pub use sql::StoreError;
pub use subscriptions::Subscription;
pub use tables::{Carried, Progress};
pub use taken::{Taken, TakenAs};
pub use templates::{Owner, Template, TemplateId};
pub use tickets::{Closeness, Known};
pub use transfer::carry_over;
pub use undos::Undo;
pub use views::{View, ViewKind};

use crate::clock::leash::Leash;
use crate::config::{Database, Server};
use bells::Pulled;
use sql::Sql;

/// The result of everything here.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// One transaction in progress.
pub struct Db<'a> {
    sql: &'a mut dyn Sql,
    seal: &'a Seal,
    pulled: &'a mut Pulled,
}

/// A handle to the database; clones share it.
#[derive(Clone)]
pub struct Store {
    threads: threads::Threads,
    seal: Arc<Seal>,
    bells: Arc<Bells>,
    shared: Option<Shared>,
    file: Option<Arc<Path>>,
}

/// What several processes that share a database need to know of each other.
#[derive(Clone)]
struct Shared {
    server: Server,
    fence: lease::Fence,
    leash: Leash,
}

impl Store {
    /// Opens the SQLite file, makes it if it isn't there, and brings its tables up to date.
    pub fn open(path: &Path, seal: Seal) -> Result<Self> {
        let (bells, seal, file) = (Arc::default(), Arc::new(seal), Some(path.into()));
        Ok(Self { threads: sqlite::open(path, &seal, &bells)?, seal, bells, shared: None, file })
    }

    /// Opens whichever database is configured, and brings its tables up to date.
    pub fn of(database: &Database, seal: Seal) -> Result<Self> {
        match database {
            Database::Sqlite(path) => Self::open(path, seal),
            Database::Postgres(server) => {
                let (fence, bells, seal) = (lease::Fence::default(), Arc::default(), Arc::new(seal));
                let threads = postgres::open(server, fence.clone(), &seal, &bells)?;
                let shared = Shared { server: server.clone(), fence, leash: Leash::short() };
                Ok(Self { threads, seal, bells, shared: Some(shared), file: None })
            }
        }
    }

    /// Opens a database that needs not be brought up to date: that is for a start, after a backup.
    pub fn of_today(database: &Database, seal: Seal) -> Result<Self> {
        let standing = match database {
            Database::Sqlite(path) => sqlite::look(path)?,
            Database::Postgres(server) => postgres::look(server)?,
        };
        standing.is_current()?;
        Self::of(database, seal)
    }

    /// At the end of all work: leaves a file whose copy is whole.
    pub fn fold_in(&self) -> Result<()> {
        let Some(path) = self.file.clone() else { return Ok(()) };
        threads::apart(move || sqlite::fold_in(&path))
    }

    /// Whether other processes may work with this database.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Rung by what is committed.
    pub fn bells(&self) -> &Bells {
        &self.bells
    }

    /// The leave to act on the world, which comes with the right to serve.
    pub fn leash(&self) -> Leash {
        self.shared.as_ref().map_or(Leash::none(), |shared| shared.leash.clone())
    }

    /// The secret by which Telegram's deliveries are known.
    pub fn webhook_secret(&self) -> [u8; 32] {
        self.seal.webhook_secret()
    }

    /// A text that the journal holds sealed, and opens again.
    pub fn seal_text(&self, text: &str) -> String {
        secrets::closed(&self.seal, text)
    }

    /// The mark by which the link to a file is known.
    pub fn file_mark(&self, id: i64, until: Timestamp) -> [u8; 16] {
        self.seal.file_mark(id, until.as_millisecond())
    }

    /// Asks for work with this database, and listens from now on to what others leave to be done. Once there is some, nothing can
    /// be written any more by a process that has lost it.
    pub fn leases(&self) -> Result<Leases> {
        let Some(Shared { server, fence, leash }) = self.shared.clone() else { return Ok(Leases::sole()) };
        bells::hear(postgres::Link::new(&server, postgres::READ)?, &self.bells)?;
        Leases::ask(postgres::Link::new(&server, postgres::WRITE)?, fence, leash)
    }

    /// Runs `work` as one transaction: it is wholly on disk when this returns `Ok`, and not at all otherwise. It takes its
    /// place behind what was asked for before at once, whenever its end is waited for.
    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db<'_>) -> Result<T> + Send + 'static,
    {
        let seal = Arc::clone(&self.seal);
        self.threads.write(move |sql, pulled| work(&mut Db { sql, seal: &seal, pulled }))
    }

    /// Runs `work`, which only reads, on what is committed now. Doesn't wait for writers.
    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db<'_>) -> Result<T> + Send + 'static,
    {
        let seal = Arc::clone(&self.seal);
        self.threads.read(move |sql, pulled| work(&mut Db { sql, seal: &seal, pulled }))
    }

    /// The same for what reads a few rows and is wanted at once. Not for what takes longer: it may hold up its caller's thread.
    pub fn glance<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db<'_>) -> Result<T> + Send + 'static,
    {
        let seal = Arc::clone(&self.seal);
        self.threads.glance(move |sql, pulled| work(&mut Db { sql, seal: &seal, pulled }))
    }
}

/// What a PostgreSQL database holds now; changes nothing in it.
pub fn look(server: &Server) -> Result<Standing> {
    postgres::look(server)
}

/// A time as it is stored: milliseconds since 1970.
fn time(milliseconds: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|_| StoreError::Unreadable("a time that does not exist".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &tempfile::TempDir) -> Result<Store> {
        Store::open(&folder.path().join("deskgram.db"), Seal::new(&[7; 32], "https://desk.example/api.php"))
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).unwrap();
        store.write(|db| db.journal(1, "{}", Timestamp::UNIX_EPOCH)).await.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
        }
    }
}
