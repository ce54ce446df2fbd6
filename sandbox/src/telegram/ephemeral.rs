//! Ephemeral messages (Bot API 10.2): what one member of a chat alone sees, in the place of a message or below all others.
//! Nothing of them is in the chat itself, and they have numbers of their own. What a call may do with them is in `methods`.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::entities;
use super::message::{Author, Stored};
use super::state::State;

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

impl State {
    /// The parameters of a call that this server knows. The rest it leaves out without a word, as Telegram does.
    pub fn without_unknown(&self, mut params: Map<String, Value>) -> Map<String, Value> {
        params.retain(|name, _| !self.lacking.contains(name.as_str()));
        params
    }

    /// One that its receiver has and sees.
    pub fn standing_ephemeral(&self, chat: i64, receiver: i64, number: i64) -> Option<&Ephemeral> {
        self.ephemerals.iter().find(|found| found.is_of(chat, receiver) && found.number == number)
    }

    pub fn standing_ephemeral_mut(
        &mut self,
        chat: i64,
        receiver: i64,
        number: i64,
    ) -> Option<&mut Ephemeral> {
        self.ephemerals.iter_mut().find(|found| found.is_of(chat, receiver) && found.number == number)
    }

    /// Whether these words of a person are a command of the bot's menu that nobody else sees.
    pub fn is_ephemeral_command(&self, user: i64, chat: i64, text: &str) -> bool {
        let Some(said) = text.split_whitespace().next().and_then(entities::command) else { return false };
        let said = said.trim_start_matches('/');
        let name = said.split_once('@').map_or(said, |(name, _)| name);
        chat != user
            && self
                .visible_commands(user, chat)
                .iter()
                .any(|offered| offered.is_ephemeral && offered.command == name)
    }

    /// Tells the bot alone of such a command.
    pub fn announce_command(&mut self, user: i64, message: Stored) {
        let said = Ephemeral { number: self.fresh(), receiver: user, replaces: None, message, lost: false };
        let payload = self.ephemeral_json(&said);
        self.ephemerals.push(said);
        self.update("message", payload);
    }

    /// An ephemeral message as the Bot API shows it.
    pub fn ephemeral_json(&self, ephemeral: &Ephemeral) -> Value {
        let mut json = self.message_json(&ephemeral.message);
        json["ephemeral_message_id"] = json!(ephemeral.number);
        if ephemeral.message.author == Author::Bot {
            json["receiver_user"] = self.user_json(ephemeral.receiver);
        }
        json
    }
}

impl Ephemeral {
    fn is_of(&self, chat: i64, receiver: i64) -> bool {
        self.message.chat == chat && self.receiver == receiver && !self.message.deleted
    }

    /// Whether this person's client shows it in this chat.
    pub fn is_shown(&self, chat: i64, user: i64) -> bool {
        self.is_of(chat, user) && !self.lost
    }
}
