//! Ephemeral messages (Bot API 10.2): what one member of a chat alone sees, in the place of a message or below all others.
//! Nothing of them is in the chat itself, and they have numbers of their own. What a call may do with them is in `methods`.

use jiff::{SignedDuration, Timestamp};

use super::message::Stored;

/// For so long after a press or a command it may be answered by one.
const PATIENCE: SignedDuration = SignedDuration::from_secs(15);

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Ephemeral {
    pub number: i64,
    /// The only person who sees it.
    pub receiver: i64,
    /// The message of the chat that it stands in the place of.
    pub replaces: Option<i32>,
    /// Its number as a message is zero.
    pub message: Stored,
    /// Its receiver had no connection when it came.
    pub lost: bool,
}

/// The message whose button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pressed {
    pub chat: i64,
    /// Zero for an ephemeral one.
    pub message: i32,
}

/// Whether something that happened at that moment may still be answered.
pub(super) fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < PATIENCE
}

impl Ephemeral {
    pub fn is_of(&self, chat: i64, receiver: i64) -> bool {
        self.message.chat == chat && self.receiver == receiver && !self.message.deleted
    }

    /// Whether this person's client shows it in this chat.
    pub fn is_shown(&self, chat: i64, user: i64) -> bool {
        self.is_of(chat, user) && !self.lost
    }
}
