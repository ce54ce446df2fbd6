//! The end of a shift: the tickets that one holds, to be let go or passed on at once, result by result.

use std::sync::Arc;

use super::gates::Caller;
use super::refer::{begin_several, failed};
use super::turn::Turn;
use super::{Bot, Shared, lists};
use crate::domain::action::{Acted, Action};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::render;
use crate::render::html::escape;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming};

/// `/signoff`.
pub async fn signoff(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    if incoming.place.kind != ChatKind::Private {
        let text = t!(reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.respond(&incoming, text));
    }
    match held(&bot, &incoming, &caller).await? {
        Ok(held) => Ok(Turn::saying(incoming.place.target, render::list::held(&held, reader), reader.now)),
        Err(turn) => Ok(turn),
    }
}

/// Lets all of them go.
pub async fn release(bot: &Bot, incoming: &Incoming, caller: &Caller) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(reader.lang, "act-client")));
    }
    let held = match held(bot, incoming, caller).await? {
        Ok(held) => held,
        Err(turn) => return Ok(turn),
    };
    let mut turn = Turn::default();
    let mut lines = vec![format!("<b>{}</b>", t!(reader.lang, "signoff-result"))];
    for ticket in held {
        let (id, action) = (ticket.at.id, Action::Release);
        let acted = bot.tickets.act(&caller.session, &ticket.at, action).await?;
        log::info!("{} on ticket {id} by {}: {acted}", action.name(), incoming.from.who);
        let session = &caller.session;
        bot.note(&mut turn, incoming, session, action.into(), Some(id), (&acted).into());
        if acted == Acted::SignInAgain {
            turn.absorb(bot.key_refused(incoming, reader).await?);
            return Ok(turn);
        }
        lines.push(escape(&render::acted::sentence(reader.lang, action, id, &acted)));
    }
    let screen = Screen::text(lines.join("\n"));
    let parcel = match incoming.place.message {
        Some(message) => Parcel::Edit { message, screen },
        None => Parcel::say(screen),
    };
    turn.post(incoming.place.target, parcel, reader.now);
    Ok(turn)
}

/// Passes all of them on.
pub async fn refer(bot: &Bot, incoming: &Incoming, caller: &Caller) -> Result<Turn, StoreError> {
    let held = match held(bot, incoming, caller).await? {
        Ok(held) => held,
        Err(turn) => return Ok(turn),
    };
    let tickets: Vec<TicketId> = held.into_iter().map(|ticket| ticket.at.id).collect();
    if tickets.is_empty() {
        return Ok(Turn::toast(t!(caller.reader.lang, "signoff-title", count = 0)));
    }
    begin_several(bot, incoming, caller, tickets).await
}

async fn held(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
) -> Result<Result<Vec<Ticket>, Turn>, StoreError> {
    Ok(match lists::held(bot, caller).await? {
        Ok(held) => Ok(held),
        Err(error) => Err(failed(bot, incoming, &caller.reader, error.into()).await?),
    })
}
