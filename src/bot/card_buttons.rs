//! The buttons of a card: what each does to the ticket, and what the answer says.

use super::Bot;
use super::effects::Effects;
use super::guards::Caller;
use super::reply::{answer_privately, late_reply};
use super::stop::Stop;
use super::ticket_access::{read_ticket, require_ticket};
use crate::cache::refresh_schedule::schedule_reminders;
use crate::domain::action::{Action, ActionOutcome, TicketChange};
use crate::domain::audit::{AuditAction, AuditOutcome, AuditedAction};
use crate::domain::ids::{Target, TicketId, TicketRef};
use crate::i18n::Lang;
use crate::notify;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::render::action_outcome::outcome_sentence;
use crate::render::html::own_text;
use crate::render::reader::ticket_number;
use crate::store::StoreError;
use crate::t;
use crate::telegram::client::Sound;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// Take, release, done, reopen.
pub async fn perform_action(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    action: Action,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    let (lang, change) = (caller.reader.lang, TicketChange::Act(action));
    let at = require_change(bot, update, caller, ticket, change).await?;
    let (acted, work) =
        bot.tickets.attempt_action(&caller.session, &at, action, update.message_ref()).await?;
    log::info!("{} on ticket {ticket} by {}: {acted}", action.name(), update.from.who);
    if acted == ActionOutcome::Done {
        bot.double_taps.note_change(update.from.who, ticket, change, bot.ctx.clock.now());
    }
    let mut effects = Effects::from_work(work);
    effects.merge_effects(match acted {
        ActionOutcome::SignInAgain => bot.end_refused_session(update, &caller.reader).await?,
        _ => outcome_toast(lang, action, ticket, &acted),
    });
    let is_done = matches!(acted, ActionOutcome::Done | ActionOutcome::Already);
    if is_done {
        settle_notice(bot, update, &mut effects, outcome_sentence(lang, action, ticket, &acted)).await?;
    } else {
        let view = render::action_outcome::outcome_notice(lang, action, ticket, &acted);
        effects.late_failure = Some(late_reply(update, view));
    }
    let audited = AuditedAction { action: action.into(), ticket: Some(ticket), outcome: (&acted).into() };
    bot.record_action(&mut effects, update, &caller.session, audited);
    Ok(effects)
}

/// The ticket that somebody wants to change, where they may. A press that comes right after another change by the same person
/// is asked for once more; the same change again does no harm.
async fn require_change(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    wanted: TicketChange,
) -> Result<TicketRef, Stop> {
    bot.require_staff(update, caller)?;
    let at = require_ticket(bot, update, caller, ticket).await?;
    let (lang, now) = (caller.reader.lang, bot.ctx.clock.now());
    match bot.double_taps.find_recent(update.from.who, ticket, now) {
        Some(TicketChange::Undo) if wanted == TicketChange::Undo => {
            Err(Effects::with_toast(t!(lang, "undo-done", number = ticket_number(ticket))).into())
        }
        Some(made) if made != wanted => {
            Err(Effects::with_toast(render::action_outcome::second_tap_sentence(lang, made, wanted)).into())
        }
        Some(_) | None => Ok(at),
    }
}

/// A button below the news of a failure has done it at last: the news becomes the result. A card is drawn anew by itself.
async fn settle_notice(
    bot: &Bot,
    update: &IncomingUpdate,
    effects: &mut Effects,
    sentence: String,
) -> Result<(), StoreError> {
    let Some(at) = update.message_ref() else { return Ok(()) };
    if bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await?.is_none() {
        let view = MessageView::from_html(own_text(&sentence));
        let edit = OutboxMessage::Edit { message: at.message, view };
        effects.post_message(update.place.target, edit);
    }
    Ok(())
}

/// What became of an action: a passing word if it is as wished, a window if it must be read.
fn outcome_toast(lang: Lang, action: Action, ticket: TicketId, acted: &ActionOutcome) -> Effects {
    let text = outcome_sentence(lang, action, ticket, acted);
    match acted {
        ActionOutcome::Done | ActionOutcome::Already => Effects::with_toast(text),
        _ => Effects::alert(text),
    }
}

/// Takes the last action back.
pub async fn undo_action(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    let lang = caller.reader.lang;
    let at = require_change(bot, update, caller, ticket, TicketChange::Undo).await?;
    let now = caller.reader.now;
    let open = bot.ctx.store.read(move |db| db.find_undo(ticket, now)).await?;
    if let Some(other) = open.filter(|undo| undo.who != update.from.who) {
        return Ok(Effects::alert(match other.state.acting_person() {
            Some(name) => t!(lang, "undo-not-yours", name = name),
            None => t!(lang, "undo-late", number = ticket_number(ticket)),
        }));
    }
    let (undone, work) = bot.tickets.undo_action(&caller.session, &at, update.message_ref()).await?;
    let outcome = undone.as_ref().map_or_else(|| "too late".to_owned(), ToString::to_string);
    log::info!("undo on ticket {ticket} by {}: {outcome}", update.from.who);
    if undone == Some(ActionOutcome::Done) {
        bot.double_taps.note_change(update.from.who, ticket, TicketChange::Undo, bot.ctx.clock.now());
    }
    let noted = undone.as_ref().map_or(AuditOutcome::Late, AuditOutcome::from);
    let mut effects = Effects::from_work(work);
    effects.merge_effects(match undone {
        Some(ActionOutcome::Done) => {
            Effects::with_toast(t!(lang, "undo-done", number = ticket_number(ticket)))
        }
        Some(ActionOutcome::SignInAgain) => bot.end_refused_session(update, &caller.reader).await?,
        Some(acted) => outcome_toast(lang, Action::Release, ticket, &acted),
        None => Effects::alert(t!(lang, "undo-late", number = ticket_number(ticket))),
    });
    let audited = AuditedAction { action: AuditAction::Undo, ticket: Some(ticket), outcome: noted };
    bot.record_action(&mut effects, update, &caller.session, audited);
    let pressed_card = update.message_ref();
    effects.add_write(move |tx| outbox_message::refresh_cards(tx.db, ticket, pressed_card, tx.now));
    Ok(effects)
}

/// Draws the card anew.
pub async fn refresh_card(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    let at = read_ticket(bot, update, caller, ticket).await?;
    // The card counts comments; what can't be counted now keeps its number.
    if let Ok(comments) = bot.ctx.helpdesk.list_comments(&caller.session.key, &at.hash).await {
        bot.ctx.write(move |tx| notify::publish_comments(tx, ticket, &comments.list)).await?;
    }
    Ok(Effects::with_toast(t!(caller.reader.lang, "press-fresh")))
}

/// Has the presser hear of the ticket from now on; only of one that they may see.
pub async fn watch_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    read_ticket(bot, update, caller, ticket).await?;
    let mut effects = Effects::with_toast(t!(caller.reader.lang, "watch-on", number = ticket_number(ticket)));
    let who = update.from.who;
    effects.add_write(move |tx| {
        tx.db.add_watcher(ticket, who)?;
        // What is watched is looked at more often.
        if let Some(known) = tx.db.find_ticket(ticket)? {
            schedule_reminders(tx, &known)?;
        }
        outbox_message::refresh_cards_in(tx.db, who.private_chat(), ticket, tx.now)
    });
    Ok(effects)
}

/// No more of it. That may always be asked, whoever sees the ticket.
pub fn unwatch_ticket(update: &IncomingUpdate, caller: &Caller, ticket: TicketId) -> Effects {
    let mut effects =
        Effects::with_toast(t!(caller.reader.lang, "watch-off", number = ticket_number(ticket)));
    let who = update.from.who;
    effects.add_write(move |tx| {
        tx.db.remove_watcher(ticket, who)?;
        outbox_message::refresh_cards_in(tx.db, who.private_chat(), ticket, tx.now)
    });
    effects
}

/// Shows the card in the presser's own chat.
pub async fn open_card(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    read_ticket(bot, update, caller, ticket).await?;
    let mut effects = answer_privately(update, caller.reader.lang);
    let card = OutboxMessage::Card { ticket, reply_to: None, sound: Sound::Silent };
    effects.post_message(Target::whole_chat(update.from.who.private_chat()), card);
    Ok(effects)
}

/// Shows the rest of a card's buttons. A group's card is everybody's and stays as it is: whoever pressed gets one of their own.
pub async fn open_menu(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    match update.message_ref() {
        Some(at) if update.place.kind == ChatKind::Private => {
            let menu = OutboxMessage::CardMenu { message: at.message, ticket };
            draw_card(bot, update, caller, ticket, menu).await
        }
        _ => open_card(bot, update, caller, ticket).await,
    }
}

/// Shows its usual buttons again.
pub async fn close_menu(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    let Some(at) = update.message_ref() else { return open_card(bot, update, caller, ticket).await };
    let card = OutboxMessage::RefreshCard { message: at.message, ticket };
    draw_card(bot, update, caller, ticket, card).await
}

/// Draws a card otherwise, from what is known.
async fn draw_card(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    card: OutboxMessage,
) -> Result<Effects, Stop> {
    require_ticket(bot, update, caller, ticket).await?;
    let mut effects = Effects::default();
    effects.post_message(update.place.target, card);
    Ok(effects)
}
