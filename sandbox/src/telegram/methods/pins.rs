//! Pinned messages.

use serde_json::json;

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::{Author, Stored};
use crate::telegram::params::Params;
use crate::telegram::state::{Standing, State};

/// `pinChatMessage`. The chat is told by a service message.
pub(super) fn pin(state: &mut State, params: &Params) -> Answer {
    let chat = pinnable(state, params)?;
    let id = params.small("message_id").unwrap_or(-1);
    let Some(message) = state.standing_mut(chat, id).filter(|message| !message.is_service()) else {
        return Err(ApiError::bad("message to pin not found"));
    };
    message.pinned = true;
    let (thread, pinned) = (message.thread, message.clone());
    let notice = state.next_message_id(chat);
    let shown = json!({ "pinned_message": state.message_json(&pinned) });
    let notice = Stored { thread, ..Stored::new(notice, chat, Author::Bot, state.now()).service(shown) };
    state.keep(notice);
    Ok(json!(true))
}

/// `unpinChatMessage`: the one named, or the newest.
pub(super) fn unpin(state: &mut State, params: &Params) -> Answer {
    let chat = pinnable(state, params)?;
    let newest = || {
        let messages = &state.chats.get(&chat)?.messages;
        messages.values().rev().find(|message| message.pinned && !message.deleted).map(|message| message.id)
    };
    let id = params.small("message_id").or_else(newest).unwrap_or(-1);
    match state.standing_mut(chat, id).filter(|message| message.pinned) {
        Some(message) => message.pinned = false,
        None => return Err(ApiError::bad("message to unpin not found")),
    }
    Ok(json!(true))
}

/// `unpinAllChatMessages`.
pub(super) fn unpin_all(state: &mut State, params: &Params) -> Answer {
    let chat = pinnable(state, params)?;
    let messages = state.chats.get_mut(&chat).map(|chat| chat.messages.values_mut());
    messages.into_iter().flatten().for_each(|message| message.pinned = false);
    Ok(json!(true))
}

/// The chat, if the bot may pin in it: with a person always, in a group as an administrator.
fn pinnable(state: &State, params: &Params) -> Result<i64, ApiError> {
    let chat = state.entered_chat(params)?;
    if chat.id < 0 && chat.bot != Standing::Administrator {
        return Err(ApiError::bad("not enough rights to manage pinned messages in the chat"));
    }
    Ok(chat.id)
}
