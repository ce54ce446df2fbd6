//! Which press goes where: what its button asks for, who asks, and whether they may.

use std::sync::Arc;

use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::lists::{ListAge, ListRequest};
use super::people::PeopleAt;
use super::questions::OpenQuestion;
use super::reply::explain_failure;
use super::stop::Stop;
use super::{
    Bot, SharedBot, activity_log, cancel, card_buttons, catch_up, comment_buttons, create, duty, forward,
    job_buttons, language_choice, lists, login, people, personal, quick_replies, refer, seen_before, signoff,
    snooze, stats, subscribe,
};
use crate::callback::{Answer, Callback, DialoguePress};
use crate::domain::action::{Action, TicketChange};
use crate::domain::ticket_list::ListButtons;
use crate::notify::outbox_message::OutboxMessage;
use crate::store::JobId;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate, UpdateKind};

/// A button was pressed.
pub async fn handle_press(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Press { data, .. } = &update.what else { return Ok(Effects::default()) };
    bot.register_card(&update).await?;
    if let Some(at) = update.message_ref()
        && let Some(effects) = bot.answer_closed_card(&update, at).await?
    {
        return Ok(effects);
    }
    let Some(callback) = Callback::decode(data) else { return handle_old(&bot, &update).await };
    // Telegram shows nobody another person's chat; a button that only stands in one's own chat was not pressed elsewhere.
    let forged = match update.place.kind {
        ChatKind::Private => update.place.target.chat != update.from.who.private_chat(),
        ChatKind::Group | ChatKind::Elsewhere => callback.is_private(),
    };
    if forged {
        return handle_old(&bot, &update).await;
    }
    // What somebody may press who is not signed in.
    match callback {
        Callback::Language { lang } => {
            let reader = bot.reader_for_update(&update).await?;
            return Ok(language_choice::language_chosen(&bot, &update, &reader, lang));
        }
        Callback::Languages => {
            let reader = bot.reader_for_update(&update).await?;
            return Ok(language_choice::show_languages(&update, &reader));
        }
        Callback::ClosePanel => return Ok(Effects::closing_panel()),
        Callback::SignIn => return login::sign_in_pressed(&bot, &update).await,
        _ => {}
    }
    if let Callback::Log { page } = callback {
        let reader = bot.reader_for_update(&update).await?;
        return activity_log::show_page(&bot, &update, page, &reader).await;
    }
    let changes = match callback {
        Callback::Act { action, ticket } => Some((TicketChange::Act(action), ticket)),
        Callback::Undo { ticket } => Some((TicketChange::Undo, ticket)),
        _ => None,
    };
    // Whoever is signing in must be able to stop.
    if let Callback::Dialogue(DialoguePress { question, answer: Answer::Cancel }) = callback {
        let question = bot.require_open(&update, question).await?;
        return cancel::cancel_pressed(&bot, &update, &question).await;
    }
    let reader = bot.reader_for_update(&update).await?;
    let answered = match bot.require_session(&update).await {
        Ok(caller) => answer_press(&bot, &update, &caller, callback).await,
        Err(stop) => Err(stop),
    };
    let effects = answered.or_else(Stop::into_effects)?;
    Ok(explain_failure(&update, &reader, changes, effects))
}

/// What a button asks for, done by its endpoint.
async fn answer_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    callback: Callback,
) -> Result<Effects, Stop> {
    match callback {
        Callback::Act { action: Action::Refer, ticket } => {
            refer::begin_referral(bot, update, caller, ticket).await
        }
        Callback::Act { action, ticket } => {
            card_buttons::perform_action(bot, update, caller, action, ticket).await
        }
        Callback::Refresh { ticket } => card_buttons::refresh_card(bot, update, caller, ticket).await,
        Callback::OpenMenu { ticket } => card_buttons::open_menu(bot, update, caller, ticket).await,
        Callback::CloseMenu { ticket } => card_buttons::close_menu(bot, update, caller, ticket).await,
        Callback::Open { ticket } => card_buttons::open_card(bot, update, caller, ticket).await,
        Callback::Comments { ticket, page } => {
            comment_buttons::show_comments(bot, update, caller, ticket, page).await
        }
        Callback::CatchUp { ticket } => catch_up::catch_up(bot, update, caller, ticket).await,
        Callback::Snooze(press) => snooze::handle_press(bot, update, caller, press).await,
        Callback::SeenBefore { ticket } => seen_before::show_similar(bot, update, caller, ticket).await,
        Callback::Watch { ticket } => card_buttons::watch_ticket(bot, update, caller, ticket).await,
        Callback::Unwatch { ticket } => Ok(card_buttons::unwatch_ticket(update, caller, ticket)),
        Callback::Write { ticket } => comment_buttons::ask_comment(bot, update, caller, ticket).await,
        Callback::Undo { ticket } => card_buttons::undo_action(bot, update, caller, ticket).await,
        Callback::Answer { ticket } => quick_replies::handle_answer(bot, update, caller, ticket).await,
        Callback::CancelJob { job } => job_buttons::cancel_job(bot, update, caller, JobId(job)).await,
        Callback::RetryJob { job } => job_buttons::retry_job(bot, update, caller, JobId(job)).await,
        Callback::Reply(press) => quick_replies::handle_press(bot, update, caller, press).await,
        Callback::Group(press) => subscribe::handle_press(bot, update, caller, press).await,
        Callback::Duty(press) => duty::handle_press(bot, update, caller, press).await,
        Callback::Personal(press) => personal::handle_press(bot, update, caller, press).await,
        Callback::NewFromOffer { offer } => forward::accept_offer(bot, update, caller, offer).await,
        Callback::SearchOffer { offer } => forward::search_offer(bot, update, caller, offer).await,
        Callback::CommentOffer { offer, ticket } => {
            forward::comment_with_offer(bot, update, caller, (offer, ticket)).await
        }
        Callback::Dialogue(press) => answer_question(bot, update, caller, press).await,
        Callback::Person(press) => people::handle_press(bot, update, caller, press).await,
        Callback::Unit { unit } => people::show_unit(bot, update, caller, unit, PeopleAt::Anew).await,
        Callback::UnitPeople { unit, page } => {
            people::show_unit(bot, update, caller, unit, PeopleAt::Page(page)).await
        }
        Callback::Units { page } => people::units_page(bot, update, caller, page).await,
        Callback::Stats(press) => stats::handle_press(bot, update, caller, press).await,
        Callback::Subscriptions { page } => subscribe::list(bot, update, caller, page).await,
        Callback::ReleaseAll => signoff::release_all(bot, update, caller).await,
        Callback::ReferAll => signoff::refer_all(bot, update, caller).await,
        Callback::List { list, filter, page } => {
            lists::open_list(bot, update, ListRequest::of_page(list, filter, page)).await
        }
        Callback::ListAnew { list, filter, page } => {
            let request =
                ListRequest { age: ListAge::JustRead, ..ListRequest::of_page(list, Some(filter), page) };
            lists::open_list(bot, update, request).await
        }
        Callback::ListPages { list, filter, page } => {
            let buttons = ListButtons::ChoosePage;
            let request = ListRequest { buttons, ..ListRequest::of_page(list, Some(filter), page) };
            lists::open_list(bot, update, request).await
        }
        Callback::CommentRetry { comment } => {
            comment_buttons::resolve_doubt(
                bot,
                update,
                caller,
                comment,
                comment_buttons::DoubtResolution::Retry,
            )
            .await
        }
        Callback::CommentDrop { comment } => {
            comment_buttons::resolve_doubt(
                bot,
                update,
                caller,
                comment,
                comment_buttons::DoubtResolution::Drop,
            )
            .await
        }
        Callback::Language { .. }
        | Callback::Languages
        | Callback::SignIn
        | Callback::ClosePanel
        | Callback::Log { .. }
        | Callback::Nothing => Ok(Effects::default()),
    }
}

/// What a button answers to the question of a dialogue, done by the endpoint of that dialogue.
async fn answer_question(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: DialoguePress,
) -> Result<Effects, Stop> {
    let OpenQuestion { at, dialogue } = bot.require_open(update, press.question).await?;
    match (press.answer, dialogue) {
        (Answer::Refer(press), Dialogue::Refer(referral)) => {
            refer::handle_press(bot, update, caller, at, referral, press).await
        }
        (Answer::Create(press), Dialogue::Create(draft)) => {
            create::handle_press(bot, update, caller, at, *draft, press).await
        }
        (Answer::QuickReply { template }, dialogue) => {
            quick_replies::handle_choice(bot, update, caller, &dialogue, template).await
        }
        (Answer::Zone(zone), Dialogue::Zone) => personal::zone_confirmed(bot, update, caller, zone).await,
        // Forged: its question has no such button.
        _ => handle_old(bot, update).await,
    }
}

/// A button that no longer (or never) meant anything: never silence, and a fresh card if there is one.
async fn handle_old(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(update).await?;
    let mut effects = Effects::with_toast(t!(reader.lang, "press-old"));
    if let Some(at) = update.message_ref()
        && let Some(ticket) = bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await?
    {
        let recard = OutboxMessage::RefreshCard { message: at.message, ticket };
        effects.post_message(update.place.target, recard);
    }
    Ok(effects)
}
