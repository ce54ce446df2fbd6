//! What deskgram remembers, on disk. Only this module names SQL.
//!
//! A caller hands over a closure; everything it does is one transaction. `Db` has the operations, grouped by what the
//! services need (journal, outbox, ledger, sessions, …); `sql::SqlExecutor` is the thin wall behind which a database stands.

mod audit;
mod backup;
mod calendar_links;
mod card_messages;
mod clock_rollback;
mod command_menus;
mod comments;
mod copy_database;
mod dialect;
mod dialogues;
mod directory;
mod escalation;
mod fencing_token;
mod files;
mod finished_tickets;
mod followed_pages;
mod instance_lock;
mod jobs;
mod journal;
mod lease;
mod list_snapshots;
mod live_messages;
mod login_attempts;
mod migrations;
mod offers;
mod outages;
mod outbox;
mod people;
mod postgres;
mod postgres_link;
mod questions;
mod queue_stats;
mod recent_choices;
mod resealing;
mod resting;
mod rotas;
mod scheduled_job;
mod seal;
mod secret_memo;
mod secrets;
mod sessions;
mod sign_in_links;
mod snapshot;
mod snoozes;
mod sql;
mod sqlite;
mod subscriptions;
mod tables;
mod taken;
mod templates;
mod threads;
mod ticket_history;
mod tickets;
mod tls;
mod undo_actions;
mod wakeup_listener;
mod wakeups;
mod watchers;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

pub use audit::AuditQuery;
pub use backup::{wipe_database, write_backup};
pub use card_messages::{CardKind, CardMessage};
pub use comments::{
    CommentAttempt, CommentId, CommentOrigin, CommentState, FollowedBy, NewComment, StoredComment,
};
pub use copy_database::copy_database;
pub use directory::DirectoryShelf;
pub use files::{Album, LinkedFile};
pub use finished_tickets::ReadEnding;
pub use followed_pages::FollowedPage;
pub use instance_lock::InstanceLock;
pub use jobs::JobId;
pub use lease::Leases;
pub use list_snapshots::{ListSnapshot, SnapshotKind};
pub use live_messages::{LiveMessage, LiveMessageId, LiveMessageKind};
pub use login_attempts::LoginAttemptId;
pub use migrations::SchemaState;
pub use offers::OfferId;
pub use outbox::{DedupKey, Form, HELD_PREFIX, OutboxEntry, OutboxId, OutboxRow, WaitingCounts};
pub use people::PersonRow;
pub use questions::{AskedQuestion, QuestionEnd};
pub use recent_choices::ChoiceKind;
pub use resealing::Records;
pub use resting::Resting;
pub use rotas::{RotaId, StoredRota};
pub use scheduled_job::{JobStage, Referral, ScheduledJob};
pub use seal::{Seal, SealError};
pub use sessions::{ResealCounts, StoredSession};
pub use sign_in_links::{FailedSignIn, LinkRequest, SignInLink, SignInTrouble};
pub use sql::StoreError;
pub use sqlite::MAX_IDLE_LOG;
pub use subscriptions::Subscription;
pub use tables::{CopyProgress, TableCounts};
pub use taken::{Taken, TakenAs};
pub use templates::{Template, TemplateId, TemplateOwner};
pub use tickets::{RefreshClass, StoredTicket};
pub use undo_actions::Undo;
pub use wakeups::{Topic, Wakeups};

use crate::clock::lease_guard::LeaseGuard;
use crate::config::{Database, PostgresServer};
use fencing_token::FencingToken;
use postgres_link::{BEGIN_READ_SQL, BEGIN_WRITE_SQL, PostgresLink};
use sql::SqlExecutor;
use wakeups::PendingWakeups;

/// The result of everything here.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// One transaction in progress.
pub struct Db<'a> {
    sql: &'a mut dyn SqlExecutor,
    seal: &'a Seal,
    pending: &'a mut PendingWakeups,
}

/// A handle to the database; clones share it.
#[derive(Clone)]
pub struct Store {
    threads: threads::StoreThreads,
    seal: Arc<Seal>,
    wakeups: Arc<Wakeups>,
    shared: Option<SharedServer>,
    file: Option<Arc<Path>>,
}

/// What several processes that share a database need to know of each other.
#[derive(Clone)]
struct SharedServer {
    server: PostgresServer,
    fence: FencingToken,
    lease_guard: LeaseGuard,
}

impl Store {
    /// Opens the SQLite file, makes it if it isn't there, and brings its tables up to date.
    pub fn open(path: &Path, seal: Seal) -> Result<Self> {
        let (wakeups, seal, file) = (Arc::default(), Arc::new(seal), Some(path.into()));
        Ok(Self { threads: sqlite::open_threads(path, &seal, &wakeups)?, seal, wakeups, shared: None, file })
    }

    /// Opens whichever database is configured, and brings its tables up to date.
    pub fn open_database(database: &Database, seal: Seal) -> Result<Self> {
        match database {
            Database::Sqlite(path) => Self::open(path, seal),
            Database::Postgres(server) => {
                let (fence, wakeups, seal) = (FencingToken::default(), Arc::default(), Arc::new(seal));
                let threads = postgres::open_threads(server, fence.clone(), &seal, &wakeups)?;
                let shared =
                    SharedServer { server: server.clone(), fence, lease_guard: LeaseGuard::expired() };
                Ok(Self { threads, seal, wakeups, shared: Some(shared), file: None })
            }
        }
    }

    /// Opens a database that needs not be brought up to date: that is for a start, after a backup.
    pub fn of_today(database: &Database, seal: Seal) -> Result<Self> {
        let state = match database {
            Database::Sqlite(path) => sqlite::look(path)?,
            Database::Postgres(server) => postgres::inspect_server(server)?,
        };
        state.is_current()?;
        Self::open_database(database, seal)
    }

    /// At the end of all work: leaves a file whose copy is whole.
    pub fn fold_in(&self) -> Result<()> {
        let Some(path) = self.file.clone() else { return Ok(()) };
        threads::run_blocking(move || sqlite::fold_in(&path))
    }

    /// Whether other processes may work with this database.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Notified by commits.
    pub fn wakeups(&self) -> &Wakeups {
        &self.wakeups
    }

    /// The leave to act on the world, which comes with the right to serve.
    pub fn lease_guard(&self) -> LeaseGuard {
        self.shared.as_ref().map_or(LeaseGuard::without_lease(), |shared| shared.lease_guard.clone())
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

    /// The mark by which a calendar link is known.
    pub fn calendar_mark(&self, number: i64) -> [u8; 32] {
        self.seal.digest("calendar", &number.to_be_bytes())
    }

    /// Asks for work with this database, and listens from now on to what others leave to be done. Once there is some, nothing can
    /// be written any more by a process that has lost it.
    pub fn leases(&self) -> Result<Leases> {
        let Some(SharedServer { server, fence, lease_guard }) = self.shared.clone() else {
            return Ok(Leases::sole_process());
        };
        wakeup_listener::listen_topics(PostgresLink::new(&server, BEGIN_READ_SQL)?, &self.wakeups)?;
        Leases::start_keeper(PostgresLink::new(&server, BEGIN_WRITE_SQL)?, fence, lease_guard)
    }

    /// Runs `work` as one transaction: it is wholly on disk when this returns `Ok`, and not at all otherwise. It takes its
    /// place behind what was asked for before at once, whenever its end is waited for.
    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db<'_>) -> Result<T> + Send + 'static,
    {
        let seal = Arc::clone(&self.seal);
        self.threads.write(move |sql, pending| work(&mut Db { sql, seal: &seal, pending }))
    }

    /// Runs `work`, which only reads, on what is committed now. Doesn't wait for writers.
    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db<'_>) -> Result<T> + Send + 'static,
    {
        let seal = Arc::clone(&self.seal);
        self.threads.read(move |sql, pending| work(&mut Db { sql, seal: &seal, pending }))
    }

    /// The same for what reads a few rows and is wanted at once. Not for what takes longer: it may hold up its caller's thread.
    pub fn read_inline<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db<'_>) -> Result<T> + Send + 'static,
    {
        let seal = Arc::clone(&self.seal);
        self.threads.read_inline(move |sql, pending| work(&mut Db { sql, seal: &seal, pending }))
    }
}

/// What a PostgreSQL database holds now; changes nothing in it.
pub fn inspect_server(server: &PostgresServer) -> Result<SchemaState> {
    postgres::inspect_server(server)
}

/// A time as it is stored: milliseconds since 1970.
fn timestamp_from(milliseconds: i64) -> Result<Timestamp> {
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
        store.write(|db| db.journal_update(1, "{}", Timestamp::UNIX_EPOCH)).await.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
        }
    }
}
