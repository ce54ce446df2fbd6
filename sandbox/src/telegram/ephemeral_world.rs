//! Ephemeral messages in the world: which of them stands, how the Bot API shows it, and commands that their sender alone sees.

use serde_json::{Map, Value, json};

use super::entities;
use super::ephemeral::Ephemeral;
use super::message::{Author, Stored};
use super::state::State;

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

    /// Tells the bot alone of such a command, or of the answer to an ephemeral message.
    pub fn announce_alone(&mut self, user: i64, message: Stored, reply_to: Option<i64>) {
        let replied = reply_to.and_then(|number| self.standing_ephemeral(message.chat, user, number));
        let replied = replied.map(|replied| self.ephemeral_json(replied));
        let said = Ephemeral { number: self.fresh(), receiver: user, replaces: None, message, lost: false };
        let mut payload = self.ephemeral_json(&said);
        if let Some(replied) = replied {
            payload["reply_to_message"] = replied;
        }
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
