//! Who is on duty in a unit or a group, and who comes next: as accounts of the helpdesk, and as the people in Telegram who are
//! signed in with them now.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::ids::UserHash;
use crate::domain::rota::{DutyPlace, Rota};
use crate::sessions::live_sessions::{Sessions, UserSession};
use crate::store::{Db, StoreError};

/// Somebody of a rota.
#[derive(Clone, Debug)]
pub struct DutyPerson {
    pub hash: UserHash,
    pub name: String,
    /// Their sign-ins; none while they can't be reached.
    pub sessions: Vec<Arc<UserSession>>,
}

/// Who is on, until when, and who is on then. Nobody is where all are away.
#[derive(Clone, Debug)]
pub struct OnDuty {
    pub current: Option<DutyPerson>,
    /// `None` where nobody ever hands over.
    pub until: Option<Timestamp>,
    pub next: Option<DutyPerson>,
}

/// Who is on in a place at this moment; `None` where it has no rota in use, or nobody is part of it.
pub fn on_duty(
    sessions: &Sessions,
    db: &mut Db<'_>,
    place: DutyPlace,
    now: Timestamp,
) -> Result<Option<OnDuty>, StoreError> {
    let found = db.find_rota(place)?;
    Ok(found.and_then(|found| duty_of(sessions, &found.rota, now)))
}

/// The same of a rota that was read.
fn duty_of(sessions: &Sessions, rota: &Rota, now: Timestamp) -> Option<OnDuty> {
    if !rota.in_use || rota.members.is_empty() {
        return None;
    }
    let mut turns = rota.turns_from(now);
    let current = turns.next()?;
    let person = |hash: UserHash| duty_person(sessions, rota, hash);
    let until = Some(current.period.until).filter(|until| *until < Timestamp::MAX);
    let next = until.and_then(|_| turns.find_map(|turn| turn.who));
    Some(OnDuty { current: current.who.map(person), until, next: next.map(person) })
}

/// A member of a rota as they are known now.
pub fn duty_person(sessions: &Sessions, rota: &Rota, hash: UserHash) -> DutyPerson {
    let found = sessions.sessions_of_account(&hash);
    let name = current_name(&found).or_else(|| rota.member(&hash).map(|member| member.name.clone()));
    DutyPerson { name: name.unwrap_or_default(), sessions: found, hash }
}

/// Calls the members of a rota what the helpdesk calls them now, as far as they are signed in.
pub fn rename_members(sessions: &Sessions, rota: &mut Rota) {
    for member in &mut rota.members {
        if let Some(name) = current_name(&sessions.sessions_of_account(&member.hash)) {
            member.name = name;
        }
    }
}

fn current_name(theirs: &[Arc<UserSession>]) -> Option<String> {
    theirs.iter().find_map(|session| session.account.me.name.clone())
}
