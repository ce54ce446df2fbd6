//! A message as the simulator keeps it. How the Bot API shows it is in `message_json`.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::bots::{BOT_ID, GROUP_ANONYMOUS_BOT};
use super::entities::Formatted;

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
    /// `external_reply`.
    pub external_reply: Option<Value>,
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
            external_reply: None,
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
