//! Whom a change of a ticket may concern, found without asking everybody who is signed in: it is asked for each change, and a
//! team may have a thousand people.

use std::collections::HashMap;
use std::hash::Hash;

use super::account::Account;
use super::event::{Event, EventKind, TicketSnapshot};
use super::ids::{TelegramUser, UnitId, UserHash};
use super::person::Role;
use super::ticket::{PersonRef, Ticket, TicketState};

/// Somebody's place among those whom the index was made of.
pub type Place = usize;

/// People by what ties them to a ticket.
#[derive(Debug, Default)]
pub struct InvolvementIndex {
    by_hash: HashMap<UserHash, Vec<Place>>,
    by_name: HashMap<String, Vec<Place>>,
    /// Those whose hash is not known: they are told by name alone.
    unhashed: HashMap<String, Vec<Place>>,
    by_unit: HashMap<UnitId, Vec<Place>>,
    by_number: HashMap<TelegramUser, Place>,
    /// Who sees all tickets, and who is not known well enough to say what they see.
    everywhere: Vec<Place>,
}

impl InvolvementIndex {
    pub fn new<'a>(people: impl IntoIterator<Item = (TelegramUser, &'a Account)>) -> Self {
        let mut index = Self::default();
        for (place, (number, account)) in people.into_iter().enumerate() {
            add_to(&mut index.by_hash, account.me.hash.clone(), place);
            add_to(&mut index.by_name, account.me.name.clone(), place);
            let unhashed = account.me.name.clone().filter(|_| account.me.hash.is_none());
            add_to(&mut index.unhashed, unhashed, place);
            account.units.iter().for_each(|unit| add_to(&mut index.by_unit, Some(*unit), place));
            index.by_number.insert(number, place);
            if account.me.hash.is_none() || matches!(account.role, Some(Role::HeadChief) | None) {
                index.everywhere.push(place);
            }
        }
        index
    }

    /// Everybody whom an event can concern, and everybody who sees or saw its ticket; some more may be among them.
    pub fn involved_in(
        &self,
        event: &Event,
        snapshots: &[TicketSnapshot<'_>],
        watchers: &[TelegramUser],
    ) -> Vec<Place> {
        let mut found = self.everywhere.clone();
        match &event.what {
            EventKind::Referred { to, .. } => {
                to.iter().for_each(|person| self.add_person(person, &mut found));
            }
            EventKind::Released { from: person } | EventKind::Unclaimed { called: Some(person), .. } => {
                self.add_person(person, &mut found);
            }
            _ => {}
        }
        for TicketSnapshot { ticket, .. } in snapshots {
            ticket_people(ticket).for_each(|person| self.add_person(person, &mut found));
            let of_unit = ticket.unit.and_then(|unit| self.by_unit.get(&unit));
            found.extend(of_unit.into_iter().flatten());
        }
        found.extend(watchers.iter().filter_map(|who| self.by_number.get(who)));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a ticket names anybody: holds it, has written it, or has it by name.
    pub fn is_anybody_named(&self, ticket: &Ticket) -> bool {
        let mut found = Vec::new();
        ticket_people(ticket).for_each(|person| self.add_person(person, &mut found));
        !found.is_empty()
    }

    /// Adds whomever a mention means: by hash, and by name where one of the two has no hash.
    fn add_person(&self, person: &PersonRef, found: &mut Vec<Place>) {
        let hash = person.hash.as_ref();
        let names = if hash.is_some() { &self.unhashed } else { &self.by_name };
        let by_hash = hash.and_then(|hash| self.by_hash.get(hash));
        let by_name = person.name.as_ref().and_then(|name| names.get(name));
        found.extend([by_hash, by_name].into_iter().flatten().flatten());
    }
}

fn add_to<K: Hash + Eq>(index: &mut HashMap<K, Vec<Place>>, key: Option<K>, place: Place) {
    if let Some(key) = key {
        index.entry(key).or_default().push(place);
    }
}

/// Who is named on a ticket.
fn ticket_people(ticket: &Ticket) -> impl Iterator<Item = &PersonRef> {
    let acting = match &ticket.state {
        TicketState::Held(who) | TicketState::Done(who) => Some(who),
        TicketState::Free | TicketState::Archived => None,
    };
    let people = [&ticket.author, &ticket.client].into_iter().chain(acting);
    people.chain(ticket.assignees.assigned_people())
}

#[cfg(test)]
mod tests;
