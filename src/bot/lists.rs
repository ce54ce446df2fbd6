//! Pages of tickets: `/in`, `/out`, `/archive`, and the buttons that turn their pages.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::effects::Effects;
use super::guards::Caller;
use super::languages::remember_language;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::cache::fetch_error::FetchError;
use crate::cache::known_lists::KnownLists;
use crate::cache::ticket_cache;
use crate::domain::list_diff::RowFingerprint;
use crate::domain::person::Role;
use crate::domain::ticket::{PersonRef, Ticket, TicketRelation, TicketState};
use crate::domain::ticket_list::{ListButtons, ListFilter, ListName, ListRemark, ListScreen};
use crate::helpdesk::{HelpdeskError, ListKind};
use crate::notify;
use crate::notify::list_views::{list_view, listed};
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::list::{PAGE_SIZE, page_count, sort_key};
use crate::render::reader::Reader;
use crate::store::{FollowedPage, ListSnapshot, SnapshotKind, StoreError, StoredTicket};
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::MessageView;

/// More than this is no search: it was pasted by mistake, and would fill the answer by itself.
pub const MAX_SEARCH_LENGTH: usize = 100;

/// A list read so lately is shown again without asking the helpdesk, which needs seconds for a long one.
const MAX_LIST_AGE: SignedDuration = SignedDuration::from_secs(45);
/// One that is to be read anew was read so lately that a second press must mean the first.
const JUST_READ: SignedDuration = SignedDuration::from_secs(3);

/// A page of a list that is asked for, and how old it may be.
pub struct ListRequest {
    pub list: ListName,
    /// The one that was chosen last, if there is none.
    pub filter: Option<ListFilter>,
    pub page: usize,
    pub buttons: ListButtons,
    pub age: ListAge,
}

impl ListRequest {
    /// The page with its tickets, as it was read lately.
    pub fn of_page(list: ListName, filter: Option<ListFilter>, page: usize) -> Self {
        Self { list, filter, page, buttons: ListButtons::OpenTickets, age: ListAge::Fresh }
    }
}

pub async fn handle_incoming(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    open_list(&bot, &update, ListRequest::of_page(ListName::Incoming, None, 0)).await
}

pub async fn handle_outgoing(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    open_list(&bot, &update, ListRequest::of_page(ListName::Outgoing, None, 0)).await
}

pub async fn handle_archive(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    open_list(&bot, &update, ListRequest::of_page(ListName::Archive, None, 0)).await
}

/// Shows a page: as a new message for a command, in place for a button. What cannot be read now is shown as it was.
pub async fn open_list(
    bot: &Bot,
    update: &IncomingUpdate,
    mut request: ListRequest,
) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    bot.require_private(update, caller.reader.lang)?;
    if !caller.session.account.is_staff() {
        // The helpdesk gives clients their own open tickets, whatever they ask for.
        request.list = ListName::Incoming;
    }
    let filter = chosen_filter(bot, update, &request).await?.for_account(&caller.session.account);
    let (rows, as_of) = match list_tickets(bot, &caller, request.list, request.age).await {
        Err(FetchError::Helpdesk(error)) if !matches!(error, HelpdeskError::KeyRefused) => {
            let known = known_list(bot, &caller, request.list, ListAge::Any).await?;
            let known = known.ok_or(FetchError::Helpdesk(error));
            let known = bot.require_fetched(update, &caller.reader, known).await?;
            (known.tickets, Some(known.read_at))
        }
        read => (bot.require_fetched(update, &caller.reader, read).await?, None),
    };
    let rows = filter_tickets(bot, &caller, rows, filter).await?;
    let screen = ListScreen { filter, as_of, ..list_screen(&caller, &request, &rows) };
    let (target, page) = (update.place.target, screen.clone());
    let Some(view) = bot.ctx.read(move |tx| list_view(tx, target, &page)).await? else {
        return Ok(Effects::default());
    };
    let mut effects = show_page(update, view, FollowedPage::List(screen));
    if request.list == ListName::Incoming {
        let from = update.from.clone();
        effects
            .add_write(move |tx| remember_language(tx.db, &from, |settings| settings.list_filter = filter));
    }
    Ok(effects)
}

/// The filter that is asked for, or was chosen last; only the incoming list has any.
async fn chosen_filter(
    bot: &Bot,
    update: &IncomingUpdate,
    request: &ListRequest,
) -> Result<ListFilter, StoreError> {
    match (request.list, request.filter) {
        (ListName::Incoming, Some(filter)) => Ok(filter),
        (ListName::Incoming, None) => {
            let who = update.from.who;
            let person = bot.ctx.store.read(move |db| db.find_person(who)).await?;
            Ok(person.map(|person| person.settings.list_filter).unwrap_or_default())
        }
        (ListName::Outgoing | ListName::Archive, _) => Ok(ListFilter::All),
    }
}

/// Puts a page that is followed from now on in place of the pressed one, or sends it.
fn show_page(update: &IncomingUpdate, view: MessageView, page: FollowedPage) -> Effects {
    let mut effects = Effects::default();
    let message = match (&update.what, update.message_ref()) {
        (UpdateKind::Press { .. }, Some(at)) => {
            effects.add_write(move |tx| tx.db.put_followed_page(at, &page, tx.now));
            OutboxMessage::Edit { message: at.message, view }
        }
        _ => OutboxMessage::Page { view, page },
    };
    effects.post_message(update.place.target, message);
    effects
}

/// The page of these tickets that is asked for.
fn list_screen(caller: &Caller, request: &ListRequest, rows: &[Ticket]) -> ListScreen {
    let account = &caller.session.account;
    let page = request.page.min(page_count(rows.len()) - 1);
    let shown = rows.iter().skip(page * PAGE_SIZE).take(PAGE_SIZE);
    ListScreen {
        list: request.list,
        filter: ListFilter::default(),
        page,
        total: rows.len(),
        tickets: shown.map(|ticket| ticket.at.id).collect(),
        remark: match request.list {
            _ if !account.is_staff() => Some(ListRemark::OwnTickets),
            ListName::Outgoing if account.role == Some(Role::HeadOfUnit) => Some(ListRemark::HeadOutgoing),
            _ => None,
        },
        as_of: None,
        buttons: request.buttons,
    }
}

/// What a filter leaves of a list.
async fn filter_tickets(
    bot: &Bot,
    caller: &Caller,
    rows: Vec<Ticket>,
    filter: ListFilter,
) -> Result<Vec<Ticket>, StoreError> {
    let (account, now) = (caller.session.account.clone(), caller.reader.now);
    if filter != ListFilter::Overdue {
        return Ok(rows.into_iter().filter(|ticket| filter.shows_ticket(ticket, &account, false)).collect());
    }
    // Lists know no deadlines; those that were read with a ticket are kept.
    let known = known_tickets(bot, &rows).await?;
    let overdue =
        |known: &StoredTicket| filter.shows_ticket(&known.ticket, &account, listed(known).is_overdue(now));
    Ok(known.into_iter().filter(overdue).map(|known| known.ticket).collect())
}

/// What is known of these tickets, in their order.
pub async fn known_tickets(bot: &Bot, tickets: &[Ticket]) -> Result<Vec<StoredTicket>, StoreError> {
    let ids: Vec<_> = tickets.iter().map(|ticket| ticket.at.id).collect();
    bot.ctx.store.read(move |db| db.find_tickets(&ids)).await
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
    let words = words.trim_start_matches(['#', '№']).to_lowercase();
    let mut found = all_tickets(bot, caller).await?;
    found.retain(|ticket| {
        let client = ticket.client.name.as_deref().unwrap_or_default();
        let all = format!("{} {} {} {client}", ticket.at.id, ticket.subject, ticket.text).to_lowercase();
        words.split_whitespace().all(|word| all.contains(word))
    });
    Ok(found)
}

/// All that one's own lists are known to hold and that is for this client.
pub async fn client_tickets(
    bot: &Bot,
    caller: &Caller,
    client: &PersonRef,
) -> Result<Vec<Ticket>, FetchError> {
    let mut found = all_tickets(bot, caller).await?;
    found.retain(|ticket| ticket.client.is_same(client));
    Ok(found)
}

/// All that one's own lists are known to hold, each ticket once.
async fn all_tickets(bot: &Bot, caller: &Caller) -> Result<Vec<Ticket>, FetchError> {
    let mut all = list_tickets(bot, caller, ListName::Incoming, ListAge::Fresh).await?;
    for kind in [SnapshotKind::Outgoing, SnapshotKind::Archive] {
        let known = cached_list(bot, caller, kind, ListAge::Any).await?;
        all.extend(known.into_iter().flat_map(|list| list.tickets));
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|ticket| seen.insert(ticket.at.id));
    all.sort_by_key(sort_key);
    Ok(all)
}

/// What was found for these words, as a message.
pub async fn found_view(
    bot: &Bot,
    words: &str,
    found: &[Ticket],
    reader: &Reader,
) -> Result<MessageView, StoreError> {
    let shown = known_tickets(bot, &found[..found.len().min(PAGE_SIZE)]).await?;
    let shown: Vec<_> = shown.iter().map(listed).collect();
    Ok(render::list::search_results(words, &shown, found.len(), reader))
}

/// The tickets of a list in their order, from what was read lately or from the helpdesk.
async fn list_tickets(
    bot: &Bot,
    caller: &Caller,
    list: ListName,
    age: ListAge,
) -> Result<Vec<Ticket>, FetchError> {
    if let Some(known) = known_list(bot, caller, list, age).await? {
        return Ok(known.tickets);
    }
    let (snapshot, kind) = list_kinds(caller, list);
    Ok(arrange_list(caller, list, fetch_list(bot, caller, snapshot, kind).await?))
}

/// The tickets of a list in their order, as they were read before, if they were.
async fn known_list(
    bot: &Bot,
    caller: &Caller,
    list: ListName,
    age: ListAge,
) -> Result<Option<CachedList>, StoreError> {
    let cached = cached_list(bot, caller, list_kinds(caller, list).0, age).await?;
    Ok(cached.map(|cached| CachedList { tickets: arrange_list(caller, list, cached.tickets), ..cached }))
}

/// What a list is called in the store and at the helpdesk.
fn list_kinds(caller: &Caller, list: ListName) -> (SnapshotKind, ListKind) {
    match list {
        ListName::Incoming => (SnapshotKind::Incoming, ListKind::Incoming),
        // A head's outgoing list always fails at the helpdesk; what they wrote in their own units can be told.
        ListName::Outgoing if caller.session.account.role == Some(Role::HeadOfUnit) => {
            (SnapshotKind::Incoming, ListKind::Incoming)
        }
        ListName::Outgoing => (SnapshotKind::Outgoing, ListKind::Outgoing),
        ListName::Archive => (SnapshotKind::Archive, ListKind::Archive),
    }
}

fn arrange_list(caller: &Caller, list: ListName, mut tickets: Vec<Ticket>) -> Vec<Ticket> {
    let account = &caller.session.account;
    match list {
        ListName::Outgoing if account.role == Some(Role::HeadOfUnit) => {
            tickets.retain(|ticket| ticket.author.is_same(&account.me));
        }
        ListName::Incoming | ListName::Outgoing => {
            tickets.retain(|ticket| ticket.state != TicketState::Archived);
        }
        ListName::Archive => {}
    }
    tickets.sort_by_key(sort_key);
    tickets
}

/// How old a list may be to be shown again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ListAge {
    /// It was asked for by a button that says so.
    JustRead,
    Fresh,
    Any,
}

/// A list as it was read before.
struct CachedList {
    read_at: Timestamp,
    tickets: Vec<Ticket>,
}

/// The list as it was read before, if it was.
async fn cached_list(
    bot: &Bot,
    caller: &Caller,
    kind: SnapshotKind,
    age: ListAge,
) -> Result<Option<CachedList>, StoreError> {
    let (who, now) = (caller.session.telegram, caller.reader.now);
    let session = Arc::clone(&caller.session);
    let limit = match age {
        ListAge::JustRead => JUST_READ,
        ListAge::Fresh => MAX_LIST_AGE,
        ListAge::Any => SignedDuration::MAX,
    };
    let is_old = move |read_at| now.duration_since(read_at) > limit;
    bot.ctx
        .read(move |tx| {
            if kind == SnapshotKind::Incoming {
                let mut lists = KnownLists::open(tx)?;
                let listed = lists.list_of(tx.db, &session)?.filter(|listed| !is_old(listed.read_at));
                return Ok(listed.map(|list| CachedList {
                    read_at: list.read_at,
                    tickets: list.tickets.iter().map(|known| known.ticket.clone()).collect(),
                }));
            }
            let Some(view) = tx.db.list_snapshot(who, kind)?.filter(|view| !is_old(view.read_at)) else {
                return Ok(None);
            };
            let tickets =
                tx.db.find_tickets(&view.ticket_ids())?.into_iter().map(|known| known.ticket).collect();
            Ok(Some(CachedList { read_at: view.read_at, tickets }))
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
    let session = Arc::clone(session);
    bot.ctx
        .write(move |tx| {
            for row in &rows {
                let change = ticket_cache::apply_row(tx, row, (who, before))?;
                notify::publish_change(tx, &change)?;
            }
            if !tx.ctx.sessions.active_among(tx.db, &[session])?.is_empty() {
                let view = if view == SnapshotKind::Incoming { SnapshotKind::Shown } else { view };
                let took = now.duration_since(before).as_millis() as i64;
                let rows = rows.iter().map(RowFingerprint::of_ticket).collect();
                tx.db.put_list_snapshot(who, view, &ListSnapshot { rows, read_at: now, took })?;
            }
            Ok(())
        })
        .await?;
    Ok(tickets)
}
