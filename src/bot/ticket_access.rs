//! The ticket that somebody asks about: whether they may, and what the helpdesk says of it now.

use super::Bot;
use super::effects::Effects;
use super::guards::{Caller, Sight};
use super::stop::Stop;
use crate::domain::ids::{TicketId, TicketRef};
use crate::domain::ticket::{Rights, TicketComment, TicketView};
use crate::helpdesk::HelpdeskError;
use crate::render::reader::ticket_number;
use crate::store::StoreError;
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::tickets::ticket_actions::FetchOutcome;

/// The ticket of a press, or the answer when the presser has no business with it.
pub async fn require_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<TicketRef, Stop> {
    let found = bot.authorize_ticket(update.from.who, Sight::of(update), ticket).await?;
    found.ok_or_else(|| {
        Effects::alert(t!(caller.reader.lang, "press-unknown", number = ticket_number(ticket))).into()
    })
}

/// Reads the ticket for a press; or the answer when it can't be read.
pub async fn read_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<TicketRef, Stop> {
    let at = require_ticket(bot, update, caller, ticket).await?;
    let lang = caller.reader.lang;
    let pressed_card = update.message_ref();
    let pressed_card = match pressed_card {
        Some(card) if bot.ctx.store.read_inline(move |db| db.card_ticket(card)).await? == Some(ticket) => {
            pressed_card
        }
        _ => None,
    };
    Err(match bot.tickets.fetch_ticket(&caller.session, &at, pressed_card).await? {
        // The group's card shows what the group may see; the rest of the ticket is for those it concerns.
        FetchOutcome::Ticket(viewed)
            if gives_no_sight(caller, &viewed) && is_stranger(bot, caller, ticket).await? =>
        {
            Effects::alert(t!(lang, "act-not-allowed", number = ticket_number(ticket)))
        }
        FetchOutcome::Ticket(_) => return Ok(at),
        FetchOutcome::Gone => Effects::alert(t!(lang, "ticket-gone", number = ticket_number(ticket))),
        FetchOutcome::SignInAgain => bot.end_refused_session(update, &caller.reader).await?,
        FetchOutcome::Down => Effects::alert(t!(lang, "helpdesk-down")),
    }
    .into())
}

/// Reads its comments for a press; or the answer when they can't be read.
pub async fn read_comments(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    at: &TicketRef,
) -> Result<Vec<TicketComment>, Stop> {
    match bot.ctx.helpdesk.list_comments(&caller.session.key, &at.hash).await {
        Ok(comments) => Ok(comments.list),
        Err(HelpdeskError::KeyRefused) => Err(bot.end_refused_session(update, &caller.reader).await?.into()),
        Err(error) => {
            log::warn!("the comments of ticket {} can't be read: {error}", at.id);
            Err(Effects::alert(t!(caller.reader.lang, "helpdesk-down")).into())
        }
    }
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
