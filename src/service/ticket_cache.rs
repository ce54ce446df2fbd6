//! What has been seen of a ticket, whoever saw it: stored, shown on every card of it, and told to whom it concerns, all in
//! the caller's transaction. So each change is told once, whether it was seen in a list, in a view or after a press.

use jiff::{SignedDuration, Timestamp};

use super::context::Context;
use super::notify::Notification;
use super::outbox_message::{self, OutboxMessage};
use crate::domain::event::{self, TicketSnapshot};
use crate::domain::ids::{CardRef, Target, TelegramUser, TicketId};
use crate::domain::ticket::{Details, PersonRef, Ticket, TicketComment, TicketView, UnitReach};
use crate::store::{Db, SnapshotKind, StoreError, StoredTicket};
use crate::view::SendPriority;

/// A ticket that was written so lately when it is first seen has no comments that anybody could know.
const BRIEF_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// By more than this no zone is taken for another: a ticket that says it is so much older than the last look is.
const ZONES: SignedDuration = SignedDuration::from_hours(15);

/// A reading of one ticket in full.
#[derive(Clone, Debug)]
pub struct ViewedTicket {
    pub viewed: TicketView,
    /// Whose key it was read with; `None` for the watch account, whose rights are nobody's.
    pub seer: Option<TelegramUser>,
    /// The card that somebody looks at.
    pub watched: Option<CardRef>,
    /// Who has just acted on the ticket, where that is known.
    pub actor: Option<PersonRef>,
    /// When the helpdesk was asked.
    pub begun: Timestamp,
}

/// What was read of a ticket, and when the helpdesk was asked.
struct CacheUpdate {
    ticket: Ticket,
    details: Option<Details>,
    begun: Timestamp,
    /// Whose key it was read with.
    seer: TelegramUser,
}

impl Context {
    /// A row of somebody's list was seen, which the helpdesk was asked for at `begun`.
    pub fn apply_row(
        &self,
        db: &mut Db<'_>,
        row: &Ticket,
        (seer, begun): (TelegramUser, Timestamp),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let before = db.find_ticket(row.at.id)?;
        let Some(known) = &before else {
            let reading = CacheUpdate { ticket: row.clone(), details: None, begun, seer };
            self.store_reading(db, None, reading, None, now)?;
            return outbox_message::refresh_cards(db, row.at.id, None, now);
        };
        let ticket = row.clone().completed_by(&known.ticket, known.details.as_ref());
        if ticket == known.ticket {
            return Ok(());
        }
        // Whom a ticket for a unit reaches may have changed too, and a row can't say.
        let details = known.details.clone().map(|details| Details { reach: UnitReach::Unsaid, ..details });
        if self.store_reading(db, before, CacheUpdate { ticket, details, begun, seer }, None, now)? {
            outbox_message::refresh_cards(db, row.at.id, None, now)?;
        }
        Ok(())
    }

    /// A ticket was read in full.
    pub fn apply_view(&self, db: &mut Db<'_>, view: ViewedTicket, now: Timestamp) -> Result<(), StoreError> {
        let ViewedTicket { viewed, seer, watched, actor, begun } = view;
        let id = viewed.ticket.at.id;
        let new_rights = match seer {
            Some(who) => put_rights(db, &viewed, who)?,
            None => false,
        };
        let before = db.find_ticket(id)?;
        let (ticket, details) = (viewed.ticket, Some(viewed.details));
        let reading = CacheUpdate { ticket, details, begun, seer: seer.unwrap_or(TelegramUser::UNKNOWN) };
        let changed = self.store_reading(db, before, reading, actor.as_ref(), now)?;
        match (changed || new_rights, watched) {
            (true, watched) => outbox_message::refresh_cards(db, id, watched, now),
            // Somebody pressed and looks: their card is drawn anew all the same (time left, a card that was late).
            (false, Some(card)) => {
                let recard = OutboxMessage::RefreshCard { message: card.message, ticket: id };
                outbox_message::enqueue(db, Target::whole_chat(card.chat), SendPriority::Answer, &recard, now)
            }
            (false, None) => Ok(()),
        }
    }

    /// The comments of a ticket were read. The first reading is only counted.
    pub fn apply_comments(
        &self,
        db: &mut Db<'_>,
        ticket: TicketId,
        comments: &[TicketComment],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(known) = db.find_ticket(ticket)? else { return Ok(()) };
        let count = u32::try_from(comments.len()).unwrap_or(u32::MAX);
        if known.comments == Some(count) {
            return Ok(());
        }
        let news = match known.comments {
            Some(before) => event::comment_events(ticket, comments, before as usize),
            None => Vec::new(),
        };
        db.put_ticket(&StoredTicket { comments: Some(count), ..known.clone() })?;
        outbox_message::refresh_cards(db, ticket, None, now)?;
        let diff = TicketSnapshot { ticket: &known.ticket, details: known.details.as_ref() };
        news.iter().try_for_each(|event| {
            self.notify_change(db, Notification { event, before: Some(diff), after: diff }, now)
        })
    }

    /// A moment of the helpdesk's, as our own clock would have it. Its zone may still be another than the settings say.
    pub fn on_our_clock(&self, theirs: Timestamp) -> Timestamp {
        theirs.checked_sub(self.helpdesk.clock_skew()).unwrap_or(theirs)
    }

    /// The look since which an unknown ticket was made: one that was not in the newest look at a list, and has a higher number
    /// than all that were, is no older than that look, whatever the helpdesk's clock says.
    fn born_since(
        &self,
        db: &mut Db<'_>,
        ticket: &Ticket,
        seer: TelegramUser,
    ) -> Result<Option<Timestamp>, StoreError> {
        let own = db.list_snapshot(seer, SnapshotKind::Incoming)?;
        let watched = db.list_snapshot(TelegramUser::UNKNOWN, SnapshotKind::Incoming)?;
        let newest = [own, watched].into_iter().flatten().max_by_key(|view| view.read_at);
        let Some(view) = newest else { return Ok(None) };
        let looked = view.read_at - SignedDuration::from_millis(view.took);
        let newer = view.rows.iter().all(|row| row.id < ticket.at.id);
        let may_be = ticket.created.is_none_or(|created| self.on_our_clock(created) + ZONES >= looked);
        Ok((newer && may_be).then_some(looked))
    }

    /// Stores what is known now and tells what has happened; says whether anybody would see a difference. The cards are for the
    /// caller to make true.
    fn store_reading(
        &self,
        db: &mut Db<'_>,
        before: Option<StoredTicket>,
        reading: CacheUpdate,
        actor: Option<&PersonRef>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let CacheUpdate { ticket, details, begun, seer } = reading;
        let id = ticket.at.id;
        let Some(before) = before else {
            let looked = self.born_since(db, &ticket, seer)?;
            let created = ticket.created.map_or(now, |created| self.on_our_clock(created));
            let since = created.max(looked.unwrap_or(Timestamp::MIN)).min(now);
            // Whatever is said on a ticket this young is news; the comments of an older one are counted first.
            let comments = (looked.is_some() || now.duration_since(since) < BRIEF_WINDOW).then_some(0);
            let reminded = Timestamp::UNIX_EPOCH;
            let known = StoredTicket {
                ticket,
                details,
                comments,
                read_at: begun,
                since,
                first_seen: now,
                reminded_at: reminded,
            };
            db.put_ticket(&known)?;
            self.schedule_reminders(db, &known, now)?;
            return Ok(true);
        };
        if before.read_at > begun {
            // Somebody has asked later and was done sooner: this may be how it was before.
            return Ok(false);
        }
        if before.ticket == ticket && before.details == details {
            db.mark_ticket_read(id, begun)?;
            return Ok(false);
        }
        let since = if before.ticket.state == ticket.state { before.since } else { now };
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
        db.put_ticket(&after)?;
        self.schedule_reminders(db, &after, now)?;
        let then = TicketSnapshot { ticket: &before.ticket, details: before.details.as_ref() };
        let diff = TicketSnapshot { ticket: &after.ticket, details: after.details.as_ref() };
        for event in event::detect_events(then, diff, actor) {
            self.notify_change(db, Notification { event: &event, before: Some(then), after: diff }, now)?;
        }
        Ok(true)
    }
}

/// Notes what the helpdesk says that a person may do; says whether it is something else than before.
fn put_rights(db: &mut Db<'_>, viewed: &TicketView, who: TelegramUser) -> Result<bool, StoreError> {
    let news = db.find_rights(&viewed.ticket, who)?.as_ref() != Some(&viewed.rights);
    if news {
        db.put_rights(&viewed.ticket, who, &viewed.rights)?;
    }
    Ok(news)
}
