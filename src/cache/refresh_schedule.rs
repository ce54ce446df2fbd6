//! When a ticket is read again that nobody has asked about, and when it is brought up next.

use jiff::{SignedDuration, Timestamp};

use crate::context::Context;
use crate::domain::ticket::{PersonRef, TicketState};
use crate::domain::{relevance, reminders};
use crate::store::{Db, RefreshClass, StoreError, StoredTicket};

/// How often a ticket is read again that somebody of ours holds, has written or watches, and any other live one.
pub const NEAR_INTERVAL: SignedDuration = SignedDuration::from_mins(1);
pub const FAR_INTERVAL: SignedDuration = SignedDuration::from_mins(15);

/// Plans when a ticket is looked at and brought up next.
pub fn schedule_reminders(
    ctx: &Context,
    db: &mut Db<'_>,
    known: &StoredTicket,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = known.ticket.at.id;
    let details = known.details.as_ref();
    let moments = reminders::reminder_times(&known.ticket, details, known.since, ctx.config.current().delays);
    let said = known.first_seen.max(known.reminded_at);
    db.schedule_reminder(id, known.reminded_at, reminders::next_reminder(&moments, said))?;
    // What has never been read in full may have a deadline, and may not be for those whom it seems to be for.
    if details.is_none() && known.ticket.state != TicketState::Archived {
        return db.schedule_refresh(id, RefreshClass::Near, Some(now));
    }
    if relevance::is_closed(&known.ticket) {
        return db.schedule_refresh(id, RefreshClass::Far, None);
    }
    let watched = !db.watchers_of(id)?.is_empty();
    let ours = ctx.sessions.all_sessions().iter().any(|session| is_near(known, &session.account.me));
    match watched || ours {
        true => db.schedule_refresh(id, RefreshClass::Near, Some(now + NEAR_INTERVAL)),
        false => db.schedule_refresh(id, RefreshClass::Far, Some(now + FAR_INTERVAL)),
    }
}

/// Whether somebody holds a ticket, has written it, or is named on it.
pub fn is_near(known: &StoredTicket, me: &PersonRef) -> bool {
    let ticket = &known.ticket;
    let holds = matches!(&ticket.state, TicketState::Held(who) if who.is_same(me));
    holds || ticket.author.is_same(me) || ticket.client.is_same(me) || ticket.assignees.includes_person(me)
}
