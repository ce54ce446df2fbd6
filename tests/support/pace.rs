//! How fast a person presses. Whoever means two different things with a ticket takes a moment between them; what comes
//! sooner is one thumb that taps twice.

use std::collections::HashMap;
use std::sync::Mutex;

use deskgram::callback::{Callback, GroupPress, GroupStep, ReplyPress};
use jiff::{SignedDuration, Timestamp};

/// So long a person looks at the card before they press something else.
const SECOND_THOUGHT: SignedDuration = SignedDuration::from_secs(2);

/// When each person has pressed last what changes a ticket.
#[derive(Default)]
pub struct PressPace(Mutex<HashMap<(i64, Pressed), (Callback, Timestamp)>>);

/// What a press is about, as far as a second thought goes.
#[derive(PartialEq, Eq, Hash)]
enum Pressed {
    Ticket(i64),
    /// Whatever else can be ended with a press, and the way back from it.
    Ending,
}

impl PressPace {
    /// How long this person waits before they press what carries this.
    pub fn pause_before(&self, who: i64, data: &str, now: Timestamp) -> SignedDuration {
        let Some(callback) = Callback::decode(data) else { return SignedDuration::ZERO };
        let pressed = match callback {
            Callback::Act { ticket, .. } | Callback::Undo { ticket } => Pressed::Ticket(ticket.0),
            Callback::CancelJob { .. }
            | Callback::ReleaseAll
            | Callback::Reply(ReplyPress::Delete { .. })
            | Callback::Group(GroupPress { step: GroupStep::End, .. }) => Pressed::Ending,
            _ => return SignedDuration::ZERO,
        };
        let key = (who, pressed);
        let mut latest = self.0.lock().unwrap();
        let is_hasty = latest
            .get(&key)
            .is_some_and(|(last, at)| *last != callback && now.duration_since(*at).abs() < SECOND_THOUGHT);
        let pause = if is_hasty { SECOND_THOUGHT } else { SignedDuration::ZERO };
        latest.insert(key, (callback, now + pause));
        pause
    }
}
