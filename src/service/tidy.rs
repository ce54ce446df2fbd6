//! What is forgotten, and when: what can't be asked for again. Cards are never forgotten, people answer old ones.

use jiff::{SignedDuration, Timestamp};

use super::desk::Desk;
use crate::domain::audit;
use crate::store::{Db, StoreError};
use crate::telegram::pacing;

/// The journal keeps what is done with as long as Telegram may deliver it again, and a day more.
const JOURNAL: SignedDuration = days(2);

/// How long it is remembered which new tickets came together: as long as the summary of a storm is kept true, and a day more.
const ARRIVALS: SignedDuration = days(2);

/// How long each kind of notice is known to have been given, by how its name begins. Those with a moment or a job in their
/// name can't come again at all. A ticket that appears in a list after a quarter of a year is news again; a reminder is
/// none for as long as its ticket may stand there.
const TOLD: [(&str, SignedDuration); 15] = [
    ("job:", days(14)),
    ("stranger:", days(2)),
    ("album:", days(2)),
    ("files:", days(2)),
    ("digest:", days(2)),
    ("referred:", days(2)),
    ("taken:", days(2)),
    ("released:", days(2)),
    ("done:", days(2)),
    ("reopened:", days(2)),
    ("priority:", days(2)),
    ("new:", days(90)),
    ("comment:", days(90)),
    ("deadline:", days(400)),
    ("unclaimed:", days(400)),
];

/// How long it is known which comment gathers an album: its pictures come within seconds.
const ALBUMS: SignedDuration = days(2);

/// How long a conversation that is over is still known: whoever was asked for a password may type it late.
const DIALOGUES: SignedDuration = days(2);

/// How long it is known what a message said: people can edit it for two days.
const TAKEN: SignedDuration = days(3);

/// How long the button below a forwarded message is good.
const OFFERS: SignedDuration = days(14);

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Forgets what is old. One pass; the loop is in `app`.
pub async fn pass(desk: &Desk) -> Result<(), StoreError> {
    let now = desk.clock.now();
    desk.store.write(move |db| forget(db, now)).await
}

fn forget(db: &mut Db<'_>, now: Timestamp) -> Result<(), StoreError> {
    db.journal_forget(now - JOURNAL)?;
    db.forget_sent(now - pacing::MEMORY)?;
    db.forget_dialogues(now - DIALOGUES)?;
    db.forget_strangers()?;
    db.audit_forget(now - audit::KEPT)?;
    db.forget_arrivals(now - ARRIVALS)?;
    db.forget_files(now - ALBUMS, now)?;
    db.forget_taken(now - TAKEN)?;
    db.forget_offers(now - OFFERS)?;
    TOLD.iter().try_for_each(|(beginning, kept)| db.forget_told(beginning, now - *kept).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Happening, Nears, Step};
    use crate::domain::ticket::{PersonRef, Priority};
    use crate::store::{Seal, Store};

    #[test]
    fn no_kind_of_notice_is_remembered_for_ever() {
        let at = Timestamp::UNIX_EPOCH;
        let kinds = [
            Happening::New,
            Happening::Referred { to: Vec::new(), unit: None },
            Happening::Taken,
            Happening::Released { from: PersonRef::default() },
            Happening::Done,
            Happening::Reopened,
            Happening::Priority { from: Priority::Low, to: Priority::High },
            Happening::Comment { place: 0, text: String::new() },
            Happening::Deadline { due: at, nears: Nears::Day },
            Happening::Unclaimed { since: at, step: Step::Again },
        ];
        for kind in kinds {
            let name = format!("{}:", kind.name(at));
            assert!(TOLD.iter().any(|(beginning, _)| name.starts_with(beginning)), "{name}");
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
                forget(db, at)?;
                names.iter().map(|name| db.note_told(name, told)).collect::<Result<Vec<_>, _>>()
            };
            store.write(noting).await
        };
        assert_eq!(noted(told).await.unwrap(), [true; 3]);
        assert_eq!(noted(told + days(1)).await.unwrap(), [false; 3]);
        assert_eq!(noted(told + days(30)).await.unwrap(), [true, false, false]);
        assert_eq!(noted(told + days(100)).await.unwrap(), [true, true, false]);
        assert_eq!(noted(told + days(401)).await.unwrap(), [true; 3]);
    }
}
