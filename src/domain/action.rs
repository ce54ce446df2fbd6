//! Who may do what with a ticket, and when. The helpdesk decides; this says what it will decide, so that a card carries
//! only buttons that work (the matrix of the measured contract, section 5).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::person::Role;
use super::ticket::{Allowed, Assignees, PersonRef, Rights, Standing, State, Ticket};

/// What a button on a card asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    Take,
    Release,
    /// On a free ticket: take, then finish.
    Finish,
    Reopen,
    Refer,
}

impl State {
    /// The state from the point of view of `me`.
    pub fn seen_by(&self, me: &PersonRef) -> Standing {
        match self {
            Self::Free => Standing::Free,
            Self::Held(who) if who.is(me) => Standing::HeldByMe,
            Self::Held(_) => Standing::HeldByOther,
            Self::Done(who) if who.is(me) => Standing::DoneByMe,
            Self::Done(_) => Standing::DoneByOther,
            Self::Archived => Standing::Archived,
        }
    }
}

impl PersonRef {
    /// Whether both speak of one person: by hash where both have one (names repeat), else by name.
    pub fn is(&self, other: &PersonRef) -> bool {
        match (&self.hash, &other.hash) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => self.name.is_some() && self.name == other.name,
        }
    }
}

/// What the helpdesk will allow this account, by its own rules.
pub fn allowed(account: &Account, ticket: &Ticket) -> Allowed {
    let standing = ticket.state.seen_by(&account.me);
    // Whose role is not known has the least rights.
    let Some(role) = account.role.filter(|_| account.is_staff()) else { return Allowed::default() };
    let in_unit = ticket.unit.is_some_and(|unit| account.units.contains(&unit));
    let author = ticket.author.is(&account.me);
    let assigned = match &ticket.assignees {
        Assignees::Unit => true,
        Assignees::People(people) => people.iter().any(|person| person.is(&account.me)),
    };
    match role {
        Role::HeadChief => head(standing),
        Role::HeadOfUnit if in_unit || author => head(standing),
        Role::Technician if (in_unit && assigned) || author => by_standing(standing),
        Role::HeadOfUnit | Role::Technician | Role::Client => Allowed::default(),
    }
}

/// What somebody may do who works on the ticket: only with what nobody else holds.
fn by_standing(standing: Standing) -> Allowed {
    match standing {
        Standing::Free => Allowed { lock: true, refer: true, ..Allowed::default() },
        Standing::HeldByMe => Allowed { unlock: true, finish: true, refer: true, ..Allowed::default() },
        Standing::DoneByMe => Allowed { reopen: true, ..Allowed::default() },
        Standing::HeldByOther | Standing::DoneByOther | Standing::Archived => Allowed::default(),
    }
}

/// A head may also take a ticket away from its holder, and return one that somebody else has finished.
fn head(standing: Standing) -> Allowed {
    match standing {
        Standing::HeldByOther => Allowed { unlock: true, ..Allowed::default() },
        Standing::DoneByOther => Allowed { reopen: true, ..Allowed::default() },
        _ => by_standing(standing),
    }
}

/// The actions to offer to one person, the likeliest first. What the helpdesk has said of this very state comes before
/// what its rules let expect.
pub fn offered(account: &Account, ticket: &Ticket, said: Option<&Rights>) -> Vec<Action> {
    if !account.is_staff() {
        return Vec::new();
    }
    let allowed = match said {
        Some(Rights::Known(allowed)) => *allowed,
        Some(Rights::Stranger) => Allowed::default(),
        Some(Rights::Unsaid) | None => allowed(account, ticket),
    };
    let mut actions = Vec::new();
    if allowed.lock {
        actions.push(Action::Take);
    }
    if allowed.finish || allowed.lock {
        actions.push(Action::Finish);
    }
    if allowed.unlock {
        actions.push(Action::Release);
    }
    if allowed.reopen {
        actions.push(Action::Reopen);
    }
    if allowed.refer {
        actions.push(Action::Refer);
    }
    actions
}

/// The actions to offer where many read one card: all that some reader may do in this state.
pub fn offered_to_all(state: &State) -> Vec<Action> {
    match state {
        State::Free => vec![Action::Take, Action::Finish, Action::Refer],
        State::Held(_) => vec![Action::Finish, Action::Release, Action::Refer],
        State::Done(_) => vec![Action::Reopen],
        State::Archived => Vec::new(),
    }
}

impl Action {
    /// The action's name in logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Release => "release",
            Self::Finish => "finish",
            Self::Reopen => "reopen",
            Self::Refer => "refer",
        }
    }

    /// What takes this action back, in order, when the ticket was like this before; nothing where the helpdesk has no
    /// way back.
    pub fn undone_by(self, before: Standing) -> &'static [Action] {
        match (self, before) {
            (Self::Take, _) => &[Self::Release],
            (Self::Finish, Standing::Free) => &[Self::Reopen, Self::Release],
            (Self::Finish, _) => &[Self::Reopen],
            _ => &[],
        }
    }
}

/// What became of an action. All but the errors were verified by reading the ticket again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It is so now, by this press.
    Done,
    /// It was so before.
    Already,
    /// Somebody else was first; the name where it is known.
    HeldBy(Option<String>),
    /// Somebody else has finished it.
    DoneBy(Option<String>),
    /// The helpdesk does not allow it to this person now.
    NotAllowed,
    /// Two tickets share one name at the helpdesk, so that it would change the wrong one.
    Ambiguous,
    /// There is no such ticket any more.
    Gone,
    /// The key is not valid any more.
    SignInAgain,
    /// The helpdesk is not to be reached; nothing was done.
    Down,
    /// The helpdesk went away between taking and finishing.
    OnlyTaken,
    /// Something was sent and nothing shows what became of it.
    Unsure,
}

/// For the log: no names.
impl fmt::Display for Acted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::Already => "so already",
            Self::HeldBy(_) => "held by another",
            Self::DoneBy(_) => "done by another",
            Self::NotAllowed => "not allowed",
            Self::Ambiguous => "two tickets share its name",
            Self::Gone => "no such ticket",
            Self::SignInAgain => "key refused",
            Self::Down => "helpdesk down",
            Self::OnlyTaken => "taken and not finished",
            Self::Unsure => "unclear",
        })
    }
}
