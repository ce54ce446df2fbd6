//! The end of a conversation: `/cancel`, and the button below a question.

use std::sync::Arc;

use super::effects::Effects;
use super::questions::OpenQuestion;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// The button below a question that ends its dialogue.
pub async fn cancel_pressed(
    bot: &Bot,
    update: &IncomingUpdate,
    question: &OpenQuestion,
) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(update).await?;
    bot.stop_asking(update);
    let mut effects = Effects::with_toast(t!(reader.lang, "dialogue-cancelled"));
    effects.end_dialogue(update.from.who, Some(&question.dialogue));
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
    let mut effects = Effects::with_message(update.place.target, MessageView::from_html(text));
    effects.end_dialogue(who, dialogue.as_ref());
    Ok(effects)
}
