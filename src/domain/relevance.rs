//! Whom an event concerns. A card is edited silently wherever it stands; a person is told only what these rules say,
//! and never what they did themselves.

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::escalation::{EscalationTarget, MuteRule};
use super::event::{DeadlineStage, Event, EventKind};
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
    pub saw: InList,
    pub sees: InList,
}

/// Whether somebody has pressed Watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchState {
    On,
    Off,
}

/// Whether a ticket is in somebody's incoming list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InList {
    Yes,
    No,
}

/// What an event is to somebody whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relevance {
    pub kind: NotificationKind,
    pub closeness: Closeness,
}

/// Why something concerns somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closeness {
    /// They hold it, have written it, watch it, are named on it, or were just now.
    Own,
    /// They are one of its unit.
    Unit,
}

/// What somebody is to a ticket and to an event. Most are several of these at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// The event itself names them: the ticket was passed to them, or taken from them.
    Named,
    Holder,
    /// They have written it, or it was written for them.
    Author,
    Watcher,
    /// It is for them by name.
    Assignee,
    /// It is free, and they are one of those who take such a ticket.
    CouldTake,
    /// Nobody takes it, and it is their turn by name: they are on duty, or next.
    Called,
    /// They lead a unit, and see it.
    Head,
    /// It is in their list.
    Reader,
    /// It is in their list, and was not before.
    NewReader,
}

/// Ties to the ticket itself; by the others it is one of the unit's.
const OWN: [Tie; 5] = [Tie::Named, Tie::Holder, Tie::Author, Tie::Watcher, Tie::Assignee];

/// The policy: as what an event is told, and to whom.
fn policy_row(
    event: &EventKind,
    ticket: &Ticket,
    has: impl Fn(Tie) -> bool,
) -> (NotificationKind, &'static [Tie]) {
    use NotificationKind::{Comments, Deadlines, Mine, Moves, New, Priority, Unclaimed};
    use Tie::{Assignee, Author, Called, CouldTake, Head, Holder, Named, NewReader, Reader, Watcher};
    let free = ticket.state == TicketState::Free;
    match event {
        EventKind::New if is_closed(ticket) => (New, &[]),
        EventKind::New if has(Assignee) => (Mine, &[Reader]),
        EventKind::New => (New, &[Reader]),
        EventKind::Referred { .. } if has(Named) => (Mine, &[Named]),
        EventKind::Referred { .. } if has(NewReader) && !is_closed(ticket) => (New, &[NewReader]),
        EventKind::Referred { .. } => (Moves, &[Author, Watcher]),
        EventKind::Taken => (Moves, &[Author, Watcher, Assignee]),
        EventKind::Released { .. } => (Moves, &[Named, Watcher, Assignee]),
        EventKind::Done => (Moves, &[Author, Watcher]),
        EventKind::Reopened if has(Holder) => (Mine, &[Holder]),
        EventKind::Reopened => (Moves, &[Author, Watcher, CouldTake]),
        EventKind::Priority { from, to } if to > from => (Priority, &[Holder, Watcher, Assignee, CouldTake]),
        EventKind::Priority { .. } => (Priority, &[Holder, Watcher, Assignee]),
        EventKind::Comment { .. } if free => (Comments, &[Author, Watcher, Assignee]),
        EventKind::Comment { .. } => (Comments, &[Holder, Author, Watcher]),
        EventKind::Deadline { .. } if is_closed(ticket) => (Deadlines, &[]),
        EventKind::Deadline { nears: DeadlineStage::Passed, .. } => {
            (Deadlines, &[Holder, Watcher, CouldTake, Head])
        }
        EventKind::Deadline { .. } => (Deadlines, &[Holder, Watcher, CouldTake]),
        EventKind::Unclaimed { .. } if !free => (Unclaimed, &[]),
        EventKind::Unclaimed { step, .. } => match step {
            EscalationTarget::Duty | EscalationTarget::Next => (Unclaimed, &[Called]),
            EscalationTarget::Unit => (Unclaimed, &[CouldTake]),
            EscalationTarget::Head => (Unclaimed, &[Head]),
            EscalationTarget::Group => (Unclaimed, &[]),
        },
    }
}

/// What an event is to somebody; `None` when it does not concern them. `ticket` is as it is now.
pub fn relevance(event: &Event, ticket: &Ticket, recipient: &Recipient<'_>) -> Option<Relevance> {
    let account = recipient.account;
    let is_me = |person: &PersonRef| person.is_same(&account.me);
    let announced_by_me = event.what == EventKind::New && is_me(&ticket.author);
    if account.has_unknown_role() || announced_by_me || event.by.as_ref().is_some_and(is_me) {
        return None;
    }
    let sees = recipient.sees == InList::Yes;
    let has = |tie: Tie| match tie {
        Tie::Named => match &event.what {
            EventKind::Referred { to, .. } => to.iter().any(is_me),
            EventKind::Released { from } => is_me(from),
            _ => false,
        },
        Tie::Holder => matches!(&ticket.state, TicketState::Held(who) if is_me(who)),
        Tie::Author => is_me(&ticket.author) || is_me(&ticket.client),
        Tie::Watcher => recipient.watches == WatchState::On,
        Tie::Assignee => ticket.assignees.includes_person(&account.me),
        Tie::CouldTake => sees && ticket.state == TicketState::Free && may_take(account, ticket),
        Tie::Called => {
            sees && matches!(&event.what, EventKind::Unclaimed { called: Some(who), .. } if is_me(who))
        }
        Tie::Head => sees && account.role == Some(Role::HeadOfUnit),
        Tie::Reader => sees,
        Tie::NewReader => sees && recipient.saw == InList::No,
    };
    let (kind, told) = policy_row(&event.what, ticket, has);
    let closeness = if OWN.into_iter().any(has) { Closeness::Own } else { Closeness::Unit };
    told.iter().copied().any(has).then_some(Relevance { kind, closeness })
}

/// Whether a free ticket is for this account to take: those whom it names, else everybody who works in its unit.
fn may_take(account: &Account, ticket: &Ticket) -> bool {
    match ticket.assignees.assigned_people() {
        [] => takes_unassigned(account),
        _ => ticket.assignees.includes_person(&account.me),
    }
}

/// Whether an event makes a ticket need somebody of a group: only then does the group hear more of a ticket than its
/// silent card. News that bring the ticket to the group for the first time are for the caller to know.
pub fn needs_attention(event: &Event, ticket: &Ticket) -> bool {
    match &event.what {
        EventKind::Released { .. } | EventKind::Reopened => ticket.state == TicketState::Free,
        EventKind::Priority { from, to } => to > from && ticket.state == TicketState::Free,
        EventKind::Deadline { nears, .. } => *nears >= DeadlineStage::TwoHours && !is_closed(ticket),
        EventKind::Unclaimed { step, .. } => {
            *step == EscalationTarget::Group && ticket.state == TicketState::Free
        }
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

/// Whether an event calls people whatever they have muted and wherever they are.
pub fn overrides_mutes(event: &Event) -> bool {
    matches!(event.what, EventKind::Unclaimed { mutes: MuteRule::Overridden, .. })
}

/// Whether an event is for those alone who are at work.
pub fn is_for_those_at_work(event: &Event) -> bool {
    matches!(event.what, EventKind::Unclaimed { step: EscalationTarget::Unit, .. })
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
fn takes_unassigned(account: &Account) -> bool {
    matches!(account.role, Some(Role::Technician) | None)
}
