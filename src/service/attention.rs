//! Tickets that nobody has asked about: held, watched and waiting ones are read again for what no list shows (comments, a
//! deadline that was moved), and what is due or unclaimed is brought up. One pass looks at a few; the rest keeps.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::alerts::Told;
use super::desk::Desk;
use super::sessions::Session;
use super::tickets::{Read, Tickets};
use crate::domain::event::{Event, Sighting};
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::remind;
use crate::domain::ticket::{PersonRef, State};
use crate::domain::visibility::{self, Verdict};
use crate::domain::{account::Account, plan};
use crate::helpdesk::Error;
use crate::store::{Closeness, Db, Known, StoreError};

/// How often a ticket is read again that somebody of ours holds, has written or watches, and any other live one.
const NEAR: SignedDuration = SignedDuration::from_mins(1);
const FAR: SignedDuration = SignedDuration::from_mins(15);

/// How many of either kind one pass reads at most.
const NEAR_AT_ONCE: i64 = 10;
const FAR_AT_ONCE: i64 = 5;
const DUE_AT_ONCE: i64 = 20;

/// How long to wait for a helpdesk that does not answer.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// The service.
#[derive(Clone)]
pub struct Attention {
    desk: Desk,
    tickets: Tickets,
}

/// Whether a ticket could be read.
enum Look {
    Done,
    /// Nobody who is signed in could see it.
    Nobody,
    Down,
}

impl Attention {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        Self { desk, tickets }
    }

    /// Reads again what it is time for, and brings up what is due; says how many tickets were looked at.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let now = self.desk.clock.now();
        let (due, mut looks) = self
            .desk
            .store
            .read(move |db| {
                let mut looks = db.tickets_to_look_at(Closeness::Near, now, NEAR_AT_ONCE)?;
                looks.extend(db.tickets_to_look_at(Closeness::Far, now, FAR_AT_ONCE)?);
                Ok((db.tickets_to_remind(now, DUE_AT_ONCE)?, looks))
            })
            .await?;
        looks.retain(|known| !due.iter().any(|other| other.ticket.at.id == known.ticket.at.id));
        let mut looked = 0;
        for known in &due {
            match self.look(known).await? {
                // It was brought up from what is true now, or there is nobody to bring it up to.
                Look::Done | Look::Nobody => self.remind(known.ticket.at.id).await?,
                Look::Down => return self.put_off(&due).await.map(|()| looked),
            }
            looked += 1;
        }
        for known in &looks {
            match self.look(known).await? {
                Look::Done => {}
                Look::Nobody => self.look_later(known.ticket.at.id, now + FAR).await?,
                Look::Down => break,
            }
            looked += 1;
        }
        Ok(looked)
    }

    /// Reads one ticket and its comments.
    async fn look(&self, known: &Known) -> Result<Look, StoreError> {
        let id = known.ticket.at.id;
        let watchers = self.desk.store.read(move |db| db.watchers(id)).await?;
        let Some(reader) = self.reader(known, &watchers) else { return Ok(Look::Nobody) };
        match self.tickets.read(&reader, &known.ticket.at, None).await? {
            Read::Ticket(_) => {}
            Read::Gone => {
                self.forget(id).await?;
                return Ok(Look::Done);
            }
            // The list of whoever it is finds that out as well, and says so.
            Read::SignInAgain => return Ok(Look::Nobody),
            Read::Down => return Ok(Look::Down),
        }
        let comments = match self.desk.helpdesk.comments(&reader.key, &known.ticket.at.hash).await {
            Ok(comments) => comments.list,
            Err(Error::KeyRefused) => return Ok(Look::Nobody),
            Err(error) => {
                log::info!("the comments of ticket {id} can't be read now: {error}");
                return Ok(Look::Down);
            }
        };
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                desk.saw_comments(db, id, &comments, now)?;
                let Some(known) = db.ticket(id)? else { return Ok(()) };
                desk.plan_ahead(db, &known, now)
            })
            .await?;
        Ok(Look::Done)
    }

    /// Whose key reads a ticket: the watching account's, else that of somebody whom it concerns, else of anybody who has it
    /// in their list.
    fn reader(&self, known: &Known, watchers: &[TelegramUser]) -> Option<Arc<Session>> {
        let sees = |account: &Account| {
            visibility::incoming(account, &known.ticket, known.details.as_ref()) == Verdict::Seen
        };
        if let Some(watch) = self.desk.watch().filter(|watch| sees(&watch.account)) {
            return Some(watch);
        }
        let sessions = self.desk.sessions.all();
        let theirs = |session: &&Arc<Session>| {
            watchers.contains(&session.telegram) || is_near(known, &session.account.me)
        };
        let found = sessions.iter().find(theirs);
        found.or_else(|| sessions.iter().find(|session| sees(&session.account))).cloned()
    }

    /// Brings a ticket up before all whom it concerns now.
    async fn remind(&self, id: TicketId) -> Result<(), StoreError> {
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                let Some(known) = db.ticket(id)? else { return Ok(()) };
                let details = known.details.as_ref();
                let moments = remind::moments(&known.ticket, details, known.since, desk.live.now().patience);
                let sight = Sighting { ticket: &known.ticket, details };
                for what in remind::due(&moments, known.met.max(known.reminded), now) {
                    let event = Event { ticket: id, what, by: None };
                    desk.tell(db, Told { event: &event, before: Some(sight), after: sight }, now)?;
                }
                db.remind_later(id, now, remind::next(&moments, now))
            })
            .await
    }

    /// The helpdesk is away: what is due is looked at again in a while, when it may already have been dealt with.
    async fn put_off(&self, due: &[Known]) -> Result<(), StoreError> {
        let due: Vec<_> = due.iter().map(|known| (known.ticket.at.id, known.reminded)).collect();
        let later = self.desk.clock.now() + AGAIN;
        self.desk
            .store
            .write(move |db| {
                due.into_iter().try_for_each(|(id, reminded)| db.remind_later(id, reminded, Some(later)))
            })
            .await
    }

    async fn look_later(&self, id: TicketId, at: Timestamp) -> Result<(), StoreError> {
        self.desk.store.write(move |db| db.look_later(id, Closeness::Far, Some(at))).await
    }

    /// The helpdesk no longer has it.
    async fn forget(&self, id: TicketId) -> Result<(), StoreError> {
        let now = self.desk.clock.now();
        self.desk
            .store
            .write(move |db| {
                db.look_later(id, Closeness::Far, None)?;
                db.remind_later(id, now, None)
            })
            .await
    }
}

impl Desk {
    /// Plans when a ticket is looked at and brought up next.
    pub fn plan_ahead(&self, db: &mut Db<'_>, known: &Known, now: Timestamp) -> Result<(), StoreError> {
        let id = known.ticket.at.id;
        let details = known.details.as_ref();
        let moments = remind::moments(&known.ticket, details, known.since, self.live.now().patience);
        let said = known.met.max(known.reminded);
        db.remind_later(id, known.reminded, remind::next(&moments, said))?;
        // What has never been read in full may have a deadline, and may not be for those whom it seems to be for.
        if details.is_none() && known.ticket.state != State::Archived {
            return db.look_later(id, Closeness::Near, Some(now));
        }
        if plan::is_over(&known.ticket) {
            return db.look_later(id, Closeness::Far, None);
        }
        let watched = !db.watchers(id)?.is_empty();
        let ours = self.sessions.all().iter().any(|session| is_near(known, &session.account.me));
        match watched || ours {
            true => db.look_later(id, Closeness::Near, Some(now + NEAR)),
            false => db.look_later(id, Closeness::Far, Some(now + FAR)),
        }
    }
}

/// Whether somebody holds a ticket, has written it, or is named on it.
fn is_near(known: &Known, me: &PersonRef) -> bool {
    let ticket = &known.ticket;
    let holds = matches!(&ticket.state, State::Held(who) if who.is(me));
    holds || ticket.author.is(me) || ticket.client.is(me) || ticket.assignees.include(me)
}
