//! Whose turn it is on a ticket: actions on one ticket are taken one after another, so that two of our own people never race
//! each other at the helpdesk. And what an action leaves to be stored, before which the next one doesn't begin.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::OwnedMutexGuard;

use crate::domain::ids::TicketId;
use crate::store::{Db, StoreError};

type Lock = Arc<tokio::sync::Mutex<()>>;

/// One lock per ticket that somebody is acting on.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<TicketId, Lock>>>);

impl Turns {
    /// Waits for the right to act on a ticket.
    pub async fn take(&self, ticket: TicketId) -> Turn {
        let lock = Arc::clone(self.all().entry(ticket).or_default());
        let guard = lock.lock_owned().await;
        Turn { turns: self.clone(), ticket, guard: Some(guard) }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<TicketId, Lock>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The right to act on a ticket, until it is dropped.
pub struct Turn {
    turns: Turns,
    ticket: TicketId,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut all = self.turns.all();
        // Nobody else holds or awaits it once only the map knows it.
        if all.get(&self.ticket).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            all.remove(&self.ticket);
        }
    }
}

type Write = Box<dyn FnOnce(&mut Db<'_>) -> Result<(), StoreError> + Send>;

/// What was seen and done at the helpdesk and is still to be stored, in one transaction with whatever its caller makes of it.
#[derive(Default)]
#[must_use = "what was seen has to be stored"]
pub struct Follows {
    writes: Vec<Write>,
    /// Held until all of it is stored.
    turn: Option<Turn>,
}

impl Follows {
    /// What follows from something done in this turn.
    pub fn of(turn: Turn) -> Self {
        Self { writes: Vec::new(), turn: Some(turn) }
    }

    /// Adds something to be stored.
    pub fn write(&mut self, write: impl FnOnce(&mut Db<'_>) -> Result<(), StoreError> + Send + 'static) {
        self.writes.push(Box::new(write));
    }

    /// Stores all of it, in the caller's transaction.
    pub fn store(self, db: &mut Db<'_>) -> Result<(), StoreError> {
        let Self { writes, turn } = self;
        writes.into_iter().try_for_each(|write| write(db))?;
        drop(turn);
        Ok(())
    }
}
