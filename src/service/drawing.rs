//! Draws what a place is shown of a ticket: its card, and a notice of what has happened to it. Each as the place may see it,
//! in its reader's language, from what is known now.

use super::desk::Desk;
use super::directory::unit_name;
use super::viewer::viewer_at;
use crate::domain::account::Account;
use crate::domain::action;
use crate::domain::event::{Event, Happening};
use crate::domain::ids::{MessageId, Target, TelegramUser, TicketId};
use crate::domain::plan::{self, Watch};
use crate::domain::settings::Show;
use crate::domain::ticket::{State, Ticket};
use crate::render;
use crate::screen::Screen;
use crate::store::{Db, StoreError};

/// A notice, ready to be sent.
pub struct Draft {
    pub ticket: TicketId,
    pub screen: Screen,
    /// The card within the screen, without the line about the event.
    pub bare: Screen,
    pub reply_to: Option<MessageId>,
}

/// Draws a notice; `None` when there is nothing left to say.
pub fn draft(
    desk: &Desk,
    db: &mut Db<'_>,
    target: Target,
    event: &Event,
) -> Result<Option<Draft>, StoreError> {
    let ticket = event.ticket;
    let Some(known) = db.ticket(ticket)? else { return Ok(None) };
    let card = db.card_in(target, ticket)?;
    let arrives = matches!(event.what, Happening::New);
    // Dealt with before its notice could go out, or on the reader's screen already.
    if !plan::is_still_true(event, &known.ticket) || (arrives && card.is_some()) {
        return Ok(None);
    }
    let Some(viewer) = viewer_at(desk, db, target)? else { return Ok(None) };
    // What happens out of somebody's sight is none of their news, even if they had watched it; that it has left them is.
    let leaves = matches!(event.what, Happening::Referred { .. } | Happening::Released { .. });
    if !leaves && !viewer.sees(db, &known)? {
        return Ok(None);
    }
    let reader = desk.reader_at(db, target)?;
    let line = render::ping::line(event, &known.ticket, &reader);
    if card.is_some() {
        return Ok(line.map(|line| Draft {
            ticket,
            screen: Screen::text(line),
            bare: Screen::default(),
            reply_to: card,
        }));
    }
    let Some(bare) = draw(desk, db, target, ticket)? else { return Ok(None) };
    let screen = match line {
        Some(line) => Screen { html: format!("{line}\n\n{}", bare.html), buttons: bare.buttons.clone() },
        None => bare.clone(),
    };
    Ok(Some(Draft { ticket, screen, bare, reply_to: None }))
}

/// Draws the card of a ticket for a place; `None` when nothing is known of the ticket, or nobody vouches for what a group may
/// see.
pub fn draw(
    desk: &Desk,
    db: &mut Db<'_>,
    target: Target,
    ticket: TicketId,
) -> Result<Option<Screen>, StoreError> {
    let Some(known) = db.ticket(ticket)? else { return Ok(None) };
    let reader = desk.reader_at(db, target)?;
    let Some(viewer) = viewer_at(desk, db, target)? else {
        return Ok(target.person().map(|_| render::card::closed(reader.lang, ticket)));
    };
    let unit = known.ticket.unit.map(|unit| unit_name(db, unit)).transpose()?.flatten();
    if !viewer.sees(db, &known)? {
        return Ok(Some(render::card::parted(&known.ticket, unit.as_deref(), &reader)));
    }
    let (actions, watch) = match target.person() {
        Some(person) => {
            let said = db.rights(&known.ticket, person)?;
            let account = viewer.account();
            let actions = action::offered(account, &known.ticket, said.as_ref());
            (actions, watch(db, &known.ticket, person, account)?)
        }
        None => (action::offered_to_all(&known.ticket.state), None),
    };
    let undo = db.undo(ticket, reader.now)?.filter(|undo| undo.state == known.ticket.state);
    // In a group everybody sees the button; only whose action it was can use it.
    let undo = undo.is_some_and(|undo| target.person().is_none_or(|person| person == undo.who));
    let card = render::card::Card {
        ticket: &known.ticket,
        details: known.details.as_ref(),
        comments: known.comments,
        unit: unit.as_deref(),
        actions: &actions,
        undo,
        watch,
        show: shown(db, target)?,
    };
    Ok(Some(render::card::card(&card, &reader)))
}

/// Whether a person watches a ticket; `None` where they hear of it anyway, or nothing more will happen to it.
fn watch(
    db: &mut Db<'_>,
    ticket: &Ticket,
    who: TelegramUser,
    account: &Account,
) -> Result<Option<Watch>, StoreError> {
    if plan::is_theirs(ticket, &account.me) || ticket.state == State::Archived {
        return Ok(None);
    }
    Ok(Some(if db.watchers(ticket.at.id)?.contains(&who) { Watch::On } else { Watch::Off }))
}

/// How much of a ticket a place may see: everything in private, in a group what its subscription allows.
fn shown(db: &mut Db<'_>, target: Target) -> Result<Show, StoreError> {
    if target.person().is_some() {
        return Ok(Show::Client);
    }
    // A card outlives its subscription; then the strictest choice of the group counts.
    let subscriptions = db.subscriptions_in(target.chat)?;
    let here = subscriptions.iter().find(|subscription| subscription.target == target);
    let least = subscriptions.iter().map(|subscription| subscription.settings.show).min();
    Ok(here.map(|subscription| subscription.settings.show).or(least).unwrap_or(Show::Subject))
}
