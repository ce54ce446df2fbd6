//! Reactions to a card in a group that wants them as shortcuts: each is a press of the card's button by whoever reacts, and
//! taking it away is their Undo. Whoever can't act reacts like anybody else: nothing follows from it.

use std::sync::Arc;

use super::card_buttons::{perform_action, undo_action};
use super::effects::Effects;
use super::guards::Caller;
use super::reply::{explain_failure, late_reply};
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::domain::action::{Action, REACTION_SHORTCUTS, TicketChange, UndoLayout};
use crate::domain::ids::{Target, TicketId};
use crate::domain::settings::ReactionMode;
use crate::render::action_outcome::{failure_notice, second_tap_sentence};
use crate::store::StoreError;
use crate::telegram::update::{IncomingUpdate, UpdateKind};

/// Somebody has changed their reaction to a message.
pub async fn handle_reaction(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Reaction { before, after } = &update.what else { return Ok(Effects::default()) };
    let (added, removed) = (shortcut_beyond(after, before), shortcut_beyond(before, after));
    if added.is_none() && removed.is_none() {
        return Ok(Effects::default());
    }
    let Some(ticket) = find_shortcut_card(&bot, &update).await? else { return Ok(Effects::default()) };
    let caller = bot.known_caller(&update).await?.filter(|caller| caller.session.account.is_staff());
    let Some(caller) = caller else { return Ok(Effects::default()) };
    let change = match (added, removed) {
        (Some(action), _) => TicketChange::Act(action),
        (None, Some(action)) if can_undo(&bot, &update, ticket, action).await? => TicketChange::Undo,
        // It stands as long as nobody says otherwise, and ten seconds later it is too late to.
        (None, _) => return Ok(Effects::default()),
    };
    make_change(&bot, &update, &caller, ticket, change).await
}

/// The action that one of these reactions stands for, unless it is among those too.
fn shortcut_beyond(reactions: &[String], known: &[String]) -> Option<Action> {
    let new = reactions.iter().filter(|emoji| !known.contains(emoji));
    new.filter_map(|emoji| REACTION_SHORTCUTS.iter().find(|(known, _)| known == emoji))
        .map(|(_, action)| *action)
        .next()
}

/// The ticket of the card, where its group wants shortcuts.
async fn find_shortcut_card(bot: &Bot, update: &IncomingUpdate) -> Result<Option<TicketId>, StoreError> {
    let Some(at) = update.message_ref() else { return Ok(None) };
    bot.ctx
        .store
        .read_inline(move |db| {
            let Some(card) = db.find_card(at)? else { return Ok(None) };
            let subscription = db.subscription_around(card.target)?;
            let wanted =
                subscription.is_some_and(|found| found.settings.reactions == ReactionMode::Shortcuts);
            Ok(wanted.then_some(card.ticket))
        })
        .await
}

/// Whether it was this person who did that a moment ago.
async fn can_undo(
    bot: &Bot,
    update: &IncomingUpdate,
    ticket: TicketId,
    action: Action,
) -> Result<bool, StoreError> {
    let (who, now) = (update.from.who, bot.ctx.clock.now());
    let undo = bot.ctx.store.read_inline(move |db| db.find_undo(ticket, now)).await?;
    let own = undo.filter(|undo| undo.who == who);
    let layout = own.and_then(|undo| UndoLayout::before_steps(&undo.steps));
    Ok(layout.is_some_and(|layout| layout.pressed == action))
}

/// Does what the card's button would do. The card itself shows that it is done; what is not done rings in the reactor's own
/// chat, since a reaction has no answer.
async fn make_change(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    change: TicketChange,
) -> Result<Effects, Stop> {
    let (reader, who) = (&caller.reader, update.from.who);
    let chat = Target::whole_chat(who.private_chat());
    let made = bot.double_taps.find_recent(who, ticket, bot.ctx.clock.now());
    if let Some(made) = made.filter(|made| *made != change) {
        let reason = second_tap_sentence(reader.lang, made, change);
        let notice = late_reply(update, failure_notice(reader.lang, change, ticket, &reason));
        let mut effects = Effects::default();
        effects.post_message(chat, notice);
        return Ok(effects);
    }
    let answered = match change {
        TicketChange::Act(action) => perform_action(bot, update, caller, action, ticket).await,
        TicketChange::Undo => undo_action(bot, update, caller, ticket).await,
    };
    let effects = answered.or_else(Stop::into_effects)?;
    let mut effects = explain_failure(update, reader, Some((change, ticket)), effects);
    effects.toast = None;
    effects.panel = None;
    if let Some(notice) = effects.late_failure.take() {
        effects.post_message(chat, notice);
    }
    Ok(effects)
}
