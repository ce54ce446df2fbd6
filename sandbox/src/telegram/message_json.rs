//! A message as the Bot API shows it.

use serde_json::{Value, json};

use super::bots::GROUP_ANONYMOUS_BOT;
use super::message::{Author, Body, Stored};
use super::state::{ChatKind, State};

impl State {
    /// A message as the Bot API shows it, with the message that it replies to.
    pub fn message_json(&self, message: &Stored) -> Value {
        let mut json = self.bare_message_json(message);
        let forum = self.chats.get(&message.chat).is_some_and(|chat| chat.kind == ChatKind::Forum);
        // In a topic, a message that replies to nothing seems to reply to the message that opened the topic.
        let reply_to = message.reply_to.or(message.thread.filter(|_| forum));
        if let Some(replied) = reply_to.and_then(|id| self.standing(message.chat, id)) {
            json["reply_to_message"] = self.bare_message_json(replied);
        }
        json
    }

    fn bare_message_json(&self, message: &Stored) -> Value {
        let mut json = json!({
            "message_id": message.id,
            "date": message.date.as_second(),
            "chat": self.chat_json(message.chat),
        });
        match message.author {
            Author::Bot => json["from"] = Self::bot_json(),
            Author::Person(id) => json["from"] = self.user_json(id),
            Author::AnonymousAdmin => {
                json["from"] = self.user_json(GROUP_ANONYMOUS_BOT);
                json["sender_chat"] = self.chat_json(message.chat);
            }
            Author::Channel => json["sender_chat"] = self.chat_json(message.chat),
        }
        self.place(message, &mut json);
        let (text, entities) = match &message.body {
            Body::Text => ("text", "entities"),
            Body::Media(fields) | Body::Service(fields) => {
                fields.iter().for_each(|(key, value)| json[key] = value.clone());
                ("caption", "caption_entities")
            }
        };
        if !message.content.text.is_empty() {
            json[text] = json!(message.content.text);
            if !message.content.entities.is_empty() {
                json[entities] = json!(message.content.entities);
            }
        }
        let optional = [
            ("reply_markup", message.keyboard.clone()),
            ("via_bot", message.via_bot.then(Self::bot_json)),
            ("forward_origin", message.origin.clone()),
            ("external_reply", message.external_reply.clone()),
            ("media_group_id", message.album.clone().map(Value::from)),
            ("edit_date", message.edited.map(|at| at.as_second().into())),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                json[key] = value;
            }
        }
        json
    }

    /// The thread as it is shown: in a forum and in a private chat the topic; in a plain supergroup the chain of replies has one as well,
    /// which is no topic.
    fn place(&self, message: &Stored, json: &mut Value) {
        let Some(chat) = self.chats.get(&message.chat) else { return };
        match (chat.kind, message.thread, message.reply_to) {
            (ChatKind::Forum | ChatKind::Private, Some(thread), _) => {
                json["message_thread_id"] = json!(thread);
                json["is_topic_message"] = json!(true);
            }
            (ChatKind::Supergroup, _, Some(reply)) => {
                let mut root = reply;
                while let Some(above) = chat.messages.get(&root).and_then(|message| message.reply_to) {
                    root = above;
                }
                json["message_thread_id"] = json!(root);
            }
            _ => {}
        }
    }

    /// A message as a press shows it when it is gone.
    pub fn inaccessible_json(&self, chat: i64, id: i32) -> Value {
        json!({ "chat": self.chat_json(chat), "message_id": id, "date": 0 })
    }
}
