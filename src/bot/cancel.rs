//! The end of a conversation: `/cancel`, and the button below a question.

use std::sync::Arc;

use super::dialogue::DIALOGUE_TIMEOUT;
use super::effects::Effects;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::notify::outbox_message::OutboxMessage;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// A question's button was pressed. Below one that is answered or replaced it ends nothing, and the question says so.
pub async fn cancel_pressed(bot: &Bot, update: &IncomingUpdate, asked: Option<i64>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(Effects::default());
    }
    let (who, now) = (update.from.who, reader.now);
    let ends = bot.ctx.store.read_inline(move |db| db.dialogue_ends(who, who.private_chat(), now)).await?;
    let is_open = asked.is_some() && asked == ends.map(|ends| (ends - DIALOGUE_TIMEOUT).as_millisecond());
    let (mut effects, text) = if is_open {
        bot.stop_asking(update);
        let dialogue = bot.active_dialogue(who).await?;
        let text = t!(reader.lang, "dialogue-cancelled");
        let mut effects = Effects::with_toast(text.clone());
        effects.end_dialogue(who, dialogue.as_ref(), now);
        (effects, text)
    } else {
        let text = t!(reader.lang, "dialogue-over");
        (Effects::alert(text.clone()), text)
    };
    if let Some(message) = update.place.message {
        let view = MessageView::from_html(text);
        effects.post_message(update.place.target, OutboxMessage::Edit { message, view }, now);
    }
    Ok(effects)
}

/// `/cancel`.
pub async fn handle_cancel(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(Effects::default());
    }
    let who = update.from.who;
    bot.stop_asking(&update);
    let dialogue = bot.active_dialogue(who).await?;
    let text = match dialogue {
        Some(_) => t!(reader.lang, "dialogue-cancelled"),
        None => t!(reader.lang, "dialogue-nothing"),
    };
    let mut effects = Effects::with_message(update.place.target, MessageView::from_html(text), reader.now);
    effects.end_dialogue(who, dialogue.as_ref(), reader.now);
    Ok(effects)
}
