//! Calls of the Bot API that teloxide's description of it (9.1) does not have, each with the version that brought it. A server
//! of one's own may be older: it answers 404, and whoever calls knows what to do without.

use serde::Serialize;
use teloxide::requests::Payload;
use teloxide::types::{BotCommandScope, True};

/// `setMySettings`, Bot API 10.5. What is not named stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SetMySettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_inline_queries: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_query_placeholder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_join_groups: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_read_all_group_messages: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_query_mode: Option<CallbackQueryMode>,
}

/// What a press on the bot's own messages names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackQueryMode {
    /// Its chat and its message, by which it is known what may be done there.
    Default,
}

impl Payload for SetMySettings {
    type Output = True;

    const NAME: &'static str = "setMySettings";
}

/// `setMyCommands` with commands that their typist alone sees in a group, Bot API 10.2. An older server leaves the word out.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SetCommands {
    pub commands: Vec<OfferedCommand>,
    pub scope: BotCommandScope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OfferedCommand {
    pub command: &'static str,
    pub description: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_ephemeral: bool,
}

impl Payload for SetCommands {
    type Output = True;

    const NAME: &'static str = "setMyCommands";
}
