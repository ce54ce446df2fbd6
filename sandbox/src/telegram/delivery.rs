//! What becomes an update for the bot: who said what where, and whether the bot may see it.

use serde_json::{Value, json};

use super::bots::{BOT_ID, BOT_USERNAME};
use super::entities;
use super::message::{Author, Stored};
use super::state::{ChatKind, Contact, Privacy, Standing, State};
use crate::mischief::Mischief;

impl State {
    /// Tells the bot of a message that was sent or edited, if it may see it.
    pub fn announce(&mut self, chat: i64, id: i32) {
        let Some(message) = self.standing(chat, id) else { return };
        if message.author == Author::Bot || !self.bot_sees(message) {
            return;
        }
        let kind = match (message.author, message.edits) {
            (Author::Channel, 0) => "channel_post",
            (Author::Channel, _) => "edited_channel_post",
            (_, 0) => "message",
            (_, _) => "edited_message",
        };
        let says_something = !message.is_service();
        let payload = self.message_json(message);
        self.update(kind, payload.clone());
        if says_something && self.mischief.plays(Mischief::RepeatedEdits) {
            self.repeat_as_edit(kind, payload);
        }
    }

    /// Tells of a message once more, as if it had been edited: nothing in it has changed.
    fn repeat_as_edit(&mut self, kind: &str, mut payload: Value) {
        let edited = if kind.ends_with("channel_post") { "edited_channel_post" } else { "edited_message" };
        payload["edit_date"] = json!(self.now().as_second());
        self.update(edited, payload);
    }

    /// Queues an update.
    pub fn update(&mut self, kind: &str, payload: Value) {
        let now = self.now();
        self.queue.push(kind, payload, now);
    }

    /// Puts a service message into a chat and tells the bot. Gives its number.
    pub fn post_service(&mut self, chat: i64, author: Author, thread: Option<i32>, fields: Value) -> i32 {
        let id = self.next_message_id(chat);
        let message = Stored { thread, ..Stored::new(id, chat, author, self.now()).service(fields) };
        self.keep(message);
        self.announce(chat, id);
        id
    }

    fn bot_sees(&self, message: &Stored) -> bool {
        let Some(chat) = self.chats.get(&message.chat) else { return false };
        match (chat.kind, chat.bot) {
            (ChatKind::Private, _) => {
                self.people.get(&chat.id).is_some_and(|person| person.contact == Contact::Started)
            }
            (_, Standing::Administrator) => true,
            (ChatKind::Channel, _) => false,
            (_, Standing::Member | Standing::Muted) => {
                self.privacy == Privacy::Off || message.is_service() || self.is_meant_for_bot(message)
            }
            (_, Standing::Absent | Standing::Left | Standing::Kicked) => false,
        }
    }

    /// What privacy mode lets through: commands that aren't another bot's, and replies to the bot.
    fn is_meant_for_bot(&self, message: &Stored) -> bool {
        let replied = message.reply_to.and_then(|id| self.standing(message.chat, id));
        if replied.is_some_and(|replied| replied.author == Author::Bot) {
            return true;
        }
        let command = message.content.text.split_whitespace().next().and_then(entities::command);
        command.is_some_and(|command| {
            command.split_once('@').is_none_or(|(_, bot)| bot.eq_ignore_ascii_case(BOT_USERNAME))
        })
    }

    /// Changes what the bot is in a chat, and tells it so.
    pub fn set_standing(&mut self, chat: i64, by: i64, standing: Standing) {
        let before = self.chats.get(&chat).map(|chat| self.member_json(chat, BOT_ID));
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.bot = standing;
        }
        let after = self.chats.get(&chat).map(|chat| self.member_json(chat, BOT_ID));
        let change = json!({
            "chat": self.chat_json(chat),
            "from": self.user_json(by),
            "date": self.now().as_second(),
            "old_chat_member": before,
            "new_chat_member": after,
        });
        self.update("my_chat_member", change);
    }

    /// Changes what the person has done about the bot's private chat, and tells the bot.
    pub fn set_contact(&mut self, user: i64, contact: Contact) {
        let Some(person) = self.people.get_mut(&user) else { return };
        let before = std::mem::replace(&mut person.contact, contact);
        // The first start is no change of membership at Telegram, only a block and its end are.
        let status = |contact| match contact {
            Contact::Started | Contact::Stranger => "member",
            Contact::Blocked | Contact::Deactivated => "kicked",
        };
        if status(before) == status(contact) || contact == Contact::Deactivated {
            return;
        }
        let seen = |contact| {
            let mut member = json!({ "status": status(contact), "user": Self::bot_json() });
            if status(contact) == "kicked" {
                member["until_date"] = json!(0);
            }
            member
        };
        let change = json!({
            "chat": self.chat_json(user),
            "from": self.user_json(user),
            "date": self.now().as_second(),
            "old_chat_member": seen(before),
            "new_chat_member": seen(contact),
        });
        self.update("my_chat_member", change);
    }

    /// Tells the bot of another person's coming, going or rise, which only administrators hear.
    pub fn announce_member(&mut self, chat: i64, user: i64, by: i64, before: Value) {
        let Some(found) = self.chats.get(&chat).filter(|chat| chat.bot == Standing::Administrator) else {
            return;
        };
        let change = json!({
            "chat": self.chat_json(chat),
            "from": self.user_json(by),
            "date": self.now().as_second(),
            "old_chat_member": before,
            "new_chat_member": self.member_json(found, user),
        });
        self.update("chat_member", change);
    }
}
