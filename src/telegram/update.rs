//! An update from Telegram, as far as deskgram acts on it. How it is read is in `raw_update`.

use jiff::Timestamp;

use super::attachment::Attachment;
use super::command::parse_command;
use super::media_kind::MediaKind;
use super::own_message::OwnMessage;
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, TelegramUser, ThreadId, TicketId};
use crate::i18n::Lang;

/// One update, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct IncomingUpdate {
    pub update: i64,
    pub from: Sender,
    pub place: ChatContext,
    pub what: UpdateKind,
}

/// Who is behind an update.
#[derive(Clone, Debug, PartialEq)]
pub struct Sender {
    pub who: TelegramUser,
    pub kind: SenderKind,
    pub first_name: String,
    /// The language of their Telegram, where deskgram speaks it.
    pub lang: Option<Lang>,
}

impl Sender {
    /// Whom an update has that names nobody.
    pub(super) const NOBODY: Self =
        Self { who: TelegramUser::NOBODY, kind: SenderKind::Nobody, first_name: String::new(), lang: None };

    /// Whether somebody could be signed in as them.
    pub fn is_person(&self) -> bool {
        self.kind == SenderKind::Person
    }
}

/// What a sender is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderKind {
    Person,
    /// A channel, or an administrator who speaks as the group: Telegram names an account that is everybody's.
    Chat,
    Bot,
    /// Telegram says of nobody that they did it.
    Nobody,
}

/// Where it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatContext {
    pub target: Target,
    pub kind: ChatKind,
    /// The message that was written, or whose button was pressed.
    pub message: Option<MessageId>,
    /// When it was written, by Telegram's clock; a press has no such time.
    pub written: Option<Timestamp>,
    /// What the group is called; empty elsewhere.
    pub title: String,
    /// What of ours was pressed or replied to, by what it shows.
    pub shown: Option<OwnMessage>,
    /// What of ours was replied to from another chat than its own.
    pub external_reply: Option<ExternalReply>,
    /// The ephemeral message that was pressed or sent. It is seen by who did that alone, so the update is read as one
    /// of their own chat: nothing that answers it can get into the chat where it stands.
    pub ephemeral: Option<EphemeralRef>,
    /// The ticket of an ephemeral message of ours that is replied to.
    pub panel_ticket: Option<TicketId>,
}

/// What names an ephemeral message. It has no number of a message: the ledger knows none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EphemeralRef {
    pub chat: ChatId,
    /// Of a forum.
    pub thread: Option<ThreadId>,
    /// Who alone sees it.
    pub receiver: TelegramUser,
    pub number: i64,
}

/// A message of ours in another chat. Telegram says where it stands for supergroups and channels alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExternalReply {
    pub at: Option<CardRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatKind {
    Private,
    Group,
    /// Channels, and inline queries, which have no chat.
    Elsewhere,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum UpdateKind {
    /// `/name rest`, to us. `text` is the whole of it as it was written; `reply_text` what the message says that it replies
    /// to, empty if it replies to none.
    Command {
        name: String,
        rest: String,
        text: String,
        reply_to: Option<MessageId>,
        reply_text: String,
    },
    Text {
        text: String,
        reply_to: Option<MessageId>,
        origin: MessageOrigin,
    },
    /// Anything that is not text alone; `album` groups what was sent together.
    Media {
        kind: MediaKind,
        files: Vec<Attachment>,
        caption: String,
        reply_to: Option<MessageId>,
        album: Option<String>,
        origin: MessageOrigin,
    },
    /// A message was changed after it was sent, or something has happened to it: the words that it says now, if any.
    Edited {
        text: String,
    },
    /// A button was pressed.
    Press {
        query: String,
        data: String,
    },
    /// Somebody has changed their reaction to a message: the emoji that they had there, and those that they have now.
    Reaction {
        before: Vec<String>,
        after: Vec<String>,
    },
    /// `@bot text` was typed somewhere.
    Inline {
        query: String,
        text: String,
        offset: String,
    },
    /// The bot's own place in the chat has changed.
    Standing(Membership),
    /// The group has become a supergroup.
    Migrated {
        from: ChatId,
        to: ChatId,
    },
    /// A channel asks for tickets, where nobody can be answered as a person.
    ChannelSubscribe,
    /// Something that may have been a password, read again after a restart: its words were never written down.
    Withheld,
    /// Nothing that concerns deskgram.
    Other,
}

/// Whether the sender wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageOrigin {
    Own,
    /// Somebody else did, whose name is known unless it was no person.
    Forwarded {
        author: Option<String>,
    },
    /// Chosen from what we have offered inline.
    Offered,
}

/// The bot in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Added, in whatever role.
    Came,
    /// Promoted, demoted, restricted; or a topic was opened again.
    Stays,
    /// Removed, or blocked by the person.
    Gone,
}

impl IncomingUpdate {
    /// The message it speaks of, as the ledger names it.
    pub fn message_ref(&self) -> Option<CardRef> {
        self.place.message.map(|message| CardRef { chat: self.place.target.chat, message })
    }

    /// The chat that it was done in, also where nobody else sees it.
    pub fn chat(&self) -> ChatId {
        self.place.ephemeral.map_or(self.place.target.chat, |ephemeral| ephemeral.chat)
    }

    /// The same with its topic.
    pub fn asked_in(&self) -> Target {
        let at = |ephemeral: EphemeralRef| Target { chat: ephemeral.chat, thread: ephemeral.thread };
        self.place.ephemeral.map_or(self.place.target, at)
    }

    /// Whether it is in somebody's own chat with us.
    pub fn is_private(&self) -> bool {
        self.place.kind == ChatKind::Private
    }

    /// What stands behind `/login`, in whatever form that comes: a message, an edited or forwarded one, a caption, a
    /// reply. `None` where nobody says it to us.
    pub fn words_behind_login(&self, bot: &str) -> Option<String> {
        let text = match &self.what {
            // A link may say it: `t.me/<bot>?start=login`.
            UpdateKind::Command { name, rest, .. } if name == "start" && rest == "login" => {
                return Some(String::new());
            }
            UpdateKind::Command { name, rest, .. } => return (name == "login").then(|| rest.clone()),
            UpdateKind::Text { text, .. } | UpdateKind::Edited { text, .. } => text,
            UpdateKind::Media { caption, .. } => caption,
            _ => return None,
        };
        let (name, rest) = parse_command(text.trim_start(), bot)?;
        // A reaction looks like an edit: it asks for nothing anew.
        let asks = !matches!(self.what, UpdateKind::Edited { .. }) || !rest.is_empty();
        (name == "login" && asks).then_some(rest)
    }
}
