//! A person's message in the making, and whether it may be sent where they want it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Telegram;
use super::entities::{self, Formatted};
use super::message::{Author, Body, Stored};
use super::script_error::{ScriptError, expect_possible, script_error};
use super::state::{ChatKind, Contact, Door, State};

/// What a message carries: its fields in the Bot API, and the files behind them by their ids.
struct Attachment {
    fields: Map<String, Value>,
    files: Vec<(String, Vec<u8>)>,
}

/// A message in the making.
#[must_use = "nothing is said before `send`"]
pub struct MessageDraft<'a> {
    telegram: &'a Telegram,
    user: i64,
    chat: i64,
    content: Formatted,
    thread: Option<i32>,
    reply_to: Option<i32>,
    author: Author,
    media: Option<Attachment>,
    origin: Option<Value>,
    external_reply: Option<Value>,
    album: Option<String>,
    via_bot: bool,
}

impl<'a> MessageDraft<'a> {
    pub(super) fn new(telegram: &'a Telegram, user: i64, chat: i64) -> Self {
        Self {
            telegram,
            user,
            chat,
            content: Formatted::default(),
            thread: None,
            reply_to: None,
            author: Author::Person(user),
            media: None,
            origin: None,
            external_reply: None,
            album: None,
            via_bot: false,
        }
    }

    /// As a copy of a message that stands elsewhere.
    pub(super) fn forwarded(self, origin: Value) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// As a forward of what somebody wrote whose account is hidden.
    pub fn forwarded_from(self, name: &str) -> Self {
        let date = self.telegram.shared.look(|state| state.now()).as_second();
        self.forwarded(json!({ "type": "hidden_user", "date": date, "sender_user_name": name }))
    }

    /// Together with others of the same album.
    pub fn in_album(self, album: &str) -> Self {
        Self { album: Some(album.to_owned()), ..self }
    }

    /// In the name of the channel.
    pub(super) fn of_channel(self) -> Self {
        Self { author: Author::Channel, ..self }
    }

    /// What is said, or the caption of what is sent.
    pub fn text(self, text: &str) -> Self {
        self.formatted(Formatted::plain(text))
    }

    /// The same with links and the like, in Telegram's HTML.
    ///
    /// # Panics
    /// If it is none.
    pub fn html(self, html: &str) -> Self {
        let read = entities::read(html, "HTML", None, &BTreeSet::new());
        self.formatted(read.unwrap_or_else(|error| panic!("{html}: {error}")))
    }

    pub(super) fn formatted(self, content: Formatted) -> Self {
        Self { content, ..self }
    }

    /// As what was chosen from the bot's own inline results.
    pub fn via_bot(self) -> Self {
        Self { via_bot: true, ..self }
    }

    pub fn reply_to(self, message: i32) -> Self {
        Self { reply_to: Some(message), ..self }
    }

    /// As a reply to a message that stands in another chat. Telegram says in which one for supergroups and channels alone.
    ///
    /// # Panics
    /// If there is no such message.
    pub fn reply_elsewhere(self, chat: i64, message: i32) -> Self {
        let external_reply = self.telegram.shared.look(|state| {
            let replied = state.standing(chat, message)?;
            let author = match replied.author.user() {
                Some(author) => state.user_json(author),
                None => State::bot_json(),
            };
            let at = replied.date.as_second();
            let mut external = json!({ "origin": { "type": "user", "date": at, "sender_user": author } });
            let kind = state.chats.get(&chat)?.kind;
            if matches!(kind, ChatKind::Supergroup | ChatKind::Forum | ChatKind::Channel) {
                external["chat"] = state.chat_json(chat);
                external["message_id"] = json!(message);
            }
            Some(external)
        });
        assert!(external_reply.is_some(), "no message {message} in chat {chat}");
        Self { external_reply, ..self }
    }

    /// In this topic of a forum.
    pub fn thread(self, thread: i32) -> Self {
        Self { thread: Some(thread), ..self }
    }

    /// In the name of the group, as an administrator who stays anonymous.
    pub fn anonymously(self) -> Self {
        Self { author: Author::AnonymousAdmin, ..self }
    }

    /// A photo in two sizes.
    pub fn photo(self) -> Self {
        let [small, large] = [self.file_id(), self.file_id()];
        let size = |id: &str, side: i64| {
            let unique = format!("u{id}");
            json!({ "file_id": id, "file_unique_id": unique, "width": side, "height": side, "file_size": side })
        };
        let fields = json!({ "photo": [size(&small, 90), size(&large, 800)] });
        self.media(fields, vec![(small, vec![0xFF; 90]), (large, vec![0xFF; 800])])
    }

    /// A voice message.
    pub fn voice(self) -> Self {
        let id = self.file_id();
        let voice = json!({
            "file_id": id, "file_unique_id": format!("u{id}"), "duration": 3,
            "mime_type": "audio/ogg", "file_size": 300,
        });
        self.media(json!({ "voice": voice }), vec![(id, vec![0x4F; 300])])
    }

    /// A file.
    pub fn document(self, name: &str, bytes: &[u8]) -> Self {
        let id = self.file_id();
        let document = json!({
            "file_id": id, "file_unique_id": format!("u{id}"), "file_name": name,
            "mime_type": "application/octet-stream", "file_size": bytes.len(),
        });
        self.media(json!({ "document": document }), vec![(id, bytes.to_vec())])
    }

    /// A sticker; it has no caption.
    pub fn sticker(self, emoji: &str) -> Self {
        let id = self.file_id();
        let sticker = json!({
            "file_id": id, "file_unique_id": format!("u{id}"), "type": "regular", "width": 512, "height": 512,
            "is_animated": false, "is_video": false, "emoji": emoji, "file_size": 100,
        });
        self.media(json!({ "sticker": sticker }), vec![(id, vec![0x52; 100])])
    }

    /// Sends it. Gives the message's number, which is zero for a command that its sender alone sees.
    ///
    /// # Panics
    /// If the person can't write there.
    #[track_caller]
    pub fn send(self) -> i32 {
        expect_possible(self.try_send())
    }

    /// Sends it; says why not.
    ///
    /// # Errors
    /// If the person can't write there, or there is nothing to say.
    pub fn try_send(self) -> Result<i32, ScriptError> {
        let telegram = self.telegram;
        telegram.shared.act(|state| self.put(state))
    }

    fn put(self, state: &mut State) -> Result<i32, ScriptError> {
        let Self { user, chat, author, thread, reply_to, .. } = self;
        if self.media.is_none() && self.content.text.trim().is_empty() {
            return script_error("there is nothing to say");
        }
        may_write(state, user, chat, author)?;
        let Some(found) = state.chats.get(&chat) else {
            return script_error(format!("there is no chat {chat}"));
        };
        let replied = reply_to.and_then(|id| found.messages.get(&id));
        if reply_to.is_some() && replied.is_none_or(|replied| replied.deleted) {
            return script_error(format!("no message {reply_to:?} to reply to in chat {chat}"));
        }
        let thread = thread.or(replied.and_then(|replied| replied.thread));
        let door = thread.map(|thread| found.topics.get(&thread).map(|topic| topic.door));
        match door {
            Some(None) => return script_error(format!("chat {chat} has no topic {thread:?}")),
            Some(Some(Door::Closed)) if !found.is_admin(user) => return script_error("the topic is closed"),
            _ => {}
        }
        if chat == user {
            state.set_contact(user, Contact::Started);
        }
        let (body, files) = match self.media {
            Some(Attachment { fields, files }) => (Body::Media(fields), files),
            None => (Body::Text, Vec::new()),
        };
        state.files.extend(files);
        let is_ephemeral = state.is_ephemeral_command(user, chat, &self.content.text);
        let id = if is_ephemeral { 0 } else { state.next_message_id(chat) };
        let message = Stored {
            thread,
            reply_to,
            body,
            content: self.content,
            via_bot: self.via_bot,
            origin: self.origin,
            external_reply: self.external_reply,
            album: self.album,
            ..Stored::new(id, chat, author, state.now())
        };
        if is_ephemeral {
            state.announce_alone(user, message, None);
            return Ok(id);
        }
        state.keep(message);
        state.announce(chat, id);
        Ok(id)
    }

    fn file_id(&self) -> String {
        format!("sandbox-file-{}", self.telegram.shared.act(State::fresh))
    }

    fn media(self, fields: Value, files: Vec<(String, Vec<u8>)>) -> Self {
        self.carrying(fields.as_object().cloned().unwrap_or_default(), files)
    }

    /// An attachment of these fields, with the files behind them by their ids.
    pub(super) fn carrying(self, fields: Map<String, Value>, files: Vec<(String, Vec<u8>)>) -> Self {
        Self { media: Some(Attachment { fields, files }), ..self }
    }
}

fn may_write(state: &State, user: i64, chat: i64, author: Author) -> Result<(), ScriptError> {
    let Some(found) = state.chats.get(&chat) else { return script_error(format!("there is no chat {chat}")) };
    if let Some(to) = found.migrated_to {
        return script_error(format!("the group has become {to}"));
    }
    match (found.kind, author) {
        (ChatKind::Private, _) if chat == user => Ok(()),
        (ChatKind::Private, _) => script_error("the private chat is somebody else's"),
        (ChatKind::Channel, Author::Channel) => Ok(()),
        (ChatKind::Channel, _) => script_error("people don't write in channels"),
        (_, Author::AnonymousAdmin) if !found.is_admin(user) => {
            script_error(format!("{user} is no administrator"))
        }
        _ if !found.members.contains_key(&user) => script_error(format!("{user} is not in the chat {chat}")),
        _ => Ok(()),
    }
}
