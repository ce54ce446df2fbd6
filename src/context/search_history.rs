//! What searches for a ticket have found out, and what they have cost the helpdesk.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::domain::ids::{TelegramUser, TicketHash, TicketId, TicketRef};
use crate::helpdesk::ListKind;

/// For so long nobody looks again for what was in none of their lists.
const NOT_FOUND_EXPIRY: SignedDuration = SignedDuration::from_mins(5);
/// So many numbers that are nowhere are remembered.
const MAX_NOT_FOUND: usize = 10_000;

/// One sign-in: another account of the same person begins with nothing.
pub type Whose = (TelegramUser, Timestamp);

/// What searches have found out; clones share it.
#[derive(Clone, Default)]
pub struct SearchHistory {
    pub lock: Arc<tokio::sync::Mutex<()>>,
    memory: Arc<Mutex<SearchCache>>,
}

#[derive(Default)]
struct SearchCache {
    lists: HashMap<(Whose, ListKind), SearchedList>,
    /// Until when a number is not looked for again.
    missing: HashMap<(Whose, TicketId), Timestamp>,
    /// How long the helpdesk has worked on searches that nobody has made up for yet.
    owed: SignedDuration,
}

/// A list as a search has read it: what names its tickets.
pub struct SearchedList {
    pub until: Timestamp,
    pub tickets: HashMap<TicketId, TicketHash>,
}

impl SearchHistory {
    /// How much of the time that searches have taken is to be made up for along with so much other work: no more than that, so
    /// that whoever searches all the time can't stop everybody's news.
    pub fn share_of(&self, work: SignedDuration) -> SignedDuration {
        let mut memory = self.memory.lock();
        let share = memory.owed.min(work).max(SignedDuration::ZERO);
        memory.owed -= share;
        share
    }

    /// The helpdesk has worked so long on something that is to be made up for in the same way.
    pub fn owe(&self, work: SignedDuration) {
        self.memory.lock().owed += work;
    }

    /// What is known without asking; `None` when a list has to be read.
    pub fn find_known(
        &self,
        whose: Whose,
        lists: &[ListKind],
        id: TicketId,
        now: Timestamp,
    ) -> Option<Option<TicketRef>> {
        let mut memory = self.memory.lock();
        memory.lists.retain(|_, list| list.until > now);
        memory.missing.retain(|_, until| *until > now);
        let read: Vec<_> = lists.iter().filter_map(|list| memory.lists.get(&(whose, *list))).collect();
        if let Some(hash) = read.iter().find_map(|list| list.tickets.get(&id)) {
            return Some(Some(TicketRef { id, hash: hash.clone() }));
        }
        let nowhere = read.len() == lists.len() || memory.missing.contains_key(&(whose, id));
        nowhere.then_some(None)
    }

    pub fn has_read(&self, whose: Whose, list: ListKind) -> bool {
        self.memory.lock().lists.contains_key(&(whose, list))
    }

    pub fn keep_list(&self, whose: Whose, list: ListKind, took: SignedDuration, kept: SearchedList) {
        let mut memory = self.memory.lock();
        memory.owed += took;
        memory.lists.insert((whose, list), kept);
    }

    pub fn note_missing(&self, whose: Whose, id: TicketId, now: Timestamp) {
        let mut memory = self.memory.lock();
        if memory.missing.len() < MAX_NOT_FOUND {
            memory.missing.insert((whose, id), now + NOT_FOUND_EXPIRY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_searches_cost_is_made_up_for_and_never_doubles_a_rest() {
        let searches = SearchHistory::default();
        let seconds = SignedDuration::from_secs;
        let list = || SearchedList { until: Timestamp::MAX, tickets: HashMap::new() };
        let whose = (TelegramUser(1), Timestamp::UNIX_EPOCH);
        searches.keep_list(whose, ListKind::Incoming, seconds(3), list());
        searches.keep_list(whose, ListKind::Archive, seconds(2), list());
        let shares = [2, 2, 2, 2].map(|work| searches.share_of(seconds(work)).as_secs());
        assert_eq!(shares, [2, 2, 1, 0]);
    }
}
