//! What somebody may do with a ticket, by what is known here: read with their own key, or told by their account as it is now.

use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::ticket::{TicketState, TicketView};
use crate::domain::visibility::{self, ListVisibility};
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, SnapshotKind, StoreError, StoredTicket};

/// Whether somebody may add words to a ticket, by what is known of it.
pub fn may_comment(
    db: &mut Db<'_>,
    session: &UserSession,
    ticket: TicketId,
) -> Result<ListVisibility, StoreError> {
    let Some(known) = db.find_ticket(ticket)? else { return Ok(ListVisibility::Unseen) };
    let said = db.find_rights(&known.ticket, session.telegram)?;
    let details = known.details.as_ref();
    let verdict = visibility::may_comment(&session.account, &known.ticket, details, said.as_ref());
    or_listed(db, session, ticket, verdict)
}

/// The same of a ticket that was read a moment ago with their own key.
pub fn may_comment_on(
    db: &mut Db<'_>,
    session: &UserSession,
    viewed: &TicketView,
) -> Result<ListVisibility, StoreError> {
    let (details, said) = (Some(&viewed.details), Some(&viewed.rights));
    let verdict = visibility::may_comment(&session.account, &viewed.ticket, details, said);
    or_listed(db, session, viewed.ticket.at.id, verdict)
}

/// Whether somebody may see a finished ticket that was not shown to them: what is known says that it is their own, of their
/// lists or their archive. What is not certain is left out.
pub fn sees_finished(
    db: &mut Db<'_>,
    session: &UserSession,
    known: &StoredTicket,
) -> Result<bool, StoreError> {
    let is_over = matches!(known.ticket.state, TicketState::Done(_) | TicketState::Archived);
    Ok(is_over && may_comment(db, session, known.ticket.at.id)? == ListVisibility::Seen)
}

fn or_listed(
    db: &mut Db<'_>,
    session: &UserSession,
    ticket: TicketId,
    verdict: ListVisibility,
) -> Result<ListVisibility, StoreError> {
    let listed = verdict != ListVisibility::Seen && is_listed(db, session.telegram, ticket)?;
    Ok(if listed { ListVisibility::Seen } else { verdict })
}

/// Whether a ticket stands in a list that was read with this person's own key.
pub fn is_listed(db: &mut Db<'_>, who: TelegramUser, ticket: TicketId) -> Result<bool, StoreError> {
    for kind in [SnapshotKind::Incoming, SnapshotKind::Shown, SnapshotKind::Outgoing, SnapshotKind::Archive] {
        let view = db.list_snapshot(who, kind)?;
        if view.is_some_and(|view| view.rows.iter().any(|row| row.id == ticket)) {
            return Ok(true);
        }
    }
    Ok(false)
}
