//! Whom a happening concerns. A card is edited silently wherever it stands; a person is told only what these rules say,
//! and never what they did themselves.

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::event::{Event, Happening, Nears, Step};
use super::person::Role;
use super::ticket::{PersonRef, Priority, State, Ticket};

/// The kinds of news that a person can set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
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

impl Kind {
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
pub struct Someone<'a> {
    pub account: &'a Account,
    /// They have asked to hear of it.
    pub watches: Watch,
    /// Whether it was and is in their incoming list.
    pub saw: Sees,
    pub sees: Sees,
}

/// Whether somebody has pressed Watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    On,
    Off,
}

/// Whether a ticket is in somebody's incoming list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    Yes,
    No,
}

/// What an event is to somebody whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    pub kind: Kind,
    pub tie: Tie,
}

/// Why something concerns somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// They hold it, have written it, watch it, are named on it, or were just now.
    Own,
    /// They are one of its unit.
    Unit,
}

/// What an event is to somebody; `None` when it does not concern them. `ticket` is as it is now.
pub fn concern(event: &Event, ticket: &Ticket, someone: &Someone<'_>) -> Option<Concern> {
    let me = &someone.account.me;
    if event.by.as_ref().is_some_and(|by| by.is(me)) {
        return None;
    }
    let is = |person: &PersonRef| person.is(me);
    let holds = matches!(&ticket.state, State::Held(who) if is(who));
    let free = ticket.state == State::Free;
    let over = matches!(ticket.state, State::Done(_) | State::Archived);
    let assigned = ticket.assignees.include(me);
    let watches = someone.watches == Watch::On;
    let wrote = is(&ticket.author) || is(&ticket.client);
    let sees = someone.sees == Sees::Yes;
    // Who could take it: those named, else everybody of the unit who works there.
    let could_take =
        sees && free && if ticket.assignees.people().is_empty() { works(someone.account) } else { assigned };
    let heads = sees && someone.account.role == Some(Role::HeadOfUnit);
    let (kind, concerned) = match &event.what {
        Happening::New if over || is(&ticket.author) => return None,
        Happening::New if assigned => (Kind::Mine, sees),
        Happening::New => (Kind::New, sees),
        Happening::Referred { to, .. } if to.iter().any(is) => (Kind::Mine, true),
        Happening::Referred { .. } if sees && someone.saw == Sees::No && !over => (Kind::New, true),
        Happening::Referred { .. } => (Kind::Moves, wrote || watches),
        Happening::Taken => (Kind::Moves, wrote || watches || assigned),
        Happening::Released { from } => (Kind::Moves, is(from) || watches || assigned),
        Happening::Done => (Kind::Moves, wrote || watches),
        Happening::Reopened if holds => (Kind::Mine, true),
        Happening::Reopened => (Kind::Moves, wrote || watches || could_take),
        Happening::Priority { from, to } => {
            (Kind::Priority, holds || watches || assigned || (to > from && could_take))
        }
        Happening::Comment { .. } => (Kind::Comments, holds || wrote || watches || (free && assigned)),
        Happening::Deadline { .. } if over => return None,
        Happening::Deadline { nears, .. } => {
            (Kind::Deadlines, holds || watches || could_take || (heads && *nears == Nears::Passed))
        }
        Happening::Unclaimed { .. } if !free => return None,
        Happening::Unclaimed { step: Step::Again, .. } => (Kind::Unclaimed, could_take),
        Happening::Unclaimed { step: Step::Head, .. } => (Kind::Unclaimed, heads),
    };
    let lost = matches!(&event.what, Happening::Released { from } if is(from));
    let own = kind == Kind::Mine || holds || wrote || watches || assigned || lost;
    concerned.then_some(Concern { kind, tie: if own { Tie::Own } else { Tie::Unit } })
}

/// Whether an event makes a ticket need somebody of a group: only then does the group hear more of a ticket than its
/// silent card. News that bring the ticket to the group for the first time are for the caller to know.
pub fn calls_for_hands(event: &Event, ticket: &Ticket) -> bool {
    match &event.what {
        Happening::Released { .. } | Happening::Reopened => ticket.state == State::Free,
        Happening::Priority { from, to } => to > from && ticket.state == State::Free,
        Happening::Deadline { nears, .. } => *nears >= Nears::TwoHours && !is_over(ticket),
        Happening::Unclaimed { .. } => ticket.state == State::Free,
        Happening::New
        | Happening::Referred { .. }
        | Happening::Taken
        | Happening::Done
        | Happening::Comment { .. } => false,
    }
}

/// Whether an event is urgent enough to break a silence that lets urgent news through.
pub fn is_urgent(event: &Event, ticket: &Ticket) -> bool {
    ticket.priority == Priority::High
        && matches!(
            event.what,
            Happening::New
                | Happening::Referred { .. }
                | Happening::Reopened
                | Happening::Priority { .. }
                | Happening::Deadline { .. }
                | Happening::Unclaimed { .. }
        )
}

/// Whether an event that could not be told at once is still worth telling.
pub fn is_still_true(event: &Event, ticket: &Ticket) -> bool {
    match event.what {
        Happening::New | Happening::Deadline { .. } => !is_over(ticket),
        Happening::Unclaimed { .. } => ticket.state == State::Free,
        _ => true,
    }
}

/// Whether news that was kept for this person's return is still news to them.
pub fn is_still_news(event: &Event, ticket: &Ticket, me: &PersonRef) -> bool {
    let over = is_over(ticket);
    let held_by = |who: &PersonRef| matches!(&ticket.state, State::Held(holder) if holder.is(who));
    is_still_true(event, ticket)
        && match &event.what {
            Happening::New => !held_by(me),
            Happening::Referred { to, .. } => {
                let stands = to.is_empty() || to.iter().any(|person| ticket.assignees.include(person));
                stands && !over && !held_by(me)
            }
            Happening::Taken => event.by.as_ref().is_some_and(held_by),
            Happening::Released { .. } => ticket.state == State::Free,
            Happening::Done => over,
            Happening::Reopened => !over,
            Happening::Priority { to, .. } => !over && ticket.priority == *to,
            Happening::Comment { .. } | Happening::Deadline { .. } | Happening::Unclaimed { .. } => true,
        }
}

/// Whether a person hears of whatever happens to a ticket without having asked.
pub fn is_theirs(ticket: &Ticket, me: &PersonRef) -> bool {
    let wrote = ticket.author.is(me) || ticket.client.is(me);
    wrote
        || match &ticket.state {
            State::Held(who) => who.is(me),
            State::Free => ticket.assignees.include(me),
            State::Done(_) | State::Archived => false,
        }
}

/// Whether nothing is left to be done.
pub fn is_over(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Done(_) | State::Archived)
}

/// Whether an account takes tickets of its units by itself; heads are asked when nobody does.
fn works(account: &Account) -> bool {
    matches!(account.role, Some(Role::Technician) | None)
}
