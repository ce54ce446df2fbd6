//! Whom a happening concerns. A card is edited silently wherever it stands; a person is told only what these rules say,
//! and never what they did themselves.

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::event::{DeadlineStage, EscalationLevel, Event, EventKind};
use super::person::Role;
use super::ticket::{PersonRef, Priority, Ticket, TicketState};

/// The kinds of news that a person can set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NotificationKind {
    /// A ticket that this person did not see before.
    New,
    /// Given to this person by name, or returned to them.
    Mine,
    /// Taken, given back, done, opened again, passed on.
    Moves,
    Priority,
    Comments,
    Deadlines,
    Unclaimed,
}

impl NotificationKind {
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Mine,
        Self::Moves,
        Self::Priority,
        Self::Comments,
        Self::Deadlines,
        Self::Unclaimed,
    ];
}

/// What somebody has to do with a ticket, beyond what the ticket itself says.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    pub account: &'a Account,
    /// They have asked to hear of it.
    pub watches: WatchState,
    /// Whether it was and is in their incoming list.
    pub saw: Visibility,
    pub sees: Visibility,
}

/// Whether somebody has pressed Watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchState {
    On,
    Off,
}

/// Whether a ticket is in somebody's incoming list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Yes,
    No,
}

/// What an event is to somebody whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relevance {
    pub kind: NotificationKind,
    pub tie: Relation,
}

/// Why something concerns somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They hold it, have written it, watch it, are named on it, or were just now.
    Own,
    /// They are one of its unit.
    Unit,
}

/// What an event is to somebody; `None` when it does not concern them. `ticket` is as it is now.
pub fn relevance(event: &Event, ticket: &Ticket, recipient: &Recipient<'_>) -> Option<Relevance> {
    let me = &recipient.account.me;
    if event.by.as_ref().is_some_and(|by| by.is_same(me)) {
        return None;
    }
    let is = |person: &PersonRef| person.is_same(me);
    let holds = matches!(&ticket.state, TicketState::Held(who) if is(who));
    let free = ticket.state == TicketState::Free;
    let over = matches!(ticket.state, TicketState::Done(_) | TicketState::Archived);
    let assigned = ticket.assignees.includes_person(me);
    let watches = recipient.watches == WatchState::On;
    let wrote = is(&ticket.author) || is(&ticket.client);
    let sees = recipient.sees == Visibility::Yes;
    // Who could take it: those named, else everybody of the unit who works there.
    let could_take = sees
        && free
        && if ticket.assignees.assigned_people().is_empty() { is_staff(recipient.account) } else { assigned };
    let heads = sees && recipient.account.role == Some(Role::HeadOfUnit);
    let (kind, concerned) = match &event.what {
        EventKind::New if over || is(&ticket.author) => return None,
        EventKind::New if assigned => (NotificationKind::Mine, sees),
        EventKind::New => (NotificationKind::New, sees),
        EventKind::Referred { to, .. } if to.iter().any(is) => (NotificationKind::Mine, true),
        EventKind::Referred { .. } if sees && recipient.saw == Visibility::No && !over => {
            (NotificationKind::New, true)
        }
        EventKind::Referred { .. } => (NotificationKind::Moves, wrote || watches),
        EventKind::Taken => (NotificationKind::Moves, wrote || watches || assigned),
        EventKind::Released { from } => (NotificationKind::Moves, is(from) || watches || assigned),
        EventKind::Done => (NotificationKind::Moves, wrote || watches),
        EventKind::Reopened if holds => (NotificationKind::Mine, true),
        EventKind::Reopened => (NotificationKind::Moves, wrote || watches || could_take),
        EventKind::Priority { from, to } => {
            (NotificationKind::Priority, holds || watches || assigned || (to > from && could_take))
        }
        EventKind::Comment { .. } => {
            (NotificationKind::Comments, holds || wrote || watches || (free && assigned))
        }
        EventKind::Deadline { .. } if over => return None,
        EventKind::Deadline { nears, .. } => (
            NotificationKind::Deadlines,
            holds || watches || could_take || (heads && *nears == DeadlineStage::Passed),
        ),
        EventKind::Unclaimed { .. } if !free => return None,
        EventKind::Unclaimed { step: EscalationLevel::Again, .. } => {
            (NotificationKind::Unclaimed, could_take)
        }
        EventKind::Unclaimed { step: EscalationLevel::Head, .. } => (NotificationKind::Unclaimed, heads),
    };
    let lost = matches!(&event.what, EventKind::Released { from } if is(from));
    let own = kind == NotificationKind::Mine || holds || wrote || watches || assigned || lost;
    concerned.then_some(Relevance { kind, tie: if own { Relation::Own } else { Relation::Unit } })
}

/// Whether an event makes a ticket need somebody of a group: only then does the group hear more of a ticket than its
/// silent card. News that bring the ticket to the group for the first time are for the caller to know.
pub fn needs_attention(event: &Event, ticket: &Ticket) -> bool {
    match &event.what {
        EventKind::Released { .. } | EventKind::Reopened => ticket.state == TicketState::Free,
        EventKind::Priority { from, to } => to > from && ticket.state == TicketState::Free,
        EventKind::Deadline { nears, .. } => *nears >= DeadlineStage::TwoHours && !is_closed(ticket),
        EventKind::Unclaimed { .. } => ticket.state == TicketState::Free,
        EventKind::New
        | EventKind::Referred { .. }
        | EventKind::Taken
        | EventKind::Done
        | EventKind::Comment { .. } => false,
    }
}

/// Whether an event is urgent enough to break a silence that lets urgent news through.
pub fn is_urgent(event: &Event, ticket: &Ticket) -> bool {
    ticket.priority == Priority::High
        && matches!(
            event.what,
            EventKind::New
                | EventKind::Referred { .. }
                | EventKind::Reopened
                | EventKind::Priority { .. }
                | EventKind::Deadline { .. }
                | EventKind::Unclaimed { .. }
        )
}

/// Whether an event that could not be told at once is still worth telling.
pub fn is_still_true(event: &Event, ticket: &Ticket) -> bool {
    match event.what {
        EventKind::New | EventKind::Deadline { .. } => !is_closed(ticket),
        EventKind::Unclaimed { .. } => ticket.state == TicketState::Free,
        _ => true,
    }
}

/// Whether news that was kept for this person's return is still news to them.
pub fn is_still_news(event: &Event, ticket: &Ticket, me: &PersonRef) -> bool {
    let over = is_closed(ticket);
    let held_by = |who: &PersonRef| matches!(&ticket.state, TicketState::Held(holder) if holder.is_same(who));
    is_still_true(event, ticket)
        && match &event.what {
            EventKind::New => !held_by(me),
            EventKind::Referred { to, .. } => {
                let stands =
                    to.is_empty() || to.iter().any(|person| ticket.assignees.includes_person(person));
                stands && !over && !held_by(me)
            }
            EventKind::Taken => event.by.as_ref().is_some_and(held_by),
            EventKind::Released { .. } => ticket.state == TicketState::Free,
            EventKind::Done => over,
            EventKind::Reopened => !over,
            EventKind::Priority { to, .. } => !over && ticket.priority == *to,
            EventKind::Comment { .. } | EventKind::Deadline { .. } | EventKind::Unclaimed { .. } => true,
        }
}

/// Whether a person hears of whatever happens to a ticket without having asked.
pub fn is_theirs(ticket: &Ticket, me: &PersonRef) -> bool {
    let wrote = ticket.author.is_same(me) || ticket.client.is_same(me);
    wrote
        || match &ticket.state {
            TicketState::Held(who) => who.is_same(me),
            TicketState::Free => ticket.assignees.includes_person(me),
            TicketState::Done(_) | TicketState::Archived => false,
        }
}

/// Whether nothing is left to be done.
pub fn is_closed(ticket: &Ticket) -> bool {
    matches!(ticket.state, TicketState::Done(_) | TicketState::Archived)
}

/// Whether an account takes tickets of its units by itself; heads are asked when nobody does.
fn is_staff(account: &Account) -> bool {
    matches!(account.role, Some(Role::Technician) | None)
}
