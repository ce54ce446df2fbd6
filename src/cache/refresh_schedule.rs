//! When a ticket is read again that nobody has asked about, and when it is brought up next.

use jiff::{SignedDuration, Timestamp};

use crate::context::tx::Tx;
use crate::domain::escalation::LOOK_BACK;
use crate::domain::relevance;
use crate::domain::reminders::{Reminder, ReminderFacts, pending_reminders};
use crate::domain::ticket::{PersonRef, TicketState};
use crate::store::{RefreshClass, StoreError, StoredTicket};

/// How often a ticket is read again that somebody of ours holds, has written or watches, and any other live one.
pub const NEAR_INTERVAL: SignedDuration = SignedDuration::from_mins(1);
pub const FAR_INTERVAL: SignedDuration = SignedDuration::from_mins(15);

/// Plans when a ticket is looked at and brought up next.
pub fn schedule_reminders(tx: &mut Tx<'_, '_>, known: &StoredTicket) -> Result<(), StoreError> {
    let id = known.ticket.at.id;
    schedule_next_reminder(tx, known)?;
    // What has never been read in full may have a deadline, and may not be for those whom it seems to be for.
    if known.details.is_none() && known.ticket.state != TicketState::Archived {
        return tx.db.schedule_refresh(id, RefreshClass::Near, Some(tx.now));
    }
    if relevance::is_closed(&known.ticket) {
        return tx.db.schedule_refresh(id, RefreshClass::Far, None);
    }
    let watched = !tx.db.watchers_of(id)?.is_empty() || !tx.db.snoozed_until_comment(id)?.is_empty();
    let ours = tx.ctx.sessions.is_anybody_named(&known.ticket);
    match watched || ours {
        true => tx.db.schedule_refresh(id, RefreshClass::Near, Some(tx.now + NEAR_INTERVAL)),
        false => tx.db.schedule_refresh(id, RefreshClass::Far, Some(tx.now + FAR_INTERVAL)),
    }
}

/// Plans when something of a ticket is brought up next.
pub fn schedule_next_reminder(tx: &mut Tx<'_, '_>, known: &StoredTicket) -> Result<(), StoreError> {
    let next = reminders_of(tx, known)?.first().map(|(at, _)| *at);
    tx.db.schedule_reminder(known.ticket.at.id, known.reminded_at, next)
}

/// What is still to be brought up of a ticket, each at its time.
pub fn reminders_of(
    tx: &mut Tx<'_, '_>,
    known: &StoredTicket,
) -> Result<Vec<(Timestamp, Reminder)>, StoreError> {
    let (ticket, first_seen) = (&known.ticket, known.first_seen);
    let (mut taken, mut steps_after) = (Vec::new(), first_seen);
    if ticket.state == TicketState::Free {
        let calls = tx.db.escalation_calls(ticket.at.id, known.since)?;
        taken.extend(calls.iter().map(|call| call.step));
        if let Some((_, in_force)) = tx.db.chain_in_force(ticket.priority)? {
            steps_after = first_seen.max(in_force - LOOK_BACK);
        }
    }
    Ok(pending_reminders(&ReminderFacts {
        ticket,
        details: known.details.as_ref(),
        since: known.since,
        chains: &tx.ctx.config.current().escalation,
        taken: &taken,
        steps_after,
        deadline_said: first_seen.max(known.reminded_at),
    }))
}

/// Whether somebody holds a ticket, has written it, or is named on it.
pub fn is_near(known: &StoredTicket, me: &PersonRef) -> bool {
    let ticket = &known.ticket;
    let holds = matches!(&ticket.state, TicketState::Held(who) if who.is_same(me));
    holds || ticket.author.is_same(me) || ticket.client.is_same(me) || ticket.assignees.includes_person(me)
}
