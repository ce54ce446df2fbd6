//! The methods of the Bot API: one function each, with the real server's rules and its words of refusal. They work on
//! the state alone; requests, faults and waiting belong to the server.

mod answers;
mod chats;
mod edit;
mod ephemeral;
pub(super) mod files;
mod keyboard;
mod photos;
mod pins;
pub(super) mod profile;
pub(super) mod reactions;
mod remove;
mod send;
mod topics;
mod webhook;

use super::error::{Answer, ApiError};
use super::params::Params;
use super::profile::Text;
use super::state::State;
pub(super) use webhook::remember_allowed;

/// Carries out a call. `getUpdates` is not among them: it waits, and the server does that.
pub(super) fn call(state: &mut State, method: &str, params: &Params) -> Answer {
    if state.lacking.contains(method) {
        return Err(ApiError::not_found());
    }
    match method {
        "getMe" => Ok(profile::me(state)),
        "setWebhook" => webhook::set(state, params),
        "deleteWebhook" => webhook::delete(state, params),
        "getWebhookInfo" => Ok(webhook::info(state)),
        "sendMessage" if params.get("ephemeral_message_parameters").is_some() => {
            ephemeral::send(state, params)
        }
        "sendMessage" => send::message(state, params),
        "sendPhoto" => photos::send(state, params),
        "sendChatAction" => send::chat_action(state, params),
        "editEphemeralMessageText" => ephemeral::edit_text(state, params),
        "editEphemeralMessageReplyMarkup" => ephemeral::edit_keyboard(state, params),
        "deleteEphemeralMessage" => ephemeral::delete(state, params),
        "editMessageText" => edit::text(state, params),
        "editMessageMedia" => photos::edit(state, params),
        "editMessageReplyMarkup" => edit::keyboard(state, params),
        "deleteMessage" => remove::one(state, params),
        "deleteMessages" => remove::many(state, params),
        "setMessageReaction" => reactions::set(state, params),
        "answerCallbackQuery" => answers::press(state, params),
        "answerInlineQuery" => answers::inline(state, params),
        "getFile" => files::get(state, params),
        "setMyCommands" => profile::set_commands(state, params),
        "getMyCommands" => profile::get_commands(state, params),
        "deleteMyCommands" => profile::delete_commands(state, params),
        "setMyName" => profile::set_text(state, params, Text::Name),
        "getMyName" => Ok(profile::get_text(state, params, Text::Name)),
        "setMyDescription" => profile::set_text(state, params, Text::Description),
        "getMyDescription" => Ok(profile::get_text(state, params, Text::Description)),
        "setMyShortDescription" => profile::set_text(state, params, Text::ShortDescription),
        "getMyShortDescription" => Ok(profile::get_text(state, params, Text::ShortDescription)),
        "setMySettings" => profile::set_settings(state, params),
        "setChatMenuButton" => profile::set_menu_button(state, params),
        "getChatMenuButton" => Ok(profile::get_menu_button(state, params)),
        "getChat" => chats::get(state, params),
        "getChatMember" => chats::member(state, params),
        "getChatMemberCount" => chats::member_count(state, params),
        "getChatAdministrators" => chats::administrators(state, params),
        "leaveChat" => chats::leave(state, params),
        "pinChatMessage" => pins::pin(state, params),
        "unpinChatMessage" => pins::unpin(state, params),
        "unpinAllChatMessages" => pins::unpin_all(state, params),
        "createForumTopic" => topics::create(state, params),
        "editForumTopic" => topics::rename(state, params),
        "closeForumTopic" => topics::close(state, params),
        "reopenForumTopic" => topics::reopen(state, params),
        "deleteForumTopic" => topics::delete(state, params),
        _ => Err(ApiError::bad(format!("{method} is not played here"))),
    }
}

/// Counts a message or an edit against the limits.
fn spend(state: &mut State, chat: i64) -> Result<(), ApiError> {
    let now = state.now();
    state.flood.charge(chat, now).map_err(ApiError::flood)
}
