//! Finding a ticket by its number. The helpdesk has no call for it, and its view would show anybody anything: whole lists have to be
//! read, so what was read lately answers first, one search goes on at a time, and what it costs the helpdesk is counted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::context::Context;
use super::directory::DirectoryError;
use super::list_sources::KnownLists;
use super::sessions::UserSession;
use crate::domain::ids::{TelegramUser, TicketHash, TicketId, TicketRef};
use crate::domain::person::Role;
use crate::domain::ticket::Ticket;
use crate::helpdesk::{HelpdeskError, ListKind};
use crate::store::{Db, SnapshotKind, StoreError};

/// A list read so lately is not read again to find something in it, however quickly the helpdesk gives it.
const LIST_FRESHNESS: SignedDuration = SignedDuration::from_secs(45);
/// Nor for longer than this, however slowly.
const LIST_EXPIRY: SignedDuration = SignedDuration::from_mins(5);
/// For so long nobody looks again for what was in none of their lists.
const NOT_FOUND_EXPIRY: SignedDuration = SignedDuration::from_mins(5);
/// So many numbers that are nowhere are remembered.
const MAX_NOT_FOUND: usize = 10_000;

/// One sign-in: another account of the same person begins with nothing.
type Whose = (TelegramUser, Timestamp);

/// What searches have found out; clones share it.
#[derive(Clone, Default)]
pub struct SearchHistory {
    lock: Arc<tokio::sync::Mutex<()>>,
    memory: Arc<Mutex<SearchCache>>,
}

#[derive(Default)]
struct SearchCache {
    lists: HashMap<(Whose, ListKind), KnownList>,
    /// Until when a number is not looked for again.
    missing: HashMap<(Whose, TicketId), Timestamp>,
    /// How long the helpdesk has worked on searches that nobody has made up for yet.
    owed: SignedDuration,
}

/// A list as a search has read it: what names its tickets.
struct KnownList {
    until: Timestamp,
    tickets: HashMap<TicketId, TicketHash>,
}

impl SearchHistory {
    /// How much of the time that searches have taken is to be made up for along with so much other work: no more than that, so
    /// that whoever searches all the time can't stop everybody's news.
    pub fn share_of(&self, work: SignedDuration) -> SignedDuration {
        let mut memory = self.memory();
        let share = memory.owed.min(work).max(SignedDuration::ZERO);
        memory.owed -= share;
        share
    }

    /// What is known without asking; `None` when a list has to be read.
    fn known(
        &self,
        whose: Whose,
        lists: &[ListKind],
        id: TicketId,
        now: Timestamp,
    ) -> Option<Option<TicketRef>> {
        let mut memory = self.memory();
        memory.lists.retain(|_, list| list.until > now);
        memory.missing.retain(|_, until| *until > now);
        let read: Vec<_> = lists.iter().filter_map(|list| memory.lists.get(&(whose, *list))).collect();
        if let Some(hash) = read.iter().find_map(|list| list.tickets.get(&id)) {
            return Some(Some(TicketRef { id, hash: hash.clone() }));
        }
        let nowhere = read.len() == lists.len() || memory.missing.contains_key(&(whose, id));
        nowhere.then_some(None)
    }

    fn has_read(&self, whose: Whose, list: ListKind) -> bool {
        self.memory().lists.contains_key(&(whose, list))
    }

    fn keep(&self, whose: Whose, list: ListKind, took: SignedDuration, kept: KnownList) {
        let mut memory = self.memory();
        memory.owed += took;
        memory.lists.insert((whose, list), kept);
    }

    fn is_missing(&self, whose: Whose, id: TicketId, now: Timestamp) {
        let mut memory = self.memory();
        if memory.missing.len() < MAX_NOT_FOUND {
            memory.missing.insert((whose, id), now + NOT_FOUND_EXPIRY);
        }
    }

    fn memory(&self) -> MutexGuard<'_, SearchCache> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Context {
    /// Finds a ticket by its number among those that this person's own lists show.
    pub async fn find_ticket(
        &self,
        session: &Arc<UserSession>,
        id: TicketId,
    ) -> Result<Option<TicketRef>, DirectoryError> {
        let whose = (session.telegram, session.since);
        let all = lists_of(session);
        if let Some(known) = self.searches.known(whose, all, id, self.clock.now()) {
            return Ok(known);
        }
        let _turn = self.searches.lock.lock().await;
        // Whoever had the turn before may have read the same lists.
        if let Some(known) = self.searches.known(whose, all, id, self.clock.now()) {
            return Ok(known);
        }
        let (mut failure, mut trusted) = (None, false);
        for &list in all {
            if self.searches.has_read(whose, list) {
                continue;
            }
            if self.was_shown_without(session, list, id).await? {
                trusted = true;
                continue;
            }
            match self.read_list(session, list).await {
                Ok(found) => {
                    if let Some(hash) = found.get(&id).cloned() {
                        return Ok(Some(TicketRef { id, hash }));
                    }
                }
                Err(HelpdeskError::KeyRefused) => return Err(HelpdeskError::KeyRefused.into()),
                // One list that can't be read does not hide the others; but "not found" can't be said then.
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            return Err(error.into());
        }
        if !trusted {
            self.searches.is_missing(whose, id, self.clock.now());
        }
        Ok(None)
    }

    /// Reads one list and keeps the names of its tickets for as long as the helpdesk is to be left alone for it.
    async fn read_list(
        &self,
        session: &UserSession,
        list: ListKind,
    ) -> Result<HashMap<TicketId, TicketHash>, HelpdeskError> {
        let begun = self.clock.now();
        let mut tickets = HashMap::new();
        let take = |ticket: Ticket| drop(tickets.insert(ticket.at.id, ticket.at.hash));
        self.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await?;
        let now = self.clock.now();
        let took = now.duration_since(begun);
        let until = now + self.stays_fresh(took);
        let whose = (session.telegram, session.since);
        self.searches.keep(whose, list, took, KnownList { until, tickets: tickets.clone() });
        Ok(tickets)
    }

    /// For how long a list that took so long answers without being read again.
    fn stays_fresh(&self, took: SignedDuration) -> SignedDuration {
        self.config.current().poll_schedule.load_limit.rest_after(took).clamp(LIST_FRESHNESS, LIST_EXPIRY)
    }

    /// Whether a list was shown or polled so lately that a ticket which is not known from there is not in it. That says nothing
    /// of one that is newer than all that are known.
    async fn was_shown_without(
        &self,
        session: &Arc<UserSession>,
        list: ListKind,
        id: TicketId,
    ) -> Result<bool, StoreError> {
        let (ctx, session, now) = (self.clone(), Arc::clone(session), self.clock.now());
        self.store
            .read(move |db| {
                let read_at = read_at(&ctx, db, &session, list)?;
                let lately = read_at.is_some_and(|at| now.duration_since(at) < LIST_FRESHNESS);
                Ok(lately && id <= db.newest_ticket()?)
            })
            .await
    }
}

/// When a list was last read for its owner's eyes.
fn read_at(
    ctx: &Context,
    db: &mut Db<'_>,
    session: &UserSession,
    list: ListKind,
) -> Result<Option<Timestamp>, StoreError> {
    let kind = match list {
        ListKind::Outgoing => SnapshotKind::Outgoing,
        ListKind::Archive => SnapshotKind::Archive,
        ListKind::Incoming => {
            let mut lists = KnownLists::new(ctx.watching_account(db)?, ctx.clock.now());
            let watched = lists.list_of(db, session)?.map(|listed| listed.read_at);
            let shown = db.list_snapshot(session.telegram, SnapshotKind::Shown)?.map(|view| view.read_at);
            return Ok(watched.max(shown));
        }
    };
    Ok(db.list_snapshot(session.telegram, kind)?.map(|view| view.read_at))
}

/// The lists in which somebody's tickets are.
fn lists_of(session: &UserSession) -> &'static [ListKind] {
    match session.account.role {
        // The helpdesk gives clients their own open tickets, whatever they ask for.
        _ if !session.account.is_staff() => &[ListKind::Incoming],
        // A head's outgoing list always fails at the helpdesk.
        Some(Role::HeadOfUnit) => &[ListKind::Incoming, ListKind::Archive],
        _ => &[ListKind::Incoming, ListKind::Outgoing, ListKind::Archive],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_searches_cost_is_made_up_for_and_never_doubles_a_rest() {
        let searches = SearchHistory::default();
        let seconds = SignedDuration::from_secs;
        let list = || KnownList { until: Timestamp::MAX, tickets: HashMap::new() };
        let whose = (TelegramUser(1), Timestamp::UNIX_EPOCH);
        searches.keep(whose, ListKind::Incoming, seconds(3), list());
        searches.keep(whose, ListKind::Archive, seconds(2), list());
        let shares = [2, 2, 2, 2].map(|work| searches.share_of(seconds(work)).as_secs());
        assert_eq!(shares, [2, 2, 1, 0]);
    }
}
