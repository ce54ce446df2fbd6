//! Which text goes where: the conversation that somebody is in the middle of, the card that it replies to, or an offer.

use std::sync::Arc;

use super::dialogue::Dialogue;
use super::effects::Effects;
use super::message_text::message_text;
use super::stop::Stop;
use super::{
    SharedBot, code, comments, create, edit, forward, login, loose_words, personal, quick_replies, refer,
};
use crate::store::FollowedBy;
use crate::telegram::update::{ChatKind, IncomingUpdate, MessageOrigin, UpdateKind};

/// Text, or anything else, without a command.
pub async fn handle_text(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    if update.place.kind != ChatKind::Private {
        return match comments::handle_reply(&bot, &update).await? {
            Some(effects) => Ok(effects),
            None => comments::handle_album_rest(&bot, &update).await.map(Option::unwrap_or_default),
        };
    }
    let who = update.from.who;
    let dialogue = bot.active_dialogue(who).await?;
    let covered = bot.redaction.covers_update(&update, bot.ctx.clock.now());
    if covered && dialogue.is_none() && bot.ctx.sessions.find_session(who).is_none() {
        return login::reject_late(&bot, &update).await;
    }
    // A reply to a card is a comment on it, whatever else is going on.
    if let Some(effects) = comments::handle_reply(&bot, &update).await? {
        return Ok(effects);
    }
    // What was chosen from our own offer says nothing to us.
    if matches!(update.what, UpdateKind::Text { origin: MessageOrigin::Offered, .. }) {
        return Ok(Effects::default());
    }
    match &dialogue {
        Some(dialogue) if dialogue.is_secret() => {}
        None if covered => return login::reject_late(&bot, &update).await,
        _ => bot.stop_asking(&update),
    }
    let is_secret = dialogue.as_ref().is_some_and(Dialogue::is_secret);
    if forward::is_handed(&update) && !is_secret {
        return forward::offer_ticket(&bot, &update, forward::OfferKind::Handed).await;
    }
    match dialogue {
        Some(Dialogue::LoginName) => login::handle_name(&bot, &update).await,
        Some(Dialogue::LoginPassword { login }) => login::handle_password(&bot, &update, &login).await,
        Some(Dialogue::Comment { ticket }) => {
            comments::handle_written(&bot, &update, ticket, FollowedBy::Nothing).await
        }
        Some(Dialogue::Answer { ticket }) => {
            comments::handle_written(&bot, &update, ticket, FollowedBy::Finish).await
        }
        Some(Dialogue::Create(draft)) => create::handle_text(&bot, &update, *draft).await,
        Some(dialogue @ (Dialogue::NewReply { .. } | Dialogue::ChangeReply { .. })) => {
            quick_replies::handle_written(&bot, &update, dialogue).await
        }
        Some(Dialogue::LoginCode(pending)) => code::typed(&bot, &update, *pending).await,
        Some(Dialogue::LoginOver) => Ok(Effects::default()),
        Some(Dialogue::Zone) => personal::handle_zone(&bot, &update).await,
        Some(Dialogue::Refer(referral)) => refer::handle_text(&bot, &update, referral).await,
        None => {
            if let Some(effects) = comments::handle_album_rest(&bot, &update).await? {
                return Ok(effects);
            }
            match bot.ctx.sessions.find_session(who) {
                Some(_) => loose_words::handle_words(&bot, &update).await,
                None => {
                    let reader = bot.reader_for_update(&update).await?;
                    Ok(bot.ask_to_sign_in(&update, &reader))
                }
            }
        }
    }
}

/// A message that was changed: what may be a password, or a comment that is corrected. A command is none: a reaction to it
/// looks like an edit.
pub async fn handle_edit(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let covered = bot.redaction.covers_update(&update, bot.ctx.clock.now());
    let is_command = message_text(&update).is_some_and(|(text, _)| text.starts_with('/'));
    let is_secret = match bot.active_dialogue(update.from.who).await? {
        Some(dialogue) => dialogue.is_secret(),
        None => true,
    };
    match covered && is_secret && !is_command {
        true => login::reject_edit(&bot, &update).await,
        false => edit::edited(bot, update).await,
    }
}

/// A command that none of the routes knows.
pub async fn handle_unknown(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    // In a group it may well be meant for another bot; in a reply to a card it is what somebody has to say.
    if update.place.kind != ChatKind::Private {
        return comments::handle_reply(&bot, &update).await.map(Option::unwrap_or_default);
    }
    // Passwords can look like commands.
    match bot.active_dialogue(update.from.who).await? {
        Some(Dialogue::LoginName) => return login::handle_name(&bot, &update).await,
        Some(Dialogue::LoginPassword { login }) => {
            return login::handle_password(&bot, &update, &login).await;
        }
        Some(Dialogue::LoginCode(pending)) => return code::typed(&bot, &update, *pending).await,
        None if bot.redaction.covers_update(&update, bot.ctx.clock.now()) => {
            return login::reject_late(&bot, &update).await;
        }
        _ => {}
    }
    if let Some(effects) = comments::handle_reply(&bot, &update).await? {
        return Ok(effects);
    }
    loose_words::handle_command(&bot, &update).await
}
