//! Presses: what a button asks for, who asks, and what the answer says.

use std::sync::Arc;

use super::effects::Effects;
use super::guards::{Caller, Gate};
use super::people::PeopleAt;
use super::{
    Bot, SharedBot, activity_log, commands, create, dialogue, job_buttons, lists, people, personal,
    quick_replies, refer, signoff, subscribe,
};
use crate::callback::Callback;
use crate::domain::action::{Action, ActionOutcome, TicketChange};
use crate::domain::audit::{AuditAction, AuditOutcome};
use crate::domain::ids::{Target, TicketId, TicketRef};
use crate::domain::ticket::{Rights, TicketView};
use crate::helpdesk::HelpdeskError;
use crate::i18n::Lang;
use crate::render;
use crate::render::action_outcome::outcome_sentence;
use crate::render::html::own_text;
use crate::render::reader::{Reader, ticket_number};
use crate::service::outbox_message::{self, OutboxMessage};
use crate::service::ticket_actions::FetchOutcome;
use crate::store::{CommentId, CommentState, JobId, StoreError};
use crate::t;
use crate::telegram::client::{Sound, ToastKind};
use crate::telegram::update::{ChatKind, IncomingUpdate, UpdateKind};
use crate::view::MessageView;

/// A button was pressed.
pub async fn handle_press(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let UpdateKind::Press { data, .. } = &update.what else { return Ok(Effects::default()) };
    bot.register_card(&update).await?;
    if let Some(at) = update.message_ref()
        && let Some(effects) = bot.closed(&update, at).await?
    {
        return Ok(effects);
    }
    let Some(callback) = Callback::decode(data) else { return handle_old(&bot, &update).await };
    // Telegram shows nobody another person's chat; a button that only stands in one's own chat was not pressed elsewhere.
    let forged = match update.place.kind {
        ChatKind::Private => update.place.target.whole_chat != update.from.who.private_chat(),
        ChatKind::Group | ChatKind::Elsewhere => callback.is_private(),
    };
    if forged {
        return handle_old(&bot, &update).await;
    }
    if let Callback::Language { lang } = callback {
        let reader = bot.reader_for_update(&update).await?;
        return Ok(commands::language_chosen(&update, &reader, lang));
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
    let caller = match bot.require_session(&update).await? {
        Ok(caller) => caller,
        // Whoever is signing in must be able to stop.
        Err(effects) => {
            return match callback {
                Callback::Cancel { asked } => dialogue::cancel_pressed(&bot, &update, asked).await,
                _ => {
                    let reader = bot.reader_for_update(&update).await?;
                    Ok(explain_failure(&update, &reader, changes, effects))
                }
            };
        }
    };
    let effects = answer_press(&bot, &update, &caller, callback).await?;
    Ok(explain_failure(&update, &caller.reader, changes, effects))
}

/// Whatever keeps a change from being made is told with the ticket's number and what was wanted, should it come late.
fn explain_failure(
    update: &IncomingUpdate,
    reader: &Reader,
    change: Option<(TicketChange, TicketId)>,
    mut effects: Effects,
) -> Effects {
    let refused = effects.toast.as_ref().filter(|toast| toast.kind == ToastKind::Window);
    let (Some((change, ticket)), Some(toast), None) = (change, refused, &effects.late_failure) else {
        return effects;
    };
    let notice = render::action_outcome::failure_notice(reader.lang, change, ticket, &toast.text);
    let view = match change {
        TicketChange::Act(action @ Action::Refer) => {
            notice.with_row([render::action_outcome::retry_button(reader.lang, action, ticket)])
        }
        TicketChange::Act(_) | TicketChange::Undo => notice,
    };
    effects.late_failure = Some(late_reply(update, view));
    effects
}

/// What a button asks for, done by its endpoint.
async fn answer_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    callback: Callback,
) -> Result<Effects, StoreError> {
    match callback {
        Callback::Act { action: Action::Refer, ticket } => {
            refer::begin_referral(bot, update, caller, ticket).await
        }
        Callback::Act { action, ticket } => perform_action(bot, update, caller, action, ticket).await,
        Callback::Refresh { ticket } => refresh_card(bot, update, caller, ticket).await,
        Callback::Open { ticket } => open_card(bot, update, caller, ticket).await,
        Callback::Comments { ticket, page } => show_comments(bot, update, caller, ticket, page).await,
        Callback::Watch { ticket } => watch_ticket(bot, update, caller, ticket).await,
        Callback::Unwatch { ticket } => unwatch_ticket(&update, &caller, ticket),
        Callback::Write { ticket } => ask_comment(bot, update, caller, ticket).await,
        Callback::Undo { ticket } => undo_action(bot, update, caller, ticket).await,
        Callback::Answer { ticket } => quick_replies::handle_answer(bot, update, caller, ticket).await,
        Callback::CancelJob { job } => job_buttons::cancel_job(bot, update, caller, JobId(job)).await,
        Callback::RetryJob { job } => job_buttons::retry_job(bot, update, caller, JobId(job)).await,
        Callback::Reply(press) => quick_replies::handle_press(bot, update, caller, press).await,
        Callback::Group(press) => subscribe::handle_press(bot, update, caller, press).await,
        Callback::Personal(press) => personal::handle_press(bot, update, caller, press).await,
        Callback::Create(press) => create::handle_press(bot, update, caller, press).await,
        Callback::Unit { unit } => people::show_unit(bot, update, caller, unit, PeopleAt::Anew).await,
        Callback::UnitPeople { unit, page } => {
            people::show_unit(bot, update, caller, unit, PeopleAt::Page(page)).await
        }
        Callback::Units { page } => people::units_page(bot, update, caller, page).await,
        Callback::Subscriptions { page } => subscribe::list(bot, update, caller, page).await,
        Callback::ReleaseAll => signoff::release_all(bot, update, caller).await,
        Callback::ReferAll => signoff::refer_all(bot, update, caller).await,
        Callback::List { list, filter, page } => {
            lists::open_list(bot, update, list, (filter, page), lists::ListAge::Fresh).await
        }
        Callback::ListAnew { list, filter, page } => {
            lists::open_list(bot, update, list, (filter, page), lists::ListAge::JustRead).await
        }
        Callback::ReferUnit { .. }
        | Callback::ReferPerson { .. }
        | Callback::ReferPage { .. }
        | Callback::ReferReason
        | Callback::ReferSend => refer::handle_press(bot, update, caller, callback).await,
        Callback::Cancel { asked } => dialogue::cancel_pressed(bot, update, asked).await,
        Callback::CommentRetry { comment } => {
            resolve_doubt(bot, update, caller, comment, DoubtResolution::Retry).await
        }
        Callback::CommentDrop { comment } => {
            resolve_doubt(bot, update, caller, comment, DoubtResolution::Drop).await
        }
        Callback::Language { .. } | Callback::Log { .. } | Callback::Nothing => Ok(Effects::default()),
    }
}

/// A button that no longer (or never) meant anything: never silence, and a fresh card if there is one.
async fn handle_old(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, StoreError> {
    let reader = bot.reader_for_update(update).await?;
    let mut effects = Effects::with_toast(t!(reader.lang, "press-old"));
    if let Some(at) = update.message_ref()
        && let Some(ticket) = bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await?
    {
        let recard = OutboxMessage::RefreshCard { message: at.message, ticket };
        effects.post_message(update.place.target, recard, reader.now);
    }
    Ok(effects)
}

/// The ticket of a press, or the answer when the presser has no business with it.
pub async fn require_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Result<TicketRef, Effects>, StoreError> {
    let found = bot.authorize_ticket(update.from.who, update.message_ref(), ticket).await?;
    Ok(found.ok_or_else(|| {
        Effects::alert(t!(caller.reader.lang, "press-unknown", number = ticket_number(ticket)))
    }))
}

/// The answer to a press that comes right after another change by the same person: it is asked for once more. The same
/// change again does no harm.
fn second_tap(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    wanted: TicketChange,
) -> Option<Effects> {
    let (lang, now) = (caller.reader.lang, bot.ctx.clock.now());
    match bot.double_taps.find_recent(update.from.who, ticket, now)? {
        TicketChange::Undo if wanted == TicketChange::Undo => {
            Some(Effects::with_toast(t!(lang, "undo-done", number = ticket_number(ticket))))
        }
        made if made == wanted => None,
        made => Some(Effects::with_toast(render::action_outcome::second_tap_sentence(lang, made, wanted))),
    }
}

/// Take, release, done, reopen.
async fn perform_action(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    action: Action,
    ticket: TicketId,
) -> Result<Effects, StoreError> {
    let lang = caller.reader.lang;
    // Clients can do more at the helpdesk than its own pages let them; not here.
    if !caller.session.account.is_staff() {
        return Ok(Effects::alert(t!(lang, "act-client")));
    }
    let at = match require_ticket(bot, update, caller, ticket).await? {
        Ok(at) => at,
        Err(effects) => return Ok(effects),
    };
    let (who, change) = (update.from.who, TicketChange::Act(action));
    if let Some(effects) = second_tap(bot, update, caller, ticket, change) {
        return Ok(effects);
    }
    let (acted, work) =
        bot.tickets.attempt_action(&caller.session, &at, action, update.message_ref()).await?;
    log::info!("{} on ticket {ticket} by {}: {acted}", action.name(), update.from.who);
    if acted == ActionOutcome::Done {
        bot.double_taps.note_change(who, ticket, change, bot.ctx.clock.now());
    }
    let mut effects = Effects::from_work(work);
    effects.merge_effects(match acted {
        ActionOutcome::SignInAgain => bot.key_refused(update, &caller.reader).await?,
        _ => outcome_toast(lang, action, ticket, &acted),
    });
    let is_done = matches!(acted, ActionOutcome::Done | ActionOutcome::Already);
    if is_done {
        settle_notice(bot, update, caller, &mut effects, outcome_sentence(lang, action, ticket, &acted)).await?;
    } else {
        let view = render::action_outcome::outcome_notice(lang, action, ticket, &acted);
        effects.late_failure = Some(late_reply(update, view));
    }
    bot.record_action(&mut effects, update, &caller.session, action.into(), Some(ticket), (&acted).into());
    Ok(effects)
}

/// A failure that is told with a sound, in answer to the card where that is in the same chat.
fn late_reply(update: &IncomingUpdate, view: MessageView) -> OutboxMessage {
    let reply_to = update.place.message.filter(|_| update.place.kind == ChatKind::Private);
    OutboxMessage::Send { view, reply_to, sound: Sound::Ring }
}

/// A button below the news of a failure has done it at last: the news becomes the result. A card is drawn anew by itself.
async fn settle_notice(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    effects: &mut Effects,
    sentence: String,
) -> Result<(), StoreError> {
    let Some(at) = update.message_ref() else { return Ok(()) };
    if bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await?.is_none() {
        let view = MessageView::from_html(own_text(&sentence));
        let edit = OutboxMessage::Edit { message: at.message, view };
        effects.post_message(update.place.target, edit, caller.reader.now);
    }
    Ok(())
}

/// What became of an action: a passing word if it is as wished, a window if it must be read.
pub fn outcome_toast(lang: Lang, action: Action, ticket: TicketId, acted: &ActionOutcome) -> Effects {
    let text = outcome_sentence(lang, action, ticket, acted);
    match acted {
        ActionOutcome::Done | ActionOutcome::Already => Effects::with_toast(text),
        _ => Effects::alert(text),
    }
}

/// Reads the ticket for a press; the turn that answers when it can't be read.
pub async fn read_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Result<TicketRef, Effects>, StoreError> {
    let at = match require_ticket(bot, update, caller, ticket).await? {
        Ok(at) => at,
        Err(effects) => return Ok(Err(effects)),
    };
    let lang = caller.reader.lang;
    let watched = update.message_ref();
    let watched = match watched {
        Some(card) if bot.ctx.store.read_inline(move |db| db.card_ticket(card)).await? == Some(ticket) => {
            watched
        }
        _ => None,
    };
    Ok(match bot.tickets.fetch_ticket(&caller.session, &at, watched).await? {
        // The group's card shows what the group may see; the rest of the ticket is for those it concerns.
        FetchOutcome::Ticket(viewed)
            if gives_no_sight(caller, &viewed) && is_stranger(bot, caller, ticket).await? =>
        {
            Err(Effects::alert(t!(lang, "act-not-allowed", number = ticket_number(ticket))))
        }
        FetchOutcome::Ticket(_) => Ok(at),
        FetchOutcome::Gone => Err(Effects::alert(t!(lang, "ticket-gone", number = ticket_number(ticket)))),
        FetchOutcome::SignInAgain => Err(bot.key_refused(update, &caller.reader).await?),
        FetchOutcome::Down => Err(Effects::alert(t!(lang, "helpdesk-down"))),
    })
}

/// Whether what the helpdesk says of a ticket lets the caller see no more of it. Rights make nobody but its staff see one: it
/// gives them to clients too, by the units that they may still have from another role.
fn gives_no_sight(caller: &Caller, viewed: &TicketView) -> bool {
    let account = &caller.session.account;
    let own = viewed.ticket.author.is_same(&account.me) || viewed.ticket.client.is_same(&account.me);
    viewed.rights == Rights::Stranger || !(account.is_staff() || own)
}

/// Whether a ticket is in none of the caller's own lists.
async fn is_stranger(bot: &Bot, caller: &Caller, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(bot.authorize_ticket(caller.session.telegram, None, ticket).await?.is_none())
}

/// Takes the last action back.
async fn undo_action(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, StoreError> {
    let lang = caller.reader.lang;
    if !caller.session.account.is_staff() {
        return Ok(Effects::alert(t!(lang, "act-client")));
    }
    let at = match require_ticket(bot, update, caller, ticket).await? {
        Ok(at) => at,
        Err(effects) => return Ok(effects),
    };
    if let Some(effects) = second_tap(bot, update, caller, ticket, TicketChange::Undo) {
        return Ok(effects);
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
        Some(ActionOutcome::SignInAgain) => bot.key_refused(update, &caller.reader).await?,
        Some(acted) => outcome_toast(lang, Action::Release, ticket, &acted),
        None => Effects::alert(t!(lang, "undo-late", number = ticket_number(ticket))),
    });
    bot.record_action(&mut effects, update, &caller.session, AuditAction::Undo, Some(ticket), noted);
    let (watched, now) = (update.message_ref(), caller.reader.now);
    effects.add_write(move |db| outbox_message::refresh_cards(db, ticket, watched, now));
    Ok(effects)
}

async fn refresh_card(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, StoreError> {
    let at = match read_ticket(bot, update, caller, ticket).await? {
        Ok(at) => at,
        Err(effects) => return Ok(effects),
    };
    // The card counts comments; what can't be counted now keeps its number.
    if let Ok(comments) = bot.ctx.helpdesk.list_comments(&caller.session.key, &at.hash).await {
        let (ctx, now) = (bot.ctx.clone(), caller.reader.now);
        bot.ctx.store.write(move |db| ctx.apply_comments(db, ticket, &comments.list, now)).await?;
    }
    Ok(Effects::with_toast(t!(caller.reader.lang, "press-fresh")))
}

/// Has the presser hear of the ticket from now on; only of one that they may see.
async fn watch_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, StoreError> {
    if let Err(effects) = read_ticket(bot, update, caller, ticket).await? {
        return Ok(effects);
    }
    let mut effects = Effects::with_toast(t!(caller.reader.lang, "watch-on", number = ticket_number(ticket)));
    let (ctx, who, now) = (bot.ctx.clone(), update.from.who, caller.reader.now);
    effects.add_write(move |db| {
        db.add_watcher(ticket, who)?;
        // What is watched is looked at more often.
        if let Some(known) = db.find_ticket(ticket)? {
            ctx.schedule_reminders(db, &known, now)?;
        }
        outbox_message::refresh_cards_in(db, who.private_chat(), ticket, now)
    });
    Ok(effects)
}

/// No more of it. That may always be asked, whoever sees the ticket.
fn unwatch_ticket(update: &IncomingUpdate, caller: &Caller, ticket: TicketId) -> Result<Effects, StoreError> {
    let mut effects =
        Effects::with_toast(t!(caller.reader.lang, "watch-off", number = ticket_number(ticket)));
    let (who, now) = (update.from.who, caller.reader.now);
    effects.add_write(move |db| {
        db.remove_watcher(ticket, who)?;
        outbox_message::refresh_cards_in(db, who.private_chat(), ticket, now)
    });
    Ok(effects)
}

async fn open_card(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, StoreError> {
    if let Err(effects) = read_ticket(bot, update, caller, ticket).await? {
        return Ok(effects);
    }
    let mut effects = Effects::default();
    let card = OutboxMessage::Card { ticket, reply_to: None, sound: Sound::Silent };
    effects.post_message(Target::whole_chat(update.from.who.private_chat()), card, caller.reader.now);
    Ok(effects)
}

async fn show_comments(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    page: usize,
) -> Result<Effects, StoreError> {
    let at = match read_ticket(bot, update, caller, ticket).await? {
        Ok(at) => at,
        Err(effects) => return Ok(effects),
    };
    let reader = &caller.reader;
    let comments = match bot.ctx.helpdesk.list_comments(&caller.session.key, &at.hash).await {
        Ok(comments) => comments.list,
        Err(HelpdeskError::KeyRefused) => return bot.key_refused(update, reader).await,
        Err(error) => {
            log::warn!("the comments of ticket {ticket} can't be read: {error}");
            return Ok(Effects::alert(t!(reader.lang, "helpdesk-down")));
        }
    };
    let view = render::comments::comments_page(ticket, &comments, page, reader);
    let (ctx, now) = (bot.ctx.clone(), reader.now);
    let pressed = update.message_ref();
    let on_card = match pressed {
        Some(at) => bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await?.is_some(),
        None => true,
    };
    let mut effects = match update.place.kind {
        ChatKind::Private => Effects::default(),
        _ => Effects::with_toast(t!(reader.lang, "press-sent-privately")),
    };
    // A group's card stays as it is: comments are for whoever asked.
    let outbox_message = match pressed {
        Some(at) if !on_card => OutboxMessage::Edit { message: at.message, view },
        _ => OutboxMessage::send_view(view),
    };
    effects.post_message(Target::whole_chat(update.from.who.private_chat()), outbox_message, now);
    effects.add_write(move |db| ctx.apply_comments(db, ticket, &comments, now));
    Ok(effects)
}

async fn ask_comment(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, StoreError> {
    if let Gate::Shut(effects) = bot.may_comment(update, caller, ticket).await? {
        return Ok(effects);
    }
    let reader = &caller.reader;
    if update.place.kind != ChatKind::Private {
        return Ok(Effects::alert(t!(reader.lang, "comment-in-group")));
    }
    let view = MessageView::from_html(t!(reader.lang, "comment-prompt", number = ticket_number(ticket)))
        .with_row([dialogue::cancel_button(reader)]);
    let mut effects = Effects::with_message(update.place.target, view, reader.now);
    effects.set_dialogue(update.from.who, dialogue::Dialogue::Comment { ticket }, reader.now);
    Ok(effects)
}

/// What an author decides about a comment that did not arrive.
#[derive(Clone, Copy)]
enum DoubtResolution {
    Retry,
    Drop,
}

async fn resolve_doubt(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    comment: i64,
    fate: DoubtResolution,
) -> Result<Effects, StoreError> {
    let reader = &caller.reader;
    let id = CommentId(comment);
    let Some(comment) = bot.ctx.store.read(move |db| db.find_comment(id)).await? else {
        return Ok(Effects::with_toast(t!(reader.lang, "comment-settled")));
    };
    if comment.new.author != update.from.who {
        return Ok(Effects::alert(t!(reader.lang, "comment-not-yours")));
    }
    let now = reader.now;
    let text = match (fate, comment.attempt) {
        (DoubtResolution::Retry, _) if comment.state == CommentState::Waiting => {
            return Ok(Effects::with_toast(t!(reader.lang, "comment-resent")));
        }
        (DoubtResolution::Retry, _) => t!(reader.lang, "comment-resent"),
        (DoubtResolution::Drop, None) => t!(reader.lang, "comment-dropped"),
        (DoubtResolution::Drop, Some(_)) => t!(reader.lang, "comment-dropped-perhaps"),
    };
    let mut effects = Effects::with_toast(text.clone());
    let login = caller.session.account.login.clone();
    effects.add_write(move |db| match fate {
        DoubtResolution::Retry => db.comment_again(id, &login, now).map(drop),
        DoubtResolution::Drop => db.drop_comment(id),
    });
    if let Some(message) = update.place.message {
        let edit = OutboxMessage::Edit { message, view: MessageView::from_html(text) };
        effects.post_message(update.place.target, edit, now);
    }
    Ok(effects)
}
