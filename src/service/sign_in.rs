//! Signing in: a password is tried at the helpdesk unless too many were, and whoever it lets in is linked, one Telegram
//! user to one account. The helpdesk's "no" is one and the same for a login that it does not know, a wrong password and
//! an account that is switched off.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::comments;
use super::desk::Desk;
use super::farewell;
use super::parcel::{self, Parcel};
use super::sessions::{Session, ended};
use crate::domain::account::Account;
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::domain::guessing;
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::ticket::short_name;
use crate::helpdesk::Error;
use crate::render::html::escape;
use crate::screen::{Class, Screen};
use crate::store::{GuessId, Session as Stored, StoreError};
use crate::t;

/// What came of a sign-in.
#[derive(Debug)]
pub enum SignIn {
    Welcome(Arc<Session>),
    /// The password is right, and nobody is linked yet.
    Right(Box<Session>),
    /// Wrong name or password, or an inactive account: the helpdesk does not say which.
    Refused,
    /// Too many were tried; the helpdesk was not asked. The next may be after this time.
    Limited(SignedDuration),
    /// The helpdesk can't be asked now.
    Down(Error),
}

impl Desk {
    /// Signs a person in with a login and a password. The session is live and on disk when this returns `Welcome`.
    pub async fn sign_in(
        &self,
        telegram: TelegramUser,
        login: &str,
        password: &SecretString,
        place: Place,
    ) -> Result<SignIn, StoreError> {
        match self.check_password(telegram, login, password, place).await? {
            SignIn::Right(session) => Ok(SignIn::Welcome(self.link(*session, place).await?)),
            other => Ok(other),
        }
    }

    /// Has the helpdesk judge a password, unless too many were tried; links nobody.
    pub async fn check_password(
        &self,
        telegram: TelegramUser,
        login: &str,
        password: &SecretString,
        place: Place,
    ) -> Result<SignIn, StoreError> {
        let guess = match self.may_try(telegram, login, place).await? {
            Ok(guess) => guess,
            Err(wait) => return Ok(SignIn::Limited(wait)),
        };
        match self.let_in(telegram, login, password).await {
            Ok(session) => {
                self.store.write(move |db| db.drop_guess(guess)).await?;
                Ok(SignIn::Right(Box::new(session)))
            }
            Err(failed) => {
                let down = matches!(failed, SignIn::Down(_));
                let outcome = if down { Outcome::Down } else { Outcome::Refused };
                let (login, at) = (login.to_owned(), self.clock.now());
                self.store
                    .write(move |db| {
                        // Nothing was learnt about the password.
                        if down {
                            db.drop_guess(guess)?;
                        }
                        let login = db.login_label(&login)?;
                        db.audit(&tried(telegram, login, outcome, place, at))
                    })
                    .await?;
                Ok(failed)
            }
        }
    }

    /// Counts a try before it is made, so that neither a kill nor haste makes it free; the time to wait when there were
    /// too many. Whoever goes on trying meanwhile is noted once.
    async fn may_try(
        &self,
        who: TelegramUser,
        login: &str,
        place: Place,
    ) -> Result<Result<GuessId, SignedDuration>, StoreError> {
        let (login, now) = (login.to_owned(), self.clock.now());
        self.store
            .write(move |db| {
                let next = db.next_try(who, &login, now)?;
                let Some(wait) = guessing::wait(&db.guesses(now)?, &next) else {
                    return db.add_guess(&next).map(Ok);
                };
                if !db.is_waiting_to_sign_in(who, now - guessing::WINDOW)? {
                    let login = db.login_label(&login)?;
                    db.audit(&tried(who, login, Outcome::Limited, place, now))?;
                }
                Ok(Err(wait))
            })
            .await
    }

    /// Asks the helpdesk for the key of an account, and whose it is.
    pub(super) async fn let_in(
        &self,
        telegram: TelegramUser,
        login: &str,
        password: &SecretString,
    ) -> Result<Session, SignIn> {
        let signed_in = match self.helpdesk.sign_in(login, password).await {
            Ok(signed_in) => signed_in,
            Err(Error::KeyRefused | Error::Refused(_)) => return Err(SignIn::Refused),
            Err(error) => return Err(SignIn::Down(error)),
        };
        // Who this is can be missing (a server by the letter of the document); a helpdesk that is down again can't.
        let profile = match self.helpdesk.who_is(&signed_in.key, login, &signed_in.name).await {
            Ok(profile) => profile,
            Err(Error::NotFound | Error::Refused(_)) => None,
            Err(error) => return Err(SignIn::Down(error)),
        };
        let name = Some(signed_in.name.as_str()).filter(|name| !name.is_empty()).map(short_name);
        let account = Account::of(login, name, profile.as_ref());
        let now = self.clock.now();
        Ok(Session::new(telegram, signed_in.key, account, now).verified(now))
    }

    /// Links a person with an account. Whoever else in Telegram was linked with it is signed out and told; what the person
    /// was linked with before ends.
    pub async fn link(&self, session: Session, place: Place) -> Result<Arc<Session>, StoreError> {
        // One at a time: of two people who sign in with one account at once, the later one has it.
        let _changing = self.sessions.changing().await;
        let (telegram, now) = (session.telegram, self.clock.now());
        let before = self.sessions.get(telegram);
        let all = self.sessions.all();
        let is_other =
            |other: &&Arc<Session>| other.telegram != telegram && other.account.is(&session.account);
        let others: Vec<_> = all.iter().filter(is_other).cloned().collect();
        let another_account = before.is_some_and(|before| !before.account.is(&session.account));
        let mut readers = Vec::with_capacity(others.len());
        for other in &others {
            let (desk, who) = (self.clone(), other.telegram);
            let moved = ended(other, Deed::Moved, Place::Itself, now);
            readers.push((who, moved, self.store.read(move |db| desk.reader(db, who)).await?));
        }
        let row = Stored {
            telegram,
            key: SecretString::from(session.key.expose().to_owned()),
            account: session.account.clone(),
            since: session.since,
        };
        // First of all nobody is signed in: see `Sessions::live_among`.
        others.iter().map(|other| other.telegram).chain([telegram]).for_each(|who| {
            self.sessions.forget(who);
        });
        let desk = self.clone();
        let entry = tried(telegram, guessing::plain(&row.account.login), Outcome::Done, place, now);
        let linked = self.store.write(move |db| {
            db.name_login(&row.account.login)?;
            db.audit(&entry)?;
            for (who, moved, reader) in readers {
                log::info!("{who} is signed out: {telegram} has signed in with the same account");
                farewell::end_session(db, who, Some(&row.account), now)?;
                db.audit(&moved)?;
                let screen =
                    Screen::text(t!(reader.lang, "login-elsewhere", login = escape(&row.account.login)));
                let target = Target::chat(who.chat());
                parcel::post(db, target, Class::Notice, &Parcel::say(screen), now)?;
            }
            // What another account has seen and may do is not this one's, nor is what it was about to say.
            if another_account {
                farewell::end_session(db, telegram, Some(&row.account), now)?;
                comments::give_up(&desk, db, telegram)?;
            } else {
                db.drop_session(telegram)?;
            }
            db.put_session(&row)
        });
        if let Err(error) = linked.await {
            // Nothing has changed for those who only shared the account.
            others.into_iter().for_each(|other| self.sessions.put(other));
            return Err(error);
        }
        let session = Arc::new(session);
        self.sessions.put(Arc::clone(&session));
        Ok(session)
    }
}

/// What the audit trail says of a try.
fn tried(who: TelegramUser, login: String, outcome: Outcome, place: Place, at: Timestamp) -> Entry {
    Entry { at, who: Some(who), login: Some(login), deed: Deed::SignIn, ticket: None, outcome, place }
}
