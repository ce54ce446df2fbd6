//! What is forgotten, and when: what can't be asked for again. Cards are never forgotten, people answer old ones.

use jiff::{SignedDuration, Timestamp};

use crate::context::Context;
use crate::domain::audit;
use crate::domain::ticket_history::HISTORY_RETENTION;
use crate::store::{Db, StoreError};
use crate::telegram::rate_limit;

/// The journal keeps what is done with as long as Telegram may deliver it again, and a day more.
const JOURNAL_RETENTION: SignedDuration = from_days(2);

/// How long it is remembered which new tickets came together: as long as the summary of a storm is kept true, and a day more.
const ARRIVAL_RETENTION: SignedDuration = from_days(2);

/// How long each kind of notice is known to have been given, by how its name begins. Those with a moment or a job in their
/// name can't come again at all. A ticket that appears in a list after a quarter of a year is news again; a reminder is
/// none for as long as its ticket may stand there.
const NOTICE_RETENTION: [(&str, SignedDuration); 17] = [
    ("job:", from_days(14)),
    ("stranger:", from_days(2)),
    ("album:", from_days(2)),
    ("files:", from_days(2)),
    ("digest:", from_days(2)),
    ("weekly-picture:", from_days(14)),
    ("referred:", from_days(2)),
    ("taken:", from_days(2)),
    ("released:", from_days(2)),
    ("done:", from_days(2)),
    ("reopened:", from_days(2)),
    ("priority:", from_days(2)),
    ("new:", from_days(90)),
    ("comment:", from_days(90)),
    ("deadline:", from_days(400)),
    ("unclaimed:", from_days(400)),
    // Whatever else was said once.
    ("", from_days(400)),
];

/// How long it is known which comment gathers an album: its pictures come within seconds.
const ALBUM_RETENTION: SignedDuration = from_days(2);

/// How long a conversation that is over is still known: whoever was asked for a password may type it late.
const DIALOGUES: SignedDuration = from_days(2);

/// How long it is known what a message said: people can edit it for two days.
const TAKEN: SignedDuration = from_days(3);

/// How long somebody's wait for a comment is remembered.
const SNOOZES: SignedDuration = from_days(90);

/// How long the button below a forwarded message is good.
const OFFERS: SignedDuration = from_days(14);

/// For how long after it was written a finished ticket is found by its words, and after it was last read any ticket is kept.
pub const FINISHED_TICKETS: SignedDuration = from_days(730);

const fn from_days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Forgets what is old. One pass; the loop is in `app`.
pub async fn apply_retention(ctx: &Context) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    ctx.store.write(move |db| delete_expired(db, now)).await
}

fn delete_expired(db: &mut Db<'_>, now: Timestamp) -> Result<(), StoreError> {
    db.delete_journal_before(now - JOURNAL_RETENTION)?;
    db.delete_sent_before(now - rate_limit::LIMIT_MEMORY)?;
    db.forget_dialogues(now - DIALOGUES)?;
    db.forget_questions(now - DIALOGUES)?;
    db.forget_strangers()?;
    db.delete_audit_before(now - audit::AUDIT_RETENTION)?;
    db.forget_history(now - HISTORY_RETENTION)?;
    db.forget_snoozes(now - SNOOZES)?;
    db.forget_arrivals(now - ARRIVAL_RETENTION)?;
    db.forget_followed_pages(now - ARRIVAL_RETENTION)?;
    db.forget_files(now - ALBUM_RETENTION, now)?;
    db.forget_taken(now - TAKEN)?;
    db.forget_offers(now - OFFERS)?;
    db.forget_finished_tickets(now - FINISHED_TICKETS)?;
    db.forget_tickets(now - FINISHED_TICKETS)?;
    NOTICE_RETENTION
        .iter()
        .try_for_each(|(beginning, kept)| db.delete_notifications(beginning, now - *kept).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::escalation::{EscalationTarget, MuteRule};
    use crate::domain::event::{DeadlineStage, EventKind};
    use crate::domain::ticket::{PersonRef, Priority};
    use crate::store::{Seal, Store};

    #[test]
    fn no_kind_of_notice_is_remembered_for_ever() {
        let at = Timestamp::UNIX_EPOCH;
        let kinds = [
            EventKind::New,
            EventKind::Referred { to: Vec::new(), unit: None },
            EventKind::Taken,
            EventKind::Released { from: PersonRef::default() },
            EventKind::Done,
            EventKind::Reopened,
            EventKind::Priority { from: Priority::Low, to: Priority::High },
            EventKind::Comment { place: 0, text: String::new(), omitted: 0 },
            EventKind::Deadline { due: at, nears: DeadlineStage::Day },
            EventKind::Unclaimed {
                since: at,
                step: EscalationTarget::Unit,
                mutes: MuteRule::Respected,
                called: None,
            },
        ];
        for kind in kinds {
            let name = format!("{}:", kind.name(at));
            let named = NOTICE_RETENTION
                .iter()
                .any(|(beginning, _)| !beginning.is_empty() && name.starts_with(beginning));
            assert!(named, "{name}");
        }
    }

    #[tokio::test]
    async fn what_may_come_again_is_remembered_longer() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
        let store = Store::open(&folder.path().join("deskgram.db"), seal).unwrap();
        let told = Timestamp::UNIX_EPOCH;
        let names = ["taken:5:1:2:0", "new:1:2:0", "deadline:9:Day:1:2:0"];
        let noted = async |at: Timestamp| {
            let noting = move |db: &mut Db<'_>| {
                delete_expired(db, at)?;
                names.iter().map(|name| db.record_notification(name, told)).collect::<Result<Vec<_>, _>>()
            };
            store.write(noting).await
        };
        assert_eq!(noted(told).await.unwrap(), [true; 3]);
        assert_eq!(noted(told + from_days(1)).await.unwrap(), [false; 3]);
        assert_eq!(noted(told + from_days(30)).await.unwrap(), [true, false, false]);
        assert_eq!(noted(told + from_days(100)).await.unwrap(), [true, true, false]);
        assert_eq!(noted(told + from_days(401)).await.unwrap(), [true; 3]);
    }
}
