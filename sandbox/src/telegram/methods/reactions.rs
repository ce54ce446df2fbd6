//! The bot's reactions: one of Telegram's own emoji, allowed in the chat.

use serde_json::{Value, json};

use crate::telegram::bots::BOT_ID;
use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::Reaction;
use crate::telegram::params::Params;
use crate::telegram::state::State;

/// The emoji that Telegram takes as reactions (Bot API, ReactionTypeEmoji).
pub const EMOJI: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u{200d}🔥 🌚 🌭 💯 🤣 \
    ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u{200d}💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 \
    👾 🤷\u{200d}♂ 🤷 🤷\u{200d}♀ 😡";

/// `setMessageReaction`: replaces the bot's reaction; none removes it.
pub(super) fn set(state: &mut State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?;
    let (id, allowed) = (chat.id, chat.allowed_reactions.clone());
    let wanted = params.list("reaction");
    if wanted.len() > 1 {
        return Err(ApiError::bad("REACTIONS_TOO_MANY"));
    }
    let emoji = wanted.first().map(|reaction| emoji(reaction, allowed.as_deref())).transpose()?;
    let message = state
        .standing_mut(id, params.small("message_id").unwrap_or(-1))
        .ok_or_else(|| ApiError::bad("message to react not found"))?;
    message.reactions.retain(|reaction| reaction.by != BOT_ID);
    message.reactions.extend(emoji.map(|emoji| Reaction { by: BOT_ID, emoji }));
    Ok(json!(true))
}

/// Whether Telegram has this reaction, and the chat allows it.
pub fn is_possible(emoji: &str, allowed: Option<&[String]>) -> bool {
    let exists = EMOJI.split_whitespace().any(|known| known == emoji);
    exists && allowed.is_none_or(|allowed| allowed.iter().any(|known| known == emoji))
}

/// The emoji if a bot may react with it here. Custom and paid reactions are not a bot's to give.
fn emoji(reaction: &Value, allowed: Option<&[String]>) -> Result<String, ApiError> {
    let emoji = reaction["emoji"].as_str().unwrap_or_default();
    if is_possible(emoji, allowed) { Ok(emoji.to_owned()) } else { Err(ApiError::bad("REACTION_INVALID")) }
}
