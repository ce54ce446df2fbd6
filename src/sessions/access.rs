//! What somebody may do with a ticket, by what is known here: read with their own key, or told by their account as it is now.

use std::collections::HashSet;

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
    let verdict = by_rules(db, session, &known)?;
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
    lists: &mut OwnLists,
) -> Result<bool, StoreError> {
    if !matches!(known.ticket.state, TicketState::Done(_) | TicketState::Archived) {
        return Ok(false);
    }
    let verdict = by_rules(db, session, known)?;
    Ok(verdict == ListVisibility::Seen || lists.contains(db, known.ticket.at.id)?)
}

fn by_rules(
    db: &mut Db<'_>,
    session: &UserSession,
    known: &StoredTicket,
) -> Result<ListVisibility, StoreError> {
    let said = db.find_rights(&known.ticket, session.telegram)?;
    Ok(visibility::may_comment(&session.account, &known.ticket, known.details.as_ref(), said.as_ref()))
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
    for kind in SnapshotKind::ALL {
        let view = db.list_snapshot(who, kind)?;
        if view.is_some_and(|view| view.rows.iter().any(|row| row.id == ticket)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The same for many tickets: the lists are read once, when one of them is first asked for.
pub struct OwnLists {
    who: TelegramUser,
    tickets: Option<HashSet<TicketId>>,
}

impl OwnLists {
    pub fn of(who: TelegramUser) -> Self {
        Self { who, tickets: None }
    }

    fn contains(&mut self, db: &mut Db<'_>, ticket: TicketId) -> Result<bool, StoreError> {
        if let Some(tickets) = &self.tickets {
            return Ok(tickets.contains(&ticket));
        }
        let mut tickets = HashSet::new();
        for kind in SnapshotKind::ALL {
            let view = db.list_snapshot(self.who, kind)?;
            tickets.extend(view.into_iter().flat_map(|view| view.ticket_ids()));
        }
        Ok(self.tickets.insert(tickets).contains(&ticket))
    }
}
