//! What has been seen of a ticket, whoever saw it, is stored in the caller's transaction. What has changed by it is given back,
//! for `notify` to show on every card and to tell whom it concerns, in the same transaction: so each change is told once,
//! whether it was seen in a list, in a view or after a press.

use jiff::{SignedDuration, Timestamp};

use crate::cache::finished_index::index_ticket;
use crate::cache::refresh_schedule::schedule_reminders;
use crate::context::Context;
use crate::context::tx::Tx;
use crate::domain::event::{self, Event, TicketSnapshot};
use crate::domain::ids::{CardRef, TelegramUser, TicketId};
use crate::domain::ticket::{Details, PersonRef, Ticket, TicketComment, TicketState, TicketView, UnitReach};
use crate::domain::ticket_history;
use crate::store::{SnapshotKind, StoreError, StoredTicket};

/// A ticket that was written so lately when it is first seen has no comments that anybody could know.
const BRIEF_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// By more than this no zone is taken for another: a ticket that says it is so much older than the last look is.
const ZONES: SignedDuration = SignedDuration::from_hours(15);

/// A reading of one ticket in full.
#[derive(Clone, Debug)]
pub struct ViewedTicket {
    pub viewed: TicketView,
    /// Whose key it was read with; `None` for the service account, whose rights are nobody's.
    pub seer: Option<TelegramUser>,
    /// The card that somebody looks at.
    pub pressed_card: Option<CardRef>,
    /// Who has just acted on the ticket, where that is known.
    pub actor: Option<PersonRef>,
    /// When the helpdesk was asked.
    pub begun: Timestamp,
}

impl ViewedTicket {
    /// Whether it shows a ticket as it is known already.
    fn shows_same(&self, known: &StoredTicket) -> bool {
        known.ticket == self.viewed.ticket && known.details.as_ref() == Some(&self.viewed.details)
    }
}

/// What a reading has changed of what was known.
#[must_use = "what has changed is to be shown and told"]
pub struct CacheChange {
    pub ticket: TicketId,
    pub news: Option<Box<ObservedEvents>>,
    pub cards: CardRefresh,
}

impl CacheChange {
    fn nothing(ticket: TicketId) -> Self {
        Self { ticket, news: None, cards: CardRefresh::Unneeded }
    }
}

/// What has happened to a ticket, and how it was before and after.
pub struct ObservedEvents {
    pub events: Vec<Event>,
    pub before: StoredTicket,
    pub after: StoredTicket,
}

/// Which cards of a ticket have to be drawn anew.
pub enum CardRefresh {
    Unneeded,
    /// All; the one that somebody looks at goes first.
    All {
        pressed_card: Option<CardRef>,
    },
    /// Only the one that somebody looks at.
    Pressed(CardRef),
}

/// What was read of a ticket, and when the helpdesk was asked.
struct CacheUpdate {
    ticket: Ticket,
    details: Option<Details>,
    begun: Timestamp,
    /// Whose key it was read with.
    seer: TelegramUser,
}

/// A row of somebody's list was seen, which the helpdesk was asked for at `begun`.
pub fn apply_row(
    tx: &mut Tx<'_, '_>,
    row: &Ticket,
    (seer, begun): (TelegramUser, Timestamp),
) -> Result<CacheChange, StoreError> {
    let id = row.at.id;
    let before = tx.db.find_ticket(id)?;
    let Some(known) = &before else {
        let reading = CacheUpdate { ticket: row.clone(), details: None, begun, seer };
        store_reading(tx, None, reading, None)?;
        return Ok(CacheChange { ticket: id, news: None, cards: CardRefresh::All { pressed_card: None } });
    };
    let ticket = row.clone().completed_by(&known.ticket, known.details.as_ref());
    if ticket == known.ticket {
        return Ok(CacheChange::nothing(id));
    }
    // Whom a ticket for a unit reaches may have changed too, and a row can't say.
    let details = known.details.clone().map(|details| Details { reach: UnitReach::Unsaid, ..details });
    Ok(match store_reading(tx, before, CacheUpdate { ticket, details, begun, seer }, None)? {
        Reading::Same => CacheChange::nothing(id),
        Reading::New(news) => {
            CacheChange { ticket: id, news, cards: CardRefresh::All { pressed_card: None } }
        }
    })
}

/// A ticket was read in full.
pub fn apply_view(tx: &mut Tx<'_, '_>, view: ViewedTicket) -> Result<CacheChange, StoreError> {
    let known = tx.db.find_ticket(view.viewed.ticket.at.id)?;
    apply_view_to(tx, known, view)
}

/// One person has read a ticket several times in a row. A reading that shows what is known is nothing beside the one that follows
/// it: that has the same reader's rights, and is newer. What others have done before shows in the first one that is different.
pub fn apply_views(
    tx: &mut Tx<'_, '_>,
    views: Vec<ViewedTicket>,
    publish: impl Fn(&mut Tx<'_, '_>, &CacheChange) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (mut known, mut views) = (None, views.into_iter().peekable());
    while let Some(view) = views.next() {
        let id = view.viewed.ticket.at.id;
        let before = match known.take().filter(|known: &StoredTicket| known.ticket.at.id == id) {
            Some(known) => Some(known),
            None => tx.db.find_ticket(id)?,
        };
        if views.peek().is_some() && before.as_ref().is_some_and(|before| view.shows_same(before)) {
            known = before;
            continue;
        }
        let change = apply_view_to(tx, before, view)?;
        publish(tx, &change)?;
    }
    Ok(())
}

fn apply_view_to(
    tx: &mut Tx<'_, '_>,
    before: Option<StoredTicket>,
    view: ViewedTicket,
) -> Result<CacheChange, StoreError> {
    let ViewedTicket { viewed, seer, pressed_card, actor, begun } = view;
    let id = viewed.ticket.at.id;
    let new_rights = match seer {
        Some(who) => tx.db.put_rights(&viewed.ticket, who, &viewed.rights)?,
        None => false,
    };
    let (ticket, details) = (viewed.ticket, Some(viewed.details));
    let reading = CacheUpdate { ticket, details, begun, seer: seer.unwrap_or(TelegramUser::SERVICE_ACCOUNT) };
    let (changed, news) = match store_reading(tx, before, reading, actor.as_ref())? {
        Reading::Same => (false, None),
        Reading::New(news) => (true, news),
    };
    let cards = match (changed || new_rights, pressed_card) {
        (true, pressed_card) => CardRefresh::All { pressed_card },
        // Somebody pressed and looks: their card is drawn anew all the same (time left, a card that was late).
        (false, Some(card)) => CardRefresh::Pressed(card),
        (false, None) => CardRefresh::Unneeded,
    };
    Ok(CacheChange { ticket: id, news, cards })
}

/// The comments of a ticket were read. The first reading is only counted.
pub fn apply_comments(
    tx: &mut Tx<'_, '_>,
    ticket: TicketId,
    comments: &[TicketComment],
) -> Result<CacheChange, StoreError> {
    let Some(known) = tx.db.find_ticket(ticket)? else { return Ok(CacheChange::nothing(ticket)) };
    let count = u32::try_from(comments.len()).unwrap_or(u32::MAX);
    if known.comments == Some(count) {
        return Ok(CacheChange::nothing(ticket));
    }
    let events = match known.comments {
        Some(before) => event::comment_events(ticket, comments, before as usize),
        None => Vec::new(),
    };
    for (event, comment) in events.iter().zip(&comments[comments.len() - events.len()..]) {
        let written = comment.written.map_or(tx.now, |written| on_our_clock(tx.ctx, written).min(tx.now));
        tx.db.record_history(event, &known.ticket, written)?;
    }
    let after = StoredTicket { comments: Some(count), ..known.clone() };
    tx.db.put_ticket(&after)?;
    let events = event::limit_bursts(events);
    let news = Box::new(ObservedEvents { events, before: known, after });
    Ok(CacheChange { ticket, news: Some(news), cards: CardRefresh::All { pressed_card: None } })
}

/// A moment of the helpdesk's, as our own clock would have it. Its zone may still be another than the settings say.
pub fn on_our_clock(ctx: &Context, theirs: Timestamp) -> Timestamp {
    theirs.checked_sub(ctx.helpdesk.clock_skew()).unwrap_or(theirs)
}

/// The look since which an unknown ticket was made: one that was not in the newest look at a list, and has a higher number
/// than all that were, is no older than that look, whatever the helpdesk's clock says.
fn born_since(
    tx: &mut Tx<'_, '_>,
    ticket: &Ticket,
    seer: TelegramUser,
) -> Result<Option<Timestamp>, StoreError> {
    let own = tx.db.list_snapshot(seer, SnapshotKind::Incoming)?;
    let of_service = tx.db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming)?;
    let newest = [own, of_service].into_iter().flatten().max_by_key(|view| view.read_at);
    let Some(view) = newest else { return Ok(None) };
    let looked = view.read_at - SignedDuration::from_millis(view.took);
    let newer = view.rows.iter().all(|row| row.id < ticket.at.id);
    let may_be = ticket.created.is_none_or(|created| on_our_clock(tx.ctx, created) + ZONES >= looked);
    Ok((newer && may_be).then_some(looked))
}

/// Whether a ticket is in the same state as before. A free one that went to another unit, or has become more urgent, begins to
/// wait anew.
fn goes_on_waiting(before: &Ticket, after: &Ticket) -> bool {
    let waits_here = before.unit == after.unit && before.priority >= after.priority;
    before.state == after.state && (after.state != TicketState::Free || waits_here)
}

/// Whether a reading has shown anything that was not known.
enum Reading {
    Same,
    /// With what has happened, where the ticket was known before.
    New(Option<Box<ObservedEvents>>),
}

/// Stores what is known now, and says what has happened and whether anybody would see a difference.
fn store_reading(
    tx: &mut Tx<'_, '_>,
    before: Option<StoredTicket>,
    reading: CacheUpdate,
    actor: Option<&PersonRef>,
) -> Result<Reading, StoreError> {
    let CacheUpdate { ticket, details, begun, seer } = reading;
    let id = ticket.at.id;
    let Some(before) = before else {
        let looked = born_since(tx, &ticket, seer)?;
        let created = ticket.created.map_or(tx.now, |created| on_our_clock(tx.ctx, created));
        let since = created.max(looked.unwrap_or(Timestamp::MIN)).min(tx.now);
        // Whatever is said on a ticket this young is news; the comments of an older one are counted first.
        let comments = (looked.is_some() || tx.now.duration_since(since) < BRIEF_WINDOW).then_some(0);
        let reminded = Timestamp::UNIX_EPOCH;
        let known = StoredTicket {
            ticket,
            details,
            comments,
            read_at: begun,
            since,
            first_seen: tx.now,
            reminded_at: reminded,
        };
        tx.db.put_ticket(&known)?;
        index_ticket(tx.db, &known.ticket, tx.now)?;
        // Of what is first seen in the archive nobody has seen how it came there.
        if known.ticket.state != TicketState::Archived {
            tx.db.record_history(&ticket_history::creation_event(&known.ticket), &known.ticket, since)?;
        }
        if let Some(event) = ticket_history::early_event(&known.ticket).filter(|_| comments.is_some()) {
            tx.db.record_history(&event, &known.ticket, tx.now)?;
        }
        schedule_reminders(tx, &known)?;
        return Ok(Reading::New(None));
    };
    if before.read_at > begun {
        // Somebody has asked later and was done sooner: this may be how it was before.
        return Ok(Reading::Same);
    }
    if before.ticket == ticket && before.details == details {
        tx.db.mark_ticket_read(id, begun)?;
        return Ok(Reading::Same);
    }
    let since = if goes_on_waiting(&before.ticket, &ticket) { before.since } else { tx.now };
    let StoredTicket { first_seen: met, reminded_at: reminded, .. } = before;
    let after = StoredTicket {
        ticket,
        details,
        comments: None,
        read_at: begun,
        since,
        first_seen: met,
        reminded_at: reminded,
    };
    tx.db.put_ticket(&after)?;
    index_ticket(tx.db, &after.ticket, tx.now)?;
    schedule_reminders(tx, &after)?;
    let then = TicketSnapshot { ticket: &before.ticket, details: before.details.as_ref() };
    let diff = TicketSnapshot { ticket: &after.ticket, details: after.details.as_ref() };
    let events = event::detect_events(then, diff, actor);
    for event in &events {
        tx.db.record_history(event, &after.ticket, tx.now)?;
    }
    Ok(Reading::New(Some(Box::new(ObservedEvents { events, before, after }))))
}
