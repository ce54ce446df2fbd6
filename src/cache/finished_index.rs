//! Which tickets are found by their words: finished ones, from the moment that somebody has seen them so until they are reopened or
//! too old.

use jiff::Timestamp;

use crate::domain::ticket::{Ticket, TicketState};
use crate::maintenance::retention::FINISHED_TICKETS;
use crate::store::{Db, StoreError};

/// Whether a ticket in this state can be an answer to another one.
fn is_finished(state: &TicketState) -> bool {
    matches!(state, TicketState::Done(_) | TicketState::Archived)
}

/// Whether it would be forgotten again at once.
pub fn is_too_old(ticket: &Ticket, now: Timestamp) -> bool {
    ticket.created.is_some_and(|created| created < now - FINISHED_TICKETS)
}

/// Notes a ticket as it was just seen.
pub fn index_ticket(db: &mut Db<'_>, ticket: &Ticket, now: Timestamp) -> Result<(), StoreError> {
    if !is_finished(&ticket.state) {
        return db.drop_finished_ticket(ticket.at.id);
    }
    if is_too_old(ticket, now) {
        return Ok(());
    }
    db.put_finished_ticket(ticket, ticket.created.unwrap_or(now))
}
