//! The end of a shift: the tickets that one holds, to be let go or passed on at once, result by result.

use std::sync::Arc;

use super::effects::Effects;
use super::guards::Caller;
use super::refer::begin_several;
use super::reply::report_failure;
use super::{Bot, SharedBot, lists};
use crate::domain::action::{Action, ActionOutcome};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::html::escape_html;
use crate::store::StoreError;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// `/signoff`.
pub async fn handle_signoff(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let caller = match bot.require_session(&update).await? {
        Ok(caller) => caller,
        Err(effects) => return Ok(effects),
    };
    let reader = &caller.reader;
    if update.place.kind != ChatKind::Private {
        let text = t!(reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.reply_text(&update, text));
    }
    match held_tickets(&bot, &update, &caller).await? {
        Ok(held) => {
            Ok(Effects::with_message(update.place.target, render::list::held_list(&held, reader), reader.now))
        }
        Err(effects) => Ok(effects),
    }
}

/// Lets all of them go.
pub async fn release_all(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Effects, StoreError> {
    let reader = &caller.reader;
    if !caller.session.account.is_staff() {
        return Ok(Effects::alert(t!(reader.lang, "act-client")));
    }
    let held = match held_tickets(bot, update, caller).await? {
        Ok(held) => held,
        Err(effects) => return Ok(effects),
    };
    let mut effects = Effects::default();
    let mut lines = vec![format!("<b>{}</b>", t!(reader.lang, "signoff-result"))];
    for ticket in held {
        let (id, action) = (ticket.at.id, Action::Release);
        let acted = bot.tickets.perform_action(&caller.session, &ticket.at, action).await?;
        log::info!("{} on ticket {id} by {}: {acted}", action.name(), update.from.who);
        let session = &caller.session;
        bot.record_action(&mut effects, update, session, action.into(), Some(id), (&acted).into());
        if acted == ActionOutcome::SignInAgain {
            effects.merge_effects(bot.key_refused(update, reader).await?);
            return Ok(effects);
        }
        lines.push(escape_html(&render::action_outcome::outcome_sentence(reader.lang, action, id, &acted)));
    }
    let view = MessageView::from_html(lines.join("\n"));
    let outbox_message = match update.place.message {
        Some(message) => OutboxMessage::Edit { message, view },
        None => OutboxMessage::send_view(view),
    };
    effects.post_message(update.place.target, outbox_message, reader.now);
    Ok(effects)
}

/// Passes all of them on.
pub async fn refer_all(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Effects, StoreError> {
    let held = match held_tickets(bot, update, caller).await? {
        Ok(held) => held,
        Err(effects) => return Ok(effects),
    };
    let tickets: Vec<TicketId> = held.into_iter().map(|ticket| ticket.at.id).collect();
    if tickets.is_empty() {
        return Ok(Effects::with_toast(t!(caller.reader.lang, "signoff-title", count = 0)));
    }
    begin_several(bot, update, caller, tickets).await
}

async fn held_tickets(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
) -> Result<Result<Vec<Ticket>, Effects>, StoreError> {
    Ok(match lists::held_tickets(bot, caller).await? {
        Ok(held) => Ok(held),
        Err(error) => Err(report_failure(bot, update, &caller.reader, error.into()).await?),
    })
}
