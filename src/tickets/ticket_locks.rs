//! Whose turn it is on a ticket: actions on one ticket are taken one after another, so that two of our own people never race
//! each other at the helpdesk. And what an action leaves to be stored, before which the next one doesn't begin.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;

use crate::cache::ticket_cache::{self, ViewedTicket};
use crate::context::tx::Tx;
use crate::domain::ids::TicketId;
use crate::notify;
use crate::store::StoreError;

type SharedLock = Arc<tokio::sync::Mutex<()>>;

/// One lock per ticket that somebody is acting on.
#[derive(Clone, Default)]
pub struct TicketLocks(Arc<Mutex<HashMap<TicketId, SharedLock>>>);

impl TicketLocks {
    /// Waits for the right to act on a ticket.
    pub async fn lock_ticket(&self, ticket: TicketId) -> TicketLock {
        let lock = Arc::clone(self.0.lock().entry(ticket).or_default());
        let guard = lock.lock_owned().await;
        TicketLock { locks: self.clone(), ticket, guard: Some(guard) }
    }
}

/// The right to act on a ticket, until it is dropped.
pub struct TicketLock {
    locks: TicketLocks,
    ticket: TicketId,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Drop for TicketLock {
    fn drop(&mut self) {
        self.guard = None;
        let mut all = self.locks.0.lock();
        // Nobody else holds or awaits it once only the map knows it.
        if all.get(&self.ticket).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            all.remove(&self.ticket);
        }
    }
}

/// Something that is stored in the transaction of whoever has asked for it.
pub struct PendingWrite {
    /// Where it was asked for.
    from: &'static Location<'static>,
    write: Box<BoxedWrite>,
}

type BoxedWrite = dyn FnOnce(&mut Tx<'_, '_>) -> Result<(), StoreError> + Send;

impl PendingWrite {
    #[track_caller]
    pub fn new(write: impl FnOnce(&mut Tx<'_, '_>) -> Result<(), StoreError> + Send + 'static) -> Self {
        Self { from: Location::caller(), write: Box::new(write) }
    }

    pub fn run(self, tx: &mut Tx<'_, '_>) -> Result<(), StoreError> {
        (self.write)(tx)
    }
}

impl fmt::Debug for PendingWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "write of {}", self.from)
    }
}

/// What was seen and done at the helpdesk and is still to be stored, in one transaction with whatever its caller makes of it.
#[derive(Default)]
#[must_use = "what was seen has to be stored"]
pub struct UnitOfWork {
    /// The readings of its ticket by whoever acts, one after another. Stored before all else.
    views: Vec<ViewedTicket>,
    writes: Vec<PendingWrite>,
    /// Held until all of it is committed.
    lock: Option<TicketLock>,
}

impl UnitOfWork {
    /// What follows from something done in this turn.
    pub fn with_lock(ticket_lock: TicketLock) -> Self {
        Self { lock: Some(ticket_lock), ..Self::default() }
    }

    /// Adds a reading of the ticket, and whatever follows from it.
    pub fn add_view(&mut self, view: ViewedTicket) {
        self.views.push(view);
    }

    /// Adds something to be stored.
    #[track_caller]
    pub fn add_write(
        &mut self,
        write: impl FnOnce(&mut Tx<'_, '_>) -> Result<(), StoreError> + Send + 'static,
    ) {
        self.writes.push(PendingWrite::new(write));
    }

    /// What is to be stored in the caller's transaction, and the lock that the caller keeps until that has committed.
    pub fn into_parts(self) -> (Vec<PendingWrite>, Option<TicketLock>) {
        let Self { views, mut writes, lock } = self;
        if !views.is_empty() {
            let store = |tx: &mut Tx<'_, '_>| ticket_cache::apply_views(tx, views, notify::publish_change);
            writes.insert(0, PendingWrite::new(store));
        }
        (writes, lock)
    }
}
