//! The end of a shift: the tickets that one holds, to be let go or passed on at once, result by result.

use std::sync::Arc;

use super::effects::Effects;
use super::guards::Caller;
use super::refer::begin_several;
use super::reply::show_screen;
use super::stop::Stop;
use super::{Bot, SharedBot, lists};
use crate::domain::action::{Action, ActionOutcome};
use crate::domain::audit::AuditedAction;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::notify::list_views::listed;
use crate::render;
use crate::render::html::escape_html;
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::MessageView;

/// `/signoff`.
pub async fn handle_signoff(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let reader = &caller.reader;
    bot.require_private(&update, reader.lang)?;
    let held = held_tickets(&bot, &update, &caller).await?;
    let shown = lists::known_tickets(&bot, &held[..held.len().min(render::list::PAGE_SIZE)]).await?;
    let shown: Vec<_> = shown.iter().map(listed).collect();
    let view = render::list::held_list(&shown, held.len(), reader);
    Ok(Effects::with_message(update.place.target, view, reader.now))
}

/// Lets all of them go.
pub async fn release_all(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    let held = held_tickets(bot, update, caller).await?;
    let mut effects = Effects::default();
    let mut lines = vec![format!("<b>{}</b>", t!(reader.lang, "signoff-result"))];
    for ticket in held {
        let (id, action) = (ticket.at.id, Action::Release);
        let acted = bot.tickets.perform_action(&caller.session, &ticket.at, action).await?;
        log::info!("{} on ticket {id} by {}: {acted}", action.name(), update.from.who);
        let session = &caller.session;
        let audited = AuditedAction { action: action.into(), ticket: Some(id), outcome: (&acted).into() };
        bot.record_action(&mut effects, update, session, audited);
        if acted == ActionOutcome::SignInAgain {
            effects.merge_effects(bot.end_refused_session(update, reader).await?);
            return Ok(effects);
        }
        lines.push(escape_html(&render::action_outcome::outcome_sentence(reader.lang, action, id, &acted)));
    }
    let view = MessageView::from_html(lines.join("\n"));
    effects.merge_effects(show_screen(update, view, reader.now));
    Ok(effects)
}

/// Passes all of them on.
pub async fn refer_all(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Effects, Stop> {
    let held = held_tickets(bot, update, caller).await?;
    let tickets: Vec<TicketId> = held.into_iter().map(|ticket| ticket.at.id).collect();
    if tickets.is_empty() {
        return Ok(Effects::with_toast(t!(caller.reader.lang, "signoff-title", count = 0)));
    }
    begin_several(bot, update, caller, tickets).await
}

async fn held_tickets(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Vec<Ticket>, Stop> {
    bot.require_fetched(update, &caller.reader, lists::held_tickets(bot, caller).await).await
}
