//! Whose key reads which list, and whom it tells: one watching account for everybody whose list it provably covers, one
//! of several people whose lists are provably the same, everybody else for themselves. A list is only ever told to
//! somebody as far as the helpdesk's own rules would show it to them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use secrecy::{ExposeSecret, SecretString};

use super::desk::Desk;
use super::sessions::Session;
use super::sign_in::SignIn;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::visibility::{self, Verdict};
use crate::store::{Db, Known, StoreError, View, ViewKind};

/// One list that is read, and those it is read for.
#[derive(Clone)]
pub struct Eye {
    /// Whose key reads it.
    pub session: Arc<Session>,
    /// Whom it tells what is new.
    pub serves: Vec<Arc<Session>>,
}

impl Eye {
    /// Whose list it is; [`TelegramUser::NOBODY`] for the watching account's.
    pub fn whose(&self) -> TelegramUser {
        self.session.telegram
    }

    /// Whether it is the watching account's list: it holds more than those it serves would see.
    pub fn watches(&self) -> bool {
        self.whose() == TelegramUser::NOBODY
    }
}

/// The lists that have to be read so that everybody is served. `watch` is the watching account, if there is one that works.
pub fn eyes(sessions: &[Arc<Session>], watch: Option<&Arc<Session>>) -> Vec<Eye> {
    let mut eyes: Vec<Eye> = Vec::new();
    if let Some(watch) = watch {
        let served = sessions.iter().filter(|one| visibility::covers(&watch.account, &one.account));
        eyes.push(Eye { session: Arc::clone(watch), serves: served.cloned().collect() });
    }
    let covered =
        |session: &Session| watch.is_some_and(|watch| visibility::covers(&watch.account, &session.account));
    for session in sessions.iter().filter(|session| !covered(session)) {
        let own = eyes
            .iter_mut()
            .find(|eye| !eye.watches() && visibility::equal(&eye.session.account, &session.account));
        match own {
            Some(eye) => eye.serves.push(Arc::clone(session)),
            None => eyes.push(Eye { session: Arc::clone(session), serves: vec![Arc::clone(session)] }),
        }
    }
    // A list that nobody waits for isn't read.
    eyes.retain(|eye| !eye.serves.is_empty());
    eyes
}

/// Somebody's incoming list as the watching account's list shows it; `None` where that can't tell all of it.
pub fn watched_list(db: &mut Db<'_>, watch: &Session, session: &Session) -> Result<Option<View>, StoreError> {
    if !visibility::covers(&watch.account, &session.account) {
        return Ok(None);
    }
    let Some(mut view) = db.view(TelegramUser::NOBODY, ViewKind::Incoming)? else { return Ok(None) };
    let mut rows = Vec::new();
    for row in view.rows {
        match db.ticket(row.id)?.map(|known| verdict(session, &known)) {
            Some(Verdict::Seen) => rows.push(row),
            Some(Verdict::Unseen) => {}
            Some(Verdict::Undecided) | None => return Ok(None),
        }
    }
    view.rows = rows;
    Ok(Some(view))
}

/// What is known of every ticket in somebody's incoming list, as it was last read; `None` while nothing has read all of it.
pub fn list_of(
    db: &mut Db<'_>,
    watch: Option<&Session>,
    session: &Session,
) -> Result<Option<Vec<Known>>, StoreError> {
    let watched = match watch {
        Some(watch) => watched_list(db, watch, session)?,
        None => None,
    };
    let Some(view) =
        watched.map_or_else(|| db.view(session.telegram, ViewKind::Incoming), |view| Ok(Some(view)))?
    else {
        return Ok(None);
    };
    let mut list = Vec::with_capacity(view.rows.len());
    for row in view.rows {
        list.extend(db.ticket(row.id)?);
    }
    Ok(Some(list))
}

/// Whether the watching account's list shows that a ticket is in somebody's incoming list.
pub fn in_watched_list(
    db: &mut Db<'_>,
    watch: &Session,
    session: &Session,
    ticket: TicketId,
) -> Result<bool, StoreError> {
    if !visibility::covers(&watch.account, &session.account) {
        return Ok(false);
    }
    let Some(known) = db.ticket(ticket)? else { return Ok(false) };
    let view = db.view(TelegramUser::NOBODY, ViewKind::Incoming)?;
    let listed = view.is_some_and(|view| view.rows.iter().any(|row| row.id == ticket));
    Ok(listed && verdict(session, &known) == Verdict::Seen)
}

fn verdict(session: &Session, known: &Known) -> Verdict {
    visibility::incoming(&session.account, &known.ticket, known.details.as_ref())
}

impl Desk {
    /// The account that watches for everybody, while it does.
    pub fn watch(&self) -> Option<Arc<Session>> {
        self.live.now().watchman.as_ref().filter(|watchman| !watchman.is_blind())?.session()
    }
}

/// The account that watches for everybody: signed in when it is first needed, and anew when its key is refused. Its key is
/// never stored.
#[derive(Clone)]
pub struct Watchman {
    pub login: String,
    pub password: SecretString,
    session: Arc<Mutex<Option<Arc<Session>>>>,
    /// Its list has failed too often to be relied on.
    blind: Arc<AtomicBool>,
}

impl Watchman {
    pub fn new(login: String, password: SecretString) -> Self {
        Self { login, password, session: Arc::default(), blind: Arc::default() }
    }

    /// Whether it is the account of this login and password.
    pub fn is(&self, login: &str, password: &SecretString) -> bool {
        self.login == login && self.password.expose_secret() == password.expose_secret()
    }

    /// Its session, if it is signed in.
    pub fn session(&self) -> Option<Arc<Session>> {
        self.slot().clone()
    }

    /// Signs it in, if it isn't; says whether it is now.
    pub async fn sign_in(&self, desk: &Desk) -> bool {
        if self.session().is_some() {
            return true;
        }
        let who = TelegramUser::NOBODY;
        match desk.let_in(who, &self.login, &self.password).await {
            Ok(session) => {
                let role = session.account.role;
                log::info!("the watching account is signed in as {role:?}");
                *self.slot() = Some(Arc::new(session));
                true
            }
            Err(SignIn::Down(error)) => {
                log::warn!("the watching account can't sign in: {error}");
                false
            }
            Err(_) => {
                log::error!(
                    "the helpdesk refuses the watching account: check HELPDESK_WATCH_LOGIN and its password; until \
                     then everybody's own list is read"
                );
                false
            }
        }
    }

    /// Notes whether its list can be read.
    pub fn set_blind(&self, blind: bool) {
        self.blind.store(blind, Ordering::Relaxed);
    }

    pub fn is_blind(&self) -> bool {
        self.blind.load(Ordering::Relaxed)
    }

    /// Its key is refused: the password was changed, or the account was closed.
    pub fn refused(&self) {
        *self.slot() = None;
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Arc<Session>>> {
        self.session.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::account::Account;
    use crate::domain::ids::{UnitId, UserHash};
    use crate::domain::person::Role;
    use crate::domain::ticket::PersonRef;
    use crate::helpdesk::ApiKey;

    fn session(telegram: i64, role: Option<Role>, units: &[i64]) -> Arc<Session> {
        let hash = role.map(|_| UserHash(format!("hash{telegram}")));
        Arc::new(Session {
            telegram: TelegramUser(telegram),
            key: ApiKey::new(format!("key{telegram}")),
            account: Account {
                login: format!("login{telegram}"),
                me: PersonRef { hash, name: None },
                role,
                units: units.iter().copied().map(UnitId).collect(),
                lang: String::new(),
            },
            since: Timestamp::UNIX_EPOCH,
        })
    }

    fn served(eyes: &[Eye]) -> Vec<(i64, Vec<i64>)> {
        let numbers = |eye: &Eye| eye.serves.iter().map(|one| one.telegram.0).collect();
        eyes.iter().map(|eye| (eye.whose().0, numbers(eye))).collect()
    }

    #[test]
    fn a_chief_who_watches_serves_all_that_are_known_by_name() {
        let watch = session(0, Some(Role::HeadChief), &[]);
        let all = [
            session(1, Some(Role::Technician), &[1]),
            session(2, Some(Role::HeadOfUnit), &[1]),
            session(3, None, &[]),
        ];
        assert_eq!(served(&eyes(&all, Some(&watch))), [(0, vec![1, 2]), (3, vec![3])]);
    }

    #[test]
    fn only_provably_equal_lists_are_shared() {
        let all = [
            session(1, Some(Role::HeadOfUnit), &[1, 2]),
            session(2, Some(Role::HeadOfUnit), &[2, 1]),
            session(3, Some(Role::HeadOfUnit), &[1]),
            session(4, Some(Role::Technician), &[1]),
            session(5, Some(Role::Technician), &[1]),
        ];
        assert_eq!(served(&eyes(&all, None)), [(1, vec![1, 2]), (3, vec![3]), (4, vec![4]), (5, vec![5])]);
    }

    #[test]
    fn nobody_waits_and_nothing_is_read() {
        let watch = session(0, Some(Role::HeadChief), &[]);
        assert!(eyes(&[], Some(&watch)).is_empty());
    }
}
