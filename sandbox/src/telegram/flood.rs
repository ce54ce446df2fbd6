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
const GROUP: [Rate; 2] = [Rate { messages: 1, seconds: 1 }, Rate { messages: 20, seconds: 60 }];

/// Nothing further back than this counts.
const LONGEST: SignedDuration = SignedDuration::from_secs(60);

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
        let rates = if chat > 0 { &[PRIVATE][..] } else { &GROUP[..] };
        let in_chat = self.chats.entry(chat).or_default();
        let in_chat_wait = rates.iter().map(|rate| rate.wait(in_chat, now)).max().unwrap_or_default();
        let wait = in_chat_wait.max(OVERALL.wait(&mut self.overall, now));
        if wait > 0 {
            return Err(wait);
        }
        in_chat.push_back(now);
        self.overall.push_back(now);
        Ok(())
    }
}

impl Rate {
    /// Whole seconds until there is room, after forgetting what lies too far back for any rate.
    fn wait(self, sent: &mut VecDeque<Timestamp>, now: Timestamp) -> u64 {
        while sent.front().is_some_and(|first| now.duration_since(*first) >= LONGEST) {
            sent.pop_front();
        }
        // The oldest of the last `messages`: once it is far enough back, one more fits.
        let oldest = sent.len().checked_sub(self.messages).and_then(|place| sent.get(place));
        let span = SignedDuration::from_secs(self.seconds);
        let Some(first) = oldest.filter(|first| now.duration_since(**first) < span) else { return 0 };
        let left = span - now.duration_since(*first);
        // Rounded up: Telegram never names a moment that is too early.
        u64::try_from(left.as_millis()).unwrap_or(0).div_ceil(1000).max(1)
    }
}
