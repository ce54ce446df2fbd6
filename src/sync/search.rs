//! Finding a ticket by its number. The helpdesk has no call for it, and its view would show anybody anything: whole lists have to be
//! read, so what was read lately answers first, one search goes on at a time, and what it costs the helpdesk is counted.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::cache::fetch_error::FetchError;
use crate::cache::known_lists::KnownLists;
use crate::context::Context;
use crate::context::search_history::SearchedList;
use crate::context::tx::Tx;
use crate::domain::ids::{TicketHash, TicketId, TicketRef};
use crate::domain::person::Role;
use crate::domain::ticket::Ticket;
use crate::helpdesk::{HelpdeskError, ListKind};
use crate::sessions::live_sessions::UserSession;
use crate::store::{SnapshotKind, StoreError};

/// A list read so lately is not read again to find something in it, however quickly the helpdesk gives it.
const LIST_FRESHNESS: SignedDuration = SignedDuration::from_secs(45);
/// Nor for longer than this, however slowly.
const LIST_EXPIRY: SignedDuration = SignedDuration::from_mins(5);
/// Finds a ticket by its number among those that this person's own lists show.
pub async fn find_ticket(
    ctx: &Context,
    session: &Arc<UserSession>,
    id: TicketId,
) -> Result<Option<TicketRef>, FetchError> {
    let whose = (session.telegram, session.since);
    let all = lists_of(session);
    if let Some(known) = ctx.searches.find_known(whose, all, id, ctx.clock.now()) {
        return Ok(known);
    }
    let _turn = ctx.searches.lock.lock().await;
    // Whoever had the turn before may have read the same lists.
    if let Some(known) = ctx.searches.find_known(whose, all, id, ctx.clock.now()) {
        return Ok(known);
    }
    let (mut failure, mut trusted) = (None, false);
    for &list in all {
        if ctx.searches.has_read(whose, list) {
            continue;
        }
        if was_shown_without(ctx, session, list, id).await? {
            trusted = true;
            continue;
        }
        match read_list(ctx, session, list).await {
            Ok(found) => {
                if let Some(hash) = found.get(&id).cloned() {
                    return Ok(Some(TicketRef { id, hash }));
                }
            }
            Err(HelpdeskError::KeyRefused) => return Err(HelpdeskError::KeyRefused.into()),
            // One list that can't be read does not hide the others; but "not found" can't be said then.
            Err(error) => failure = Some(error),
        }
    }
    if let Some(error) = failure {
        return Err(error.into());
    }
    if !trusted {
        ctx.searches.note_missing(whose, id, ctx.clock.now());
    }
    Ok(None)
}

/// Reads one list and keeps the names of its tickets for as long as the helpdesk is to be left alone for it.
async fn read_list(
    ctx: &Context,
    session: &UserSession,
    list: ListKind,
) -> Result<HashMap<TicketId, TicketHash>, HelpdeskError> {
    let begun = ctx.clock.now();
    let mut tickets = HashMap::new();
    let take = |ticket: Ticket| drop(tickets.insert(ticket.at.id, ticket.at.hash));
    ctx.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await?;
    let now = ctx.clock.now();
    let took = now.duration_since(begun);
    let until = now + stays_fresh(ctx, took);
    let whose = (session.telegram, session.since);
    ctx.searches.keep_list(whose, list, took, SearchedList { until, tickets: tickets.clone() });
    Ok(tickets)
}

/// For how long a list that took so long answers without being read again.
fn stays_fresh(ctx: &Context, took: SignedDuration) -> SignedDuration {
    ctx.config.current().poll_schedule.load_limit.rest_after(took).clamp(LIST_FRESHNESS, LIST_EXPIRY)
}

/// Whether a list was shown or polled so lately that a ticket which is not known from there is not in it. That says nothing
/// of one that is newer than all that were known then.
async fn was_shown_without(
    ctx: &Context,
    session: &Arc<UserSession>,
    list: ListKind,
    id: TicketId,
) -> Result<bool, StoreError> {
    let session = Arc::clone(session);
    ctx.read(move |tx| match read_at(tx, &session, list)? {
        Some(at) if tx.now.duration_since(at) < LIST_FRESHNESS => Ok(id <= tx.db.newest_ticket_seen_by(at)?),
        _ => Ok(false),
    })
    .await
}

/// When a list was last read for its owner's eyes.
fn read_at(
    tx: &mut Tx<'_, '_>,
    session: &UserSession,
    list: ListKind,
) -> Result<Option<Timestamp>, StoreError> {
    let kind = match list {
        ListKind::Outgoing => SnapshotKind::Outgoing,
        ListKind::Archive => SnapshotKind::Archive,
        ListKind::Incoming => {
            let mut lists = KnownLists::open(tx)?;
            let polled = lists.list_of(tx.db, session)?.map(|listed| listed.read_at);
            let shown = tx.db.list_snapshot(session.telegram, SnapshotKind::Shown)?.map(|view| view.read_at);
            return Ok(polled.max(shown));
        }
    };
    Ok(tx.db.list_snapshot(session.telegram, kind)?.map(|view| view.read_at))
}

/// The lists in which somebody's tickets are.
fn lists_of(session: &UserSession) -> &'static [ListKind] {
    match session.account.role {
        // The helpdesk gives clients their own open tickets, whatever they ask for.
        _ if !session.account.is_staff() => &[ListKind::Incoming],
        // A head's outgoing list always fails at the helpdesk.
        Some(Role::HeadOfUnit) => &[ListKind::Incoming, ListKind::Archive],
        _ => &[ListKind::Incoming, ListKind::Outgoing, ListKind::Archive],
    }
}
