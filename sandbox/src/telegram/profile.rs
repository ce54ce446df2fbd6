//! What the bot says of itself: its name and descriptions by language, its commands by scope and language, its menu
//! button by chat.

use std::collections::BTreeMap;

use serde_json::Value;

/// A command of the bot's menu.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BotCommand {
    pub command: String,
    pub description: String,
    /// Whether it is seen, in a group, by who types it alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_ephemeral: bool,
}

/// For whom a list of commands is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Scope {
    Default,
    AllPrivateChats,
    AllGroupChats,
    AllChatAdministrators,
    Chat { chat_id: i64 },
    ChatAdministrators { chat_id: i64 },
    ChatMember { chat_id: i64, user_id: i64 },
}

/// A text of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Text {
    Name,
    Description,
    ShortDescription,
}

/// The profile. The language is empty where a text is for everybody else.
#[derive(Default)]
pub(super) struct Profile {
    pub commands: BTreeMap<(Scope, String), Vec<BotCommand>>,
    pub texts: BTreeMap<(Text, String), String>,
    /// By chat; zero is everybody's.
    pub menu_buttons: BTreeMap<i64, Value>,
    /// What is shown in the field of an inline query before anything is typed.
    pub inline_placeholder: String,
    /// How presses on the bot's own messages come.
    pub callback_mode: CallbackMode,
}

/// Whether a press names its chat and message, or an inline message as inline ones do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackMode {
    #[default]
    Default,
    Auto,
    Inline,
}

impl Text {
    pub fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::ShortDescription => "short_description",
        }
    }

    pub fn limit(self) -> usize {
        match self {
            Self::Name => 64,
            Self::Description => 512,
            Self::ShortDescription => 120,
        }
    }
}

impl Profile {
    /// The commands set for exactly this scope and language.
    pub fn commands(&self, scope: &Scope, language: &str) -> Vec<BotCommand> {
        self.commands.get(&(scope.clone(), language.to_owned())).cloned().unwrap_or_default()
    }
}
