//! Telegram's limits as they would have been kept: counts what it would have refused with a 429, and refuses nothing.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// So many messages within such a time.
#[derive(Clone, Copy)]
struct Rate {
    messages: usize,
    within: Duration,
}

const OVERALL: Rate = Rate { messages: 30, within: Duration::from_secs(1) };
const PRIVATE: Rate = Rate { messages: 3, within: Duration::from_secs(3) };
const GROUP: Rate = Rate { messages: 20, within: Duration::from_secs(60) };

/// What was sent lately, and how often that was too much.
#[derive(Default)]
pub struct Flood {
    all: VecDeque<Instant>,
    chats: HashMap<i64, VecDeque<Instant>>,
    /// Too many in all, and too many in one chat.
    pub overall: u64,
    pub in_chat: u64,
}

impl Flood {
    /// Counts a message or an edit.
    pub fn sent(&mut self, chat: i64, now: Instant) {
        let rate = if chat > 0 { PRIVATE } else { GROUP };
        let in_chat = self.chats.entry(chat).or_default();
        let (chat_full, all_full) = (rate.is_full(in_chat, now), OVERALL.is_full(&mut self.all, now));
        if chat_full || all_full {
            self.overall += u64::from(all_full);
            self.in_chat += u64::from(chat_full);
            return;
        }
        in_chat.push_back(now);
        self.all.push_back(now);
    }
}

impl Rate {
    fn is_full(self, sent: &mut VecDeque<Instant>, now: Instant) -> bool {
        while sent.front().is_some_and(|first| now.duration_since(*first) >= self.within) {
            sent.pop_front();
        }
        sent.len() >= self.messages
    }
}
