//! The ticket bot with teloxide, as its own examples have it: the default dispatcher and nothing else.

use rig::names;
use rig::peer::{Desk, Press, Settings};
use teloxide::prelude::*;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, ParseMode, ReactionType};

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let settings = Settings::from_environment()?;
    let bot = Bot::new(&settings.token).set_api_url(reqwest::Url::parse(&settings.telegram)?);
    let schema = dptree::entry()
        .branch(Update::filter_callback_query().endpoint(press))
        .branch(Update::filter_message().endpoint(reply));
    let mut dispatcher =
        Dispatcher::builder(bot, schema).dependencies(dptree::deps![settings.desk()]).build();
    dispatcher.dispatch().await;
    Ok(())
}

async fn press(bot: Bot, desk: Desk, query: CallbackQuery) -> Outcome {
    let Some(press) = query.data.as_deref().and_then(Press::read) else { return Ok(()) };
    let seen = desk.act(query.from.id.0 as i64, press).await?;
    if let Some(message) = &query.message {
        let buttons =
            press.buttons().map(|row| row.map(|(text, data)| InlineKeyboardButton::callback(text, data)));
        bot.edit_message_text(message.chat().id, message.id(), seen.card())
            .parse_mode(ParseMode::Html)
            .reply_markup(InlineKeyboardMarkup::new(buttons))
            .await?;
    }
    bot.answer_callback_query(query.id).text(seen.toast()).await?;
    Ok(())
}

async fn reply(bot: Bot, desk: Desk, message: Message) -> Outcome {
    let card = message.reply_to_message().and_then(|card| names::person_of_message(card.id.0.into()));
    let (Some(ticket), Some(from), Some(text)) = (card, &message.from, message.text()) else { return Ok(()) };
    desk.comment(from.id.0 as i64, ticket, text).await?;
    let thumb = ReactionType::Emoji { emoji: "👍".into() };
    bot.set_message_reaction(message.chat.id, message.id).reaction([thumb]).await?;
    Ok(())
}
