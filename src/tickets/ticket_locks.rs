//! Whose turn it is on a ticket: actions on one ticket are taken one after another, so that two of our own people never race
//! each other at the helpdesk. And what an action leaves to be stored, before which the next one doesn't begin.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;

use crate::domain::ids::TicketId;
use crate::store::{Db, StoreError};

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

type PendingWrite = Box<dyn FnOnce(&mut Db<'_>) -> Result<(), StoreError> + Send>;

/// What was seen and done at the helpdesk and is still to be stored, in one transaction with whatever its caller makes of it.
#[derive(Default)]
#[must_use = "what was seen has to be stored"]
pub struct UnitOfWork {
    writes: Vec<PendingWrite>,
    /// Held until all of it is committed.
    lock: Option<TicketLock>,
}

impl UnitOfWork {
    /// What follows from something done in this turn.
    pub fn with_lock(ticket_lock: TicketLock) -> Self {
        Self { writes: Vec::new(), lock: Some(ticket_lock) }
    }

    /// Adds something to be stored.
    pub fn add_write(&mut self, write: impl FnOnce(&mut Db<'_>) -> Result<(), StoreError> + Send + 'static) {
        self.writes.push(Box::new(write));
    }

    /// What is to be stored in the caller's transaction, and the lock that the caller keeps until that has committed.
    pub fn into_parts(
        self,
    ) -> (impl FnOnce(&mut Db<'_>) -> Result<(), StoreError> + Send, Option<TicketLock>) {
        let Self { writes, lock } = self;
        (move |db: &mut Db<'_>| writes.into_iter().try_for_each(|write| write(db)), lock)
    }
}
