//! Whose key reads which list, and whom it tells: one service account for everybody whose list it provably covers, one
//! of several people whose lists are provably the same, everybody else for themselves. A list is only ever told to
//! somebody as far as the helpdesk's own rules would show it to them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::ids::TelegramUser;
use crate::domain::visibility;
use crate::sessions::live_sessions::UserSession;
use crate::store::{SnapshotKind, StoreError};

/// One list that is read, and those it is read for.
#[derive(Clone)]
pub struct ListSource {
    /// Whose key reads it.
    pub session: Arc<UserSession>,
    /// Whom it tells what is new.
    pub serves: Vec<Arc<UserSession>>,
}

impl ListSource {
    /// Whose list it is; [`TelegramUser::SERVICE_ACCOUNT`] for the service account's.
    pub fn owner(&self) -> TelegramUser {
        self.session.telegram
    }

    /// Whether it is the service account's list: it holds more than those it serves would see.
    pub fn is_shared(&self) -> bool {
        self.owner() == TelegramUser::SERVICE_ACCOUNT
    }
}

/// The lists that have to be read so that everybody is served. `service` is the service account, if there is one that works. Whose
/// account nobody has read lately is served from their own list alone.
pub fn list_sources(
    sessions: &[Arc<UserSession>],
    service: Option<&Arc<UserSession>>,
    now: Timestamp,
) -> Vec<ListSource> {
    let service = service.filter(|service| service.is_verified(now));
    let covered = |session: &UserSession| {
        let covers =
            service.is_some_and(|service| visibility::scope_covers(&service.account, &session.account));
        covers && session.is_verified(now)
    };
    let (served, others): (Vec<_>, Vec<_>) = sessions.iter().cloned().partition(|session| covered(session));
    let shared = service.map(|service| ListSource { session: Arc::clone(service), serves: served });
    let mut sources: Vec<ListSource> = shared.into_iter().collect();
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

/// The service account's list was read again, for these people. Their own lists are none any more: when one of them reads
/// their own again, it is compared with this one. Whom it would serve, and does not now, keeps what they were told.
pub fn hand_over(
    tx: &mut Tx<'_, '_>,
    service: &Account,
    serves: &[&Arc<UserSession>],
) -> Result<(), StoreError> {
    let own = tx.db.list_snapshot_owners(SnapshotKind::Incoming)?;
    let mut before = None;
    for session in tx.ctx.sessions.all_sessions().iter() {
        let who = session.telegram;
        if serves.iter().any(|served| served.telegram == who) {
            if own.contains(&who) {
                tx.db.drop_list_snapshot(who, SnapshotKind::Incoming)?;
            }
        } else if !own.contains(&who) && visibility::scope_covers(service, &session.account) {
            if before.is_none() {
                before = Some(tx.db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming)?);
            }
            let told = before.as_ref().and_then(Option::as_ref).filter(|told| told.read_at >= session.since);
            told.map_or(Ok(()), |told| tx.db.put_list_snapshot(who, SnapshotKind::Incoming, told))?;
        }
    }
    Ok(())
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
        let service = session(0, Some(Role::HeadChief), &[]);
        let all = [
            session(1, Some(Role::Technician), &[1]),
            session(2, Some(Role::HeadOfUnit), &[1]),
            session(3, None, &[]),
        ];
        assert_eq!(served(&list_sources(&all, Some(&service), NOW)), [(0, vec![1, 2]), (3, vec![3])]);
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
        let service = session(0, Some(Role::HeadChief), &[]);
        let all = [session(1, Some(Role::HeadOfUnit), &[1]), session(2, Some(Role::HeadOfUnit), &[1])];
        let later = NOW + jiff::SignedDuration::from_mins(6);
        service.note_verified(later);
        all[0].note_verified(later);
        assert_eq!(served(&list_sources(&all, Some(&service), later)), [(0, vec![1]), (2, vec![2])]);
        assert_eq!(served(&list_sources(&all, None, later)), [(1, vec![1]), (2, vec![2])]);
    }

    #[test]
    fn nobody_waits_and_nothing_is_read() {
        let service = session(0, Some(Role::HeadChief), &[]);
        assert!(list_sources(&[], Some(&service), NOW).is_empty());
    }
}
