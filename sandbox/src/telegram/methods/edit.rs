//! Editing the bot's own messages.

use super::send::{self, MAX_TEXT};
use super::{keyboard, spend};
use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::{Author, Body, Stored};
use crate::telegram::params::Params;
use crate::telegram::state::State;

/// `editMessageText`. A keyboard that is not sent along is taken away.
pub(super) fn text(state: &mut State, params: &Params) -> Answer {
    let content = send::content(state, params)?;
    if content.units() > MAX_TEXT {
        return Err(ApiError::bad("MESSAGE_TOO_LONG"));
    }
    let message = own(state, params)?;
    if message.body != Body::Text {
        return Err(ApiError::bad("there is no text in the message to edit"));
    }
    let edited = Stored { content, ..message };
    replace(state, params, edited)
}

/// `editMessageReplyMarkup`: the keyboard alone.
pub(super) fn keyboard(state: &mut State, params: &Params) -> Answer {
    let message = own(state, params)?;
    replace(state, params, message)
}

/// The message that a call names, if the bot may edit it.
pub(super) fn own(state: &State, params: &Params) -> Result<Stored, ApiError> {
    let Some(id) = params.small("message_id") else {
        let reason = if params.get("inline_message_id").is_some() {
            // No inline message is ever sent in this world.
            "MESSAGE_ID_INVALID"
        } else {
            "message identifier is not specified"
        };
        return Err(ApiError::bad(reason));
    };
    let chat = state.writable_chat(params)?;
    let message = state.standing(chat, id).ok_or_else(|| ApiError::bad("message to edit not found"))?;
    let is_own = matches!(message.author, Author::Bot | Author::Channel);
    if !is_own || message.is_service() {
        return Err(ApiError::bad("message can't be edited"));
    }
    Ok(message.clone())
}

pub(super) fn replace(state: &mut State, params: &Params, edited: Stored) -> Answer {
    let markup = keyboard::read(params, Some(edited.chat))?;
    if markup.reply.is_some() {
        return Err(ApiError::bad("inline keyboard expected"));
    }
    let edited = Stored { keyboard: markup.inline, ..edited };
    let same = |present: &Stored| {
        present.body == edited.body
            && present.content == edited.content
            && present.keyboard == edited.keyboard
    };
    if state.standing(edited.chat, edited.id).is_some_and(same) {
        return Err(ApiError::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a \
             current content and reply markup of the message",
        ));
    }
    spend(state, edited.chat)?;
    let edited = Stored { edits: edited.edits + 1, edited: Some(state.now()), ..edited };
    let json = state.message_json(&edited);
    state.keep(edited);
    Ok(json)
}
