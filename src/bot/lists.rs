//! Pages of tickets: `/in`, `/out`, `/archive`, and the buttons that turn their pages.

use std::sync::Arc;

use jiff::SignedDuration;

use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::ListName;
use crate::domain::diff::Print;
use crate::domain::person::Role;
use crate::domain::ticket::{State, Ticket};
use crate::helpdesk::{Error, ListKind};
use crate::render::list::{PAGE, Page, order, page, pages};
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::{StoreError, View, ViewKind};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// A list read so lately is shown again without asking the helpdesk, which needs seconds for a long one.
const FRESH: SignedDuration = SignedDuration::from_secs(45);

pub async fn incoming(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    open(&bot, &incoming, ListName::Incoming, 0).await
}

pub async fn outgoing(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    open(&bot, &incoming, ListName::Outgoing, 0).await
}

pub async fn archive(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    open(&bot, &incoming, ListName::Archive, 0).await
}

/// Shows a page: as a new message for a command, in place for a button.
pub async fn open(bot: &Bot, incoming: &Incoming, list: ListName, number: usize) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let lang = caller.reader.lang;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(incoming, t!(lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    let screen = match show(bot, &caller, list, number).await? {
        Ok(screen) => screen,
        Err(Error::KeyRefused) => return bot.key_refused(incoming, &caller.reader).await,
        Err(error) => {
            log::warn!("a list of {} can't be read: {error}", incoming.from.who);
            return Ok(bot.respond(incoming, t!(lang, "helpdesk-down")));
        }
    };
    let parcel = match (&incoming.what, incoming.place.message) {
        (What::Press { .. }, Some(message)) => Parcel::Edit { message, screen },
        _ => Parcel::say(screen),
    };
    let mut turn = Turn::default();
    turn.post(incoming.place.target, parcel, caller.reader.now);
    Ok(turn)
}

/// Reads what the page needs and draws it.
async fn show(
    bot: &Bot,
    caller: &Caller,
    list: ListName,
    number: usize,
) -> Result<Result<Screen, Error>, StoreError> {
    let rows = match rows(bot, caller, list).await? {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(error)),
    };
    let (account, reader) = (&caller.session.account, &caller.reader);
    let by_head = list == ListName::Outgoing && account.role == Some(Role::HeadOfUnit);
    let remark = match list {
        _ if account.is_client() => Some(t!(reader.lang, "list-client")),
        ListName::Outgoing if by_head => Some(t!(reader.lang, "list-head-outgoing")),
        _ => None,
    };
    let total = rows.len();
    let number = number.min(pages(total) - 1);
    let tickets: Vec<Ticket> = rows.into_iter().skip(number * PAGE).take(PAGE).collect();
    Ok(Ok(page(&Page { list, tickets: &tickets, page: number, total, remark }, reader)))
}

/// The tickets of a list in their order, from what was read lately or from the helpdesk.
async fn rows(bot: &Bot, caller: &Caller, list: ListName) -> Result<Result<Vec<Ticket>, Error>, StoreError> {
    let by_head = caller.session.account.role == Some(Role::HeadOfUnit);
    let (view, kind) = match list {
        ListName::Incoming => (ViewKind::Incoming, ListKind::Incoming),
        // A head's outgoing list always fails at the helpdesk; what they wrote in their own units can be told.
        ListName::Outgoing if by_head => (ViewKind::Incoming, ListKind::Incoming),
        ListName::Outgoing => (ViewKind::Outgoing, ListKind::Outgoing),
        ListName::Archive => (ViewKind::Archive, ListKind::Archive),
    };
    let mut tickets = match remembered(bot, caller, view).await? {
        Some(tickets) => tickets,
        None => match fetched(bot, caller, view, kind).await? {
            Ok(tickets) => tickets,
            Err(error) => return Ok(Err(error)),
        },
    };
    let me = &caller.session.account.me;
    match list {
        ListName::Outgoing if by_head => tickets.retain(|ticket| ticket.author.is(me)),
        ListName::Incoming | ListName::Outgoing => {
            tickets.retain(|ticket| ticket.state != State::Archived);
        }
        ListName::Archive => {}
    }
    tickets.sort_by_key(order);
    Ok(Ok(tickets))
}

/// The list as it was read lately, if it was.
async fn remembered(bot: &Bot, caller: &Caller, kind: ViewKind) -> Result<Option<Vec<Ticket>>, StoreError> {
    let (who, now) = (caller.session.telegram, caller.reader.now);
    bot.desk
        .store
        .read(move |db| {
            let Some(view) = db.view(who, kind)? else { return Ok(None) };
            if now.duration_since(view.read_at) > FRESH {
                return Ok(None);
            }
            let mut tickets = Vec::with_capacity(view.rows.len());
            for row in view.rows {
                tickets.extend(db.ticket(row.id)?.map(|known| known.ticket));
            }
            Ok(Some(tickets))
        })
        .await
}

/// The list read anew. The incoming list's memory belongs to the watcher: what this reading finds new must still be told.
async fn fetched(
    bot: &Bot,
    caller: &Caller,
    view: ViewKind,
    kind: ListKind,
) -> Result<Result<Vec<Ticket>, Error>, StoreError> {
    let session = &caller.session;
    let before = bot.desk.clock.now();
    let tickets = match bot.desk.helpdesk.tickets(&session.key, kind, &session.account.me).await {
        Ok(tickets) => tickets,
        Err(error) => return Ok(Err(error)),
    };
    let (who, now, rows) = (session.telegram, bot.desk.clock.now(), tickets.clone());
    let desk = bot.desk.clone();
    bot.desk
        .store
        .write(move |db| {
            rows.iter().try_for_each(|row| desk.saw_row(db, row, now))?;
            if view != ViewKind::Incoming {
                let took = now.duration_since(before).as_millis() as i64;
                let rows = rows.iter().map(Print::of).collect();
                db.put_view(who, view, &View { rows, read_at: now, took })?;
            }
            Ok(())
        })
        .await?;
    bot.desk.mail.notify_one();
    Ok(Ok(tickets))
}
