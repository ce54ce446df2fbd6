//! Who in Telegram is who in the helpdesk. Live sessions are kept in memory and written through, so that a press waits
//! for no disk; what others have changed in the database (another process, the administrator) is taken over from there. How
//! a session comes about is `sign_in`'s business, how it ends `farewell`'s.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};
use parking_lot::RwLock;
use secrecy::ExposeSecret;

use crate::domain::account::Account;
use crate::domain::event::{Event, TicketSnapshot};
use crate::domain::ids::{Target, TelegramUser, UserHash};
use crate::domain::involved::InvolvementIndex;
use crate::domain::ticket::Ticket;
use crate::helpdesk::ApiKey;
use crate::store::{Db, Store, StoreError, StoredSession as Stored};

/// For so long the last own reading of an account vouches for it.
pub const VERIFIED_FOR: SignedDuration = SignedDuration::from_mins(5);

/// A live sign-in.
#[derive(Debug)]
pub struct UserSession {
    pub telegram: TelegramUser,
    pub key: ApiKey,
    pub account: Account,
    pub since: Timestamp,
    /// When the account was last read with its own key, and when that was last tried.
    verified: AtomicI64,
    tried: AtomicI64,
}

impl UserSession {
    /// A sign-in whose account nobody has read yet in this run.
    pub fn new(telegram: TelegramUser, key: ApiKey, account: Account, since: Timestamp) -> Self {
        let (verified, tried) = (AtomicI64::new(i64::MIN), AtomicI64::new(i64::MIN));
        Self { telegram, key, account, since, verified, tried }
    }

    fn from_stored(stored: Stored) -> Self {
        let Stored { telegram, key, account, since } = stored;
        Self::new(telegram, ApiKey::new(key.expose_secret().to_owned()), account, since)
    }

    /// The same sign-in, whose account is like this now.
    pub fn with_account(&self, account: Account, now: Timestamp) -> Self {
        let key = ApiKey::new(self.key.expose_key().to_owned());
        Self::new(self.telegram, key, account, self.since).verified(now)
    }

    /// The same, whose account was read at this moment.
    #[must_use]
    pub fn verified(self, now: Timestamp) -> Self {
        self.note_verified(now);
        self
    }

    pub fn note_verified(&self, now: Timestamp) {
        self.verified.store(now.as_millisecond(), Ordering::Relaxed);
        self.note_tried(now);
    }

    pub fn note_tried(&self, now: Timestamp) {
        self.tried.store(now.as_millisecond(), Ordering::Relaxed);
    }

    /// When the account was last read, or that was last tried; the farthest past for never.
    pub fn last_tried(&self) -> i64 {
        self.tried.load(Ordering::Relaxed)
    }

    /// Whether the account was read with its own key within the last minutes. A clock that was set back vouches for nothing.
    pub fn is_verified(&self, now: Timestamp) -> bool {
        self.was_verified(now, VERIFIED_FOR)
    }

    /// Whether its account was read, or that was tried, within this time.
    pub fn was_tried(&self, now: Timestamp, within_time: SignedDuration) -> bool {
        within(self.last_tried(), now, within_time)
    }

    /// Whether the account was read within this time.
    pub fn was_verified(&self, now: Timestamp, within_time: SignedDuration) -> bool {
        within(self.verified.load(Ordering::Relaxed), now, within_time)
    }
}

/// Whether a moment lies less long ago than this.
fn within(at: i64, now: Timestamp, time: SignedDuration) -> bool {
    let age = i128::from(now.as_millisecond()) - i128::from(at);
    (0..time.as_millis()).contains(&age)
}

/// All live sessions.
#[derive(Clone, Default)]
pub struct Sessions {
    live: Arc<RwLock<SessionCache>>,
    lock_changes: Arc<tokio::sync::Mutex<()>>,
    /// How many changes the database had seen when it was last looked.
    changes: Arc<AtomicI64>,
}

#[derive(Default)]
struct SessionCache {
    by_person: HashMap<TelegramUser, Arc<UserSession>>,
    /// The same in a fixed order, made when somebody asks for it.
    in_order: OnceLock<Arc<OrderedSessions>>,
}

struct OrderedSessions {
    all: Arc<[Arc<UserSession>]>,
    /// The same by what ties them to tickets: every event asks whom it may concern.
    index: InvolvementIndex,
}

impl SessionCache {
    /// What is there, to be changed.
    fn people_mut(&mut self) -> &mut HashMap<TelegramUser, Arc<UserSession>> {
        self.in_order.take();
        &mut self.by_person
    }

    fn in_order(&self) -> Arc<OrderedSessions> {
        let ordered = self.in_order.get_or_init(|| {
            let mut all: Vec<_> = self.by_person.values().cloned().collect();
            all.sort_unstable_by_key(|session| session.telegram);
            let index = InvolvementIndex::new(all.iter().map(|one| (one.telegram, &one.account)));
            Arc::new(OrderedSessions { all: all.into(), index })
        });
        Arc::clone(ordered)
    }
}

impl Sessions {
    /// Reads the sessions of an earlier run. Those that the present secret key does not open count as signed out.
    pub async fn load_all(store: &Store) -> Result<Self, StoreError> {
        let found = store.read(|db| Ok((db.session_changes()?, db.all_sessions()?)));
        let (changes, (stored, closed)) = found.await?;
        if closed > 0 {
            log::warn!(
                "{closed} sessions don't open with this secret key or helpdesk; they have to sign in again"
            );
        }
        let sessions = Self::default();
        stored
            .into_iter()
            .for_each(|stored| sessions.insert_session(Arc::new(UserSession::from_stored(stored))));
        sessions.changes.store(changes, Ordering::Relaxed);
        Ok(sessions)
    }

    /// Takes over what others have changed in the database: who was signed out there, and who has signed in.
    pub async fn refresh_changed(&self, store: &Store) -> Result<(), StoreError> {
        let known = self.changes.load(Ordering::Relaxed);
        if store.read_inline(|db| db.session_changes()).await? == known {
            return Ok(());
        }
        // Nobody signs in or out here meanwhile: what is in memory and what is stored belong together.
        let _changing = self.lock_changes().await;
        let here = self.all_sessions();
        let found = store.read(move |db| {
            let (changes, there) = (db.session_changes()?, db.all_sessions()?.0);
            let since: HashMap<_, _> = there.iter().map(|one| (one.telegram, one.since)).collect();
            let stays = |session: &UserSession| since.get(&session.telegram) == Some(&session.since);
            let (stay, gone): (Vec<_>, Vec<_>) = here.iter().cloned().partition(|session| stays(session));
            let stay: HashMap<_, _> = stay.into_iter().map(|one| (one.telegram, one)).collect();
            // Another process may have found that somebody's account is another now.
            let is_same =
                |one: &Stored| stay.get(&one.telegram).is_some_and(|own| own.account == one.account);
            let new: Vec<_> = there.into_iter().filter(|one| !is_same(one)).collect();
            Ok((changes, gone, new))
        });
        let (changes, gone, new) = found.await?;
        for session in gone {
            log::info!("{} is signed out", session.telegram);
            self.remove_session(session.telegram);
        }
        new.into_iter().for_each(|stored| self.insert_session(Arc::new(UserSession::from_stored(stored))));
        self.changes.store(changes, Ordering::Relaxed);
        Ok(())
    }

    /// The live session of a person.
    pub fn find_session(&self, who: TelegramUser) -> Option<Arc<UserSession>> {
        self.live.read().by_person.get(&who).cloned()
    }

    /// The account behind a private chat; `None` in groups and without a sign-in.
    pub fn account_at(&self, target: Target) -> Option<Account> {
        Some(self.find_session(target.private_user()?)?.account.clone())
    }

    /// All live sessions, in a fixed order.
    pub fn all_sessions(&self) -> Arc<[Arc<UserSession>]> {
        Arc::clone(&self.live.read().in_order().all)
    }

    /// Those whom an event can concern, and those who see or saw its ticket; some more may be among them.
    pub fn involved_in(
        &self,
        event: &Event,
        snapshots: &[TicketSnapshot<'_>],
        watchers: &[TelegramUser],
    ) -> Vec<Arc<UserSession>> {
        let ordered = self.live.read().in_order();
        let places = ordered.index.involved_in(event, snapshots, watchers);
        places.into_iter().map(|place| Arc::clone(&ordered.all[place])).collect()
    }

    /// Whether a ticket names anybody who is signed in.
    pub fn is_anybody_named(&self, ticket: &Ticket) -> bool {
        self.live.read().in_order().index.is_anybody_named(ticket)
    }

    /// The sign-ins with one account of the helpdesk: one person may have two telephones with different numbers.
    pub fn sessions_of_account(&self, hash: &UserHash) -> Vec<Arc<UserSession>> {
        let is_theirs = |session: &&Arc<UserSession>| session.account.me.hash.as_ref() == Some(hash);
        self.all_sessions().iter().filter(is_theirs).cloned().collect()
    }

    /// The right to sign people in or out, for one at a time.
    pub async fn lock_changes(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.lock_changes.lock().await
    }

    /// Which of these are still the people's own sign-ins. Asked within the transaction that stores what was read with them: a
    /// reading that was under way while somebody signed in anew, as somebody else perhaps, is not theirs any more.
    pub fn active_among<'a>(
        &self,
        db: &mut Db<'_>,
        sessions: &'a [Arc<UserSession>],
    ) -> Result<Vec<&'a Arc<UserSession>>, StoreError> {
        // Nobody has changed anything in the database that is not known here yet.
        let all_known = db.session_changes()? == self.changes.load(Ordering::Relaxed);
        let mut live = Vec::with_capacity(sessions.len());
        for session in sessions.iter().filter(|session| self.is_here(session)) {
            if all_known || db.signed_in_since(session.telegram)? == Some(session.since) {
                live.push(session);
            }
        }
        Ok(live)
    }

    pub fn is_here(&self, session: &UserSession) -> bool {
        self.find_session(session.telegram).is_some_and(|live| std::ptr::eq(&raw const *live, session))
    }

    /// Ends a session in memory.
    pub fn remove_session(&self, who: TelegramUser) -> Option<Arc<UserSession>> {
        self.live.write().people_mut().remove(&who)
    }

    /// Makes a session live.
    pub fn insert_session(&self, session: Arc<UserSession>) {
        self.live.write().people_mut().insert(session.telegram, session);
    }
}
