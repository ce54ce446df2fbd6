//! A message as the simulator keeps it, and as the Bot API shows it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::entities::Formatted;
use super::state::{BOT_ID, ChatKind, GROUP_ANONYMOUS_BOT, State};

/// Who stands as a message's author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Author {
    Bot,
    Person(i64),
    /// An administrator who writes as the group.
    AnonymousAdmin,
    /// A post of the channel itself.
    Channel,
}

/// Whether a message rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Sound {
    Ringing,
    Silent,
}

/// What a message carries besides its text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    Text,
    /// Fields of the attachment; the text is its caption.
    Media(Map<String, Value>),
    /// Something that happened in the chat.
    Service(Map<String, Value>),
}

/// A reaction on a message.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Reaction {
    /// The person's number, or the bot's.
    pub by: i64,
    pub emoji: String,
}

/// A message.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub id: i32,
    pub chat: i64,
    pub thread: Option<i32>,
    pub author: Author,
    pub date: Timestamp,
    pub body: Body,
    pub content: Formatted,
    /// An inline keyboard.
    pub keyboard: Option<Value>,
    /// A keyboard for the person, or its removal, or a forced reply: not shown in the message.
    pub reply_keyboard: Option<Value>,
    pub reply_to: Option<i32>,
    /// `forward_origin`.
    pub origin: Option<Value>,
    pub album: Option<String>,
    /// Sent through the bot's own inline results.
    pub via_bot: bool,
    pub reactions: Vec<Reaction>,
    pub sound: Sound,
    pub edits: u32,
    pub edited: Option<Timestamp>,
    pub pinned: bool,
    /// Kept after its deletion, so that a test can see what was there.
    pub deleted: bool,
}

impl Stored {
    pub fn new(id: i32, chat: i64, author: Author, date: Timestamp) -> Self {
        Self {
            id,
            chat,
            thread: None,
            author,
            date,
            body: Body::Text,
            content: Formatted::default(),
            keyboard: None,
            reply_keyboard: None,
            reply_to: None,
            origin: None,
            album: None,
            via_bot: false,
            reactions: Vec::new(),
            sound: Sound::Ringing,
            edits: 0,
            edited: None,
            pinned: false,
            deleted: false,
        }
    }

    /// A service message of these fields.
    pub fn service(self, fields: Value) -> Self {
        let fields = fields.as_object().cloned().unwrap_or_default();
        Self { body: Body::Service(fields), ..self }
    }

    pub fn is_service(&self) -> bool {
        matches!(self.body, Body::Service(_))
    }

    /// The buttons of the inline keyboard, row by row.
    pub fn rows(&self) -> impl Iterator<Item = &Vec<Value>> {
        let rows = self.keyboard.as_ref().and_then(|keyboard| keyboard["inline_keyboard"].as_array());
        rows.into_iter().flatten().filter_map(Value::as_array)
    }
}

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

    /// The thread as it is shown: in a forum the topic; in a plain supergroup the chain of replies has one as well,
    /// which is no topic.
    fn place(&self, message: &Stored, json: &mut Value) {
        let Some(chat) = self.chats.get(&message.chat) else { return };
        match (chat.kind, message.thread, message.reply_to) {
            (ChatKind::Forum, Some(thread), _) => {
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

impl Author {
    /// The number that the author's `from` carries; a channel has none.
    pub fn user(self) -> Option<i64> {
        match self {
            Self::Bot => Some(BOT_ID),
            Self::Person(id) => Some(id),
            Self::AnonymousAdmin => Some(GROUP_ANONYMOUS_BOT),
            Self::Channel => None,
        }
    }
}
