//! `@bot words` in any chat: the asker's own tickets that match, as links to their cards. What is offered is theirs alone,
//! so nothing is cached at Telegram's.

use std::sync::Arc;

use super::effects::Effects;
use super::stop::Stop;
use super::{SharedBot, lists};
use crate::cache::fetch_error::FetchError;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::Ticket;
use crate::render::card::card_headline;
use crate::render::reader::{Reader, ticket_number};
use crate::t;
use crate::telegram::client::InlineOffer;
use crate::telegram::update::{IncomingUpdate, UpdateKind};

/// How many tickets are offered.
const MAX_RESULTS: usize = 20;

pub async fn handle_inline(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Inline { query, text, .. } = &update.what else { return Ok(Effects::default()) };
    let Some(caller) = bot.known_caller(&update).await? else {
        let reader = bot.reader_for_update(&update).await?;
        answer_inline(&bot, query, Vec::new(), Some(t!(reader.lang, "inline-sign-in"))).await;
        return Ok(Effects::default());
    };
    let found = match lists::search_tickets(&bot, &caller, text).await {
        Ok(found) => found,
        Err(FetchError::Store(error)) => return Err(error.into()),
        Err(FetchError::Helpdesk(error)) => {
            log::info!("an inline search found no helpdesk: {error}");
            answer_inline(&bot, query, Vec::new(), Some(t!(caller.reader.lang, "inline-down"))).await;
            return Ok(Effects::default());
        }
    };
    let username = bot.me.username.clone();
    let reader = caller.reader;
    let lang = reader.lang;
    // What goes into another chat is read by whoever is there: no "you".
    let reader = Reader { me: None, ..reader };
    let offer = |ticket: Ticket| {
        let id = ticket.at.id;
        let headline = card_headline(&ticket, ShowMode::Subject, &reader).html;
        let state = reader.state_text(&ticket.state);
        InlineOffer {
            id: id.to_string(),
            title: format!("{} {}", ticket_number(id), reader.subject_text(&ticket, 60)),
            about: crate::render::html::one_line(&ticket.text, 90),
            html: format!("{headline} · {state}\nhttps://t.me/{username}?start=t{id}"),
        }
    };
    let offers: Vec<_> = found.into_iter().take(MAX_RESULTS).map(offer).collect();
    // What is found for no words at all is everything.
    let nothing = (offers.is_empty() && !text.trim().is_empty()).then(|| t!(lang, "inline-nothing"));
    answer_inline(&bot, query, offers, nothing).await;
    Ok(Effects::default())
}

async fn answer_inline(bot: &SharedBot, query: &str, offers: Vec<InlineOffer>, button: Option<String>) {
    if let Err(failure) = bot.telegram.answer_inline(query, offers, button).await {
        log::info!("an inline question could not be answered: {failure}");
    }
}
