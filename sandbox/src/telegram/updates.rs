//! The updates that wait for the bot: numbering, the kinds it wants, confirmation by offset, and who may take them.
//! Which events become updates is decided where they happen.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Kinds that a bot gets only if it names them.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// How long Telegram keeps an update.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Where updates are sent instead of being asked for.
#[derive(Clone, Debug, Default)]
pub struct Webhook {
    pub url: String,
    pub secret: Option<String>,
    pub max_connections: i64,
    /// When the last delivery failed, and why.
    pub last_error: Option<(Timestamp, String)>,
}

/// How often an update is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Delivery {
    #[default]
    Once,
    /// Those of odd numbers twice in one answer, the others once more after they were confirmed.
    Twice,
}

/// The queue.
pub(super) struct Queue {
    waiting: VecDeque<(Timestamp, Value)>,
    /// Handed out once more whatever the offset says.
    again: Vec<Value>,
    last: Option<Value>,
    next_id: i64,
    /// What the bot asked for last; empty is the default set.
    pub allowed: Vec<String>,
    pub webhook: Option<Webhook>,
    pub delivery: Delivery,
    /// Which request is the newest poller: an older one has to give way.
    pub poller: u64,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            again: Vec::new(),
            last: None,
            next_id: 100_000_001,
            allowed: Vec::new(),
            webhook: None,
            delivery: Delivery::Once,
            poller: 0,
        }
    }
}

impl Queue {
    /// Adds an update if the bot wants this kind. The choice holds for updates made after it, as at Telegram.
    pub fn push(&mut self, kind: &str, payload: Value, now: Timestamp) {
        let wanted = match self.allowed.is_empty() {
            true => !ON_REQUEST.contains(&kind),
            false => self.allowed.iter().any(|allowed| allowed == kind),
        };
        if wanted {
            self.inject(json!({ kind: payload }), now);
        }
    }

    /// Adds any object as an update; it gets a number unless it has one.
    pub fn inject(&mut self, mut update: Value, now: Timestamp) {
        if update.get("update_id").is_none() {
            update["update_id"] = json!(self.next_id);
            self.next_id += 1;
        }
        self.last = Some(update.clone());
        self.waiting.push_back((now, update));
    }

    /// The next update gets the number after this one.
    pub fn count_from(&mut self, number: i64) {
        self.next_id = number + 1;
    }

    /// Hands out the newest update once more, under its old number.
    pub fn redeliver(&mut self) -> Option<()> {
        self.again.push(self.last.clone()?);
        Some(())
    }

    /// Forgets what the offset confirms: everything before it, or, if it is negative, all but so many from the end.
    pub fn confirm(&mut self, offset: i64, now: Timestamp) {
        self.waiting.retain(|(at, _)| now.duration_since(*at) < KEPT);
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let surplus = self.waiting.len().saturating_sub(keep);
            self.waiting.drain(..surplus);
        } else if offset > 0 {
            let confirmed = self.waiting.iter().filter(|(_, update)| number(update) < offset);
            let late = confirmed.map(|(_, update)| update).filter(|update| self.comes_late(update));
            self.again.extend(late.cloned().collect::<Vec<_>>());
            self.waiting.retain(|(_, update)| number(update) >= offset);
        }
    }

    /// The next updates; they stay until they are confirmed.
    pub fn batch(&mut self, limit: usize) -> Vec<Value> {
        let mut batch = std::mem::take(&mut self.again);
        for (_, update) in &self.waiting {
            let copies = if self.comes_doubled(update) { 2 } else { 1 };
            batch.extend(std::iter::repeat_n(update, copies).cloned());
        }
        batch.truncate(limit);
        batch
    }

    /// The oldest update, for a webhook.
    pub fn first(&self) -> Option<Value> {
        self.again.first().or(self.waiting.front().map(|(_, update)| update)).cloned()
    }

    /// Drops an update that the webhook has taken, once.
    pub fn taken(&mut self, update: &Value) {
        if let Some(at) = self.again.iter().position(|again| again == update) {
            self.again.remove(at);
        } else if let Some(at) = self.waiting.iter().position(|(_, waiting)| waiting == update) {
            self.waiting.remove(at);
            if self.delivery == Delivery::Twice {
                self.again.push(update.clone());
            }
        }
    }

    fn comes_doubled(&self, update: &Value) -> bool {
        self.delivery == Delivery::Twice && number(update) % 2 != 0
    }

    fn comes_late(&self, update: &Value) -> bool {
        self.delivery == Delivery::Twice && number(update) % 2 == 0
    }

    pub fn pending(&self) -> Vec<Value> {
        self.again.iter().chain(self.waiting.iter().map(|(_, update)| update)).cloned().collect()
    }

    pub fn drop_all(&mut self) {
        self.waiting.clear();
        self.again.clear();
    }
}

fn number(update: &Value) -> i64 {
    update["update_id"].as_i64().unwrap_or_default()
}
