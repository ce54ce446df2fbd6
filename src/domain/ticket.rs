//! A ticket as deskgram knows it: free of either server's formats, and of who is looking.
//! The helpdesk speaks of "me" and "other"; here a holder is always a person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{TicketId, TicketRef, UnitId, UserHash};

/// How urgent. The helpdesk's 0, 1 and 2; anything else reads as `Medium`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    Low,
    Medium,
    High,
}

/// A person as a ticket mentions them. Either part can be missing: lists give names without hashes, an
/// answer by the letter of the document gives hashes without names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonRef {
    pub hash: Option<UserHash>,
    pub name: Option<String>,
}

/// The state of a ticket, from nobody's point of view.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TicketState {
    /// Nobody works on it.
    Free,
    /// Somebody has taken it.
    Held(PersonRef),
    /// Somebody has finished it.
    Done(PersonRef),
    /// Put away by the helpdesk; nothing can be done with it but comment.
    Archived,
}

/// For whom a ticket is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Assignees {
    /// Everybody of the unit.
    Unit,
    /// These people; an entry without a hash is a hole that the helpdesk keeps for somebody unknown.
    People(Vec<PersonRef>),
}

/// What a list says of a ticket; everything a card needs except what only [`Details`] has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ticket {
    pub at: TicketRef,
    pub priority: Priority,
    /// Plain text: tags stripped, entities decoded. Empty when the ticket has no subject.
    pub subject: String,
    /// Plain text. From a list only the first 150 bytes, from a view all of it.
    pub text: String,
    pub created: Option<Timestamp>,
    pub state: TicketState,
    pub unit: Option<UnitId>,
    pub assignees: Assignees,
    pub author: PersonRef,
    pub client: PersonRef,
}

/// What `ticket_view` adds to a [`Ticket`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Details {
    pub deadline: Option<Timestamp>,
    pub finished: Option<Timestamp>,
    /// Who has declared it unfinished last; nobody's name while it counts as finished.
    #[serde(default)]
    pub returned_by: PersonRef,
    #[serde(default)]
    pub reach: UnitReach,
    /// Another ticket with the same hash: showing this one is safe, acting on it would hit the other one too or instead.
    #[serde(default)]
    pub twin: Option<TicketId>,
}

/// Whom a ticket for a whole unit reaches. Lists can't tell: both kinds look alike there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnitReach {
    /// The answer does not say.
    #[default]
    Unsaid,
    /// Everybody of the unit has it in their list.
    Unit,
    /// Passed on to nobody: the unit's technicians don't have it in their lists, only heads do.
    HeadsOnly,
}

/// What the helpdesk says the asking person may do with a ticket now.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rights {
    /// The answer does not speak of rights (a server by the letter of the document).
    Unsaid,
    /// The asking person has no relation to the ticket (`access_priv` is empty).
    Stranger,
    /// What is allowed; all `false` for `no_priv`.
    Known(AllowedActions),
}

/// The permissions of one person on one ticket in one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AllowedActions {
    pub lock: bool,
    pub unlock: bool,
    pub finish: bool,
    pub reopen: bool,
    pub refer: bool,
}

/// A ticket read with one person's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketView {
    pub ticket: Ticket,
    pub details: Details,
    pub rights: Rights,
    /// From the asking person's point of view.
    pub standing: TicketRelation,
}

/// The state of a ticket from the point of view of the person who asked (`status` of the helpdesk).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TicketRelation {
    Free,
    HeldByMe,
    HeldByOther,
    DoneByMe,
    /// Also the document's plain `ok`, which does not say by whom.
    DoneByOther,
    Archived,
}

/// One comment. Comments have no identity but their position (they are only ever appended).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketComment {
    pub author: PersonRef,
    /// Plain text as `ticket_view` would show it; see `helpdesk::text_repair` for what the server does to it.
    pub text: String,
    pub written: Option<Timestamp>,
}

impl Ticket {
    /// A row of a list, completed with what an earlier and fuller sight of the same ticket has shown: lists cut the text
    /// and name holders without their hashes.
    pub fn completed_by(mut self, earlier: &Ticket, details: Option<&Details>) -> Self {
        if details.is_some() && self.subject == earlier.subject {
            self.text.clone_from(&earlier.text);
        }
        if let (TicketState::Held(now), TicketState::Held(then))
        | (TicketState::Done(now), TicketState::Done(then)) = (&mut self.state, &earlier.state)
        {
            now.complete_from(then);
        }
        self.author.complete_from(&earlier.author);
        self.client.complete_from(&earlier.client);
        if let (Assignees::People(now), Assignees::People(then)) = (&mut self.assignees, &earlier.assignees) {
            for person in now {
                if let Some(then) = then.iter().find(|then| person.is_same(then)) {
                    person.complete_from(then);
                }
            }
        }
        self
    }
}

impl Ticket {
    /// Everybody whom the ticket names.
    pub fn people_mut(&mut self) -> impl Iterator<Item = &mut PersonRef> {
        let holder = match &mut self.state {
            TicketState::Held(who) | TicketState::Done(who) => Some(who),
            TicketState::Free | TicketState::Archived => None,
        };
        let assignees = match &mut self.assignees {
            Assignees::People(people) => people.as_mut_slice(),
            Assignees::Unit => &mut [],
        };
        [&mut self.author, &mut self.client].into_iter().chain(holder).chain(assignees)
    }
}

impl PersonRef {
    /// Takes over what is missing here from another sight of the same person.
    pub fn complete_from(&mut self, other: &PersonRef) {
        let nothing_known = self.hash.is_none() && self.name.is_none();
        if nothing_known || !self.is_same(other) {
            return;
        }
        self.hash = self.hash.take().or_else(|| other.hash.clone());
        self.name = self.name.take().or_else(|| other.name.clone());
    }
}

/// A full name as the helpdesk shortens it in lists and views: "Сидоров Пётр Иванович" is "Сидоров П.И.".
pub fn short_name(full: &str) -> String {
    let words: Vec<_> = full.split_whitespace().collect();
    match words[..] {
        [last, first, middle] => {
            let initials = [first, middle].into_iter().filter_map(|word| word.chars().next());
            initials.fold(format!("{last} "), |name, initial| format!("{name}{initial}."))
        }
        _ => words.join(" "),
    }
}

impl Assignees {
    /// The people that are named; nobody for a whole unit.
    pub fn assigned_people(&self) -> &[PersonRef] {
        match self {
            Self::Unit => &[],
            Self::People(people) => people,
        }
    }

    /// Whether this person is named.
    pub fn includes_person(&self, who: &PersonRef) -> bool {
        self.assigned_people().iter().any(|person| person.is_same(who))
    }
}

impl TicketState {
    /// The name of whoever holds or has finished it.
    pub fn acting_person(&self) -> Option<String> {
        match self {
            Self::Held(who) | Self::Done(who) => who.name.clone(),
            Self::Free | Self::Archived => None,
        }
    }
}
