//! What people are told when the helpdesk is away: one word when it has been for a while, one when it is back, and nothing
//! in between. Who was told is stored, so that a restart in the middle neither repeats the one nor forgets the other.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::desk::Desk;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use crate::domain::ids::Target;
use crate::i18n::time;
use crate::screen::{Class, Screen};
use crate::store::{Db, StoreError};
use crate::t;

/// What is shorter than this is over before anybody could have read about it.
pub const TOLD_AFTER: SignedDuration = SignedDuration::from_mins(3);

/// The helpdesk has been away since then for these people: says so to them and their groups, once.
pub fn began(
    desk: &Desk,
    db: &mut Db<'_>,
    people: &[Arc<Session>],
    since: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    for session in people {
        if !db.outage_begins(session.telegram, since)? {
            continue;
        }
        for target in places(db, session)? {
            let reader = desk.reader_at(db, target)?;
            let when = time::moment(reader.lang, since, now, &reader.zone);
            let say = Parcel::say(Screen::text(t!(reader.lang, "outage-began", since = when)));
            parcel::post(db, target, Class::Notice, &say, now)?;
        }
    }
    Ok(())
}

/// It answers these people again: says so to those who were told that it does not.
pub fn ended(
    desk: &Desk,
    db: &mut Db<'_>,
    people: &[&Arc<Session>],
    now: Timestamp,
) -> Result<(), StoreError> {
    let told: HashSet<_> = db.outages()?.into_iter().collect();
    for session in people.iter().filter(|session| told.contains(&session.telegram)) {
        let Some(since) = db.outage_ends(session.telegram)? else { continue };
        for target in places(db, session)? {
            let lang = desk.reader_at(db, target)?.lang;
            let span = time::span(lang, now.duration_since(since));
            let say = Parcel::say(Screen::text(t!(lang, "outage-ended", span = span)));
            parcel::post(db, target, Class::Notice, &say, now)?;
        }
    }
    Ok(())
}

/// A person's own chat and the groups that hear through them.
fn places(db: &mut Db<'_>, session: &Session) -> Result<Vec<Target>, StoreError> {
    let groups = db.subscriptions_of(session.telegram)?.into_iter();
    let groups = groups.filter(|one| one.rests.is_none()).map(|one| one.target);
    Ok(std::iter::once(Target::chat(session.telegram.chat())).chain(groups).collect())
}
