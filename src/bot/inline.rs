//! `@bot words` in any chat: the asker's own tickets that match, as links to their cards. What is offered is theirs alone,
//! so nothing is cached at Telegram's.

use std::sync::Arc;

use super::turn::Turn;
use super::{Shared, lists};
use crate::render::card::headline;
use crate::render::words::number;
use crate::service::directory::unit_name;
use crate::store::StoreError;
use crate::t;
use crate::telegram::gateway::Offer;
use crate::telegram::incoming::{Incoming, What};

/// How many tickets are offered.
const OFFERED: usize = 20;

pub async fn inline(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Inline { query, text, .. } = &incoming.what else { return Ok(Turn::default()) };
    let Some(caller) = bot.known_caller(&incoming).await? else {
        let reader = bot.reader(&incoming).await?;
        offer(&bot, query, Vec::new(), Some(t!(reader.lang, "inline-sign-in"))).await;
        return Ok(Turn::default());
    };
    let found = match lists::search(&bot, &caller, text).await? {
        Ok(found) => found,
        Err(error) => {
            log::info!("an inline search found no helpdesk: {error}");
            offer(&bot, query, Vec::new(), Some(t!(caller.reader.lang, "inline-down"))).await;
            return Ok(Turn::default());
        }
    };
    let username = bot.me.username.clone();
    let reader = caller.reader;
    let offers = bot
        .desk
        .store
        .read(move |db| {
            // What goes into another chat is read by whoever is there: no "you".
            let reader = crate::render::words::Reader { me: None, ..reader };
            let mut offers = Vec::new();
            for ticket in found.into_iter().take(OFFERED) {
                let id = ticket.at.id;
                let unit = ticket.unit.map(|unit| unit_name(db, unit)).transpose()?.flatten();
                let headline = headline(&ticket, unit.as_deref(), &reader);
                offers.push(Offer {
                    id: id.to_string(),
                    title: format!("{} {}", number(id), reader.subject(&ticket, 60)),
                    about: crate::render::html::line(&ticket.text, 90),
                    html: format!("{headline}\nhttps://t.me/{username}?start=t{id}"),
                });
            }
            Ok(offers)
        })
        .await?;
    offer(&bot, query, offers, None).await;
    Ok(Turn::default())
}

async fn offer(bot: &Shared, query: &str, offers: Vec<Offer>, button: Option<String>) {
    if let Err(failure) = bot.gateway.offer(query, offers, button).await {
        log::info!("an inline question could not be answered: {failure}");
    }
}
