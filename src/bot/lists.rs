//! Pages of tickets: `/in`, `/out`, `/archive`, and the buttons that turn their pages.

use std::sync::Arc;

use jiff::SignedDuration;

use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::{Filter, ListName};
use crate::domain::account::Account;
use crate::domain::diff::Print;
use crate::domain::person::Role;
use crate::domain::ticket::{Assignees, Priority, Standing, State, Ticket};
use crate::helpdesk::{Error, ListKind};
use crate::render::list::{PAGE, Page, order, page, pages};
use crate::screen::Screen;
use crate::service::eyes::Lists;
use crate::service::parcel::Parcel;
use crate::store::{StoreError, View, ViewKind};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// A list read so lately is shown again without asking the helpdesk, which needs seconds for a long one.
const FRESH: SignedDuration = SignedDuration::from_secs(45);
/// One that is to be read anew was read so lately that a second press must mean the first.
const JUST_READ: SignedDuration = SignedDuration::from_secs(3);

pub async fn incoming(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    open(&bot, &incoming, ListName::Incoming, (Filter::All, 0), Age::Fresh).await
}

pub async fn outgoing(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    open(&bot, &incoming, ListName::Outgoing, (Filter::All, 0), Age::Fresh).await
}

pub async fn archive(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    open(&bot, &incoming, ListName::Archive, (Filter::All, 0), Age::Fresh).await
}

/// Shows a page: as a new message for a command, in place for a button.
pub async fn open(
    bot: &Bot,
    incoming: &Incoming,
    list: ListName,
    (filter, number): (Filter, usize),
    age: Age,
) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let lang = caller.reader.lang;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(incoming, t!(lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    // The helpdesk gives clients their own open tickets, whatever they ask for.
    let list = if !caller.session.account.is_staff() { ListName::Incoming } else { list };
    let screen = match show(bot, &caller, list, (filter, number), age).await? {
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
    (filter, number): (Filter, usize),
    age: Age,
) -> Result<Result<Screen, Error>, StoreError> {
    let rows = match rows(bot, caller, list, age).await? {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(error)),
    };
    let rows = filtered(bot, caller, rows, filter).await?;
    let (account, reader) = (&caller.session.account, &caller.reader);
    let by_head = list == ListName::Outgoing && account.role == Some(Role::HeadOfUnit);
    let remark = match list {
        _ if !account.is_staff() => Some(t!(reader.lang, "list-client")),
        ListName::Outgoing if by_head => Some(t!(reader.lang, "list-head-outgoing")),
        _ => None,
    };
    let total = rows.len();
    let number = number.min(pages(total) - 1);
    let tickets: Vec<Ticket> = rows.into_iter().skip(number * PAGE).take(PAGE).collect();
    Ok(Ok(page(&Page { list, filter, tickets: &tickets, page: number, total, remark }, reader)))
}

/// What a filter leaves of a list.
async fn filtered(
    bot: &Bot,
    caller: &Caller,
    rows: Vec<Ticket>,
    filter: Filter,
) -> Result<Vec<Ticket>, StoreError> {
    let (account, now) = (caller.session.account.clone(), caller.reader.now);
    if filter != Filter::Overdue {
        return Ok(rows.into_iter().filter(|ticket| passes(ticket, &account, filter)).collect());
    }
    // Lists know no deadlines; those that were read with a ticket are kept.
    bot.desk
        .store
        .read(move |db| {
            let mut overdue = Vec::new();
            for ticket in rows {
                let details = db.ticket(ticket.at.id)?.and_then(|known| known.details);
                let deadline = details.and_then(|details| details.deadline);
                if deadline.is_some_and(|deadline| deadline < now) && open_for_work(&ticket) {
                    overdue.push(ticket);
                }
            }
            Ok(overdue)
        })
        .await
}

fn passes(ticket: &Ticket, account: &Account, filter: Filter) -> bool {
    match filter {
        Filter::All | Filter::Overdue => true,
        Filter::Free => ticket.state == State::Free,
        Filter::Mine => {
            let assigned = match &ticket.assignees {
                Assignees::Unit => false,
                Assignees::People(people) => people.iter().any(|person| person.is(&account.me)),
            };
            ticket.state.seen_by(&account.me) == Standing::HeldByMe || (assigned && open_for_work(ticket))
        }
        Filter::MyUnits => ticket.unit.is_some_and(|unit| account.units.contains(&unit)),
        Filter::Urgent => ticket.priority == Priority::High && open_for_work(ticket),
    }
}

fn open_for_work(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Free | State::Held(_))
}

/// The tickets that one holds now.
pub async fn held(bot: &Bot, caller: &Caller) -> Result<Result<Vec<Ticket>, Error>, StoreError> {
    let rows = match rows(bot, caller, ListName::Incoming, Age::Fresh).await? {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(error)),
    };
    let me = &caller.session.account.me;
    let mine = |ticket: &Ticket| ticket.state.seen_by(me) == Standing::HeldByMe;
    Ok(Ok(rows.into_iter().filter(mine).collect()))
}

/// All that one's own lists are known to hold and that has these words: in its number, subject, text, or client.
pub async fn search(
    bot: &Bot,
    caller: &Caller,
    words: &str,
) -> Result<Result<Vec<Ticket>, Error>, StoreError> {
    let mut found = match rows(bot, caller, ListName::Incoming, Age::Fresh).await? {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(error)),
    };
    for kind in [ViewKind::Outgoing, ViewKind::Archive] {
        let known = remembered(bot, caller, kind, Age::Any).await?.unwrap_or_default();
        found.extend(known);
    }
    let words = words.trim_start_matches(['#', '№']).to_lowercase();
    let mut seen = std::collections::HashSet::new();
    found.retain(|ticket| {
        let client = ticket.client.name.as_deref().unwrap_or_default();
        let all = format!("{} {} {} {client}", ticket.at.id, ticket.subject, ticket.text).to_lowercase();
        words.split_whitespace().all(|word| all.contains(word)) && seen.insert(ticket.at.id)
    });
    found.sort_by_key(order);
    Ok(Ok(found))
}

/// The tickets of a list in their order, from what was read lately or from the helpdesk.
async fn rows(
    bot: &Bot,
    caller: &Caller,
    list: ListName,
    age: Age,
) -> Result<Result<Vec<Ticket>, Error>, StoreError> {
    let by_head = caller.session.account.role == Some(Role::HeadOfUnit);
    let (view, kind) = match list {
        ListName::Incoming => (ViewKind::Incoming, ListKind::Incoming),
        // A head's outgoing list always fails at the helpdesk; what they wrote in their own units can be told.
        ListName::Outgoing if by_head => (ViewKind::Incoming, ListKind::Incoming),
        ListName::Outgoing => (ViewKind::Outgoing, ListKind::Outgoing),
        ListName::Archive => (ViewKind::Archive, ListKind::Archive),
    };
    let mut tickets = match remembered(bot, caller, view, age).await? {
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

/// How old a list may be to be shown again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// It was asked for by a button that says so.
    JustRead,
    Fresh,
    Any,
}

/// The list as it was read before, if it was.
async fn remembered(
    bot: &Bot,
    caller: &Caller,
    kind: ViewKind,
    age: Age,
) -> Result<Option<Vec<Ticket>>, StoreError> {
    let (who, now) = (caller.session.telegram, caller.reader.now);
    let (desk, session) = (bot.desk.clone(), Arc::clone(&caller.session));
    let limit = match age {
        Age::JustRead => JUST_READ,
        Age::Fresh => FRESH,
        Age::Any => SignedDuration::MAX,
    };
    let is_old = move |read_at| now.duration_since(read_at) > limit;
    bot.desk
        .store
        .read(move |db| {
            if kind == ViewKind::Incoming {
                let mut lists = Lists::new(desk.watching(db)?, desk.clock.now());
                let listed = lists.of(db, &session)?.filter(|listed| !is_old(listed.read_at));
                return Ok(
                    listed.map(|listed| listed.tickets.iter().map(|known| known.ticket.clone()).collect())
                );
            }
            let Some(view) = db.view(who, kind)?.filter(|view| !is_old(view.read_at)) else {
                return Ok(None);
            };
            Ok(Some(db.tickets(&view.ids())?.into_iter().map(|known| known.ticket).collect()))
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
    let (desk, session) = (bot.desk.clone(), Arc::clone(session));
    bot.desk
        .store
        .write(move |db| {
            rows.iter().try_for_each(|row| desk.saw_row(db, row, (who, before), now))?;
            if !desk.sessions.live_among(db, &[session])?.is_empty() {
                let view = if view == ViewKind::Incoming { ViewKind::Shown } else { view };
                let took = now.duration_since(before).as_millis() as i64;
                let rows = rows.iter().map(Print::of).collect();
                db.put_view(who, view, &View { rows, read_at: now, took })?;
            }
            Ok(())
        })
        .await?;
    Ok(Ok(tickets))
}
