//! Messages that show several tickets and stay true in place. A storm: more new tickets than anybody reads become one
//! summary that grows. A board: a group's queue at a glance, pinned, with what needs somebody.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

use super::desk::Desk;
use super::eyes::Lists;
use super::parcel::{self, Parcel};
use super::viewer::viewer_at;
use crate::domain::ids::{Target, TicketId};
use crate::domain::plan;
use crate::domain::settings::Board;
use crate::render;
use crate::render::sheet::Queue;
use crate::screen::{Class, Screen};
use crate::store::{Db, Known, Sheet, SheetId, SheetKind, StoreError};
use crate::telegram::gateway::Sound;

/// So many new tickets within a minute get a card each; what comes beyond them is a storm, as long as they come that fast.
const CARDS: i64 = 5;
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// So long a storm's summary grows; then the next one begins, which rings anew.
const GROWS: SignedDuration = SignedDuration::from_mins(5);

/// So long a storm's summary follows its tickets.
const FOLLOWED: SignedDuration = SignedDuration::from_hours(24);

/// How often a board is drawn at most.
const BOARD_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Whether a new ticket may be one line of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notable {
    /// Nobody in particular has to see it.
    No,
    /// It is urgent, or for its reader by name: it has a card of its own, however many come.
    Yes,
}

/// A new ticket has come to a place: gives the storm that it is part of, `None` when it gets a card of its own.
pub fn arrive(
    db: &mut Db<'_>,
    target: Target,
    ticket: TicketId,
    notable: Notable,
    now: Timestamp,
) -> Result<Option<SheetId>, StoreError> {
    let fast = db.arrivals_since(target, now - MINUTE)? >= CARDS;
    let newest = db.sheet_in(target, SheetKind::Storm)?.filter(|storm| storm.ended.is_none());
    let storm = match newest {
        _ if notable == Notable::Yes => None,
        Some(storm) if fast && storm.began > now - GROWS => Some(storm.id),
        newest => {
            if let Some(over) = newest {
                db.end_sheet(over.id, now)?;
            }
            if fast { Some(db.add_sheet(SheetKind::Storm, target, now)?) } else { None }
        }
    };
    db.add_arrival(target, ticket, storm, now)?;
    Ok(storm)
}

/// Makes the storms true again that a ticket is part of.
pub fn refresh(db: &mut Db<'_>, ticket: TicketId, now: Timestamp) -> Result<(), StoreError> {
    for storm in db.sheets_with(ticket, now - FOLLOWED)? {
        let sheet = Parcel::Sheet { sheet: storm.id, sound: Sound::Silent };
        parcel::post(db, storm.target, Class::Refresh, &sheet, now)?;
    }
    Ok(())
}

/// The boards of all groups. Clones share when each was drawn.
#[derive(Clone)]
pub struct Boards {
    desk: Desk,
    drawn: Arc<Mutex<HashMap<Target, Timestamp>>>,
}

impl Boards {
    pub fn new(desk: Desk) -> Self {
        Self { desk, drawn: Arc::default() }
    }

    /// Draws every board that it is time for, and has those sent that show something else than before; says how many.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let now = self.desk.clock.now();
        let subscriptions = self.desk.store.read(|db| db.subscriptions()).await?;
        let wanted = subscriptions.into_iter().filter(|one| {
            one.rests.is_none() && one.settings.board == Board::Pinned && self.is_due(one.target, now)
        });
        let wanted: Vec<_> = wanted.map(|one| one.target).collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let desk = self.desk.clone();
        let stale = self.desk.store.read(move |db| {
            let mut lists = Lists::new(desk.watching(db)?, desk.clock.now());
            let mut stale = Vec::new();
            for target in wanted {
                if is_stale(&desk, db, &mut lists, target)? {
                    stale.push(target);
                }
            }
            Ok(stale)
        });
        let stale = stale.await?;
        let changed = stale.len();
        for target in stale {
            self.desk.store.write(move |db| show_board(db, target, now)).await?;
        }
        Ok(changed)
    }

    fn is_due(&self, target: Target, now: Timestamp) -> bool {
        let mut drawn = self.drawn.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let due = drawn.get(&target).is_none_or(|at| now.duration_since(*at) >= BOARD_EVERY);
        if due {
            drawn.insert(target, now);
        }
        due
    }
}

/// Whether the board of a place would show something else than it does.
fn is_stale(desk: &Desk, db: &mut Db<'_>, lists: &mut Lists, target: Target) -> Result<bool, StoreError> {
    let Some(screen) = board(desk, db, lists, target)? else { return Ok(false) };
    let sheet = db.sheet_in(target, SheetKind::Board)?;
    Ok(sheet.is_none_or(|sheet| sheet.message.is_none() || sheet.shown.as_deref() != Some(&screen.html)))
}

/// Has the board of a place sent, or made true again.
fn show_board(db: &mut Db<'_>, target: Target, now: Timestamp) -> Result<(), StoreError> {
    let sheet = match db.sheet_in(target, SheetKind::Board)? {
        Some(sheet) => sheet.id,
        None => db.add_sheet(SheetKind::Board, target, now)?,
    };
    parcel::post(db, target, Class::Refresh, &Parcel::Sheet { sheet, sound: Sound::Silent }, now)
}

/// A sheet as it is now; `None` when there is nothing (left) to show.
pub fn draw(desk: &Desk, db: &mut Db<'_>, sheet: &Sheet) -> Result<Option<Screen>, StoreError> {
    match sheet.kind {
        SheetKind::Board => {
            let mut lists = Lists::new(desk.watching(db)?, desk.clock.now());
            board(desk, db, &mut lists, sheet.target)
        }
        SheetKind::Storm => {
            let Some(viewer) = viewer_at(desk, db, sheet.target)? else { return Ok(None) };
            let ids = db.storm(sheet.id)?;
            let mut tickets = Vec::with_capacity(ids.len());
            for known in db.tickets(&ids)? {
                if viewer.sees(db, &known)? {
                    tickets.push(known.ticket);
                }
            }
            let reader = desk.reader_at(db, sheet.target)?;
            Ok((!tickets.is_empty()).then(|| render::sheet::storm(&tickets, sheet.began, &reader)))
        }
    }
}

/// The queue of a place that wants to see it; `None` while its owner's list is not known.
fn board(
    desk: &Desk,
    db: &mut Db<'_>,
    lists: &mut Lists,
    target: Target,
) -> Result<Option<Screen>, StoreError> {
    let Some(subscription) = db.subscription(target)? else { return Ok(None) };
    let settings = &subscription.settings;
    let (Board::Pinned, Some(owner)) = (settings.board, desk.sessions.get(subscription.owner)) else {
        return Ok(None);
    };
    let Some(list) = lists.of(db, &owner)? else { return Ok(None) };
    let wanted = |known: &&Cow<'_, Known>| settings.wants(&known.ticket) && !plan::is_over(&known.ticket);
    let rows = list.tickets.iter().filter(wanted).map(|known| (&known.ticket, known.details.as_ref()));
    let rows: Vec<_> = rows.collect();
    let reader = desk.reader_at(db, target)?;
    Ok(Some(render::sheet::board(&Queue::of(&rows, reader.now), &reader)))
}
