//! Whose key reads which list, and whom it tells: one watching account for everybody whose list it provably covers, one
//! of several people whose lists are provably the same, everybody else for themselves. A list is only ever told to
//! somebody as far as the helpdesk's own rules would show it to them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::context::Context;
use super::sessions::UserSession;
use super::sign_in::SignInOutcome;
use crate::domain::account::Account;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::visibility::{self, ListVisibility};
use crate::store::{Db, DirectoryShelf, ListSnapshot, SnapshotKind, StoreError, StoredTicket};

/// One list that is read, and those it is read for.
#[derive(Clone)]
pub struct ListSource {
    /// Whose key reads it.
    pub session: Arc<UserSession>,
    /// Whom it tells what is new.
    pub serves: Vec<Arc<UserSession>>,
}

impl ListSource {
    /// Whose list it is; [`TelegramUser::UNKNOWN`] for the watching account's.
    pub fn owner(&self) -> TelegramUser {
        self.session.telegram
    }

    /// Whether it is the watching account's list: it holds more than those it serves would see.
    pub fn is_shared(&self) -> bool {
        self.owner() == TelegramUser::UNKNOWN
    }
}

/// The lists that have to be read so that everybody is served. `watch` is the watching account, if there is one that works. Whose
/// account nobody has read lately is served from their own list alone.
pub fn list_sources(
    sessions: &[Arc<UserSession>],
    watch: Option<&Arc<UserSession>>,
    now: Timestamp,
) -> Vec<ListSource> {
    let watch = watch.filter(|watch| watch.is_verified(now));
    let covered = |session: &UserSession| {
        let covers = watch.is_some_and(|watch| visibility::scope_covers(&watch.account, &session.account));
        covers && session.is_verified(now)
    };
    let (served, others): (Vec<_>, Vec<_>) = sessions.iter().cloned().partition(|session| covered(session));
    let watching = watch.map(|watch| ListSource { session: Arc::clone(watch), serves: served });
    let mut sources: Vec<ListSource> = watching.into_iter().collect();
    let mut shared = HashMap::new();
    for session in others {
        let scope = visibility::list_scope(&session.account).filter(|_| session.is_verified(now));
        let source = scope.map_or(sources.len(), |scope| *shared.entry(scope).or_insert(sources.len()));
        match sources.get_mut(source) {
            Some(source) => source.serves.push(session),
            None => sources.push(ListSource { session: Arc::clone(&session), serves: vec![session] }),
        }
    }
    // A list that nobody waits for isn't read.
    sources.retain(|source| !source.serves.is_empty());
    sources
}

/// Somebody's incoming list, with all that is known of its tickets.
pub struct KnownList<'a> {
    pub read_at: Timestamp,
    pub tickets: Vec<Cow<'a, StoredTicket>>,
}

/// Incoming lists as they were last read, for several people in one go: what the watching account's list holds is fetched from the
/// store once.
pub struct KnownLists {
    watch: Option<Account>,
    now: Timestamp,
    /// What it shows; `None` inside while it was never read, or a ticket of it is not known.
    watched: Option<Option<(Timestamp, Vec<StoredTicket>)>>,
}

impl KnownLists {
    /// `watch` is the watching account, if there is one.
    pub fn new(watch: Option<Account>, now: Timestamp) -> Self {
        Self { watch, now, watched: None }
    }

    /// One person's list: as the watching account's shows it where that is the newer and can tell all of it, else as their own
    /// was read; `None` while nothing has read all of it.
    pub fn list_of(
        &mut self,
        db: &mut Db<'_>,
        session: &UserSession,
    ) -> Result<Option<KnownList<'_>>, StoreError> {
        let own = db.list_snapshot(session.telegram, SnapshotKind::Incoming)?;
        let covers =
            self.watch.as_ref().is_some_and(|watch| visibility::scope_covers(watch, &session.account));
        if covers && session.is_verified(self.now) {
            if self.watched.is_none() {
                self.watched = Some(watched_list(db)?);
            }
            let told = self.watched.as_ref().and_then(Option::as_ref);
            let told = told.filter(|(read_at, _)| is_newer(*read_at, own.as_ref()));
            if let Some(listed) = told.and_then(|(read_at, all)| visible_to(session, *read_at, all)) {
                return Ok(Some(listed));
            }
        }
        let Some(view) = own else { return Ok(None) };
        let tickets = db.find_tickets(&view.ticket_ids())?.into_iter().map(Cow::Owned).collect();
        Ok(Some(KnownList { read_at: view.read_at, tickets }))
    }
}

/// Whether the watching account's list was read after somebody's own: that is read only while the other can't be relied on.
fn is_newer(read_at: Timestamp, own: Option<&ListSnapshot>) -> bool {
    own.is_none_or(|own| own.read_at <= read_at)
}

/// All that is known of the watching account's list.
fn watched_list(db: &mut Db<'_>) -> Result<Option<(Timestamp, Vec<StoredTicket>)>, StoreError> {
    let Some(view) = db.list_snapshot(TelegramUser::UNKNOWN, SnapshotKind::Incoming)? else {
        return Ok(None);
    };
    let all = db.find_tickets(&view.ticket_ids())?;
    Ok((all.len() == view.rows.len()).then_some((view.read_at, all)))
}

/// The watching account's list was read again, for these people. Their own lists are none any more: when one of them reads
/// their own again, it is compared with this one. Whom it would serve, and does not now, keeps what they were told.
pub fn hand_over(
    ctx: &Context,
    db: &mut Db<'_>,
    watch: &Account,
    serves: &[&Arc<UserSession>],
) -> Result<(), StoreError> {
    let own = db.viewers(SnapshotKind::Incoming)?;
    let mut before = None;
    for session in ctx.sessions.all_sessions().iter() {
        let who = session.telegram;
        if serves.iter().any(|served| served.telegram == who) {
            if own.contains(&who) {
                db.drop_view(who, SnapshotKind::Incoming)?;
            }
        } else if !own.contains(&who) && visibility::scope_covers(watch, &session.account) {
            if before.is_none() {
                before = Some(db.list_snapshot(TelegramUser::UNKNOWN, SnapshotKind::Incoming)?);
            }
            let told = before.as_ref().and_then(Option::as_ref).filter(|told| told.read_at >= session.since);
            told.map_or(Ok(()), |told| db.put_list_snapshot(who, SnapshotKind::Incoming, told))?;
        }
    }
    Ok(())
}

/// What of it is in somebody's own list; `None` where that can't be told of every ticket.
fn visible_to<'a>(
    session: &UserSession,
    read_at: Timestamp,
    all: &'a [StoredTicket],
) -> Option<KnownList<'a>> {
    let mut tickets = Vec::new();
    for known in all {
        match visibility_of(session, known) {
            ListVisibility::Seen => tickets.push(Cow::Borrowed(known)),
            ListVisibility::Unseen => {}
            ListVisibility::Undecided => return None,
        }
    }
    Some(KnownList { read_at, tickets })
}

/// Whether the watching account's list shows that a ticket is in somebody's incoming list.
pub fn in_watched_list(
    db: &mut Db<'_>,
    watch: &Account,
    session: &UserSession,
    ticket: TicketId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !session.is_verified(now) || !visibility::scope_covers(watch, &session.account) {
        return Ok(false);
    }
    let Some(known) = db.find_ticket(ticket)? else { return Ok(false) };
    let Some(view) = db.list_snapshot(TelegramUser::UNKNOWN, SnapshotKind::Incoming)? else {
        return Ok(false);
    };
    let own = db.list_snapshot(session.telegram, SnapshotKind::Incoming)?;
    let listed = is_newer(view.read_at, own.as_ref()) && view.rows.iter().any(|row| row.id == ticket);
    Ok(listed && visibility_of(session, &known) == ListVisibility::Seen)
}

fn visibility_of(session: &UserSession, known: &StoredTicket) -> ListVisibility {
    visibility::incoming_visibility(&session.account, &known.ticket, known.details.as_ref())
}

impl Context {
    /// The account that watches for everybody, with its key, while it does and this process reads the lists.
    pub fn service_session(&self) -> Option<Arc<UserSession>> {
        self.config
            .current()
            .service_account
            .as_ref()
            .filter(|service_account| !service_account.is_unhealthy())?
            .current_session()
    }

    /// Who watches for everybody, as whichever process reads the lists has found out.
    pub fn watching_account(&self, db: &mut Db<'_>) -> Result<Option<Account>, StoreError> {
        let choices = self.config.current();
        let Some(service_account) = &choices.service_account else { return Ok(None) };
        Ok(db.directory_entry(DirectoryShelf::Watching, &service_account.login)?.map(|(account, _)| account))
    }
}

/// The account that watches for everybody: signed in when it is first needed, and anew when its key is refused. Its key is
/// never stored.
#[derive(Clone)]
pub struct ServiceAccount {
    pub login: String,
    pub password: SecretString,
    session: Arc<Mutex<Option<Arc<UserSession>>>>,
    /// Its list has failed too often to be relied on.
    blind: Arc<AtomicBool>,
}

impl ServiceAccount {
    pub fn new(login: String, password: SecretString) -> Self {
        Self { login, password, session: Arc::default(), blind: Arc::default() }
    }

    /// Whether it is the account of this login and password.
    pub fn matches_credentials(&self, login: &str, password: &SecretString) -> bool {
        self.login == login && self.password.expose_secret() == password.expose_secret()
    }

    /// Its session, if it is signed in.
    pub fn current_session(&self) -> Option<Arc<UserSession>> {
        self.lock_session().clone()
    }

    /// Signs it in, if it isn't; says whether it is now.
    pub async fn sign_in(&self, ctx: &Context) -> Result<bool, StoreError> {
        if self.current_session().is_some() {
            return Ok(true);
        }
        let who = TelegramUser::UNKNOWN;
        match ctx.admit_session(who, &self.login, &self.password).await {
            Ok(session) => {
                log::info!("the watching account is signed in");
                let (login, account, now) = (self.login.clone(), session.account.clone(), ctx.clock.now());
                ctx.store
                    .write(move |db| db.put_directory_entry(DirectoryShelf::Watching, &login, &account, now))
                    .await?;
                *self.lock_session() = Some(Arc::new(session));
                Ok(true)
            }
            Err(SignInOutcome::Down(error)) => {
                log::warn!("the watching account can't sign in: {error}");
                Ok(false)
            }
            Err(_) => {
                log::error!(
                    "the helpdesk refuses the watching account: check HELPDESK_SERVICE_ACCOUNT_LOGIN and its password; until \
                     then everybody's own list is read"
                );
                Ok(false)
            }
        }
    }

    /// Notes whether its list can be read.
    pub fn set_unhealthy(&self, blind: bool) {
        self.blind.store(blind, Ordering::Relaxed);
    }

    pub fn is_unhealthy(&self) -> bool {
        self.blind.load(Ordering::Relaxed)
    }

    /// Its key is refused: the password was changed, or the account was closed.
    pub fn drop_session(&self) {
        *self.lock_session() = None;
    }

    /// Its account is another at the helpdesk now.
    pub fn is_now(&self, session: Arc<UserSession>) {
        *self.lock_session() = Some(session);
    }

    fn lock_session(&self) -> std::sync::MutexGuard<'_, Option<Arc<UserSession>>> {
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

    fn session(telegram: i64, role: Option<Role>, units: &[i64]) -> Arc<UserSession> {
        let hash = role.map(|_| UserHash(format!("hash{telegram}")));
        let account = Account {
            login: format!("login{telegram}"),
            me: PersonRef { hash, name: None },
            role,
            units: units.iter().copied().map(UnitId).collect(),
            lang: String::new(),
        };
        let key = ApiKey::new(format!("key{telegram}"));
        Arc::new(UserSession::new(TelegramUser(telegram), key, account, NOW).verified(NOW))
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn served(sources: &[ListSource]) -> Vec<(i64, Vec<i64>)> {
        let numbers = |source: &ListSource| source.serves.iter().map(|one| one.telegram.0).collect();
        sources.iter().map(|source| (source.owner().0, numbers(source))).collect()
    }

    #[test]
    fn a_chief_who_watches_serves_all_that_are_known_by_name() {
        let watch = session(0, Some(Role::HeadChief), &[]);
        let all = [
            session(1, Some(Role::Technician), &[1]),
            session(2, Some(Role::HeadOfUnit), &[1]),
            session(3, None, &[]),
        ];
        assert_eq!(served(&list_sources(&all, Some(&watch), NOW)), [(0, vec![1, 2]), (3, vec![3])]);
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
            served(&list_sources(&all, None, NOW)),
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
        assert_eq!(served(&list_sources(&all, Some(&watch), later)), [(0, vec![1]), (2, vec![2])]);
        assert_eq!(served(&list_sources(&all, None, later)), [(1, vec![1]), (2, vec![2])]);
    }

    #[test]
    fn nobody_waits_and_nothing_is_read() {
        let watch = session(0, Some(Role::HeadChief), &[]);
        assert!(list_sources(&[], Some(&watch), NOW).is_empty());
    }
}
