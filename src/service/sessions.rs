//! Who in Telegram is who in the helpdesk: signing in and out. Live sessions are kept in memory and written through, so
//! that a press waits for no disk.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use secrecy::SecretString;

use crate::domain::account::Account;
use crate::domain::ids::TelegramUser;
use crate::domain::ticket::{PersonRef, short_name};
use crate::helpdesk::{ApiKey, Client, Error};
use crate::store::{Session as Stored, Store, StoreError};

/// A live sign-in.
#[derive(Debug)]
pub struct Session {
    pub telegram: TelegramUser,
    pub key: ApiKey,
    pub account: Account,
    pub since: Timestamp,
}

/// What came of a sign-in.
#[derive(Debug)]
pub enum SignIn {
    Welcome(Arc<Session>),
    /// Wrong name or password, or an inactive account: the helpdesk does not say which.
    Refused,
    /// The helpdesk can't be asked now.
    Down(Error),
}

/// All live sessions.
#[derive(Clone, Default)]
pub struct Sessions(Arc<RwLock<HashMap<TelegramUser, Arc<Session>>>>);

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
            sessions.put(Session {
                telegram: session.telegram,
                key: ApiKey::new(secrecy::ExposeSecret::expose_secret(&session.key).to_owned()),
                account: session.account,
                since: session.since,
            });
        }
        Ok(sessions)
    }

    /// The live session of a person.
    pub fn get(&self, who: TelegramUser) -> Option<Arc<Session>> {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&who).cloned()
    }

    /// All live sessions, in a fixed order.
    pub fn all(&self) -> Vec<Arc<Session>> {
        let sessions = self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut all: Vec<_> = sessions.values().cloned().collect();
        all.sort_by_key(|session| session.telegram);
        all
    }

    /// Signs a person in with a login and a password. The session is live and on disk when this returns `Welcome`.
    pub async fn sign_in(
        &self,
        helpdesk: &Client,
        store: &Store,
        telegram: TelegramUser,
        login: &str,
        password: &SecretString,
        now: Timestamp,
    ) -> Result<SignIn, StoreError> {
        let signed_in = match helpdesk.sign_in(login, password).await {
            Ok(signed_in) => signed_in,
            Err(Error::KeyRefused | Error::Refused(_)) => return Ok(SignIn::Refused),
            Err(error) => return Ok(SignIn::Down(error)),
        };
        // Who this is can be missing (a server by the letter of the document); a helpdesk that is down again can't.
        let profile = match helpdesk.who_is(&signed_in.key, login, &signed_in.name).await {
            Ok(profile) => profile,
            Err(Error::NotFound | Error::Refused(_)) => None,
            Err(error) => return Ok(SignIn::Down(error)),
        };
        let name = Some(signed_in.name.as_str()).filter(|name| !name.is_empty()).map(short_name);
        let person = profile.as_ref().map(|profile| &profile.person);
        let account = Account {
            login: login.to_owned(),
            me: PersonRef { hash: person.map(|person| person.hash.clone()), name },
            role: person.map(|person| person.role),
            units: person.map(|person| person.units.clone()).unwrap_or_default(),
            lang: profile.as_ref().map(|profile| profile.lang.clone()).unwrap_or_default(),
        };
        let session = Session { telegram, key: signed_in.key, account, since: now };
        let row = Stored {
            telegram,
            key: SecretString::from(session.key.expose().to_owned()),
            account: session.account.clone(),
            since: now,
        };
        // First of all nobody is signed in: see `is_live`.
        self.forget(telegram);
        store
            .write(move |db| {
                // What another account has seen and may do is not this one's.
                db.drop_session(telegram)?;
                db.put_session(&row)
            })
            .await?;
        Ok(SignIn::Welcome(self.put(session)))
    }

    /// Ends a session, in memory and on disk; `false` when there was none.
    pub async fn sign_out(&self, store: &Store, who: TelegramUser) -> Result<bool, StoreError> {
        let was_signed_in = self.forget(who);
        store.write(move |db| db.drop_session(who)).await?;
        Ok(was_signed_in)
    }

    /// Ends this very sign-in because the helpdesk refuses its key; `false` when its person has signed in anew meanwhile.
    pub async fn refused(&self, store: &Store, session: &Session) -> Result<bool, StoreError> {
        if !self.is_live(session) {
            return Ok(false);
        }
        log::info!("the helpdesk refuses the key of {}; signed out", session.telegram);
        self.sign_out(store, session.telegram).await
    }

    /// Whether this is still the person's own sign-in. To be asked within the transaction that stores what was read with
    /// it: a reading that was under way while they signed in anew, as somebody else perhaps, is not theirs any more.
    pub fn is_live(&self, session: &Session) -> bool {
        self.get(session.telegram).is_some_and(|live| std::ptr::eq(&raw const *live, session))
    }

    fn forget(&self, who: TelegramUser) -> bool {
        let mut sessions = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        sessions.remove(&who).is_some()
    }

    fn put(&self, session: Session) -> Arc<Session> {
        let session = Arc::new(session);
        let mut sessions = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        sessions.insert(session.telegram, Arc::clone(&session));
        session
    }
}
