//! Bringing back tickets that people have put aside: the card once more, with a sound, and why it comes.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::context::tx::Tx;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{Target, TelegramUser, TicketId};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::{Db, StoreError};
use crate::view::SendPriority;

/// Brings a ticket back to a person, for this comment if that is what they waited for. It is left out as it is sent where the
/// ticket is over by then, or no longer theirs to see.
pub fn bring_back(
    db: &mut Db<'_>,
    who: TelegramUser,
    ticket: TicketId,
    comment: Option<&Event>,
    now: Timestamp,
) -> Result<(), StoreError> {
    db.drop_snooze(ticket, who)?;
    let reminder = OutboxMessage::Reminder { ticket, comment: comment.cloned() };
    outbox_message::enqueue(db, Target::whole_chat(who.private_chat()), SendPriority::Notice, &reminder, now)
}

/// Brings a ticket back to everybody who waits for a comment on it, but for the author of this one; says to whom.
pub fn bring_back_for_comment(
    tx: &mut Tx<'_, '_>,
    event: &Event,
) -> Result<HashSet<TelegramUser>, StoreError> {
    if !matches!(event.what, EventKind::Comment { .. }) {
        return Ok(HashSet::new());
    }
    let mut waiting = tx.db.snoozed_until_comment(event.ticket)?;
    waiting.retain(|who| {
        let session = tx.ctx.sessions.find_session(*who);
        let wrote = |by| session.as_ref().is_some_and(|session| session.account.me.is_same(by));
        !event.by.as_ref().is_some_and(wrote)
    });
    for who in &waiting {
        bring_back(tx.db, *who, event.ticket, Some(event), tx.now)?;
    }
    Ok(waiting.into_iter().collect())
}
