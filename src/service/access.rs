//! What somebody may do with a ticket, by what is known here: read with their own key, or told by their account as it is now.

use super::sessions::Session;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::ticket::Viewed;
use crate::domain::visibility::{self, Verdict};
use crate::store::{Db, StoreError, ViewKind};

/// Whether somebody may add words to a ticket, by what is known of it.
pub fn may_comment(db: &mut Db<'_>, session: &Session, ticket: TicketId) -> Result<Verdict, StoreError> {
    let Some(known) = db.ticket(ticket)? else { return Ok(Verdict::Unseen) };
    let said = db.rights(&known.ticket, session.telegram)?;
    let details = known.details.as_ref();
    let verdict = visibility::may_comment(&session.account, &known.ticket, details, said.as_ref());
    or_listed(db, session, ticket, verdict)
}

/// The same of a ticket that was read a moment ago with their own key.
pub fn may_comment_on(db: &mut Db<'_>, session: &Session, viewed: &Viewed) -> Result<Verdict, StoreError> {
    let (details, said) = (Some(&viewed.details), Some(&viewed.rights));
    let verdict = visibility::may_comment(&session.account, &viewed.ticket, details, said);
    or_listed(db, session, viewed.ticket.at.id, verdict)
}

fn or_listed(
    db: &mut Db<'_>,
    session: &Session,
    ticket: TicketId,
    verdict: Verdict,
) -> Result<Verdict, StoreError> {
    let listed = verdict != Verdict::Seen && is_listed(db, session.telegram, ticket)?;
    Ok(if listed { Verdict::Seen } else { verdict })
}

/// Whether a ticket stands in a list that was read with this person's own key.
pub fn is_listed(db: &mut Db<'_>, who: TelegramUser, ticket: TicketId) -> Result<bool, StoreError> {
    for kind in [ViewKind::Incoming, ViewKind::Shown, ViewKind::Outgoing, ViewKind::Archive] {
        let view = db.view(who, kind)?;
        if view.is_some_and(|view| view.rows.iter().any(|row| row.id == ticket)) {
            return Ok(true);
        }
    }
    Ok(false)
}
