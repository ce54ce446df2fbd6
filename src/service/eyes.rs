//! Whose key reads which list, and whom it tells: one watching account for everybody whose list it provably covers, one
//! of several people whose lists are provably the same, everybody else for themselves. A list is only ever told to
//! somebody as far as the helpdesk's own rules would show it to them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::desk::Desk;
use super::sessions::Session;
use super::sign_in::SignIn;
use crate::domain::account::Account;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::visibility::{self, Verdict};
use crate::store::{Db, Known, Shelf, StoreError, View, ViewKind};

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

/// The lists that have to be read so that everybody is served. `watch` is the watching account, if there is one that works. Whose
/// account nobody has read lately is served from their own list alone.
pub fn eyes(sessions: &[Arc<Session>], watch: Option<&Arc<Session>>, now: Timestamp) -> Vec<Eye> {
    let watch = watch.filter(|watch| watch.is_verified(now));
    let covered = |session: &Session| {
        let covers = watch.is_some_and(|watch| visibility::covers(&watch.account, &session.account));
        covers && session.is_verified(now)
    };
    let (served, others): (Vec<_>, Vec<_>) = sessions.iter().cloned().partition(|session| covered(session));
    let watching = watch.map(|watch| Eye { session: Arc::clone(watch), serves: served });
    let mut eyes: Vec<Eye> = watching.into_iter().collect();
    let mut shared = HashMap::new();
    for session in others {
        let scope = visibility::scope(&session.account).filter(|_| session.is_verified(now));
        let eye = scope.map_or(eyes.len(), |scope| *shared.entry(scope).or_insert(eyes.len()));
        match eyes.get_mut(eye) {
            Some(eye) => eye.serves.push(session),
            None => eyes.push(Eye { session: Arc::clone(&session), serves: vec![session] }),
        }
    }
    // A list that nobody waits for isn't read.
    eyes.retain(|eye| !eye.serves.is_empty());
    eyes
}

/// Somebody's incoming list, with all that is known of its tickets.
pub struct Listed<'a> {
    pub read_at: Timestamp,
    pub tickets: Vec<Cow<'a, Known>>,
}

/// Incoming lists as they were last read, for several people in one go: what the watching account's list holds is fetched from the
/// store once.
pub struct Lists {
    watch: Option<Account>,
    now: Timestamp,
    /// What it shows; `None` inside while it was never read, or a ticket of it is not known.
    watched: Option<Option<(Timestamp, Vec<Known>)>>,
}

impl Lists {
    /// `watch` is the watching account, if there is one.
    pub fn new(watch: Option<Account>, now: Timestamp) -> Self {
        Self { watch, now, watched: None }
    }

    /// One person's list: as the watching account's shows it where that is the newer and can tell all of it, else as their own
    /// was read; `None` while nothing has read all of it.
    pub fn of(&mut self, db: &mut Db<'_>, session: &Session) -> Result<Option<Listed<'_>>, StoreError> {
        let own = db.view(session.telegram, ViewKind::Incoming)?;
        let covers = self.watch.as_ref().is_some_and(|watch| visibility::covers(watch, &session.account));
        if covers && session.is_verified(self.now) {
            if self.watched.is_none() {
                self.watched = Some(watched(db)?);
            }
            let told = self.watched.as_ref().and_then(Option::as_ref);
            let told = told.filter(|(read_at, _)| is_newer(*read_at, own.as_ref()));
            if let Some(listed) = told.and_then(|(read_at, all)| seen_by(session, *read_at, all)) {
                return Ok(Some(listed));
            }
        }
        let Some(view) = own else { return Ok(None) };
        let tickets = db.tickets(&view.ids())?.into_iter().map(Cow::Owned).collect();
        Ok(Some(Listed { read_at: view.read_at, tickets }))
    }
}

/// Whether the watching account's list was read after somebody's own: that is read only while the other can't be relied on.
fn is_newer(read_at: Timestamp, own: Option<&View>) -> bool {
    own.is_none_or(|own| own.read_at <= read_at)
}

/// All that is known of the watching account's list.
fn watched(db: &mut Db<'_>) -> Result<Option<(Timestamp, Vec<Known>)>, StoreError> {
    let Some(view) = db.view(TelegramUser::NOBODY, ViewKind::Incoming)? else { return Ok(None) };
    let all = db.tickets(&view.ids())?;
    Ok((all.len() == view.rows.len()).then_some((view.read_at, all)))
}

/// The watching account's list was read again, for these people. Their own lists are none any more: when one of them reads
/// their own again, it is compared with this one. Whom it would serve, and does not now, keeps what they were told.
pub fn hand_over(
    desk: &Desk,
    db: &mut Db<'_>,
    watch: &Account,
    serves: &[&Arc<Session>],
) -> Result<(), StoreError> {
    let own = db.viewers(ViewKind::Incoming)?;
    let mut before = None;
    for session in desk.sessions.all().iter() {
        let who = session.telegram;
        if serves.iter().any(|served| served.telegram == who) {
            if own.contains(&who) {
                db.drop_view(who, ViewKind::Incoming)?;
            }
        } else if !own.contains(&who) && visibility::covers(watch, &session.account) {
            if before.is_none() {
                before = Some(db.view(TelegramUser::NOBODY, ViewKind::Incoming)?);
            }
            let told = before.as_ref().and_then(Option::as_ref).filter(|told| told.read_at >= session.since);
            told.map_or(Ok(()), |told| db.put_view(who, ViewKind::Incoming, told))?;
        }
    }
    Ok(())
}

/// What of it is in somebody's own list; `None` where that can't be told of every ticket.
fn seen_by<'a>(session: &Session, read_at: Timestamp, all: &'a [Known]) -> Option<Listed<'a>> {
    let mut tickets = Vec::new();
    for known in all {
        match verdict(session, known) {
            Verdict::Seen => tickets.push(Cow::Borrowed(known)),
            Verdict::Unseen => {}
            Verdict::Undecided => return None,
        }
    }
    Some(Listed { read_at, tickets })
}

/// Whether the watching account's list shows that a ticket is in somebody's incoming list.
pub fn in_watched_list(
    db: &mut Db<'_>,
    watch: &Account,
    session: &Session,
    ticket: TicketId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !session.is_verified(now) || !visibility::covers(watch, &session.account) {
        return Ok(false);
    }
    let Some(known) = db.ticket(ticket)? else { return Ok(false) };
    let Some(view) = db.view(TelegramUser::NOBODY, ViewKind::Incoming)? else { return Ok(false) };
    let own = db.view(session.telegram, ViewKind::Incoming)?;
    let listed = is_newer(view.read_at, own.as_ref()) && view.rows.iter().any(|row| row.id == ticket);
    Ok(listed && verdict(session, &known) == Verdict::Seen)
}

fn verdict(session: &Session, known: &Known) -> Verdict {
    visibility::incoming(&session.account, &known.ticket, known.details.as_ref())
}

impl Desk {
    /// The account that watches for everybody, with its key, while it does and this process reads the lists.
    pub fn watch(&self) -> Option<Arc<Session>> {
        self.live.now().watchman.as_ref().filter(|watchman| !watchman.is_blind())?.session()
    }

    /// Who watches for everybody, as whichever process reads the lists has found out.
    pub fn watching(&self, db: &mut Db<'_>) -> Result<Option<Account>, StoreError> {
        let choices = self.live.now();
        let Some(watchman) = &choices.watchman else { return Ok(None) };
        Ok(db.entry(Shelf::Watching, &watchman.login)?.map(|(account, _)| account))
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
    pub async fn sign_in(&self, desk: &Desk) -> Result<bool, StoreError> {
        if self.session().is_some() {
            return Ok(true);
        }
        let who = TelegramUser::NOBODY;
        match desk.let_in(who, &self.login, &self.password).await {
            Ok(session) => {
                log::info!("the watching account is signed in");
                let (login, account, now) = (self.login.clone(), session.account.clone(), desk.clock.now());
                desk.store.write(move |db| db.put_entry(Shelf::Watching, &login, &account, now)).await?;
                *self.slot() = Some(Arc::new(session));
                Ok(true)
            }
            Err(SignIn::Down(error)) => {
                log::warn!("the watching account can't sign in: {error}");
                Ok(false)
            }
            Err(_) => {
                log::error!(
                    "the helpdesk refuses the watching account: check HELPDESK_WATCH_LOGIN and its password; until \
                     then everybody's own list is read"
                );
                Ok(false)
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

    /// Its account is another at the helpdesk now.
    pub fn is_now(&self, session: Arc<Session>) {
        *self.slot() = Some(session);
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Arc<Session>>> {
        self.session.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{UnitId, UserHash};
    use crate::domain::person::Role;
    use crate::domain::ticket::PersonRef;
    use crate::helpdesk::ApiKey;

    fn session(telegram: i64, role: Option<Role>, units: &[i64]) -> Arc<Session> {
        let hash = role.map(|_| UserHash(format!("hash{telegram}")));
        let account = Account {
            login: format!("login{telegram}"),
            me: PersonRef { hash, name: None },
            role,
            units: units.iter().copied().map(UnitId).collect(),
            lang: String::new(),
        };
        let key = ApiKey::new(format!("key{telegram}"));
        Arc::new(Session::new(TelegramUser(telegram), key, account, NOW).verified(NOW))
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

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
        assert_eq!(served(&eyes(&all, Some(&watch), NOW)), [(0, vec![1, 2]), (3, vec![3])]);
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
        assert_eq!(
            served(&eyes(&all, None, NOW)),
            [(1, vec![1, 2]), (3, vec![3]), (4, vec![4]), (5, vec![5])]
        );
    }

    #[test]
    fn whose_account_was_not_read_lately_is_served_from_their_own_list() {
        let watch = session(0, Some(Role::HeadChief), &[]);
        let all = [session(1, Some(Role::HeadOfUnit), &[1]), session(2, Some(Role::HeadOfUnit), &[1])];
        let later = NOW + jiff::SignedDuration::from_mins(6);
        watch.note_verified(later);
        all[0].note_verified(later);
        assert_eq!(served(&eyes(&all, Some(&watch), later)), [(0, vec![1]), (2, vec![2])]);
        assert_eq!(served(&eyes(&all, None, later)), [(1, vec![1]), (2, vec![2])]);
    }

    #[test]
    fn nobody_waits_and_nothing_is_read() {
        let watch = session(0, Some(Role::HeadChief), &[]);
        assert!(eyes(&[], Some(&watch), NOW).is_empty());
    }
}
