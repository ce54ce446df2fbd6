//! What has happened to a ticket so far, as far as it was seen: one entry for each change.

use jiff::{SignedDuration, Timestamp};

use super::event::{Event, EventKind};
use super::ids::{TicketId, UnitId};
use super::ticket::{PersonRef, Priority, Ticket, TicketState};

/// How long it is known what has happened to a ticket.
pub const HISTORY_RETENTION: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What a change was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryKind {
    Created,
    Referred,
    Taken,
    Released,
    Done,
    Reopened,
    Priority,
    Commented,
}

/// One change of one ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    pub ticket: TicketId,
    /// When it happened where the helpdesk says so (a creation, a comment), otherwise when it was seen.
    pub at: Timestamp,
    pub kind: HistoryKind,
    /// Who did it; `None` where nothing shows it.
    pub who: Option<PersonRef>,
    /// To whom it was passed on, or who had it before it was given back.
    pub whom: Vec<PersonRef>,
    /// The ticket's unit after it.
    pub unit: Option<UnitId>,
    /// The ticket's priority after it.
    pub priority: Priority,
}

impl HistoryEntry {
    /// The entry for an event that has made a ticket what it is; none for what time alone brings.
    pub fn from_event(event: &Event, after: &Ticket, at: Timestamp) -> Option<Self> {
        let (kind, whom) = match &event.what {
            EventKind::New => (HistoryKind::Created, Vec::new()),
            EventKind::Referred { to, .. } => (HistoryKind::Referred, to.clone()),
            EventKind::Taken => (HistoryKind::Taken, Vec::new()),
            EventKind::Released { from } => (HistoryKind::Released, vec![from.clone()]),
            EventKind::Done => (HistoryKind::Done, Vec::new()),
            EventKind::Reopened => (HistoryKind::Reopened, Vec::new()),
            EventKind::Priority { .. } => (HistoryKind::Priority, Vec::new()),
            EventKind::Comment { .. } => (HistoryKind::Commented, Vec::new()),
            EventKind::Deadline { .. } | EventKind::Unclaimed { .. } => return None,
        };
        let (unit, priority) = (after.unit, after.priority);
        Some(Self { ticket: event.ticket, at, kind, who: event.by.clone(), whom, unit, priority })
    }
}

/// That a ticket was made, as its first sight shows.
pub fn creation_event(ticket: &Ticket) -> Event {
    Event { ticket: ticket.at.id, what: EventKind::New, by: Some(ticket.author.clone()) }
}

/// What has happened to a ticket since it was made, shortly before it was first seen.
pub fn early_event(ticket: &Ticket) -> Option<Event> {
    let (what, who) = match &ticket.state {
        TicketState::Held(who) => (EventKind::Taken, who),
        TicketState::Done(who) => (EventKind::Done, who),
        TicketState::Free | TicketState::Archived => return None,
    };
    Some(Event { ticket: ticket.at.id, what, by: Some(who.clone()) })
}

impl HistoryKind {
    const NAMES: [(Self, &str); 8] = [
        (Self::Created, "created"),
        (Self::Referred, "referred"),
        (Self::Taken, "taken"),
        (Self::Released, "released"),
        (Self::Done, "done"),
        (Self::Reopened, "reopened"),
        (Self::Priority, "priority"),
        (Self::Commented, "commented"),
    ];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}
