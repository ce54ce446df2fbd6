//! *Catch up*: what has happened to a ticket, for whoever comes late to it.

use std::collections::HashMap;

use super::Bot;
use super::effects::Effects;
use super::guards::Caller;
use super::reply::{back_to_card, show_beside_card};
use super::stop::Stop;
use super::ticket_access::{read_comments, read_ticket};
use crate::cache::directory::unit_name;
use crate::callback::Callback;
use crate::domain::ids::TicketId;
use crate::domain::ticket::TicketComment;
use crate::notify;
use crate::render::catch_up::{TicketPast, catch_up_text};
use crate::render::reader::Reader;
use crate::store::{Db, StoreError};
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::{Button, MessageView};

/// Shows what has happened to a ticket, to whoever pressed.
pub async fn catch_up(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    let at = read_ticket(bot, update, caller, ticket).await?;
    let comments = read_comments(bot, update, caller, &at).await?;
    let reader = caller.reader.clone();
    let count = comments.len();
    let (read, told) = (comments.clone(), reader.clone());
    let text = bot.ctx.store.read(move |db| past_text(db, ticket, &read, &told)).await?;
    let all = Callback::Comments { ticket, page: 0 };
    let all = Button::with_callback(t!(reader.lang, "button-comments-count", count = count), &all);
    let view = MessageView::from_html(text).with_row([all, back_to_card(update, reader.lang, ticket)]);
    let mut effects = Effects::default();
    effects.add_write(move |tx| notify::publish_comments(tx, ticket, &comments));
    effects.merge_effects(show_beside_card(update, view, &reader));
    Ok(effects)
}

fn past_text(
    db: &mut Db<'_>,
    ticket: TicketId,
    comments: &[TicketComment],
    reader: &Reader,
) -> Result<String, StoreError> {
    let Some(known) = db.find_ticket(ticket)? else { return Ok(String::new()) };
    let history = db.history_of(ticket)?;
    let mut units = HashMap::new();
    for unit in history.iter().filter_map(|entry| entry.unit) {
        if let Some(name) = unit_name(db, unit)? {
            units.insert(unit, name);
        }
    }
    let past = TicketPast {
        ticket: &known.ticket,
        details: known.details.as_ref(),
        first_seen: known.first_seen,
        history: &history,
        comments,
        units: &units,
    };
    Ok(catch_up_text(&past, reader))
}
