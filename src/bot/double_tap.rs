//! Taps that come twice. People tap again when a mobile network is slow, and by then another button may stand under the
//! thumb. So for a moment after somebody has changed a ticket, another change of theirs to it is asked about, not made.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::domain::action::TicketChange;
use crate::domain::ids::{CardRef, TelegramUser, TicketId};

/// A press that comes sooner is the same thumb, not a second thought.
const DOUBLE_TAP_WINDOW: SignedDuration = SignedDuration::from_millis(1500);

/// Who has changed which ticket within the last moment, and how.
#[derive(Default)]
pub struct DoubleTapGuard {
    latest: Mutex<HashMap<(TelegramUser, TicketId), (TicketChange, Timestamp)>>,
    /// Where a button was pressed that ends something else, in whose place the way back stands then.
    endings: Mutex<HashMap<(TelegramUser, CardRef), Timestamp>>,
}

impl DoubleTapGuard {
    /// What this person has done to the ticket a moment ago.
    pub fn find_recent(&self, who: TelegramUser, ticket: TicketId, now: Timestamp) -> Option<TicketChange> {
        let latest = self.latest.lock();
        latest.get(&(who, ticket)).filter(|(_, at)| is_recent(*at, now)).map(|(change, _)| *change)
    }

    /// Notes what this person has done to the ticket now.
    pub fn note_change(&self, who: TelegramUser, ticket: TicketId, change: TicketChange, now: Timestamp) {
        let mut latest = self.latest.lock();
        latest.retain(|_, (_, at)| is_recent(*at, now));
        latest.insert((who, ticket), (change, now));
    }

    /// Notes that this person has ended something with a button of this message.
    pub fn note_ending(&self, who: TelegramUser, at: CardRef, now: Timestamp) {
        let mut endings = self.endings.lock();
        endings.retain(|_, noted| is_recent(*noted, now));
        endings.insert((who, at), now);
    }

    /// Whether this person has done so a moment ago.
    pub fn has_just_ended(&self, who: TelegramUser, at: CardRef, now: Timestamp) -> bool {
        self.endings.lock().get(&(who, at)).is_some_and(|noted| is_recent(*noted, now))
    }
}

/// A clock that was put back makes nothing recent for longer.
fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at).abs() < DOUBLE_TAP_WINDOW
}
