//! What the bot says of itself at Telegram, each as one call: command menus, descriptions, settings. Decides nothing.

use jiff::SignedDuration;
use serde::Deserialize;
use teloxide::payloads::{
    DeleteMyCommands, DeleteMyCommandsSetters, GetMyCommands, GetMyCommandsSetters, GetMyDescription,
    GetMyShortDescription, SetMyDescription, SetMyDescriptionSetters, SetMyShortDescription,
    SetMyShortDescriptionSetters,
};
use teloxide::types::{BotCommandScope, Recipient};

use super::api::ApiFailure;
use super::client::TelegramClient;
use super::payloads::{OfferedCommand, SetCommands, SetMySettings};
use crate::domain::ids::ChatId;
use crate::i18n::Lang;

/// Who is shown a command menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MenuScope {
    /// Everybody in their own chat, whose Telegram has this language; of English everybody else too.
    PrivateChats(Lang),
    /// The same in groups.
    Groups(Lang),
    /// Whoever is in this chat, in whatever language.
    Chat(ChatId),
}

/// A command and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuCommand {
    pub name: &'static str,
    pub about: String,
    /// Whether it is seen, in a group, by who types it alone. An older server doesn't know this.
    pub is_ephemeral: bool,
}

/// What is read of a command that was set.
#[derive(Deserialize)]
struct StoredCommand {
    #[serde(default)]
    is_ephemeral: bool,
}

#[derive(Deserialize)]
struct Described {
    description: String,
}

#[derive(Deserialize)]
struct ShortlyDescribed {
    short_description: String,
}

impl MenuScope {
    fn scope(self) -> BotCommandScope {
        match self {
            Self::PrivateChats(_) => BotCommandScope::AllPrivateChats,
            Self::Groups(_) => BotCommandScope::AllGroupChats,
            Self::Chat(chat) => {
                BotCommandScope::Chat { chat_id: Recipient::Id(teloxide::types::ChatId(chat.0)) }
            }
        }
    }

    fn language_code(self) -> Option<&'static str> {
        match self {
            Self::PrivateChats(lang) | Self::Groups(lang) => language_code(lang),
            Self::Chat(_) => None,
        }
    }
}

/// English is also what people of other languages see.
fn language_code(lang: Lang) -> Option<&'static str> {
    Some(lang.iso_code()).filter(|_| lang != Lang::En)
}

impl TelegramClient {
    /// Sets a command menu.
    pub async fn set_commands(&self, scope: MenuScope, commands: &[MenuCommand]) -> Result<(), ApiFailure> {
        let commands = commands.iter().map(|command| OfferedCommand {
            command: command.name,
            description: command.about.clone(),
            is_ephemeral: command.is_ephemeral,
        });
        let payload = SetCommands {
            commands: commands.collect(),
            scope: scope.scope(),
            language_code: scope.language_code(),
        };
        self.api.send_only(&payload, self.deadlines.usual).await
    }

    /// Whether the server has kept that some of these commands are seen by their typist alone.
    pub async fn keeps_ephemeral_commands(&self, scope: MenuScope) -> Result<bool, ApiFailure> {
        let mut payload = GetMyCommands::new().scope(scope.scope());
        payload.language_code = scope.language_code().map(str::to_owned);
        let kept: Vec<StoredCommand> = self.api.call_method(&payload, self.deadlines.usual).await?;
        Ok(kept.iter().any(|command| command.is_ephemeral))
    }

    /// Takes a command menu away: the wider one shows again.
    pub async fn delete_commands(&self, scope: MenuScope) -> Result<(), ApiFailure> {
        let mut payload = DeleteMyCommands::new().scope(scope.scope());
        payload.language_code = scope.language_code().map(str::to_owned);
        self.api.send_only(&payload, self.deadlines.usual).await
    }

    /// What an empty chat says to people of this language.
    pub async fn description(&self, lang: Lang) -> Result<String, ApiFailure> {
        let mut payload = GetMyDescription::new();
        payload.language_code = language_code(lang).map(str::to_owned);
        let said: Described = self.api.call_method(&payload, self.deadlines.usual).await?;
        Ok(said.description)
    }

    pub async fn set_description(&self, lang: Lang, text: &str) -> Result<(), ApiFailure> {
        let mut payload = SetMyDescription::new().description(text);
        payload.language_code = language_code(lang).map(str::to_owned);
        self.api.send_only(&payload, self.deadlines.usual).await
    }

    /// What the bot's page and shared links say to people of this language.
    pub async fn short_description(&self, lang: Lang) -> Result<String, ApiFailure> {
        let mut payload = GetMyShortDescription::new();
        payload.language_code = language_code(lang).map(str::to_owned);
        let said: ShortlyDescribed = self.api.call_method(&payload, self.deadlines.usual).await?;
        Ok(said.short_description)
    }

    pub async fn set_short_description(&self, lang: Lang, text: &str) -> Result<(), ApiFailure> {
        let mut payload = SetMyShortDescription::new().short_description(text);
        payload.language_code = language_code(lang).map(str::to_owned);
        self.api.send_only(&payload, self.deadlines.usual).await
    }

    /// Changes the bot's own settings.
    pub async fn set_settings(&self, settings: &SetMySettings) -> Result<(), ApiFailure> {
        self.api.send_only(settings, self.deadlines.usual).await
    }

    /// How far Telegram's clock is off this machine's, by its last answer.
    pub fn clock_skew(&self) -> SignedDuration {
        self.api.clock_skew()
    }
}
