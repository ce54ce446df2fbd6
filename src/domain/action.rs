//! Who may do what with a ticket, and when. The helpdesk decides; this says what it will decide, so that a card carries
//! only buttons that work (the matrix of the measured contract, section 5).

use std::fmt;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::person::Role;
use super::ticket::{AllowedActions, Assignees, PersonRef, Rights, Ticket, TicketRelation, TicketState};

/// How long whatever a press ends can be taken back.
pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_secs(10);

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

/// The reactions that stand for an action. Telegram knows neither ✋ nor ✅ as a reaction.
pub const REACTION_SHORTCUTS: [(&str, Action); 2] = [("👌", Action::Take), ("👍", Action::Finish)];

/// A press that changes a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketChange {
    Act(Action),
    /// The last action is taken back.
    Undo,
}

/// What a card looked like before an action that can still be taken back: its buttons keep their places until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndoLayout {
    /// The action in whose place the way back stands.
    pub pressed: Action,
    /// The actions that stood beside it, and itself.
    pub offered: &'static [Action],
    /// Whether nobody held the ticket.
    pub was_free: bool,
}

impl UndoLayout {
    /// The layout before what these steps take back.
    pub fn before_steps(steps: &[Action]) -> Option<Self> {
        const FREE: &[Action] = &[Action::Take, Action::Finish, Action::Refer];
        const HELD: &[Action] = &[Action::Finish, Action::Release, Action::Refer];
        match steps {
            [Action::Release] => Some(Self { pressed: Action::Take, offered: FREE, was_free: true }),
            [Action::Reopen, Action::Release] => {
                Some(Self { pressed: Action::Finish, offered: FREE, was_free: true })
            }
            [Action::Reopen] => Some(Self { pressed: Action::Finish, offered: HELD, was_free: false }),
            _ => None,
        }
    }
}

impl TicketState {
    /// The state from the point of view of `me`.
    pub fn relation_to(&self, me: &PersonRef) -> TicketRelation {
        match self {
            Self::Free => TicketRelation::Free,
            Self::Held(who) if who.is_same(me) => TicketRelation::HeldByMe,
            Self::Held(_) => TicketRelation::HeldByOther,
            Self::Done(who) if who.is_same(me) => TicketRelation::DoneByMe,
            Self::Done(_) => TicketRelation::DoneByOther,
            Self::Archived => TicketRelation::Archived,
        }
    }
}

impl PersonRef {
    /// Whether both speak of one person: by hash where both have one (names repeat), else by name.
    pub fn is_same(&self, other: &PersonRef) -> bool {
        match (&self.hash, &other.hash) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => self.name.is_some() && self.name == other.name,
        }
    }
}

/// What the helpdesk will allow this account, by its own rules.
pub fn allowed_actions(account: &Account, ticket: &Ticket) -> AllowedActions {
    let standing = ticket.state.relation_to(&account.me);
    // Whose role is not known has the least rights.
    let Some(role) = account.role.filter(|_| account.is_staff()) else { return AllowedActions::default() };
    let in_unit = ticket.unit.is_some_and(|unit| account.units.contains(&unit));
    let author = ticket.author.is_same(&account.me);
    let assigned = match &ticket.assignees {
        Assignees::Unit => true,
        Assignees::People(people) => people.iter().any(|person| person.is_same(&account.me)),
    };
    match role {
        Role::HeadChief => head_actions(standing),
        Role::HeadOfUnit if in_unit || author => head_actions(standing),
        Role::Technician if (in_unit && assigned) || author => actions_by_relation(standing),
        Role::HeadOfUnit | Role::Technician | Role::Client => AllowedActions::default(),
    }
}

/// What somebody may do who works on the ticket: only with what nobody else holds.
fn actions_by_relation(standing: TicketRelation) -> AllowedActions {
    match standing {
        TicketRelation::Free => AllowedActions { lock: true, refer: true, ..AllowedActions::default() },
        TicketRelation::HeldByMe => {
            AllowedActions { unlock: true, finish: true, refer: true, ..AllowedActions::default() }
        }
        TicketRelation::DoneByMe => AllowedActions { reopen: true, ..AllowedActions::default() },
        TicketRelation::HeldByOther | TicketRelation::DoneByOther | TicketRelation::Archived => {
            AllowedActions::default()
        }
    }
}

/// A head may also take a ticket away from its holder, and return one that somebody else has finished.
fn head_actions(standing: TicketRelation) -> AllowedActions {
    match standing {
        TicketRelation::HeldByOther => AllowedActions { unlock: true, ..AllowedActions::default() },
        TicketRelation::DoneByOther => AllowedActions { reopen: true, ..AllowedActions::default() },
        _ => actions_by_relation(standing),
    }
}

/// The actions to offer to one person, the likeliest first. What the helpdesk has said of this very state comes before
/// what its rules let expect.
pub fn offered_actions(account: &Account, ticket: &Ticket, said: Option<&Rights>) -> Vec<Action> {
    if !account.is_staff() {
        return Vec::new();
    }
    let allowed = match said {
        Some(Rights::Known(allowed)) => *allowed,
        Some(Rights::Stranger) => AllowedActions::default(),
        Some(Rights::Unsaid) | None => allowed_actions(account, ticket),
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
pub fn offered_to_all(state: &TicketState) -> Vec<Action> {
    match state {
        TicketState::Free => vec![Action::Take, Action::Finish, Action::Refer],
        TicketState::Held(_) => vec![Action::Finish, Action::Release, Action::Refer],
        TicketState::Done(_) => vec![Action::Reopen],
        TicketState::Archived => Vec::new(),
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
    pub fn undone_by(self, before: TicketRelation) -> &'static [Action] {
        match (self, before) {
            (Self::Take, _) => &[Self::Release],
            (Self::Finish, TicketRelation::Free) => &[Self::Reopen, Self::Release],
            (Self::Finish, _) => &[Self::Reopen],
            _ => &[],
        }
    }
}

/// What became of an action. All but the errors were verified by reading the ticket again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionOutcome {
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
impl fmt::Display for ActionOutcome {
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
