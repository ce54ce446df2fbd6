//! Deleting messages: the bot's own, and as an administrator other people's, within 48 hours.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::{Author, Stored};
use crate::telegram::params::Params;
use crate::telegram::state::{Standing, State};

const DELETABLE: SignedDuration = SignedDuration::from_hours(48);

/// How many messages one call may delete.
const MAX_AT_ONCE: usize = 100;

/// `deleteMessage`.
pub(super) fn one(state: &mut State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?.id;
    let id = params.small("message_id").unwrap_or(-1);
    if state.standing(chat, id).is_none() {
        return Err(ApiError::bad("message to delete not found"));
    }
    if !delete(state, chat, id) {
        return Err(ApiError::bad("message can't be deleted"));
    }
    Ok(json!(true))
}

/// `deleteMessages`: what can't be found is skipped.
pub(super) fn many(state: &mut State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?.id;
    let ids = params.list("message_ids");
    if ids.is_empty() || ids.len() > MAX_AT_ONCE {
        return Err(ApiError::bad("message identifiers are not specified"));
    }
    for id in ids.iter().filter_map(Value::as_i64).filter_map(|id| i32::try_from(id).ok()) {
        delete(state, chat, id);
    }
    Ok(json!(true))
}

/// Deletes a message if the bot may; says whether it did.
fn delete(state: &mut State, chat: i64, id: i32) -> bool {
    let now = state.now();
    let is_admin = state.chats.get(&chat).is_some_and(|chat| chat.bot == Standing::Administrator);
    let may = |message: &Stored| {
        let is_own = message.author == Author::Bot;
        now.duration_since(message.date) < DELETABLE && (is_own || is_admin || chat > 0)
    };
    match state.standing_mut(chat, id).filter(|message| may(message)) {
        Some(message) => {
            message.deleted = true;
            message.pinned = false;
            true
        }
        None => false,
    }
}
