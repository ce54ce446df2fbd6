//! The bot's own settings at Telegram: inline mode and what its field says, groups, privacy mode, and that presses name their
//! chat and message. Since Bot API 10.5 a bot sets them itself; with an older server somebody tells @BotFather.

use crate::telegram::api::ApiFailure;
use crate::telegram::client::{BotIdentity, TelegramClient};
use crate::telegram::payloads::{CallbackQueryMode, SetMySettings};

/// What the field of an inline query says before anything is typed: words of no language.
const INLINE_PLACEHOLDER: &str = "🔎 #49";

/// A setting of the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotSetting {
    InlineMode,
    InlinePlaceholder,
    Groups,
    PrivacyMode,
}

/// What came of setting them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// These were not as they should be, and are now.
    Arranged(Vec<BotSetting>),
    /// The server is older than Bot API 10.5; these are not as they should be.
    ServerTooOld(Vec<BotSetting>),
}

impl BotSetting {
    const ALL: [Self; 4] = [Self::InlineMode, Self::InlinePlaceholder, Self::Groups, Self::PrivacyMode];

    /// What it is now, or what was set.
    pub fn as_wanted(self) -> &'static str {
        match self {
            Self::InlineMode => "inline mode is on",
            Self::InlinePlaceholder => "the field of inline queries shows an example",
            Self::Groups => "it may be added to groups",
            Self::PrivacyMode => "privacy mode is on",
        }
    }

    /// What it is while it is not as it should be, and what that means.
    pub fn as_found(self) -> &'static str {
        match self {
            Self::InlineMode => "inline mode is off, so nothing is found by its name in other chats",
            Self::InlinePlaceholder => "the field of inline queries shows no example",
            Self::Groups => "nobody can add it to a group",
            Self::PrivacyMode => {
                "privacy mode is off: it is sent all that is said in groups, and needs none of it"
            }
        }
    }

    /// Where somebody changes it by hand.
    pub fn botfather_command(self) -> &'static str {
        match self {
            Self::InlineMode | Self::InlinePlaceholder => "/setinline",
            Self::Groups => "/setjoingroups",
            Self::PrivacyMode => "/setprivacy",
        }
    }

    fn is_right(self, me: &BotIdentity) -> bool {
        match self {
            Self::InlineMode => me.supports_inline_queries,
            // A server that does not say can't set it either.
            Self::InlinePlaceholder => {
                me.inline_query_placeholder.as_deref().is_none_or(|shown| shown == INLINE_PLACEHOLDER)
            }
            Self::Groups => me.can_join_groups,
            Self::PrivacyMode => !me.can_read_all_group_messages,
        }
    }
}

/// The settings as Telegram tells them, those that are right first.
pub fn judge_settings(me: &BotIdentity) -> (Vec<BotSetting>, Vec<BotSetting>) {
    BotSetting::ALL.into_iter().partition(|setting| setting.is_right(me))
}

/// Brings the settings into order. Presses must name their chat and message: what may be done with them is judged by that.
/// Telegram doesn't say whether they do, so it is told each time.
pub async fn arrange_settings(
    telegram: &TelegramClient,
    me: &BotIdentity,
) -> Result<Arrangement, ApiFailure> {
    let (_, wrong) = judge_settings(me);
    let is_wrong = |setting| wrong.contains(&setting);
    let payload = SetMySettings {
        supports_inline_queries: is_wrong(BotSetting::InlineMode).then_some(true),
        inline_query_placeholder: is_wrong(BotSetting::InlinePlaceholder)
            .then(|| INLINE_PLACEHOLDER.to_owned()),
        can_join_groups: is_wrong(BotSetting::Groups).then_some(true),
        can_read_all_group_messages: is_wrong(BotSetting::PrivacyMode).then_some(false),
        callback_query_mode: Some(CallbackQueryMode::Default),
    };
    match telegram.set_settings(&payload).await {
        Ok(()) => Ok(Arrangement::Arranged(wrong)),
        Err(ApiFailure::Refused { code: 404, .. }) => Ok(Arrangement::ServerTooOld(wrong)),
        Err(failure) => Err(failure),
    }
}

/// What somebody has to tell @BotFather, one after another.
pub fn botfather_advice(wrong: &[BotSetting]) -> String {
    let mut commands: Vec<_> = wrong.iter().map(|setting| setting.botfather_command()).collect();
    commands.dedup();
    format!("{} at @BotFather", commands.join(", "))
}
