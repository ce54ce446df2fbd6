//! The end of a shift: the tickets that one holds, to be let go or passed on at once, result by result.

use std::sync::Arc;

use super::delayed_ending::undo_button;
use super::effects::Effects;
use super::guards::Caller;
use super::refer::begin_several;
use super::reply::show_screen;
use super::stop::Stop;
use super::{Bot, SharedBot, lists};
use crate::domain::action::{Action, ActionOutcome, UNDO_WINDOW};
use crate::domain::audit::AuditedAction;
use crate::domain::ids::{TicketId, TicketRef};
use crate::domain::ticket::Ticket;
use crate::notify::list_views::listed;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::render::html::escape_html;
use crate::store::ScheduledJob;
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::{MessageView, SendPriority};

/// `/signoff`.
pub async fn handle_signoff(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let reader = &caller.reader;
    bot.require_private(&update, reader.lang)?;
    let held = held_tickets(&bot, &update, &caller).await?;
    let shown = lists::known_tickets(&bot, &held[..held.len().min(render::list::PAGE_SIZE)]).await?;
    let shown: Vec<_> = shown.iter().map(listed).collect();
    let view = render::list::held_list(&shown, held.len(), reader);
    Ok(Effects::with_message(update.place.target, view))
}

/// Lets all of them go, each at once. The message that says so offers to take all of them back.
pub async fn release_all(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    let held = held_tickets(bot, update, caller).await?;
    let Some(shown) = update.message_ref().filter(|_| !held.is_empty()) else {
        return Ok(Effects::with_toast(t!(reader.lang, "signoff-title", count = 0)));
    };
    let held: Vec<_> = held.into_iter().map(|ticket| ticket.at).collect();
    let EachOutcome { mut effects, view, done: tickets } =
        change_each(bot, update, caller, Action::Release, &held).await?;
    if tickets.is_empty() {
        effects.merge_effects(show_screen(update, view));
        return Ok(effects);
    }
    let (who, target, now, lang) = (update.from.who, update.place.target, bot.ctx.clock.now(), reader.lang);
    bot.double_taps.note_ending(who, shown, now);
    effects.add_write(move |tx| {
        let over = ScheduledJob::ReleaseOver { tickets, shown, view: view.clone() };
        let job = tx.db.add_job(who, &over, tx.now + UNDO_WINDOW)?;
        let view = view.with_row([undo_button(lang, job)]);
        let edit = OutboxMessage::Edit { message: shown.message, view };
        outbox_message::enqueue(tx.db, target, SendPriority::Answer, &edit, tx.now)
    });
    Ok(effects)
}

/// Takes all of them back, but for what somebody else has taken meanwhile.
pub async fn take_back(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    tickets: Vec<TicketId>,
) -> Result<Effects, Stop> {
    bot.require_staff(update, caller)?;
    let known = bot.ctx.store.read(move |db| {
        let mut known = Vec::new();
        for ticket in tickets {
            known.extend(db.find_ticket(ticket)?.map(|known| known.ticket.at));
        }
        Ok(known)
    });
    let EachOutcome { mut effects, view, .. } =
        change_each(bot, update, caller, Action::Take, &known.await?).await?;
    effects.merge_effects(show_screen(update, view));
    Ok(effects)
}

/// What became of an action on several tickets.
struct EachOutcome {
    effects: Effects,
    /// A line for each of them.
    view: MessageView,
    /// Those on which it was done.
    done: Vec<TicketId>,
}

/// Does the same with each of them, one after another.
async fn change_each(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    action: Action,
    tickets: &[TicketRef],
) -> Result<EachOutcome, Stop> {
    let (reader, session) = (&caller.reader, &caller.session);
    let (mut effects, mut done) = (Effects::default(), Vec::new());
    let mut lines = vec![format!("<b>{}</b>", t!(reader.lang, "signoff-result"))];
    for at in tickets {
        let acted = bot.tickets.perform_action(session, at, action).await?;
        log::info!("{} on ticket {} by {}: {acted}", action.name(), at.id, update.from.who);
        let audited = AuditedAction { action: action.into(), ticket: Some(at.id), outcome: (&acted).into() };
        bot.record_action(&mut effects, update, session, audited);
        match acted {
            ActionOutcome::SignInAgain => {
                effects.merge_effects(bot.end_refused_session(update, reader).await?);
                return Err(effects.into());
            }
            ActionOutcome::Done => done.push(at.id),
            _ => {}
        }
        let sentence = render::action_outcome::outcome_sentence(reader.lang, action, at.id, &acted);
        lines.push(escape_html(&sentence));
    }
    Ok(EachOutcome { effects, view: MessageView::from_html(lines.join("\n")), done })
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
