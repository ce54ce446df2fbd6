//! Ephemeral messages: who may send one to whom and until when, and their edits and deletions, which have methods of their own.

use serde::Deserialize;
use serde_json::{Value, json};

use super::send::{self, MAX_TEXT};
use super::{keyboard, spend};
use crate::telegram::ephemeral::{Ephemeral, is_fresh};
use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::{Author, Stored};
use crate::telegram::params::Params;
use crate::telegram::queries::Asked;
use crate::telegram::state::{ChatKind, Standing, State};

/// In UTF-16 units: an edit may be no longer.
const MAX_EDIT: usize = 1024;

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

/// `ephemeral_message_parameters`.
#[derive(Deserialize)]
struct Parameters {
    receiver_user_id: Option<i64>,
    callback_query_id: Option<String>,
    #[serde(default)]
    replace_callback_query_message: bool,
}

/// The part of `reply_parameters` that names an ephemeral message.
#[derive(Deserialize)]
struct ReplyParameters {
    ephemeral_message_id: Option<i64>,
}

/// Where one goes, and what it stands in the place of.
struct Place {
    chat: i64,
    receiver: i64,
    replaces: Option<i32>,
}

/// Sends one: `sendMessage` with `ephemeral_message_parameters`.
pub(super) fn send(state: &mut State, params: &Params) -> Answer {
    let content = send::content(state, params)?;
    if content.units() > MAX_TEXT {
        return Err(ApiError::bad("message is too long"));
    }
    let parameters: Parameters =
        params.read("ephemeral_message_parameters")?.ok_or_else(|| ApiError::bad("no parameters"))?;
    let place = match &parameters.callback_query_id {
        Some(query) => pressed_place(state, params, &parameters, query)?,
        None => addressed_place(state, params, &parameters)?,
    };
    let markup = keyboard::read(params, Some(place.chat))?;
    spend(state, place.chat)?;
    if place.replaces.is_some() {
        let earlier = |found: &Ephemeral| {
            found.receiver == place.receiver
                && found.message.chat == place.chat
                && found.replaces == place.replaces
        };
        state.ephemerals.retain(|found| !earlier(found));
    }
    let number = state.fresh();
    let message =
        Stored { content, keyboard: markup.inline, ..Stored::new(0, place.chat, Author::Bot, state.now()) };
    let lost = state.offline.contains(&place.receiver);
    let sent = Ephemeral { number, receiver: place.receiver, replaces: place.replaces, message, lost };
    let json = state.ephemeral_json(&sent);
    state.ephemerals.push(sent);
    Ok(json)
}

/// In answer to a press: its chat and its presser, whether or not they are named once more.
fn pressed_place(
    state: &State,
    params: &Params,
    parameters: &Parameters,
    query: &str,
) -> Result<Place, ApiError> {
    let now = state.now();
    let found = state.queries.0.iter().find(|found| {
        found.id == query && matches!(found.asked, Asked::Press { .. }) && is_fresh(found.at, now)
    });
    let (user, pressed) = found
        .and_then(|found| found.pressed.map(|pressed| (found.user, pressed)))
        .ok_or_else(|| ApiError::bad(TOO_OLD))?;
    if parameters.receiver_user_id.is_some_and(|named| named != user) {
        return Err(ApiError::bad("receiver_user_id is not who has sent the callback query"));
    }
    if params.get("chat_id").is_some() && named_chat(state, params)? != pressed.chat {
        return Err(ApiError::bad("chat_id is not the chat of the callback query"));
    }
    let replaces = parameters.replace_callback_query_message.then_some(pressed.message);
    if replaces == Some(0) {
        return Err(ApiError::bad("an ephemeral message can't be replaced by another"));
    }
    check_chat(state, pressed.chat, user)?;
    Ok(Place { chat: pressed.chat, receiver: user, replaces })
}

/// Without a press: in answer to an ephemeral command, or from an administrator.
fn addressed_place(state: &State, params: &Params, parameters: &Parameters) -> Result<Place, ApiError> {
    let chat = named_chat(state, params)?;
    let receiver =
        parameters.receiver_user_id.ok_or_else(|| ApiError::bad("receiver_user_id is not specified"))?;
    if parameters.replace_callback_query_message {
        return Err(ApiError::bad("there is no callback query message to replace"));
    }
    let reply: Option<ReplyParameters> = params.read("reply_parameters")?;
    let answers = reply.and_then(|reply| reply.ephemeral_message_id).is_some_and(|number| {
        state
            .standing_ephemeral(chat, receiver, number)
            .is_some_and(|asked| is_fresh(asked.message.date, state.now()))
    });
    let is_admin = state.chats.get(&chat).is_some_and(|chat| chat.bot == Standing::Administrator);
    if !answers && !is_admin {
        return Err(ApiError::bad("not enough rights to send an ephemeral message"));
    }
    check_chat(state, chat, receiver)?;
    Ok(Place { chat, receiver, replaces: None })
}

fn named_chat(state: &State, params: &Params) -> Result<i64, ApiError> {
    state.named_chat(params, "chat_id").map(|chat| chat.id)
}

/// Whether this chat takes one for this person.
fn check_chat(state: &State, chat: i64, receiver: i64) -> Result<(), ApiError> {
    let found = state.chats.get(&chat).ok_or_else(|| ApiError::bad("chat not found"))?;
    if found.kind == ChatKind::Channel || state.refuses_ephemerals.contains(&chat) {
        return Err(ApiError::bad("ephemeral messages can't be sent to the chat"));
    }
    match found.bot {
        _ if chat == receiver => {}
        Standing::Member | Standing::Administrator => {}
        Standing::Muted => {
            return Err(ApiError::bad("not enough rights to send text messages to the chat"));
        }
        _ => return Err(ApiError::forbidden("bot is not a member of the chat")),
    }
    match chat == receiver || found.members.contains_key(&receiver) {
        true => Ok(()),
        false => Err(ApiError::bad("user not found")),
    }
}

/// `editEphemeralMessageText`. A keyboard that is not sent along is taken away.
pub(super) fn edit_text(state: &mut State, params: &Params) -> Answer {
    let content = send::content(state, params)?;
    if content.units() > MAX_EDIT {
        return Err(ApiError::bad("MESSAGE_TOO_LONG"));
    }
    let found = own(state, params)?;
    let message = Stored { content, ..found.message.clone() };
    replace(state, params, Ephemeral { message, ..found })
}

/// `editEphemeralMessageReplyMarkup`: the keyboard alone.
pub(super) fn edit_keyboard(state: &mut State, params: &Params) -> Answer {
    let found = own(state, params)?;
    replace(state, params, found)
}

fn replace(state: &mut State, params: &Params, edited: Ephemeral) -> Answer {
    let chat = edited.message.chat;
    let keyboard = keyboard::read(params, Some(chat))?.inline;
    let message = Stored { keyboard, ..edited.message };
    let (now, receiver, number) = (state.now(), edited.receiver, edited.number);
    let is_same = |found: &Ephemeral| {
        found.message.content == message.content && found.message.keyboard == message.keyboard
    };
    if state.standing_ephemeral(chat, receiver, number).is_some_and(is_same) {
        return Err(ApiError::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a \
             current content and reply markup of the message",
        ));
    }
    spend(state, chat)?;
    if let Some(found) = state.standing_ephemeral_mut(chat, receiver, number) {
        found.message = Stored { edits: message.edits + 1, edited: Some(now), ..message };
    }
    Ok(json!(true))
}

/// `deleteEphemeralMessage`: what it stood in the place of is seen again.
pub(super) fn delete(state: &mut State, params: &Params) -> Answer {
    let found = own(state, params)?;
    if let Some(found) = state.standing_ephemeral_mut(found.message.chat, found.receiver, found.number) {
        found.message.deleted = true;
    }
    Ok(Value::Bool(true))
}

/// The bot's own one that a call names.
fn own(state: &State, params: &Params) -> Result<Ephemeral, ApiError> {
    let chat = named_chat(state, params)?;
    let receiver = params.int("receiver_user_id").unwrap_or_default();
    let number = params.int("ephemeral_message_id").unwrap_or_default();
    let found = state.standing_ephemeral(chat, receiver, number);
    let found = found.filter(|found| found.message.author == Author::Bot);
    found.cloned().ok_or_else(|| ApiError::bad("ephemeral message not found"))
}
