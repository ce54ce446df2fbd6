//! Draws what a place is shown of a ticket: its card, and a notice of what has happened to it. Each as the place may see it,
//! in its reader's language, from what is known now.

use crate::cache::directory::{self, unit_name};
use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::action::{self, UndoLayout};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{MessageId, Target, TelegramUser, TicketId, UnitId};
use crate::domain::relevance::{self, WatchState};
use crate::domain::settings::{GroupSettings, ShowMode};
use crate::domain::ticket::{Ticket, TicketState};
use crate::render;
use crate::render::card_view::{CardKeyboard, CardView};
use crate::sessions::viewer::viewer_at;
use crate::store::{Db, StoreError};
use crate::view::MessageView;

/// A notice, ready to be sent.
pub struct NotificationView {
    pub ticket: TicketId,
    pub view: MessageView,
    /// The card within the screen, without the line about the event.
    pub bare: MessageView,
    pub reply_to: Option<MessageId>,
}

/// Draws a notice; `None` when there is nothing left to say.
pub fn notification_view(
    tx: &mut Tx<'_, '_>,
    target: Target,
    event: &Event,
) -> Result<Option<NotificationView>, StoreError> {
    let ticket = event.ticket;
    let Some(known) = tx.db.find_ticket(ticket)? else { return Ok(None) };
    let card = tx.db.card_in(target, ticket)?;
    let arrives = matches!(event.what, EventKind::New);
    // Dealt with before its notice could go out, or on the reader's screen already.
    if !relevance::is_still_true(event, &known.ticket) || (arrives && card.is_some()) {
        return Ok(None);
    }
    let Some(viewer) = viewer_at(&tx.ctx.sessions, tx.db, target)? else { return Ok(None) };
    // What happens out of somebody's sight is none of their news, even if they had watched it; that it has left them is.
    let leaves = matches!(event.what, EventKind::Referred { .. } | EventKind::Released { .. });
    if !leaves && !viewer.sees(tx.db, &known)? {
        return Ok(None);
    }
    let reader = reader_at(tx, target)?;
    let line = render::notification::notification_line(event, &known.ticket, &reader);
    if card.is_some() {
        return Ok(line.map(|line| NotificationView {
            ticket,
            view: MessageView::from_html(line),
            bare: MessageView::default(),
            reply_to: card,
        }));
    }
    let Some(bare) = card_view(tx, target, ticket, CardKeyboard::Usual)? else { return Ok(None) };
    let view = match line {
        Some(line) => MessageView { html: format!("{line}\n\n{}", bare.html), buttons: bare.buttons.clone() },
        None => bare.clone(),
    };
    Ok(Some(NotificationView { ticket, view, bare, reply_to: None }))
}

/// Draws a ticket that comes back to whoever has put it aside; `None` where it is over, or no longer theirs to see.
pub fn reminder_view(
    tx: &mut Tx<'_, '_>,
    target: Target,
    ticket: TicketId,
    comment: Option<&Event>,
) -> Result<Option<NotificationView>, StoreError> {
    let Some(known) = tx.db.find_ticket(ticket)?.filter(|known| !relevance::is_closed(&known.ticket)) else {
        return Ok(None);
    };
    let Some(viewer) = viewer_at(&tx.ctx.sessions, tx.db, target)? else { return Ok(None) };
    if !viewer.sees(tx.db, &known)? {
        return Ok(None);
    }
    let reader = reader_at(tx, target)?;
    let line = render::notification::reminder_line(comment, &known.ticket, &reader);
    let Some(bare) = card_view(tx, target, ticket, CardKeyboard::Usual)? else { return Ok(None) };
    let view = MessageView { html: format!("{line}\n\n{}", bare.html), buttons: bare.buttons.clone() };
    Ok(Some(NotificationView { ticket, view, bare, reply_to: None }))
}

/// Draws the card of a ticket for a place; `None` when nothing is known of the ticket, or nobody vouches for what a group may
/// see.
pub fn card_view(
    tx: &mut Tx<'_, '_>,
    target: Target,
    ticket: TicketId,
    keyboard: CardKeyboard,
) -> Result<Option<MessageView>, StoreError> {
    let Some(known) = tx.db.find_ticket(ticket)? else { return Ok(None) };
    let reader = reader_at(tx, target)?;
    let Some(viewer) = viewer_at(&tx.ctx.sessions, tx.db, target)? else {
        return Ok(target.private_user().map(|_| render::card::closed(reader.lang, ticket)));
    };
    let unit = known.ticket.unit.map(|unit| unit_name(tx.db, unit)).transpose()?.flatten();
    if !viewer.sees(tx.db, &known)? {
        return Ok(Some(render::card::render_parted(&known.ticket, unit.as_deref(), &reader)));
    }
    let subscription = subscription_at(tx.db, target)?;
    let unit = unit.filter(|_| !is_only_unit(known.ticket.unit, viewer.account(), subscription.as_ref()));
    let at = &known.ticket.at;
    let twin = match known.details.as_ref().and_then(|details| details.twin) {
        Some(twin) => Some(twin),
        None => tx.db.find_twin(at.id, &at.hash)?,
    };
    let undo = tx.db.find_undo(ticket, reader.now)?.filter(|undo| undo.state == known.ticket.state);
    // In a group everybody sees the button; only whose action it was can use it.
    let undo = undo
        .filter(|undo| target.private_user().is_none_or(|person| person == undo.who))
        .and_then(|undo| UndoLayout::before_steps(&undo.steps));
    let (mut actions, watch) = match target.private_user() {
        Some(person) => {
            let said = tx.db.find_rights(&known.ticket, person)?;
            let account = viewer.account();
            let actions = action::offered_actions(account, &known.ticket, said.as_ref());
            (actions, watch_state(tx.db, &before_action(&known.ticket, undo, account), person, account)?)
        }
        None => (action::offered_to_all(&known.ticket.state), None),
    };
    // What would be done to one might be done to the other.
    actions.retain(|_| twin.is_none());
    // How its unit is called is no business of a client's.
    let calls = match known.ticket.state == TicketState::Free && viewer.account().is_staff() {
        true => tx.db.escalation_calls(at.id, known.since)?,
        false => Vec::new(),
    };
    let contact = directory::known_contact(tx.db, &known.ticket.client)?;
    let link = tx.ctx.config.current().ticket_link.url_for(&at.hash);
    let card = CardView {
        ticket: &known.ticket,
        details: known.details.as_ref(),
        comments: known.comments,
        unit: unit.as_deref(),
        contact: contact.as_ref(),
        calls: &calls,
        link: link.as_deref(),
        twin,
        keyboard,
        quick_replies: twin.is_none() && (subscription.is_some() || viewer.account().is_staff()),
        actions: &actions,
        undo,
        watch,
        show: shown_with(target, subscription.as_ref()),
    };
    Ok(Some(render::card::render_card(&card, &reader)))
}

/// Draws the card of a ticket for one person; `None` also where they may not see the ticket now.
pub fn own_card_view(
    tx: &mut Tx<'_, '_>,
    who: TelegramUser,
    ticket: TicketId,
    keyboard: CardKeyboard,
) -> Result<Option<MessageView>, StoreError> {
    let target = Target::whole_chat(who.private_chat());
    let (Some(known), Some(viewer)) =
        (tx.db.find_ticket(ticket)?, viewer_at(&tx.ctx.sessions, tx.db, target)?)
    else {
        return Ok(None);
    };
    if viewer.sees(tx.db, &known)? { card_view(tx, target, ticket, keyboard) } else { Ok(None) }
}

/// The ticket as it was before an action that can still be taken back: what the card offers beside the actions stays too.
fn before_action(ticket: &Ticket, undo: Option<UndoLayout>, account: &Account) -> Ticket {
    let state = match undo {
        Some(layout) if layout.was_free => TicketState::Free,
        Some(_) => TicketState::Held(account.me.clone()),
        None => ticket.state.clone(),
    };
    Ticket { state, ..ticket.clone() }
}

/// Whether a person watches a ticket; `None` where they hear of it anyway, or nothing more will happen to it.
fn watch_state(
    db: &mut Db<'_>,
    ticket: &Ticket,
    who: TelegramUser,
    account: &Account,
) -> Result<Option<WatchState>, StoreError> {
    if relevance::is_theirs(ticket, &account.me) || ticket.state == TicketState::Archived {
        return Ok(None);
    }
    Ok(Some(if db.watchers_of(ticket.at.id)?.contains(&who) { WatchState::On } else { WatchState::Off }))
}

/// The choices that hold in a group; a card outlives its subscription, then they are the strictest ones of the group.
fn subscription_at(db: &mut Db<'_>, target: Target) -> Result<Option<GroupSettings>, StoreError> {
    if target.private_user().is_some() {
        return Ok(None);
    }
    let subscriptions = db.subscriptions_in(target.chat)?;
    let here = subscriptions.iter().find(|subscription| subscription.target == target);
    let strictest = || subscriptions.iter().min_by_key(|subscription| subscription.settings.show);
    Ok(here.or_else(strictest).map(|subscription| subscription.settings.clone()))
}

/// How much of a ticket a place may see: everything in private, in a group what its subscription allows.
pub fn show_mode(db: &mut Db<'_>, target: Target) -> Result<ShowMode, StoreError> {
    Ok(shown_with(target, subscription_at(db, target)?.as_ref()))
}

fn shown_with(target: Target, subscription: Option<&GroupSettings>) -> ShowMode {
    match (target.private_user(), subscription) {
        (Some(_), _) => ShowMode::Client,
        (None, Some(settings)) => settings.show,
        (None, None) => ShowMode::Subject,
    }
}

/// Whether a place has tickets of this unit alone, so that it goes without saying.
fn is_only_unit(unit: Option<UnitId>, account: &Account, subscription: Option<&GroupSettings>) -> bool {
    let units = match subscription {
        Some(settings) if !settings.units.is_empty() => &settings.units,
        _ => &account.units,
    };
    unit.is_some_and(|unit| units[..] == [unit])
}
