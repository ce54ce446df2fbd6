//! Telegram's limits on how fast a bot may write, measured on the simulator's clock. Telegram publishes them as rules of
//! thumb; here they are hard.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

/// Whether the limits are enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Limits {
    #[default]
    On,
    Off,
}

/// So many messages within so many seconds.
#[derive(Clone, Copy)]
struct Rate {
    messages: usize,
    seconds: i64,
}

/// All chats together.
const OVERALL: Rate = Rate { messages: 30, seconds: 1 };
/// One a second in a private chat, and a little ahead of it.
const PRIVATE: Rate = Rate { messages: 3, seconds: 3 };
const GROUP: Rate = Rate { messages: 20, seconds: 60 };

/// When the bot wrote, lately.
#[derive(Default)]
pub(super) struct Flood {
    pub limits: Limits,
    overall: VecDeque<Timestamp>,
    chats: BTreeMap<i64, VecDeque<Timestamp>>,
}

impl Flood {
    /// Counts a message or an edit.
    ///
    /// # Errors
    /// The number of seconds to wait; then nothing was counted.
    pub fn charge(&mut self, chat: i64, now: Timestamp) -> Result<(), u64> {
        if self.limits == Limits::Off {
            return Ok(());
        }
        let rate = if chat > 0 { PRIVATE } else { GROUP };
        let in_chat = self.chats.entry(chat).or_default();
        let wait = rate.wait(in_chat, now).max(OVERALL.wait(&mut self.overall, now));
        if wait > 0 {
            return Err(wait);
        }
        in_chat.push_back(now);
        self.overall.push_back(now);
        Ok(())
    }
}

impl Rate {
    /// Whole seconds until there is room, after forgetting what lies too far back.
    fn wait(self, sent: &mut VecDeque<Timestamp>, now: Timestamp) -> u64 {
        let span = SignedDuration::from_secs(self.seconds);
        while sent.front().is_some_and(|first| now.duration_since(*first) >= span) {
            sent.pop_front();
        }
        let Some(first) = sent.front().filter(|_| sent.len() >= self.messages) else { return 0 };
        let left = span - now.duration_since(*first);
        // Rounded up: Telegram never names a moment that is too early.
        u64::try_from(left.as_millis()).unwrap_or(0).div_ceil(1000).max(1)
    }
}
