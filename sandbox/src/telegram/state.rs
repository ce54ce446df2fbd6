//! What the simulated Telegram knows: people, chats, topics, and what waits for the bot. Holds and finds things and
//! renders people and chats as JSON; the rules of the methods live in `methods`, those of the people in `person`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::bots::{BOT_ID, BOT_NAME, BOT_USERNAME, GROUP_ANONYMOUS_BOT};
use super::ephemeral::Ephemeral;
use super::error::ApiError;
use super::faults::Faults;
use super::flood::Flood;
use super::journal::Journal;
use super::message::Stored;
use super::params::{ChatName, Params};
use super::profile::Profile;
use super::queries::Queries;
use super::updates::Queue;
use crate::clock::Clock;
use crate::mischief::Mischiefs;

/// Everything.
pub(super) struct State {
    pub clock: Arc<dyn Clock>,
    pub people: BTreeMap<i64, Person>,
    pub chats: BTreeMap<i64, Chat>,
    pub queue: Queue,
    pub queries: Queries,
    pub profile: Profile,
    pub flood: Flood,
    pub faults: Faults,
    pub journal: Journal,
    pub mischief: Mischiefs,
    pub files: BTreeMap<String, Vec<u8>>,
    pub privacy: Privacy,
    pub denied: BTreeSet<Ability>,
    /// Methods, parameters and tags that this server is too old for.
    pub lacking: BTreeSet<&'static str>,
    pub ephemerals: Vec<Ephemeral>,
    /// Groups in which they don't work.
    pub refuses_ephemerals: BTreeSet<i64>,
    /// People who have no connection: what is not kept for them is lost.
    pub offline: BTreeSet<i64>,
    /// How far the clock of the answers is ahead.
    pub skew: SignedDuration,
    /// Private chats and plain groups number their messages together, as at Telegram.
    next_common_message: i32,
    next_id: i64,
}

/// Whether the bot reads everything in groups or only what is meant for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    On,
    Off,
}

/// What @BotFather can deny a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    InlineMode,
    JoinGroups,
}

/// What a person has done about the bot's private chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contact {
    Stranger,
    Started,
    Blocked,
    Deactivated,
}

/// Somebody with an account at Telegram.
pub(super) struct Person {
    pub id: i64,
    pub first_name: String,
    pub username: Option<String>,
    pub language: String,
    pub contact: Contact,
}

/// What kind of chat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChatKind {
    Private,
    Group,
    Supergroup,
    /// A supergroup with topics.
    Forum,
    Channel,
}

/// What a person is in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    Creator,
    Administrator,
    Member,
}

/// What the bot is in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Never was there.
    Absent,
    Member,
    Administrator,
    /// A member who may not write.
    Muted,
    Left,
    Kicked,
}

/// A topic of a forum.
pub(super) struct Topic {
    pub name: String,
    pub door: Door,
}

/// Whether a topic takes messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Open,
    Closed,
}

/// A chat and what stands in it.
pub(super) struct Chat {
    pub id: i64,
    pub kind: ChatKind,
    pub title: String,
    pub username: Option<String>,
    pub members: BTreeMap<i64, Rank>,
    pub bot: Standing,
    pub topics: BTreeMap<i32, Topic>,
    pub messages: BTreeMap<i32, Stored>,
    /// The supergroup that this group has become.
    pub migrated_to: Option<i64>,
    /// The emoji that may be reacted with; all that Telegram has if not set.
    pub allowed_reactions: Option<Vec<String>>,
    next_message: i32,
}

impl State {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            people: BTreeMap::new(),
            chats: BTreeMap::new(),
            queue: Queue::default(),
            queries: Queries::default(),
            profile: Profile::default(),
            flood: Flood::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            mischief: Mischiefs::default(),
            files: BTreeMap::new(),
            privacy: Privacy::On,
            denied: BTreeSet::new(),
            lacking: BTreeSet::new(),
            ephemerals: Vec::new(),
            refuses_ephemerals: BTreeSet::new(),
            offline: BTreeSet::new(),
            skew: SignedDuration::ZERO,
            next_common_message: 1,
            next_id: 1,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A number that no other thing has.
    pub fn fresh(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// The number of the next message in this chat.
    pub fn next_message_id(&mut self, chat: i64) -> i32 {
        let counter = match self.chats.get_mut(&chat) {
            Some(chat) if !matches!(chat.kind, ChatKind::Private | ChatKind::Group) => &mut chat.next_message,
            _ => &mut self.next_common_message,
        };
        *counter += 1;
        *counter
    }

    /// The next message of each chat gets a number above this one.
    pub fn count_messages_from(&mut self, number: i32) {
        self.next_common_message = number;
        self.chats.values_mut().for_each(|chat| chat.next_message = number);
    }

    /// Puts a message into its chat.
    pub fn keep(&mut self, message: Stored) {
        if let Some(chat) = self.chats.get_mut(&message.chat) {
            chat.messages.insert(message.id, message);
        }
    }

    /// A message that stands in a chat: present and not deleted.
    pub fn standing(&self, chat: i64, id: i32) -> Option<&Stored> {
        self.chats.get(&chat)?.messages.get(&id).filter(|message| !message.deleted)
    }

    pub fn standing_mut(&mut self, chat: i64, id: i32) -> Option<&mut Stored> {
        self.chats.get_mut(&chat)?.messages.get_mut(&id).filter(|message| !message.deleted)
    }

    /// The chat that a call names, whether or not the bot may write there.
    pub fn named_chat(&self, params: &Params, name: &str) -> Result<&Chat, ApiError> {
        let chat = match params.chat(name)? {
            ChatName::Id(id) => self.chats.get(&id),
            ChatName::Username(username) => self.chats.values().find(|chat| {
                // People are not found by name, chats are.
                chat.kind != ChatKind::Private
                    && chat.username.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(username))
            }),
        };
        chat.filter(|chat| chat.bot != Standing::Absent).ok_or_else(|| ApiError::bad("chat not found"))
    }

    /// The chat that a call names, if the bot is in it.
    pub fn entered_chat(&self, params: &Params) -> Result<&Chat, ApiError> {
        let chat = self.named_chat(params, "chat_id")?;
        if let Some(to) = chat.migrated_to {
            return Err(ApiError::migrated(to));
        }
        if chat.kind == ChatKind::Private {
            return match self.people.get(&chat.id).map(|person| person.contact) {
                Some(Contact::Started) => Ok(chat),
                Some(Contact::Blocked) => Err(ApiError::forbidden("bot was blocked by the user")),
                Some(Contact::Deactivated) => Err(ApiError::forbidden("user is deactivated")),
                _ => Err(ApiError::forbidden("bot can't initiate conversation with a user")),
            };
        }
        let kind = chat.kind.of_group();
        match chat.bot {
            Standing::Member | Standing::Administrator | Standing::Muted => Ok(chat),
            Standing::Kicked => Err(ApiError::forbidden(&format!("bot was kicked from the {kind} chat"))),
            Standing::Left | Standing::Absent => {
                Err(ApiError::forbidden(&format!("bot is not a member of the {kind} chat")))
            }
        }
    }

    /// The chat that a call names, if the bot may write there.
    pub fn writable_chat(&self, params: &Params) -> Result<i64, ApiError> {
        let chat = self.entered_chat(params)?;
        let may_write = match chat.kind {
            ChatKind::Channel => chat.bot == Standing::Administrator,
            _ => chat.bot != Standing::Muted,
        };
        match (may_write, chat.kind) {
            (true, _) => Ok(chat.id),
            (false, ChatKind::Channel) => Err(ApiError::bad("need administrator rights in the channel chat")),
            (false, _) => Err(ApiError::bad("not enough rights to send text messages to the chat")),
        }
    }

    /// The bot as a user.
    pub fn bot_json() -> Value {
        json!({ "id": BOT_ID, "is_bot": true, "first_name": BOT_NAME, "username": BOT_USERNAME })
    }

    /// A user as updates show them. The bot is one, and so is the anonymous administrator's stand-in.
    pub fn user_json(&self, id: i64) -> Value {
        match (id, self.people.get(&id)) {
            (BOT_ID, _) => Self::bot_json(),
            (GROUP_ANONYMOUS_BOT, _) => {
                json!({ "id": id, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" })
            }
            (_, Some(person)) => person.json(),
            (_, None) => json!({ "id": id, "is_bot": false, "first_name": "Somebody" }),
        }
    }

    /// A chat as updates show it.
    pub fn chat_json(&self, id: i64) -> Value {
        let Some(chat) = self.chats.get(&id) else { return json!({ "id": id, "type": "private" }) };
        let mut json = json!({ "id": id, "type": chat.kind.name() });
        let username = match self.people.get(&id) {
            Some(person) => {
                json["first_name"] = json!(person.first_name);
                &person.username
            }
            None => {
                json["title"] = json!(chat.title);
                &chat.username
            }
        };
        if let Some(username) = username {
            json["username"] = json!(username);
        }
        match chat.kind {
            ChatKind::Forum => json["is_forum"] = json!(true),
            ChatKind::Group => json["all_members_are_administrators"] = json!(false),
            _ => {}
        }
        json
    }
}

impl Person {
    fn json(&self) -> Value {
        let mut json = json!({ "id": self.id, "is_bot": false, "first_name": self.first_name });
        if let Some(username) = &self.username {
            json["username"] = json!(username);
        }
        if !self.language.is_empty() {
            json["language_code"] = json!(self.language);
        }
        json
    }
}

impl ChatKind {
    fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup | Self::Forum => "supergroup",
            Self::Channel => "channel",
        }
    }

    /// The word in "bot was kicked from the … chat".
    fn of_group(self) -> &'static str {
        self.name()
    }
}

impl Chat {
    pub fn new(id: i64, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            username: None,
            members: BTreeMap::new(),
            bot: Standing::Absent,
            topics: BTreeMap::new(),
            messages: BTreeMap::new(),
            migrated_to: None,
            allowed_reactions: None,
            next_message: 0,
        }
    }

    /// What stays the same for a chat in every press of its buttons.
    pub fn instance(&self) -> String {
        // Any fixed scrambling will do: it must only differ from the chat's number.
        self.id.wrapping_mul(0x2545_F491_4F6C_DD1D).to_string()
    }

    pub fn is_admin(&self, user: i64) -> bool {
        matches!(self.members.get(&user), Some(Rank::Creator | Rank::Administrator))
    }
}
