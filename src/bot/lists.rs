//! Pages of tickets: `/in`, `/out`, `/archive`, and the buttons that turn their pages.

use std::sync::Arc;

use jiff::SignedDuration;

use super::effects::Effects;
use super::guards::Caller;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::cache::fetch_error::FetchError;
use crate::cache::known_lists::KnownLists;
use crate::cache::ticket_cache;
use crate::callback::{Filter, ListName};
use crate::domain::account::Account;
use crate::domain::list_diff::RowFingerprint;
use crate::domain::person::Role;
use crate::domain::ticket::{Assignees, Priority, Ticket, TicketRelation, TicketState};
use crate::helpdesk::ListKind;
use crate::notify;
use crate::notify::outbox_message::OutboxMessage;
use crate::render::list::{ListPage, PAGE_SIZE, list_page, page_count, sort_key};
use crate::store::{ListSnapshot, SnapshotKind, StoreError};
use crate::t;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::MessageView;

/// More than this is no search: it was pasted by mistake, and would fill the answer by itself.
pub const MAX_SEARCH_LENGTH: usize = 100;

/// A list read so lately is shown again without asking the helpdesk, which needs seconds for a long one.
const MAX_LIST_AGE: SignedDuration = SignedDuration::from_secs(45);
/// One that is to be read anew was read so lately that a second press must mean the first.
const JUST_READ: SignedDuration = SignedDuration::from_secs(3);

pub async fn handle_incoming(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    open_list(&bot, &update, ListName::Incoming, (Filter::All, 0), ListAge::Fresh).await
}

pub async fn handle_outgoing(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    open_list(&bot, &update, ListName::Outgoing, (Filter::All, 0), ListAge::Fresh).await
}

pub async fn handle_archive(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    open_list(&bot, &update, ListName::Archive, (Filter::All, 0), ListAge::Fresh).await
}

/// Shows a page: as a new message for a command, in place for a button.
pub async fn open_list(
    bot: &Bot,
    update: &IncomingUpdate,
    list: ListName,
    (filter, number): (Filter, usize),
    age: ListAge,
) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    let lang = caller.reader.lang;
    bot.require_private(update, lang)?;
    // The helpdesk gives clients their own open tickets, whatever they ask for.
    let list = if !caller.session.account.is_staff() { ListName::Incoming } else { list };
    let shown = show_list(bot, &caller, list, (filter, number), age).await;
    let message_view = bot.require_fetched(update, &caller.reader, shown).await?;
    let outbox_message = match (&update.what, update.place.message) {
        (UpdateKind::Press { .. }, Some(message)) => OutboxMessage::Edit { message, view: message_view },
        _ => OutboxMessage::send_view(message_view),
    };
    let mut effects = Effects::default();
    effects.post_message(update.place.target, outbox_message, caller.reader.now);
    Ok(effects)
}

/// Reads what the page needs and draws it.
async fn show_list(
    bot: &Bot,
    caller: &Caller,
    list: ListName,
    (filter, number): (Filter, usize),
    age: ListAge,
) -> Result<MessageView, FetchError> {
    let rows = list_tickets(bot, caller, list, age).await?;
    let rows = filter_tickets(bot, caller, rows, filter).await?;
    let (account, reader) = (&caller.session.account, &caller.reader);
    let by_head = list == ListName::Outgoing && account.role == Some(Role::HeadOfUnit);
    let remark = match list {
        _ if !account.is_staff() => Some(t!(reader.lang, "list-client")),
        ListName::Outgoing if by_head => Some(t!(reader.lang, "list-head-outgoing")),
        _ => None,
    };
    let total = rows.len();
    let number = number.min(page_count(total) - 1);
    let tickets: Vec<Ticket> = rows.into_iter().skip(number * PAGE_SIZE).take(PAGE_SIZE).collect();
    Ok(list_page(&ListPage { list, filter, tickets: &tickets, page: number, total, remark }, reader))
}

/// What a filter leaves of a list.
async fn filter_tickets(
    bot: &Bot,
    caller: &Caller,
    rows: Vec<Ticket>,
    filter: Filter,
) -> Result<Vec<Ticket>, StoreError> {
    let (account, now) = (caller.session.account.clone(), caller.reader.now);
    if filter != Filter::Overdue {
        return Ok(rows.into_iter().filter(|ticket| matches_filter(ticket, &account, filter)).collect());
    }
    // Lists know no deadlines; those that were read with a ticket are kept.
    bot.ctx
        .store
        .read(move |db| {
            let mut overdue = Vec::new();
            for ticket in rows {
                let details = db.find_ticket(ticket.at.id)?.and_then(|known| known.details);
                let deadline = details.and_then(|details| details.deadline);
                if deadline.is_some_and(|deadline| deadline < now) && is_actionable(&ticket) {
                    overdue.push(ticket);
                }
            }
            Ok(overdue)
        })
        .await
}

fn matches_filter(ticket: &Ticket, account: &Account, filter: Filter) -> bool {
    match filter {
        Filter::All | Filter::Overdue => true,
        Filter::Free => ticket.state == TicketState::Free,
        Filter::Mine => {
            let assigned = match &ticket.assignees {
                Assignees::Unit => false,
                Assignees::People(people) => people.iter().any(|person| person.is_same(&account.me)),
            };
            ticket.state.relation_to(&account.me) == TicketRelation::HeldByMe
                || (assigned && is_actionable(ticket))
        }
        Filter::MyUnits => ticket.unit.is_some_and(|unit| account.units.contains(&unit)),
        Filter::Urgent => ticket.priority == Priority::High && is_actionable(ticket),
    }
}

fn is_actionable(ticket: &Ticket) -> bool {
    matches!(ticket.state, TicketState::Free | TicketState::Held(_))
}

/// The tickets that one holds now.
pub async fn held_tickets(bot: &Bot, caller: &Caller) -> Result<Vec<Ticket>, FetchError> {
    let rows = list_tickets(bot, caller, ListName::Incoming, ListAge::Fresh).await?;
    let me = &caller.session.account.me;
    let mine = |ticket: &Ticket| ticket.state.relation_to(me) == TicketRelation::HeldByMe;
    Ok(rows.into_iter().filter(mine).collect())
}

/// All that one's own lists are known to hold and that has these words: in its number, subject, text, or client.
pub async fn search_tickets(bot: &Bot, caller: &Caller, words: &str) -> Result<Vec<Ticket>, FetchError> {
    let mut found = list_tickets(bot, caller, ListName::Incoming, ListAge::Fresh).await?;
    for kind in [SnapshotKind::Outgoing, SnapshotKind::Archive] {
        let known = cached_list(bot, caller, kind, ListAge::Any).await?.unwrap_or_default();
        found.extend(known);
    }
    let words = words.trim_start_matches(['#', '№']).to_lowercase();
    let mut seen = std::collections::HashSet::new();
    found.retain(|ticket| {
        let client = ticket.client.name.as_deref().unwrap_or_default();
        let all = format!("{} {} {} {client}", ticket.at.id, ticket.subject, ticket.text).to_lowercase();
        words.split_whitespace().all(|word| all.contains(word)) && seen.insert(ticket.at.id)
    });
    found.sort_by_key(sort_key);
    Ok(found)
}

/// The tickets of a list in their order, from what was read lately or from the helpdesk.
async fn list_tickets(
    bot: &Bot,
    caller: &Caller,
    list: ListName,
    age: ListAge,
) -> Result<Vec<Ticket>, FetchError> {
    let by_head = caller.session.account.role == Some(Role::HeadOfUnit);
    let (view, kind) = match list {
        ListName::Incoming => (SnapshotKind::Incoming, ListKind::Incoming),
        // A head's outgoing list always fails at the helpdesk; what they wrote in their own units can be told.
        ListName::Outgoing if by_head => (SnapshotKind::Incoming, ListKind::Incoming),
        ListName::Outgoing => (SnapshotKind::Outgoing, ListKind::Outgoing),
        ListName::Archive => (SnapshotKind::Archive, ListKind::Archive),
    };
    let mut tickets = match cached_list(bot, caller, view, age).await? {
        Some(tickets) => tickets,
        None => fetch_list(bot, caller, view, kind).await?,
    };
    let me = &caller.session.account.me;
    match list {
        ListName::Outgoing if by_head => tickets.retain(|ticket| ticket.author.is_same(me)),
        ListName::Incoming | ListName::Outgoing => {
            tickets.retain(|ticket| ticket.state != TicketState::Archived);
        }
        ListName::Archive => {}
    }
    tickets.sort_by_key(sort_key);
    Ok(tickets)
}

/// How old a list may be to be shown again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ListAge {
    /// It was asked for by a button that says so.
    JustRead,
    Fresh,
    Any,
}

/// The list as it was read before, if it was.
async fn cached_list(
    bot: &Bot,
    caller: &Caller,
    kind: SnapshotKind,
    age: ListAge,
) -> Result<Option<Vec<Ticket>>, StoreError> {
    let (who, now) = (caller.session.telegram, caller.reader.now);
    let (ctx, session) = (bot.ctx.clone(), Arc::clone(&caller.session));
    let limit = match age {
        ListAge::JustRead => JUST_READ,
        ListAge::Fresh => MAX_LIST_AGE,
        ListAge::Any => SignedDuration::MAX,
    };
    let is_old = move |read_at| now.duration_since(read_at) > limit;
    bot.ctx
        .store
        .read(move |db| {
            if kind == SnapshotKind::Incoming {
                let mut lists = KnownLists::open(&ctx, db)?;
                let listed = lists.list_of(db, &session)?.filter(|listed| !is_old(listed.read_at));
                return Ok(
                    listed.map(|listed| listed.tickets.iter().map(|known| known.ticket.clone()).collect())
                );
            }
            let Some(view) = db.list_snapshot(who, kind)?.filter(|view| !is_old(view.read_at)) else {
                return Ok(None);
            };
            Ok(Some(db.find_tickets(&view.ticket_ids())?.into_iter().map(|known| known.ticket).collect()))
        })
        .await
}

/// The list read anew. The incoming list's memory belongs to the watcher: what this reading finds new must still be told.
async fn fetch_list(
    bot: &Bot,
    caller: &Caller,
    view: SnapshotKind,
    kind: ListKind,
) -> Result<Vec<Ticket>, FetchError> {
    let session = &caller.session;
    let before = bot.ctx.clock.now();
    let tickets = bot.ctx.helpdesk.list_tickets(&session.key, kind, &session.account.me).await?;
    let (who, now, rows) = (session.telegram, bot.ctx.clock.now(), tickets.clone());
    let (ctx, session) = (bot.ctx.clone(), Arc::clone(session));
    bot.ctx
        .store
        .write(move |db| {
            for row in &rows {
                let change = ticket_cache::apply_row(&ctx, db, row, (who, before), now)?;
                notify::publish_change(&ctx, db, &change, now)?;
            }
            if !ctx.sessions.active_among(db, &[session])?.is_empty() {
                let view = if view == SnapshotKind::Incoming { SnapshotKind::Shown } else { view };
                let took = now.duration_since(before).as_millis() as i64;
                let rows = rows.iter().map(RowFingerprint::of_ticket).collect();
                db.put_list_snapshot(who, view, &ListSnapshot { rows, read_at: now, took })?;
            }
            Ok(())
        })
        .await?;
    Ok(tickets)
}
