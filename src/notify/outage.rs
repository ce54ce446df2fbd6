//! What people are told when the helpdesk is away: one word when it has been for a while, one when it is back, and nothing
//! in between. Who was told is stored, so that a restart in the middle neither repeats the one nor forgets the other.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::ids::Target;
use crate::i18n::time;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, StoreError};
use crate::t;
use crate::view::{MessageView, SendPriority};

/// What is shorter than this is over before anybody could have read about it.
pub const NOTICE_AFTER: SignedDuration = SignedDuration::from_mins(3);

/// The helpdesk has been away since then for these people: says so to them and their groups, once.
pub fn outage_began(
    tx: &mut Tx<'_, '_>,
    people: &[Arc<UserSession>],
    since: Timestamp,
) -> Result<(), StoreError> {
    for session in people {
        if !tx.db.begin_outage(session.telegram, since)? {
            continue;
        }
        for target in outage_targets(tx.db, session)? {
            let reader = reader_at(tx, target)?;
            let when = time::format_moment(reader.lang, since, tx.now, &reader.zone);
            let say = OutboxMessage::send_view(MessageView::from_html(t!(
                reader.lang,
                "outage-began",
                since = when
            )));
            outbox_message::enqueue(tx.db, target, SendPriority::Notice, &say, tx.now)?;
        }
    }
    Ok(())
}

/// It answers these people again: says so to those who were told that it does not.
pub fn outage_ended(tx: &mut Tx<'_, '_>, people: &[&Arc<UserSession>]) -> Result<(), StoreError> {
    let told: HashSet<_> = tx.db.people_in_outage()?.into_iter().collect();
    for session in people.iter().filter(|session| told.contains(&session.telegram)) {
        let Some(since) = tx.db.end_outage(session.telegram)? else { continue };
        for target in outage_targets(tx.db, session)? {
            let lang = reader_at(tx, target)?.lang;
            let span = time::format_span(lang, tx.now.duration_since(since));
            let say = OutboxMessage::send_view(MessageView::from_html(t!(lang, "outage-ended", span = span)));
            outbox_message::enqueue(tx.db, target, SendPriority::Notice, &say, tx.now)?;
        }
    }
    Ok(())
}

/// A person's own chat and the groups that hear through them.
fn outage_targets(db: &mut Db<'_>, session: &UserSession) -> Result<Vec<Target>, StoreError> {
    let groups = db.subscriptions_of(session.telegram)?.into_iter();
    let groups = groups.filter(|one| one.rests.is_none()).map(|one| one.target);
    Ok(std::iter::once(Target::whole_chat(session.telegram.private_chat())).chain(groups).collect())
}
