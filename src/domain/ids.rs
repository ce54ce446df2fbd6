//! The identifiers of both servers, each a type of its own, so that one can't be passed for another.
//! Nothing here parses, reads or writes: minting is the business of the adapters.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// The number of a ticket: unique in the helpdesk, shown to people. No call of the helpdesk accepts it.
    TicketId(i64)
}
number! {
    /// A unit (department) of the helpdesk.
    UnitId(i64)
}
number! {
    /// A subject of the helpdesk's list of subjects.
    SubjectId(i64)
}
number! {
    /// A person in Telegram. In a private chat the chat has the same number.
    TelegramUser(i64)
}
number! {
    /// A chat in Telegram: positive for private chats, negative for groups. Changes when a group becomes a supergroup.
    ChatId(i64)
}
number! {
    /// A message within one chat.
    MessageId(i32)
}
number! {
    /// A question of a dialogue: the buttons below it carry this number, and answer no other.
    QuestionId(i64)
}
number! {
    /// A topic of a forum: the id of the service message that opened it.
    ThreadId(i32)
}

impl TelegramUser {
    /// Behind what Telegram says of nobody in particular, and behind the bot's own jobs. Telegram numbers people from 1.
    pub const NOBODY: Self = Self(0);
    /// Stands where a person would for the lists of the service account, whom nobody in Telegram is.
    pub const SERVICE_ACCOUNT: Self = Self::NOBODY;

    /// The private chat with this person.
    pub fn private_chat(self) -> ChatId {
        ChatId(self.0)
    }
}

impl ChatId {
    /// Whether this is a chat with one person (Telegram numbers groups and channels below zero).
    pub fn is_private(self) -> bool {
        self.0 > 0
    }

    /// Whether this is a supergroup or a channel, which Telegram numbers below all other groups.
    pub fn is_supergroup(self) -> bool {
        self.0 < -1_000_000_000_000
    }
}

/// The helpdesk's public name of a ticket: md5 of the second in which it was made, so two tickets can share one.
/// Never a key by itself; see [`TicketRef`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketHash(pub String);

/// The helpdesk's public name of a person. An account's API key may be derived from it, so it is treated as a secret:
/// never shown, never logged (its `Debug` is redacted), and stored only sealed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserHash(#[serde(with = "super::secret")] pub String);

impl fmt::Debug for UserHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserHash(…)")
    }
}

/// What names a ticket for certain: the number says which, the hash is what calls need.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketRef {
    pub id: TicketId,
    pub hash: TicketHash,
}

/// Where a message goes: a chat and, in a forum, one of its topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    pub chat: ChatId,
    pub thread: Option<ThreadId>,
}

impl Target {
    /// The chat itself, outside any topic.
    pub fn whole_chat(chat: ChatId) -> Self {
        Self { chat, thread: None }
    }
}

/// A message that stands in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CardRef {
    pub chat: ChatId,
    pub message: MessageId,
}

impl Target {
    /// The person whose private chat this is.
    pub fn private_user(self) -> Option<TelegramUser> {
        self.chat.is_private().then_some(TelegramUser(self.chat.0))
    }
}
