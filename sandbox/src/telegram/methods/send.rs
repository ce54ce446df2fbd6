//! Sending: where a message may go, what it may reply to, and how long it may be.

use serde::Deserialize;
use serde_json::Value;

use super::{keyboard, spend};
use crate::telegram::entities::{self, Formatted};
use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::{Author, Body, Sound, Stored};
use crate::telegram::params::Params;
use crate::telegram::state::{ChatKind, Door, State};

/// In UTF-16 units, after parsing.
pub(super) const MAX_TEXT: usize = 4096;

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

#[derive(Deserialize)]
struct ReplyParameters {
    message_id: i32,
    chat_id: Option<Value>,
    #[serde(default)]
    allow_sending_without_reply: bool,
    quote: Option<String>,
}

/// `sendMessage`.
pub(super) fn message(state: &mut State, params: &Params) -> Answer {
    if params.get("chat_id").is_none() && !state.lacking.contains("ephemeral_message_parameters") {
        state.journal.violated("sendMessage", "chat_id is required");
    }
    let content = content(state, params)?;
    if content.units() > MAX_TEXT {
        return Err(ApiError::bad("message is too long"));
    }
    place(state, params, Body::Text, content)
}

/// Puts a new message of the bot's where the call wants it.
pub(super) fn place(state: &mut State, params: &Params, body: Body, content: Formatted) -> Answer {
    let chat = state.writable_chat(params)?;
    let markup = keyboard::read(params, Some(chat))?;
    let reply_to = reply(state, params, chat)?;
    let thread = thread(state, params, chat, reply_to)?;
    spend(state, chat)?;

    let id = state.next_message_id(chat);
    let message = Stored {
        thread,
        body,
        content,
        keyboard: markup.inline,
        reply_keyboard: markup.reply,
        reply_to,
        sound: if params.flag("disable_notification") { Sound::Silent } else { Sound::Ringing },
        ..Stored::new(id, chat, author(state, chat), state.now())
    };
    let json = state.message_json(&message);
    state.keep(message);
    Ok(json)
}

/// `sendChatAction`.
pub(super) fn chat_action(state: &mut State, params: &Params) -> Answer {
    if !ACTIONS.contains(&params.text("action")) {
        return Err(ApiError::bad("wrong parameter action in request"));
    }
    let chat = state.writable_chat(params)?;
    thread(state, params, chat, None)?;
    Ok(Value::Bool(true))
}

/// The text of a call, parsed.
pub(super) fn content(state: &State, params: &Params) -> Result<Formatted, ApiError> {
    let text = params.text("text");
    if text.is_empty() {
        return Err(ApiError::bad("message text is empty"));
    }
    let content = entities::read(text, params.text("parse_mode"), params.read("entities")?, &state.lacking)
        .map_err(ApiError::bad)?;
    if content.text.is_empty() {
        return Err(ApiError::bad("text must be non-empty"));
    }
    Ok(content)
}

/// In a channel the bot's words are the channel's.
fn author(state: &State, chat: i64) -> Author {
    match state.chats.get(&chat).map(|chat| chat.kind) {
        Some(ChatKind::Channel) => Author::Channel,
        _ => Author::Bot,
    }
}

fn reply(state: &State, params: &Params, chat: i64) -> Result<Option<i32>, ApiError> {
    let Some(reply) = params.read::<ReplyParameters>("reply_parameters")? else { return Ok(None) };
    let elsewhere = reply.chat_id.and_then(|id| id.as_i64()).filter(|id| *id != chat);
    let Some(target) = state.standing(elsewhere.unwrap_or(chat), reply.message_id) else {
        return match reply.allow_sending_without_reply {
            true => Ok(None),
            false => Err(ApiError::bad("message to be replied not found")),
        };
    };
    if reply.quote.is_some_and(|quote| !target.content.text.contains(&quote)) {
        return Err(ApiError::bad("QUOTE_TEXT_INVALID"));
    }
    // A reply across chats is shown as a quotation, which is no reply within this chat.
    Ok(elsewhere.is_none().then_some(reply.message_id))
}

/// The topic that the message goes to: the one named, or that of the message replied to.
fn thread(state: &State, params: &Params, chat: i64, reply_to: Option<i32>) -> Result<Option<i32>, ApiError> {
    let Some(chat) = state.chats.get(&chat) else { return Ok(None) };
    let replied = reply_to.and_then(|id| chat.messages.get(&id)).and_then(|message| message.thread);
    let Some(thread) = params.small("message_thread_id").or(replied) else { return Ok(None) };
    match chat.topics.get(&thread).map(|topic| topic.door) {
        None => Err(ApiError::bad("message thread not found")),
        Some(Door::Closed) => Err(ApiError::bad("TOPIC_CLOSED")),
        Some(Door::Open) => Ok(Some(thread)),
    }
}
