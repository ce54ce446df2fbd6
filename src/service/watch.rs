//! One poll tick: reads the lists that are due, and tells what is new. A reply that is empty, cut or malformed leaves
//! everything as it was: from "no data" nothing is concluded.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, Weak};

use jiff::{SignedDuration, Timestamp};

use super::attention::Attention;
use super::desk::Desk;
use super::eyes::{Eye, Watchman, eyes, hand_over};
use super::outage;
use super::sessions::Session;
use super::tickets::{Read, Tickets};
use crate::clock::{self, was_set_back};
use crate::domain::audit::Deed;
use crate::domain::diff::{Before, Change, Print};
use crate::domain::event::Sighting;
use crate::domain::ids::{TelegramUser, TicketId, TicketRef};
use crate::domain::pace::{self, Mood};
use crate::domain::ticket::Ticket;
use crate::domain::visibility;
use crate::helpdesk::{Error, ListKind};
use crate::store::{Bell, Db, StoreError, View, ViewKind};

/// How many tickets of one tick are read in full. What is beyond it is told as its row has it, or waits for the next tick
/// where a row does not say whom it is for.
const READ_IN_FULL: usize = 50;

/// After so many failures in a row of the watching account's list everybody's own list is read until it works again.
const OWN_EYES: u32 = 3;

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

/// When a list is to be read next, and since when it can't be.
#[derive(Clone, Debug)]
struct Plan {
    /// With whose key it is read: who has signed in anew waits for no plan that was made before.
    session: Weak<Session>,
    due: Timestamp,
    failures: u32,
    failing_since: Option<Timestamp>,
}

impl Plan {
    /// Whether it was made for this sign-in.
    fn holds(&self, session: &Weak<Session>) -> bool {
        Weak::ptr_eq(&self.session, session)
    }
}

/// What is kept between two ticks.
#[derive(Default)]
struct State {
    plans: HashMap<TelegramUser, Plan>,
    /// Until then the helpdesk is left alone.
    rests_until: Option<Timestamp>,
    /// When anything has happened last.
    stirred: Option<Timestamp>,
    /// When it was last asked what is due.
    asked: Option<Timestamp>,
    /// For how much longer looking around has kept the helpdesk at work than lists have since.
    ahead: SignedDuration,
}

/// The service.
#[derive(Clone)]
pub struct Watcher {
    desk: Desk,
    tickets: Tickets,
    state: Arc<Mutex<State>>,
}

/// What a list has brought.
struct Sight {
    rows: Vec<Print>,
    /// What the same list was before; `None` where it was compared with another.
    was: Option<Vec<Print>>,
    appeared: Vec<Ticket>,
    /// Each with its fingerprint as it was.
    changed: Vec<(Ticket, Print)>,
    vanished: Vec<Print>,
    baseline: bool,
    /// When the helpdesk was asked, and how long it took.
    begun: Timestamp,
    took: i64,
}

impl Watcher {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        Self { desk, tickets, state: Arc::default() }
    }

    /// Reads every list that is due, one after another: the helpdesk only queues what comes at once.
    pub async fn tick(&self) -> Result<TickReport, StoreError> {
        let (mut report, now) = (TickReport::default(), self.desk.clock.now());
        if self.state().asked.replace(now).is_some_and(|asked| was_set_back(asked, now)) {
            self.forget_times();
        }
        if let Some(watchman) = &self.desk.live.now().watchman
            && watchman.session().is_none()
            && self.is_due(TelegramUser::NOBODY, &Weak::new())
            && !self.desk.sessions.all().is_empty()
            && !watchman.sign_in(&self.desk).await?
        {
            self.failed(TelegramUser::NOBODY, Weak::new());
        }
        for eye in self.eyes() {
            if !self.is_due_for(&eye) {
                continue;
            }
            if self.rests() {
                break;
            }
            let started = self.desk.clock.now();
            let outcome = self.look(&eye).await;
            let took = self.worked(started);
            self.desk.pulse.polls.took(took);
            {
                let mut state = self.state();
                state.ahead = (state.ahead - took).max(SignedDuration::ZERO);
            }
            match outcome {
                Ok(Ok(told)) => {
                    report.read += 1;
                    report.told += told;
                    self.went_well(&eye, told).await?;
                }
                Ok(Err(Error::KeyRefused)) => {
                    report.signed_out += usize::from(self.refused(&eye).await?);
                }
                Ok(Err(error)) => {
                    report.failed += 1;
                    log::warn!("the list of {} can't be read: {error}", eye.whose());
                    self.went_wrong(&eye).await?;
                }
                // What is stored for one person can't be read; that is no reason to leave all others without news.
                Err(error @ StoreError::Unreadable(_)) => {
                    report.failed += 1;
                    log::error!("the list of {} can't be dealt with: {error}", eye.whose());
                    self.went_wrong(&eye).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }

    /// Reads accounts anew whose time has come, at the expense of the next lists.
    pub async fn verify_accounts(&self) -> Result<(), StoreError> {
        let started = self.desk.clock.now();
        self.desk.verify_accounts().await?;
        self.worked(started);
        Ok(())
    }

    /// Has tickets read that nobody has asked about, at the expense of the next lists; but where those have to wait, for no
    /// longer in all than lists are read.
    pub async fn look_around(&self, attention: &Attention) -> Result<(), StoreError> {
        if self.state().ahead > SignedDuration::ZERO && self.eyes().iter().any(|eye| self.is_due_for(eye)) {
            return Ok(());
        }
        let started = self.desk.clock.now();
        attention.pass().await?;
        let took = self.worked(started);
        self.state().ahead = took;
        Ok(())
    }

    /// The helpdesk has worked since then: it is left alone for a while, on top of what it was to be. Says how long it has.
    fn worked(&self, started: Timestamp) -> SignedDuration {
        let now = self.desk.clock.now();
        let took = now.duration_since(started);
        let rest = self.desk.live.now().pace.share.rest_after(took);
        let mut state = self.state();
        state.rests_until = Some(state.rests_until.map_or(now, |until| until.max(now)) + rest);
        took
    }

    /// When the next list is due, if anybody is signed in.
    pub fn next(&self) -> Option<Timestamp> {
        let now = self.desk.clock.now();
        let eyes = self.eyes();
        let state = self.state();
        let due = |eye: &Eye| {
            let plan = state.plans.get(&eye.whose());
            plan.filter(|plan| plan.holds(&Arc::downgrade(&eye.session))).map_or(now, |plan| plan.due)
        };
        eyes.iter().map(due).min().map(|due| state.rests_until.map_or(due, |until| due.max(until)))
    }

    /// Forgets when what was to be read.
    pub fn forget_times(&self) {
        *self.state() = State::default();
    }

    /// Plans anew when what is read: somebody has chosen another interval. What the helpdesk is owed in rest stays.
    pub fn plan_anew(&self) {
        self.state().plans.clear();
        self.desk.store.bells().ring(Bell::Lists);
    }

    /// Whether the watching account has failed too often to be relied on.
    fn is_blind(&self) -> bool {
        self.desk.live.now().watchman.as_ref().is_some_and(Watchman::is_blind)
    }

    /// Whom the watching account serves reads no list of their own, unless it has failed too often. Then it is still tried.
    fn eyes(&self) -> Vec<Eye> {
        let sessions = self.desk.sessions.all();
        let watch = self.desk.live.now().watchman.as_ref().and_then(Watchman::session);
        let now = self.desk.clock.now();
        let mut all = eyes(&sessions, watch.as_ref(), now);
        if watch.is_some() && self.is_blind() {
            all.retain(Eye::watches);
            all.extend(eyes(&sessions, None, now));
        }
        all
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn is_due_for(&self, eye: &Eye) -> bool {
        self.is_due(eye.whose(), &Arc::downgrade(&eye.session))
    }

    fn is_due(&self, whose: TelegramUser, session: &Weak<Session>) -> bool {
        let now = self.desk.clock.now();
        self.state().plans.get(&whose).is_none_or(|plan| plan.due <= now || !plan.holds(session))
    }

    fn rests(&self) -> bool {
        let now = self.desk.clock.now();
        self.state().rests_until.is_some_and(|until| until > now)
    }

    /// The list was read: the plan goes on, and those who were told that the helpdesk is away hear that it is back.
    async fn went_well(&self, eye: &Eye, told: usize) -> Result<(), StoreError> {
        let acted = self.desk.store.read(|db| db.last_audited()).await?;
        {
            let mut state = self.state();
            let told = (told > 0).then(|| self.desk.clock.now());
            state.stirred = [state.stirred, acted, told].into_iter().flatten().max();
        }
        if let (true, Some(watchman)) = (eye.watches(), &self.desk.live.now().watchman) {
            watchman.set_blind(false);
        }
        let pause = self.pause(0);
        let now = self.desk.clock.now();
        self.desk.pulse.polled.is(now);
        let session = Arc::downgrade(&eye.session);
        let plan = Plan { session, due: now + pause, failures: 0, failing_since: None };
        let was_failing = self.state().plans.insert(eye.whose(), plan).is_some_and(|plan| plan.failures > 0);
        if was_failing {
            // It answers again: nobody else waits out a pause that was meant for a helpdesk that doesn't.
            self.state().plans.retain(|_, plan| plan.failures == 0);
        }
        Ok(())
    }

    async fn went_wrong(&self, eye: &Eye) -> Result<(), StoreError> {
        let since = self.failed(eye.whose(), Arc::downgrade(&eye.session));
        let now = self.desk.clock.now();
        // Where everybody's own list is read, each of those speaks for itself.
        let speaks = !(eye.watches() && self.is_blind());
        if !speaks || now.duration_since(since) < outage::TOLD_AFTER {
            return Ok(());
        }
        let (desk, serves) = (self.desk.clone(), eye.serves.clone());
        self.desk.store.write(move |db| outage::began(&desk, db, &serves, since, now)).await
    }

    /// Puts a list off that could not be read; says since when it can't.
    fn failed(&self, whose: TelegramUser, session: Weak<Session>) -> Timestamp {
        let now = self.desk.clock.now();
        let before = self.state().plans.get(&whose).cloned();
        let failures = before.as_ref().map_or(1, |plan| plan.failures + 1);
        let since = before.and_then(|plan| plan.failing_since).unwrap_or(now);
        let due = now + self.pause(failures);
        self.state().plans.insert(whose, Plan { session, due, failures, failing_since: Some(since) });
        if let (TelegramUser::NOBODY, Some(watchman)) = (whose, &self.desk.live.now().watchman) {
            watchman.set_blind(failures >= OWN_EYES);
        }
        since
    }

    fn pause(&self, failures: u32) -> SignedDuration {
        let now = self.desk.clock.now();
        let idle = self.state().stirred.map(|at| now.duration_since(at));
        let mood = Mood::at(self.desk.zone.to_datetime(now).time(), idle);
        let [jitter] = clock::random_bytes();
        pace::pause(self.desk.live.now().pace.interval, mood, failures, jitter)
    }

    /// Ends a session whose key the helpdesk refuses, and says so to whom it belonged.
    async fn refused(&self, eye: &Eye) -> Result<bool, StoreError> {
        if let (true, Some(watchman)) = (eye.watches(), &self.desk.live.now().watchman) {
            log::warn!("the helpdesk refuses the key of the watching account; it signs in anew");
            watchman.refused();
            self.failed(eye.whose(), Weak::new());
            return Ok(false);
        }
        self.desk.end_session(&eye.session, Deed::KeyRefused).await
    }

    /// Reads one list and tells what is new; says how many tickets were told.
    async fn look(&self, eye: &Eye) -> Result<Result<usize, Error>, StoreError> {
        let mut sight = match self.read(eye).await? {
            Ok(sight) => sight,
            Err(error) => return Ok(Err(error)),
        };
        self.complete(eye, &mut sight).await?;
        let (eye, now) = (eye.clone(), self.desk.clock.now());
        let whose = eye.whose();
        let desk = self.desk.clone();
        let told = self.desk.store.write(move |db| record(&desk, db, &eye, sight, now)).await?;
        if told > 0 {
            log::info!("{told} new tickets in the list of {whose}");
        }
        Ok(Ok(told))
    }

    /// Reads the list and compares it with what was there before.
    async fn read(&self, eye: &Eye) -> Result<Result<Sight, Error>, StoreError> {
        let session = &eye.session;
        let (desk, before) = (self.desk.clone(), eye.clone());
        let before = self.desk.store.read(move |db| earlier(&desk, db, &before)).await?;
        let baseline = before.is_none();
        let Earlier { rows: was, whole } = before.unwrap_or_default();
        let mut before = Before::new(&was);
        let (mut rows, mut appeared, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let begun = self.desk.clock.now();
        let take = |ticket: Ticket| {
            let print = Print::of(&ticket);
            rows.push(print);
            match before.compare(print) {
                Change::Appeared => appeared.push(ticket),
                Change::Changed(was) => changed.push((ticket, was)),
                Change::Same => {}
            }
        };
        let list = ListKind::Incoming;
        if let Err(error) =
            self.desk.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await
        {
            return Ok(Err(error));
        }
        // What came while the helpdesk was away is told in its order.
        appeared.sort_by_key(|ticket| ticket.at.id);
        let took = self.desk.clock.now().duration_since(begun).as_millis() as i64;
        let vanished = if whole { before.vanished() } else { Vec::new() };
        Ok(Ok(Sight { rows, was: whole.then_some(was), appeared, changed, vanished, baseline, begun, took }))
    }

    /// Reads in full what a list can't show and somebody will see: the whole text, the deadline, for whom it is, where a
    /// ticket has gone that is no longer there. What has to wait for that stays as it was, and is news at the next tick.
    async fn complete(&self, eye: &Eye, sight: &mut Sight) -> Result<(), StoreError> {
        if sight.baseline {
            return Ok(());
        }
        let wanted = self.wanted(sight).await?;
        let mut unread: HashSet<TicketId> = wanted.iter().map(|at| at.id).collect();
        for at in wanted.iter().take(READ_IN_FULL) {
            match self.tickets.read(&eye.session, at, None).await? {
                Read::Ticket(_) | Read::Gone => unread.remove(&at.id),
                Read::Down | Read::SignInAgain => break,
            };
        }
        let waits = |ticket: &Ticket| unread.contains(&ticket.at.id) && eye.watches();
        sight.rows.retain(|row| !unread.contains(&row.id) || !eye.watches());
        sight.rows.extend(sight.changed.iter().filter(|(ticket, _)| waits(ticket)).map(|(_, was)| *was));
        sight.rows.extend(sight.vanished.iter().filter(|row| unread.contains(&row.id)));
        sight.appeared.retain(|ticket| !waits(ticket));
        sight.changed.retain(|(ticket, _)| !waits(ticket));
        Ok(())
    }

    /// The tickets of a sight that are to be read in full, the new ones first.
    async fn wanted(&self, sight: &Sight) -> Result<Vec<TicketRef>, StoreError> {
        let appeared: Vec<_> = sight.appeared.iter().map(|ticket| ticket.at.clone()).collect();
        let changed: Vec<_> = sight.changed.iter().map(|(ticket, _)| ticket.clone()).collect();
        let vanished = sight.vanished.clone();
        self.desk
            .store
            .read(move |db| {
                let mut wanted = appeared;
                for ticket in changed {
                    let Some(known) = db.ticket(ticket.at.id)? else { continue };
                    let news = ticket.clone().completed_by(&known.ticket, known.details.as_ref());
                    if news != known.ticket {
                        wanted.push(ticket.at);
                    }
                }
                for row in vanished {
                    if !db.cards_of(row.id, 1)?.is_empty() {
                        wanted.extend(db.ticket(row.id)?.map(|known| known.ticket.at));
                    }
                }
                Ok(wanted)
            })
            .await
    }
}

/// A list as it was.
#[derive(Default)]
struct Earlier {
    rows: Vec<Print>,
    /// Whether it was this very list, so that what it no longer has is gone from it.
    whole: bool,
}

/// What a list is compared with: its last sight, or what else has shown the same tickets when it is read for the first
/// time. `None` when nothing has: then all of it is old news.
fn earlier(desk: &Desk, db: &mut Db<'_>, eye: &Eye) -> Result<Option<Earlier>, StoreError> {
    let own = db.view(eye.whose(), ViewKind::Incoming)?;
    if eye.watches() {
        if let Some(own) = own {
            return Ok(Some(Earlier { rows: own.rows, whole: true }));
        }
        // Until now everybody's own list was read: what stood in those was told.
        let mut rows = HashMap::new();
        for session in desk.sessions.all().iter() {
            let view = db.view(session.telegram, ViewKind::Incoming)?;
            rows.extend(view.into_iter().flat_map(|view| view.rows).map(|row| (row.id, row)));
        }
        let known = (!rows.is_empty()).then(|| Earlier { rows: rows.into_values().collect(), whole: false });
        return Ok(known);
    }
    // While the watching account did this, nobody's own list was read.
    let watched = db.view(TelegramUser::NOBODY, ViewKind::Incoming)?;
    let watched = watched.filter(|view| view.read_at >= eye.session.since);
    Ok(match own {
        Some(own) => Some(Earlier { rows: own.rows, whole: true }),
        None => watched.map(|view| Earlier { rows: view.rows, whole: false }),
    })
}

/// Stores a sight and puts its notices into the outbox: one transaction, so that neither is there without the other.
fn record(
    desk: &Desk,
    db: &mut Db<'_>,
    eye: &Eye,
    sight: Sight,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let serves = desk.sessions.live_among(db, &eye.serves)?;
    if serves.is_empty() && !eye.watches() {
        return Ok(0);
    }
    outage::ended(desk, db, &serves, now)?;
    for ticket in sight.appeared.iter().chain(sight.changed.iter().map(|(ticket, _)| ticket)) {
        desk.saw_row(db, ticket, sight.begun, now)?;
    }
    let mut told = 0;
    for ticket in sight.appeared.iter().filter(|_| !sight.baseline) {
        let Some(known) = db.ticket(ticket.at.id)? else { continue };
        let seen = Sighting { ticket: &known.ticket, details: known.details.as_ref() };
        let shown = |session: &&&Arc<Session>| {
            let verdict = visibility::incoming(&session.account, seen.ticket, seen.details);
            !eye.watches() || verdict == visibility::Verdict::Seen
        };
        let readers: Vec<_> = serves.iter().filter(shown).map(|session| &***session).collect();
        told += usize::from(desk.tell_new(db, &readers, seen, now)?);
    }
    if eye.watches() {
        hand_over(desk, db, &eye.session.account, &serves)?;
    }
    let whose = if eye.watches() {
        vec![TelegramUser::NOBODY]
    } else {
        serves.iter().map(|session| session.telegram).collect()
    };
    let same = sight.was.as_ref() == Some(&sight.rows);
    let view = View { rows: sight.rows, read_at: now, took: sight.took };
    for whose in whose {
        // Whoever has just begun to share this list has none yet, or another.
        if same && whose == eye.whose() {
            db.touch_view(whose, ViewKind::Incoming, now, sight.took)?;
        } else {
            db.put_view(whose, ViewKind::Incoming, &view)?;
        }
    }
    Ok(told)
}
