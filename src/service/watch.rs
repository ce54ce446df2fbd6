//! One poll tick: reads the lists that are due, and tells what is new. A reply that is empty, cut or malformed leaves
//! everything as it was: from "no data" nothing is concluded.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::desk::Desk;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use super::tickets::{Read, Tickets};
use crate::domain::diff::{Before, Change, Print};
use crate::domain::event::Sighting;
use crate::domain::ids::{Target, TelegramUser, TicketId, TicketRef};
use crate::domain::ticket::Ticket;
use crate::helpdesk::{Error, ListKind};
use crate::screen::{Class, Screen};
use crate::store::{Db, StoreError, View, ViewKind};
use crate::t;

/// How many new tickets of one tick are read in full before they are told; the rest are told as the list has them.
const READ_IN_FULL: usize = 20;

/// What one tick has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TickReport {
    /// Lists that were read.
    pub read: usize,
    /// Lists that gave no data.
    pub failed: usize,
    /// New tickets that were told somewhere.
    pub told: usize,
    /// People whose key is refused, and who were signed out for it.
    pub signed_out: usize,
}

/// When a list is to be read next, and how often in a row it could not.
#[derive(Clone, Copy, Debug)]
struct Plan {
    due: Timestamp,
    failures: u32,
}

/// The service.
#[derive(Clone)]
pub struct Watcher {
    desk: Desk,
    tickets: Tickets,
    interval: SignedDuration,
    plans: Arc<Mutex<HashMap<TelegramUser, Plan>>>,
    hurried: Arc<Notify>,
}

/// What a list has brought.
struct Sight {
    rows: Vec<Print>,
    appeared: Vec<Ticket>,
    changed: Vec<Ticket>,
    vanished: Vec<TicketId>,
    baseline: bool,
    took: i64,
}

impl Watcher {
    pub fn new(desk: Desk, tickets: Tickets, interval: SignedDuration) -> Self {
        Self { desk, tickets, interval, plans: Arc::default(), hurried: Arc::default() }
    }

    /// Reads every list that is due, one after another: the helpdesk only queues what comes at once.
    pub async fn tick(&self) -> Result<TickReport, StoreError> {
        let mut report = TickReport::default();
        for session in self.desk.sessions.all() {
            let now = self.desk.clock.now();
            if self.plan(session.telegram).is_some_and(|plan| plan.due > now) {
                continue;
            }
            let started = self.desk.clock.now();
            match self.look(&session).await? {
                Ok(told) => {
                    report.read += 1;
                    report.told += told;
                    self.reschedule(session.telegram, Ok(self.desk.clock.now().duration_since(started)));
                }
                Err(Error::KeyRefused) => {
                    report.signed_out += usize::from(self.refused(&session).await?);
                }
                Err(error) => {
                    report.failed += 1;
                    log::warn!("the list of {} can't be read: {error}", session.telegram);
                    self.reschedule(session.telegram, Err(()));
                }
            }
        }
        Ok(report)
    }

    /// When the next list is due, if anybody is signed in.
    pub fn next(&self) -> Option<Timestamp> {
        let plans = self.plans();
        let now = self.desk.clock.now();
        let sessions = self.desk.sessions.all();
        sessions.iter().map(|session| plans.get(&session.telegram).map_or(now, |plan| plan.due)).min()
    }

    /// Ends a session whose key the helpdesk refuses, and says so to whom it belonged.
    async fn refused(&self, session: &Session) -> Result<bool, StoreError> {
        let (desk, who, now) = (self.desk.clone(), session.telegram, self.desk.clock.now());
        let reader = self.desk.store.read(move |db| desk.reader(db, who)).await?;
        if !self.desk.sessions.refused(&self.desk.store, session, self.desk.clock.now()).await? {
            return Ok(false);
        }
        let say = Parcel::say(Screen::text(t!(reader.lang, "gate-key-refused")));
        let target = Target::chat(who.chat());
        self.desk.store.write(move |db| parcel::post(db, target, Class::Notice, &say, now)).await?;
        self.desk.mail.notify_one();
        Ok(true)
    }

    /// Has a person's list read at the next tick, whatever the plan was.
    pub fn hurry(&self, who: TelegramUser) {
        self.plans().remove(&who);
        self.hurried.notify_one();
    }

    /// Rung when a list is wanted before its time.
    pub fn hurried(&self) -> Arc<Notify> {
        Arc::clone(&self.hurried)
    }

    fn plans(&self) -> std::sync::MutexGuard<'_, HashMap<TelegramUser, Plan>> {
        self.plans.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn plan(&self, who: TelegramUser) -> Option<Plan> {
        self.plans().get(&who).copied()
    }

    /// The next time: the interval, longer for a list that costs the helpdesk much (a tenth of its time at most), longer
    /// while it fails.
    fn reschedule(&self, who: TelegramUser, outcome: Result<SignedDuration, ()>) {
        let failures = match outcome {
            Ok(_) => 0,
            Err(()) => self.plan(who).map_or(1, |plan| plan.failures + 1),
        };
        let cost = outcome.map_or(SignedDuration::ZERO, |took| took * 10);
        let pause = (self.interval * (1 << failures.min(4))).max(cost);
        // Nobody is left waiting for more than five minutes by failures alone.
        let pause =
            if failures > 0 { pause.min(SignedDuration::from_mins(5)).max(self.interval) } else { pause };
        self.plans().insert(who, Plan { due: self.desk.clock.now() + pause, failures });
    }

    /// Reads one person's list and tells what is new; says how many tickets were told.
    async fn look(&self, session: &Arc<Session>) -> Result<Result<usize, Error>, StoreError> {
        let sight = match self.read(session).await? {
            Ok(sight) => sight,
            Err(error) => return Ok(Err(error)),
        };
        // What a list can't show (the whole text, the deadline, who holds it now) is read where somebody will see it.
        if !sight.baseline {
            for ticket in sight.appeared.iter().take(READ_IN_FULL) {
                self.tickets.read(session, &ticket.at, None).await?;
            }
        }
        self.follow(session, &sight).await?;
        let (who, now) = (session.telegram, self.desk.clock.now());
        let (desk, session) = (self.desk.clone(), Arc::clone(session));
        let recording = move |db: &mut Db<'_>| match desk.sessions.is_live(&session) {
            true => record(&desk, db, &session, sight, now),
            false => Ok(0),
        };
        let told = self.desk.store.write(recording).await?;
        if told > 0 {
            log::info!("{told} new tickets in the list of {who}");
        }
        self.desk.mail.notify_one();
        Ok(Ok(told))
    }

    /// Reads the list and compares it with what was there before.
    async fn read(&self, session: &Session) -> Result<Result<Sight, Error>, StoreError> {
        let who = session.telegram;
        let view = self.desk.store.read(move |db| db.view(who, ViewKind::Incoming)).await?;
        let baseline = view.is_none();
        let mut before = Before::new(view.as_ref().map_or(&[], |view| &view.rows));
        let (mut rows, mut appeared, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let started = self.desk.clock.now();
        let take = |ticket: Ticket| {
            let print = Print::of(&ticket);
            rows.push(print);
            match before.compare(print) {
                Change::Appeared => appeared.push(ticket),
                Change::Changed => changed.push(ticket),
                Change::Same => {}
            }
        };
        let list = ListKind::Incoming;
        if let Err(error) =
            self.desk.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await
        {
            return Ok(Err(error));
        }
        let took = self.desk.clock.now().duration_since(started).as_millis() as i64;
        Ok(Ok(Sight { rows, appeared, changed, vanished: before.vanished(), baseline, took }))
    }

    /// Reads tickets that have left the list and stand on somebody's card: the list can't say where they went.
    async fn follow(&self, session: &Session, sight: &Sight) -> Result<(), StoreError> {
        let vanished = sight.vanished.clone();
        let shown: Vec<TicketRef> = self
            .desk
            .store
            .read(move |db| {
                let mut shown = Vec::new();
                for id in vanished {
                    if db.cards_of(id, 1)?.is_empty() {
                        continue;
                    }
                    shown.extend(db.ticket(id)?.map(|known| known.ticket.at));
                }
                Ok(shown)
            })
            .await?;
        for at in shown.into_iter().take(READ_IN_FULL) {
            if let Read::Down = self.tickets.read(session, &at, None).await? {
                break;
            }
        }
        Ok(())
    }
}

/// Stores a sight and puts its notices into the outbox: one transaction, so that neither is there without the other.
fn record(
    desk: &Desk,
    db: &mut Db<'_>,
    session: &Session,
    sight: Sight,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut told = 0;
    for ticket in sight.appeared.iter().chain(&sight.changed) {
        desk.saw_row(db, ticket, now)?;
    }
    for ticket in sight.appeared.iter().filter(|_| !sight.baseline) {
        let Some(known) = db.ticket(ticket.at.id)? else { continue };
        let seen = Sighting { ticket: &known.ticket, details: known.details.as_ref() };
        told += usize::from(desk.tell_new(db, session, seen, now)?);
    }
    let view = View { rows: sight.rows, read_at: now, took: sight.took };
    db.put_view(session.telegram, ViewKind::Incoming, &view)?;
    Ok(told)
}
