//! Messages that show several tickets and stay true in place. A storm: more new tickets than anybody reads become one
//! summary that grows. A board: a group's queue at a glance, pinned, with what needs somebody.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::cache::known_lists::KnownLists;
use crate::context::Context;
use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::ids::{Target, TicketId};
use crate::domain::relevance;
use crate::domain::settings::BoardMode;
use crate::notify::list_views::listed;
use crate::notify::message_views::show_mode;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::render::live_message::TicketQueue;
use crate::sessions::viewer::viewer_at;
use crate::store::{Db, LiveMessage, LiveMessageId, LiveMessageKind, StoreError, StoredTicket};
use crate::telegram::client::Sound;
use crate::view::{MessageView, SendPriority};

/// So many new tickets within a minute get a card each; what comes beyond them is a storm, as long as they come that fast.
const STORM_THRESHOLD: i64 = 5;
const STORM_WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// So long a storm's summary grows; then the next one begins, which rings anew.
const GROWS: SignedDuration = SignedDuration::from_mins(5);

/// How often a board is drawn at most.
const BOARD_INTERVAL: SignedDuration = SignedDuration::from_secs(30);

/// Whether a new ticket may be one line of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notable {
    /// Nobody in particular has to see it.
    No,
    /// It is urgent, or for its reader by name: it has a card of its own, however many come.
    Yes,
}

/// A new ticket has come to a place: gives the storm that it is part of, `None` when it gets a card of its own.
pub fn record_arrival(
    db: &mut Db<'_>,
    target: Target,
    ticket: TicketId,
    notable: Notable,
    now: Timestamp,
) -> Result<Option<LiveMessageId>, StoreError> {
    let fast = db.arrivals_since(target, now - STORM_WINDOW)? >= STORM_THRESHOLD;
    let newest = db.live_message_in(target, LiveMessageKind::Storm)?.filter(|storm| storm.ended.is_none());
    let storm = match newest {
        _ if notable == Notable::Yes => None,
        Some(storm) if fast && storm.began > now - GROWS => Some(storm.id),
        newest => {
            if let Some(over) = newest {
                db.end_sheet(over.id, now)?;
            }
            if fast { Some(db.add_live_message(LiveMessageKind::Storm, target, now)?) } else { None }
        }
    };
    db.add_arrival(target, ticket, storm, now)?;
    Ok(storm)
}

/// The boards of all groups. Clones share when each was drawn.
#[derive(Clone)]
pub struct BoardRefresher {
    ctx: Context,
    drawn: Arc<Mutex<HashMap<Target, Timestamp>>>,
}

impl BoardRefresher {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, drawn: Arc::default() }
    }

    /// Draws every board that it is time for, and has those sent that show something else than before; says how many.
    pub async fn refresh_due(&self) -> Result<usize, StoreError> {
        let now = self.ctx.clock.now();
        let subscriptions = self.ctx.store.read(|db| db.all_subscriptions()).await?;
        let wanted = subscriptions.into_iter().filter(|one| {
            one.rests.is_none() && one.settings.board == BoardMode::Pinned && self.is_due(one.target, now)
        });
        let wanted: Vec<_> = wanted.map(|one| one.target).collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let stale = self.ctx.read(move |tx| {
            let mut lists = KnownLists::open(tx)?;
            let mut stale = Vec::new();
            for target in wanted {
                if is_stale(tx, &mut lists, target)? {
                    stale.push(target);
                }
            }
            Ok(stale)
        });
        let stale = stale.await?;
        let changed = stale.len();
        for target in stale {
            self.ctx.store.write(move |db| show_board(db, target, now)).await?;
        }
        Ok(changed)
    }

    fn is_due(&self, target: Target, now: Timestamp) -> bool {
        let mut drawn = self.drawn.lock();
        let due = drawn.get(&target).is_none_or(|at| now.duration_since(*at) >= BOARD_INTERVAL);
        if due {
            drawn.insert(target, now);
        }
        due
    }
}

/// Whether the board of a place would show something else than it does.
fn is_stale(tx: &mut Tx<'_, '_>, lists: &mut KnownLists, target: Target) -> Result<bool, StoreError> {
    let Some(view) = board_view(tx, lists, target)? else { return Ok(false) };
    let live_message = tx.db.live_message_in(target, LiveMessageKind::Board)?;
    Ok(live_message.is_none_or(|live_message| {
        live_message.message.is_none() || live_message.shown.as_deref() != Some(&view.html)
    }))
}

/// Has the board of a place sent, or made true again.
fn show_board(db: &mut Db<'_>, target: Target, now: Timestamp) -> Result<(), StoreError> {
    let live_message = match db.live_message_in(target, LiveMessageKind::Board)? {
        Some(live_message) => live_message.id,
        None => db.add_live_message(LiveMessageKind::Board, target, now)?,
    };
    outbox_message::enqueue(
        db,
        target,
        SendPriority::Refresh,
        &OutboxMessage::LiveMessage { live_message, sound: Sound::Silent },
        now,
    )
}

/// A live message as it is now; `None` when there is nothing (left) to show.
pub fn live_message_view(
    tx: &mut Tx<'_, '_>,
    live_message: &LiveMessage,
) -> Result<Option<MessageView>, StoreError> {
    match live_message.kind {
        LiveMessageKind::Board => {
            let mut lists = KnownLists::open(tx)?;
            board_view(tx, &mut lists, live_message.target)
        }
        LiveMessageKind::Storm => {
            let Some(viewer) = viewer_at(&tx.ctx.sessions, tx.db, live_message.target)? else {
                return Ok(None);
            };
            let ids = tx.db.storm_tickets(live_message.id)?;
            let mut tickets = Vec::with_capacity(ids.len());
            for known in tx.db.find_tickets(&ids)? {
                if viewer.sees(tx.db, &known)? {
                    tickets.push(known);
                }
            }
            let tickets: Vec<_> = tickets.iter().map(listed).collect();
            let reader = reader_at(tx, live_message.target)?;
            let show = show_mode(tx.db, live_message.target)?;
            Ok((!tickets.is_empty())
                .then(|| render::live_message::storm_view(&tickets, show, live_message.began, &reader)))
        }
    }
}

/// The queue of a place that wants to see it; `None` while its owner's list is not known.
fn board_view(
    tx: &mut Tx<'_, '_>,
    lists: &mut KnownLists,
    target: Target,
) -> Result<Option<MessageView>, StoreError> {
    let Some(subscription) = tx.db.find_subscription(target)? else { return Ok(None) };
    let settings = &subscription.settings;
    let (BoardMode::Pinned, Some(owner)) = (settings.board, tx.ctx.sessions.find_session(subscription.owner))
    else {
        return Ok(None);
    };
    let Some(list) = lists.list_of(tx.db, &owner)? else { return Ok(None) };
    let wanted = |known: &&Cow<'_, StoredTicket>| {
        settings.wants_ticket(&known.ticket) && !relevance::is_closed(&known.ticket)
    };
    let rows = list.tickets.iter().filter(wanted).map(|known| listed(known)).collect();
    let reader = reader_at(tx, target)?;
    let queue = TicketQueue::of_tickets(rows, settings.show, reader.now);
    Ok(Some(render::live_message::board_view(&queue, &reader)))
}
