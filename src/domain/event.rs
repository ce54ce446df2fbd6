//! What has happened to a ticket between two looks at it. Says what happened and who did it, as far as that can be
//! known; whom it concerns is decided in `relevance`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::escalation::{EscalationTarget, MuteRule};
use super::ids::{TicketId, UnitId};
use super::ticket::{Assignees, Details, PersonRef, Priority, Ticket, TicketComment, TicketState};

/// One thing that happened to one ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub ticket: TicketId,
    pub what: EventKind,
    /// Who did it; `None` where nothing shows it.
    pub by: Option<PersonRef>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    New,
    /// Passed on: to these people, who had nothing to do with it before, or to another unit, or both.
    Referred {
        to: Vec<PersonRef>,
        unit: Option<UnitId>,
    },
    Taken,
    Released {
        from: PersonRef,
    },
    Done,
    /// Declared unfinished. It returns to whoever held it.
    Reopened,
    Priority {
        from: Priority,
        to: Priority,
    },
    /// The comment at this place, counted from 0.
    Comment {
        place: usize,
        text: String,
        /// How many of its author's comments just before it are told by this number alone.
        #[serde(default)]
        omitted: usize,
    },
    Deadline {
        due: Timestamp,
        nears: DeadlineStage,
    },
    /// Nobody has taken it, for so long that a step of its escalation is due.
    Unclaimed {
        since: Timestamp,
        step: EscalationTarget,
        #[serde(default)]
        mutes: MuteRule,
        /// Who is called by name, where a step calls one person.
        #[serde(default)]
        called: Option<PersonRef>,
    },
}

/// How close a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DeadlineStage {
    Day,
    TwoHours,
    Passed,
}

/// What is known of a ticket at one moment.
#[derive(Clone, Copy, Debug)]
pub struct TicketSnapshot<'a> {
    pub ticket: &'a Ticket,
    /// Missing where only a list was seen.
    pub details: Option<&'a Details>,
}

/// What has happened between two looks at one ticket. `actor` is who is known to have acted in between; without one, a
/// ticket that was given back counts as given back by its holder, who alone can do that besides a head.
pub fn detect_events(
    before: TicketSnapshot<'_>,
    after: TicketSnapshot<'_>,
    actor: Option<&PersonRef>,
) -> Vec<Event> {
    let ticket = after.ticket;
    let event = |what, by: Option<&PersonRef>| Event { ticket: ticket.at.id, what, by: by.cloned() };
    let mut events = Vec::new();
    let referred = detect_referral(before.ticket, ticket);
    let was_referred = referred.is_some();
    events.extend(referred.map(|what| event(what, actor)));
    match (&before.ticket.state, &ticket.state) {
        (TicketState::Free, TicketState::Held(who)) => events.push(event(EventKind::Taken, Some(who))),
        (TicketState::Held(then), TicketState::Held(now))
            if !now.is_same(then) && is_known(now) && is_known(then) =>
        {
            events.push(event(EventKind::Taken, Some(now)));
        }
        // Passing on frees the ticket: that is no news beside it.
        (TicketState::Held(from), TicketState::Free) if !was_referred => {
            events.push(event(EventKind::Released { from: from.clone() }, actor.or(Some(from))));
        }
        (TicketState::Free | TicketState::Held(_), TicketState::Done(who)) => {
            events.push(event(EventKind::Done, Some(who)));
        }
        (TicketState::Done(_), TicketState::Free | TicketState::Held(_)) => {
            let returner = after.details.map(|details| &details.returned_by).filter(|who| is_known(who));
            events.push(event(EventKind::Reopened, actor.or(returner)));
        }
        _ => {}
    }
    if before.ticket.priority != ticket.priority {
        let what = EventKind::Priority { from: before.ticket.priority, to: ticket.priority };
        events.push(event(what, None));
    }
    events
}

/// So many new comments of one author are told one by one; of more, the newest.
const TOLD_AT_ONCE: usize = 3;

/// The events that people are told of: whoever floods a ticket with comments floods nobody's screen.
pub fn limit_bursts(events: Vec<Event>) -> Vec<Event> {
    let writes_with = |one: &Event, other: &Event| {
        one.by.as_ref().zip(other.by.as_ref()).is_some_and(|(one, other)| one.is_same(other))
    };
    let mut told: Vec<Event> = Vec::new();
    // The newest first.
    for event in events.into_iter().rev() {
        let mut same = told.iter_mut().filter(|known| writes_with(known, &event)).skip(TOLD_AT_ONCE - 1);
        match same.next().map(|oldest| &mut oldest.what) {
            Some(EventKind::Comment { omitted, .. }) => *omitted += 1,
            _ => told.push(event),
        }
    }
    told.reverse();
    told
}

/// What the comments tell beyond the first `known` of them.
pub fn comment_events(ticket: TicketId, all: &[TicketComment], known: usize) -> Vec<Event> {
    let new = all.iter().enumerate().skip(known);
    new.map(|(place, comment)| Event {
        ticket,
        what: EventKind::Comment { place, text: comment.text.clone(), omitted: 0 },
        by: Some(comment.author.clone()),
    })
    .collect()
}

fn is_known(person: &PersonRef) -> bool {
    person.hash.is_some() || person.name.is_some()
}

fn detect_referral(before: &Ticket, after: &Ticket) -> Option<EventKind> {
    let unit = after.unit.filter(|_| after.unit != before.unit);
    let to: Vec<_> = after
        .assignees
        .assigned_people()
        .iter()
        .filter(|person| !before.assignees.includes_person(person))
        .cloned()
        .collect();
    let widened = after.assignees == Assignees::Unit && before.assignees != Assignees::Unit;
    if unit.is_none() && to.is_empty() && !widened {
        return None;
    }
    Some(EventKind::Referred { to, unit })
}

impl EventKind {
    /// What tells this event from every other one of the same ticket; `at` is when it was seen, for those that
    /// can happen again.
    pub fn name(&self, at: Timestamp) -> String {
        let at = at.as_millisecond();
        match self {
            Self::New => "new".into(),
            Self::Referred { .. } => format!("referred:{at}"),
            Self::Taken => format!("taken:{at}"),
            Self::Released { .. } => format!("released:{at}"),
            Self::Done => format!("done:{at}"),
            Self::Reopened => format!("reopened:{at}"),
            Self::Priority { .. } => format!("priority:{at}"),
            Self::Comment { place, .. } => format!("comment:{place}"),
            Self::Deadline { due, nears } => format!("deadline:{}:{nears:?}", due.as_second()),
            Self::Unclaimed { since, step, .. } => format!("unclaimed:{}:{step:?}", since.as_second()),
        }
    }
}
