//! The panel: in a group, what an update leads to for one person alone is shown to them where they asked for it, in the place of
//! the message that they have pressed. It is made of what would go to their own chat, here and nowhere else, so every endpoint
//! has it. Where it can't be shown, because the server is older, the press too old or the group has had its share of messages,
//! everything goes the usual way; and what must not get lost is told that way too.

use jiff::Timestamp;

use super::Bot;
use super::deep_links::{command_start, ticket_start};
use super::effects::Effects;
use crate::callback::Callback;
use crate::domain::ids::{Target, TelegramUser, TicketId};
use crate::i18n::Lang;
use crate::notify::message_views::{card_view, own_card_view};
use crate::notify::outbox_message::OutboxMessage;
use crate::render::card_view::CardKeyboard;
use crate::render::html::{MAX_PANEL_LENGTH, cut_html, own_text};
use crate::store::StoreError;
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::{Toast, ToastKind};
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::update::{ChatKind, EphemeralRef, IncomingUpdate, UpdateKind};
use crate::view::{Button, MessageView, SendPriority};

/// Where one person can be shown something that nobody else sees.
enum PanelPlace<'a> {
    /// In the place of a group's message, in answer to this press.
    Pressed(&'a str),
    /// What they see alone already, and have pressed.
    Panel(EphemeralRef),
    /// Below what they have written and alone see.
    Written(EphemeralRef),
}

/// What is to be shown there.
enum Wanted {
    /// What would go to their own chat, by its place among the effects.
    Answer(usize, OutboxMessage),
    /// What stands there for a window, with a button.
    Screen(MessageView),
    /// A window about a ticket.
    Refusal(String, TicketId),
}

impl<'a> PanelPlace<'a> {
    fn of(update: &'a IncomingUpdate) -> Option<Self> {
        match (&update.what, update.place.ephemeral, update.place.kind) {
            (UpdateKind::Press { .. }, Some(at), _) => Some(Self::Panel(at)),
            (UpdateKind::Press { query, .. }, None, ChatKind::Group) => Some(Self::Pressed(query)),
            (
                UpdateKind::Command { .. } | UpdateKind::Text { .. } | UpdateKind::Media { .. },
                Some(at),
                _,
            ) => Some(Self::Written(at)),
            _ => None,
        }
    }
}

/// Shows what the asker alone is to see, and takes it out of the effects. A window stays where the press can't be answered any more:
/// then it comes as a message, and must be read.
pub async fn show(
    bot: &Bot,
    update: &IncomingUpdate,
    effects: &mut Effects,
    may_answer: bool,
) -> Result<(), StoreError> {
    let Some(place) = PanelPlace::of(update) else { return Ok(()) };
    let lang = bot.reader_for_update(update).await?.lang;
    if let (PanelPlace::Panel(at), true) = (&place, effects.closes_panel) {
        note_failure(bot.telegram.delete_ephemeral(*at).await);
        return Ok(());
    }
    let wanted = find_wanted(update, &place, effects, may_answer);
    let mut is_shown = false;
    if let Some(wanted) = wanted.filter(|_| bot.telegram.knows_ephemeral_messages()) {
        let answer = match &wanted {
            Wanted::Answer(at, _) => Some(*at),
            Wanted::Screen(_) | Wanted::Refusal(..) => None,
        };
        if let Some(view) = draw(bot, update.from.who, wanted).await? {
            let now = bot.ctx.clock.now();
            let fitted = fit(bot, update, lang, view);
            is_shown = send(bot, update, &place, &fitted.view, now).await;
            if is_shown {
                // The whole of what is cut stands in their own chat.
                settle(update, &place, effects, answer.filter(|_| !fitted.is_cut), lang);
            }
        }
    }
    // Whoever looks at a group hears that something has come elsewhere.
    if let (PanelPlace::Panel(_), false, None) = (&place, is_shown, &effects.toast)
        && effects.find_private_answer(update.from.who).is_some()
    {
        effects.merge_effects(Effects::with_toast(t!(lang, "press-sent-privately")));
    }
    Ok(())
}

/// What was shown need not be sent; what must be read is told in passing as well.
fn settle(
    update: &IncomingUpdate,
    place: &PanelPlace<'_>,
    effects: &mut Effects,
    answer: Option<usize>,
    lang: Lang,
) {
    if let Some(toast) = effects.toast.as_mut().filter(|toast| toast.kind == ToastKind::Window) {
        toast.kind = ToastKind::Passing;
    } else if let PanelPlace::Pressed(_) = place {
        let text = t!(lang, "panel-only-you");
        effects.toast = Some(Toast { text, kind: ToastKind::Passing, url: None });
    }
    if let Some(at) = answer {
        effects.drop_answer(at);
    }
    let chat = update.chat();
    effects.add_write(move |tx| tx.db.record_sent(chat, tx.now));
}

/// What a panel is to show, if there is anything. Questions are asked in their own chat alone.
fn find_wanted(
    update: &IncomingUpdate,
    place: &PanelPlace<'_>,
    effects: &Effects,
    may_answer: bool,
) -> Option<Wanted> {
    if let Some((at, message)) = effects.find_private_answer(update.from.who) {
        return Some(Wanted::Answer(at, message.clone()));
    }
    let window = effects.toast.as_ref().filter(|toast| toast.kind == ToastKind::Window && may_answer)?;
    match (place, &effects.panel, pressed_ticket(update)) {
        (PanelPlace::Pressed(_), Some(view), _) => Some(Wanted::Screen(view.clone())),
        (PanelPlace::Pressed(_), None, Some(ticket)) => Some(Wanted::Refusal(window.text.clone(), ticket)),
        _ => None,
    }
}

/// Draws it; `None` where there is nothing that a panel can hold, or that this person may see.
async fn draw(bot: &Bot, who: TelegramUser, wanted: Wanted) -> Result<Option<MessageView>, StoreError> {
    match wanted {
        Wanted::Answer(_, OutboxMessage::Card { ticket, .. }) => draw_card(bot, who, ticket).await,
        Wanted::Answer(_, OutboxMessage::Page { view, .. } | OutboxMessage::Send { view, .. })
        | Wanted::Screen(view) => Ok(Some(view)),
        Wanted::Answer(..) => Ok(None),
        Wanted::Refusal(text, ticket) => {
            let card =
                bot.ctx.read_inline(move |tx| own_card_view(tx, who, ticket, CardKeyboard::Panel)).await?;
            Ok(card.map(|card| MessageView {
                html: format!("⚠️ {}\n\n{}", own_text(&text), card.html),
                buttons: card.buttons,
            }))
        }
    }
}

/// The card as this person sees it, with everything that they may do.
async fn draw_card(
    bot: &Bot,
    who: TelegramUser,
    ticket: TicketId,
) -> Result<Option<MessageView>, StoreError> {
    let target = Target::whole_chat(who.private_chat());
    bot.ctx.read_inline(move |tx| card_view(tx, target, ticket, CardKeyboard::Panel)).await
}

fn pressed_ticket(update: &IncomingUpdate) -> Option<TicketId> {
    let UpdateKind::Press { data, .. } = &update.what else { return None };
    Callback::decode(data)?.card_ticket()
}

/// As much as a panel holds.
struct FittedView {
    view: MessageView,
    is_cut: bool,
}

/// As much of a view as a panel holds, with the way back; what is longer goes on in their own chat.
fn fit(bot: &Bot, update: &IncomingUpdate, lang: Lang, view: MessageView) -> FittedView {
    let (html, is_cut) = cut_html(&view.html, MAX_PANEL_LENGTH);
    // Below what somebody has written there is nothing to go back to.
    let label = match &update.what {
        UpdateKind::Press { .. } => t!(lang, "button-back"),
        _ => t!(lang, "panel-hide"),
    };
    let back = Button::with_callback(label, &Callback::ClosePanel);
    let start = pressed_ticket(update).map_or_else(|| command_start(update).to_owned(), ticket_start);
    let whole = is_cut.then(|| bot.private_chat_button(lang, &start));
    let view = MessageView { html, buttons: view.buttons }.with_row([back].into_iter().chain(whole));
    FittedView { view, is_cut }
}

/// Shows it, within what the group takes; says whether it is shown.
async fn send(
    bot: &Bot,
    update: &IncomingUpdate,
    place: &PanelPlace<'_>,
    view: &MessageView,
    now: Timestamp,
) -> bool {
    let chat = update.chat();
    if bot.limits.lock().reserve_slot(chat, SendPriority::Answer, now).is_err() {
        return false;
    }
    let sent = match place {
        PanelPlace::Pressed(query) => bot.telegram.show_to_presser(query, view).await,
        PanelPlace::Panel(at) => bot.telegram.edit_ephemeral(*at, view).await,
        PanelPlace::Written(command) => bot.telegram.show_to_typist(*command, view).await,
    };
    bot.limits.lock().record_answer(chat, SendPriority::Answer, bot.ctx.clock.now());
    note_failure(sent)
}

/// After a press on a card that one person alone sees: it shows what has become of the ticket.
pub async fn redraw(bot: &Bot, update: &IncomingUpdate) {
    let Some(place @ PanelPlace::Panel(_)) = PanelPlace::of(update) else { return };
    let UpdateKind::Press { data, .. } = &update.what else { return };
    let Some(
        Callback::Act { ticket, .. }
        | Callback::Undo { ticket }
        | Callback::Refresh { ticket }
        | Callback::Watch { ticket }
        | Callback::Unwatch { ticket },
    ) = Callback::decode(data)
    else {
        return;
    };
    let drawn = async {
        let lang = bot.reader_for_update(update).await?.lang;
        let card = draw_card(bot, update.from.who, ticket).await?;
        Ok::<_, StoreError>(card.map(|card| fit(bot, update, lang, card).view))
    };
    match drawn.await {
        Ok(Some(view)) => drop(send(bot, update, &place, &view, bot.ctx.clock.now()).await),
        Ok(None) => {}
        Err(error) => {
            log::warn!("what one member of a group sees of ticket {ticket} can't be drawn: {error}");
        }
    }
}

/// Whether it was done, or looked so already.
fn note_failure(done: Result<(), ApiFailure>) -> bool {
    let Err(failure) = done else { return true };
    let is_same = classify_failure(&failure) == SendErrorKind::Unchanged;
    if !is_same {
        log::info!("what one member of a group is to see can't be shown there: {failure}");
    }
    is_same
}
