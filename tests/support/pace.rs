//! How fast a person presses. Whoever means two different things with a ticket takes a moment between them; what comes
//! sooner is one thumb that taps twice.

use std::collections::HashMap;
use std::sync::Mutex;

use deskgram::callback::Callback;
use jiff::{SignedDuration, Timestamp};

/// So long a person looks at the card before they press something else.
const SECOND_THOUGHT: SignedDuration = SignedDuration::from_secs(2);

/// When each person has pressed last what changes a ticket.
#[derive(Default)]
pub struct PressPace(Mutex<HashMap<(i64, i64), (Callback, Timestamp)>>);

impl PressPace {
    /// How long this person waits before they press what carries this.
    pub fn pause_before(&self, who: i64, data: &str, now: Timestamp) -> SignedDuration {
        let Some(callback) = Callback::decode(data) else { return SignedDuration::ZERO };
        let (Callback::Act { ticket, .. } | Callback::Undo { ticket }) = callback else {
            return SignedDuration::ZERO;
        };
        let mut latest = self.0.lock().unwrap();
        let is_hasty = latest
            .get(&(who, ticket.0))
            .is_some_and(|(last, at)| *last != callback && now.duration_since(*at).abs() < SECOND_THOUGHT);
        let pause = if is_hasty { SECOND_THOUGHT } else { SignedDuration::ZERO };
        latest.insert((who, ticket.0), (callback, now + pause));
        pause
    }
}
