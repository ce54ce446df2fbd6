//! Who is to be told, as the product promises it, written as sets of people rather than as questions about one person:
//! both this and the program would have to be wrong in the same way for a mistake to pass.

use std::collections::BTreeSet;

use deskgram::domain::escalation::EscalationTarget;
use deskgram::domain::event::{DeadlineStage, Event, EventKind};
use deskgram::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use deskgram::domain::ticket::{Assignees, PersonRef, Priority, Ticket, TicketState};
use deskgram_sandbox::zenlix::world::Role;

pub type People = BTreeSet<usize>;

/// Who takes part: each with their role and their unit, which is 0 where it does not matter.
pub type Cast = [(Role, i64)];

pub fn person(number: usize) -> PersonRef {
    PersonRef { hash: Some(UserHash(format!("hash{number}"))), name: Some(format!("Name {number}")) }
}

/// A ticket in the oracle's words.
#[derive(Clone, Debug)]
pub struct Facts {
    pub unit: i64,
    pub assignees: People,
    pub author: usize,
    pub client: usize,
    pub priority: Priority,
    pub holder: Option<usize>,
    pub finisher: Option<usize>,
}

impl Facts {
    pub fn ticket(&self) -> Ticket {
        Ticket {
            at: TicketRef { id: TicketId(7), hash: TicketHash("ab".into()) },
            priority: self.priority,
            subject: "Printer".into(),
            text: "It is on fire".into(),
            created: None,
            state: match (self.finisher, self.holder) {
                (Some(who), _) => TicketState::Done(person(who)),
                (None, Some(who)) => TicketState::Held(person(who)),
                (None, None) => TicketState::Free,
            },
            unit: Some(UnitId(self.unit)),
            assignees: match self.assignees.is_empty() {
                true => Assignees::Unit,
                false => Assignees::People(self.assignees.iter().map(|who| person(*who)).collect()),
            },
            author: person(self.author),
            client: person(self.client),
        }
    }

    pub fn over(&self) -> bool {
        self.finisher.is_some()
    }

    pub fn free(&self) -> bool {
        self.finisher.is_none() && self.holder.is_none()
    }

    /// Everybody who has it in the incoming list.
    pub fn readers(&self, cast: &Cast) -> People {
        let chiefs = (0..cast.len()).filter(|&who| cast[who].0 == Role::HeadChief);
        let mut readers: People = chiefs.collect();
        readers.extend((0..cast.len()).filter(|&who| cast[who] == (Role::HeadOfUnit, self.unit)));
        if self.assignees.is_empty() {
            readers.extend((0..cast.len()).filter(|&who| cast[who] == (Role::Technician, self.unit)));
        }
        readers.extend(self.assignees.iter().filter(|&&who| cast[who].0 == Role::Technician));
        if self.author == self.client && cast[self.author].0 == Role::Client {
            readers.insert(self.author);
        }
        readers
    }

    /// Everybody whose turn it is to take it.
    pub fn candidates(&self, cast: &Cast) -> People {
        if !self.free() {
            return People::new();
        }
        let named: People = self.assignees.intersection(&self.readers(cast)).copied().collect();
        if !self.assignees.is_empty() {
            return named;
        }
        self.readers(cast).into_iter().filter(|&who| cast[who].0 == Role::Technician).collect()
    }

    pub fn heads(&self, cast: &Cast) -> People {
        (0..cast.len()).filter(|&who| cast[who] == (Role::HeadOfUnit, self.unit)).collect()
    }
}

/// Who is told, as the product promises it.
pub fn promised(cast: &Cast, event: &Event, before: &Facts, after: &Facts, watchers: &People) -> People {
    let owners = People::from([after.author, after.client]);
    let interested: People = &owners | watchers;
    let holder: People = after.holder.filter(|_| !after.over()).into_iter().collect();
    let mut told = match &event.what {
        EventKind::New if after.over() => People::new(),
        EventKind::New => &after.readers(cast) - &People::from([after.author]),
        EventKind::Referred { to, .. } => {
            let named: People = (0..cast.len()).filter(|&who| to.contains(&person(who))).collect();
            let newcomers = match after.over() {
                true => People::new(),
                false => &after.readers(cast) - &before.readers(cast),
            };
            &(&named | &newcomers) | &interested
        }
        EventKind::Taken => &interested | &after.assignees,
        EventKind::Released { from } => {
            let loser: People = (0..cast.len()).filter(|&who| *from == person(who)).collect();
            &(&loser | watchers) | &after.assignees
        }
        EventKind::Done => interested,
        EventKind::Reopened => &(&interested | &holder) | &after.candidates(cast),
        EventKind::Priority { from, to } => {
            let raised = if to > from { after.candidates(cast) } else { People::new() };
            &(&(&holder | watchers) | &after.assignees) | &raised
        }
        EventKind::Comment { .. } => {
            let waiting = if after.free() { after.assignees.clone() } else { People::new() };
            &(&interested | &holder) | &waiting
        }
        EventKind::Deadline { .. } if after.over() => People::new(),
        EventKind::Deadline { nears, .. } => {
            let heads = if *nears == DeadlineStage::Passed { after.heads(cast) } else { People::new() };
            &(&(&holder | watchers) | &after.candidates(cast)) | &heads
        }
        EventKind::Unclaimed { .. } if !after.free() => People::new(),
        EventKind::Unclaimed { step, called, .. } => match step {
            EscalationTarget::Duty | EscalationTarget::Next => {
                let readers = after.readers(cast).into_iter();
                readers.filter(|who| called.as_ref() == Some(&person(*who))).collect()
            }
            EscalationTarget::Unit => after.candidates(cast),
            EscalationTarget::Head => after.heads(cast),
            EscalationTarget::Group => People::new(),
        },
    };
    if let Some(by) = &event.by {
        told.retain(|&who| person(who) != *by);
    }
    told
}
