//! Who in Telegram is who in the helpdesk. Live sessions are kept in memory and written through, so that a press waits
//! for no disk. How one comes about is `sign_in`'s business.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;

use crate::domain::account::Account;
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::domain::guessing;
use crate::domain::ids::TelegramUser;
use crate::helpdesk::ApiKey;
use crate::store::{Store, StoreError};

/// A live sign-in.
#[derive(Debug)]
pub struct Session {
    pub telegram: TelegramUser,
    pub key: ApiKey,
    pub account: Account,
    pub since: Timestamp,
}

/// All live sessions.
#[derive(Clone, Default)]
pub struct Sessions {
    live: Arc<RwLock<Live>>,
    linking: Arc<tokio::sync::Mutex<()>>,
    /// How many sign-ins had been ended from outside when it was last looked.
    revocations: Arc<AtomicI64>,
}

#[derive(Default)]
struct Live {
    by_person: HashMap<TelegramUser, Arc<Session>>,
    /// The same in a fixed order, made when somebody asks for it: every event is held against all of them.
    in_order: OnceLock<Arc<[Arc<Session>]>>,
}

impl Live {
    /// What is there, to be changed.
    fn people(&mut self) -> &mut HashMap<TelegramUser, Arc<Session>> {
        self.in_order.take();
        &mut self.by_person
    }

    fn in_order(&self) -> Arc<[Arc<Session>]> {
        let all = self.in_order.get_or_init(|| {
            let mut all: Vec<_> = self.by_person.values().cloned().collect();
            all.sort_unstable_by_key(|session| session.telegram);
            all.into()
        });
        Arc::clone(all)
    }
}

impl Sessions {
    /// Reads the sessions of an earlier run. Those that the present secret key does not open count as signed out.
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        let (stored, closed) = store.read(|db| db.sessions()).await?;
        if closed > 0 {
            log::warn!(
                "{closed} sessions don't open with this secret key or helpdesk; they have to sign in again"
            );
        }
        let sessions = Self::default();
        for session in stored {
            sessions.put(Arc::new(Session {
                telegram: session.telegram,
                key: ApiKey::new(secrecy::ExposeSecret::expose_secret(&session.key).to_owned()),
                account: session.account,
                since: session.since,
            }));
        }
        Ok(sessions)
    }

    /// Lets go of the sessions that the administrator has ended in the database.
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let known = self.revocations.load(Ordering::Relaxed);
        // What is live now is in the database by now, unless it was ended; who signs in meanwhile is not looked at.
        let before = self.all();
        let found = store.read(move |db| {
            let count = db.revocations()?;
            if count == known { Ok(None) } else { Ok(Some((count, db.signed_in()?))) }
        });
        let Some((count, there)) = found.await? else { return Ok(()) };
        let mut live = self.change();
        let live = live.people();
        for session in before.iter().filter(|session| !there.contains(&session.telegram)) {
            if live.get(&session.telegram).is_some_and(|now| Arc::ptr_eq(now, session)) {
                log::info!("{} was signed out by the administrator", session.telegram);
                live.remove(&session.telegram);
            }
        }
        self.revocations.store(count, Ordering::Relaxed);
        Ok(())
    }

    /// The live session of a person.
    pub fn get(&self, who: TelegramUser) -> Option<Arc<Session>> {
        self.look().by_person.get(&who).cloned()
    }

    /// All live sessions, in a fixed order.
    pub fn all(&self) -> Arc<[Arc<Session>]> {
        self.look().in_order()
    }

    fn look(&self) -> RwLockReadGuard<'_, Live> {
        self.live.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn change(&self) -> RwLockWriteGuard<'_, Live> {
        self.live.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The right to link people with accounts, for one at a time.
    pub async fn linking(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.linking.lock().await
    }

    /// Ends a session, in memory and on disk, and notes why and where; `false` when there was none.
    pub async fn sign_out(
        &self,
        store: &Store,
        who: TelegramUser,
        why: Deed,
        place: Place,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let session = self.forget(who);
        let entry = session.as_ref().map(|session| ended(session, why, place, now));
        store
            .write(move |db| {
                db.drop_session(who)?;
                entry.iter().try_for_each(|entry| db.audit(entry))
            })
            .await?;
        Ok(session.is_some())
    }

    /// Ends this very sign-in because the helpdesk refuses its key; `false` when its person has signed in anew meanwhile.
    pub async fn refused(
        &self,
        store: &Store,
        session: &Session,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if !self.is_live(session) {
            return Ok(false);
        }
        log::info!("the helpdesk refuses the key of {}; signed out", session.telegram);
        self.sign_out(store, session.telegram, Deed::KeyRefused, Place::Itself, now).await
    }

    /// Whether this is still the person's own sign-in. To be asked within the transaction that stores what was read with
    /// it: a reading that was under way while they signed in anew, as somebody else perhaps, is not theirs any more.
    pub fn is_live(&self, session: &Session) -> bool {
        self.get(session.telegram).is_some_and(|live| std::ptr::eq(&raw const *live, session))
    }

    /// Ends a session in memory.
    pub fn forget(&self, who: TelegramUser) -> Option<Arc<Session>> {
        self.change().people().remove(&who)
    }

    /// Makes a session live.
    pub fn put(&self, session: Arc<Session>) {
        self.change().people().insert(session.telegram, session);
    }
}

/// What the audit trail says of the end of a session.
pub fn ended(session: &Session, why: Deed, place: Place, at: Timestamp) -> Entry {
    Entry {
        at,
        who: Some(session.telegram),
        login: Some(guessing::plain(&session.account.login)),
        deed: why,
        ticket: None,
        outcome: Outcome::Done,
        place,
    }
}
