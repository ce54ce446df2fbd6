//! One poll tick: reads the lists that are due, and tells what is new. A reply that is empty, cut or malformed leaves
//! everything as it was: from "no data" nothing is concluded.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, Weak};

use jiff::{SignedDuration, Timestamp};

use super::attention::Attention;
use super::desk::Desk;
use super::eyes::{Eye, Watchman, eyes};
use super::list_reader::ListReader;
use super::outage;
use super::sessions::Session;
use super::tickets::Tickets;
use crate::clock::{self, was_set_back};
use crate::domain::audit::Deed;
use crate::domain::ids::TelegramUser;
use crate::domain::pace::{self, Mood};
use crate::domain::person::Role;
use crate::domain::schedule::{self, Listed, Rest};
use crate::domain::visibility;
use crate::helpdesk::Error;
use crate::store::{Bell, StoreError};

/// For how much longer lists have to be read than what nobody waits for, where somebody waits for a list.
const LISTS_FIRST: i32 = 9;

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
    /// When the newest good look began, and how long the helpdesk took for it.
    looked: Option<Timestamp>,
    cost: SignedDuration,
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
    rest: Rest,
    /// When anything has happened last.
    stirred: Option<Timestamp>,
    /// When it was last asked what is due.
    asked: Option<Timestamp>,
    /// For how long lists are to be read before it is looked around again while somebody waits for one.
    ahead: SignedDuration,
}

/// The service.
#[derive(Clone)]
pub struct Watcher {
    desk: Desk,
    reader: ListReader,
    state: Arc<Mutex<State>>,
}

impl Watcher {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        let reader = ListReader::new(desk.clone(), tickets);
        Self { desk, reader, state: Arc::default() }
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
        // Each list once: whatever is due again by then is for the next tick.
        let mut read = HashSet::new();
        while let Some(eye) = self.next_eye(&read) {
            read.insert(eye.whose());
            let started = self.desk.clock.now();
            let outcome = self.reader.look(&eye).await;
            let took = self.listed(started);
            match outcome {
                Ok(Ok(told)) => {
                    report.read += 1;
                    report.told += told;
                    self.went_well(&eye, told, (started, took)).await?;
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
        let (now, pace) = (self.desk.clock.now(), self.desk.live.now().pace);
        self.state().rest.after_work(started, now, pace);
        Ok(())
    }

    /// Has tickets read that nobody has asked about, at the expense of the next lists; but where those have to wait, for no
    /// longer in all than lists are read.
    pub async fn look_around(&self, attention: &Attention) -> Result<(), StoreError> {
        let now = self.desk.clock.now();
        if self.state().ahead > SignedDuration::ZERO && schedule::waits(&self.listing(&self.eyes(), now), now)
        {
            return Ok(());
        }
        attention.pass().await?;
        let pace = self.desk.live.now().pace;
        let mut state = self.state();
        let done = self.desk.clock.now();
        state.rest.after_work(now, done, pace);
        state.ahead = done.duration_since(now) * LISTS_FIRST;
        Ok(())
    }

    /// A list was read from then until now; says how long that took.
    fn listed(&self, started: Timestamp) -> SignedDuration {
        let (now, pace) = (self.desk.clock.now(), self.desk.live.now().pace);
        let took = now.duration_since(started);
        self.desk.pulse.polls.took(took);
        let searched = self.desk.searches.share_of(took);
        let mut state = self.state();
        state.ahead = (state.ahead - took).max(SignedDuration::ZERO);
        if state.rest.after_list(started, now, pace) {
            self.desk.pulse.hurried.one_more();
        }
        // What searches have cost since counts too.
        state.rest.after_work(now - searched, now, pace);
        took
    }

    /// The list to read now, if any is.
    fn next_eye(&self, but: &HashSet<TelegramUser>) -> Option<Eye> {
        let eyes = self.eyes();
        // Whoever has no plan yet has waited longest.
        let listing = self.listing(&eyes, Timestamp::MIN);
        let wanted = eyes.into_iter().zip(listing).filter(|(eye, _)| !but.contains(&eye.whose()));
        let (mut eyes, listing): (Vec<_>, Vec<_>) = wanted.unzip();
        let rest = self.state().rest;
        let next = schedule::next(&listing, rest, self.desk.live.now().pace, self.desk.clock.now())?;
        Some(eyes.swap_remove(next))
    }

    /// The lists as the schedule has to know them, in the same order; one without a plan is due since `unplanned`.
    fn listing(&self, eyes: &[Eye], unplanned: Timestamp) -> Vec<Listed> {
        let state = self.state();
        let plan = |eye: &Eye| {
            let plan = state.plans.get(&eye.whose());
            plan.filter(|plan| plan.holds(&Arc::downgrade(&eye.session)))
        };
        let works = |eye: &&Eye| plan(eye).is_some_and(|plan| plan.looked.is_some() && plan.failures == 0);
        // Nobody else's list holds what is in another's.
        let is_head =
            |eye: &&Eye| matches!(eye.session.account.role, Some(Role::HeadChief | Role::HeadOfUnit));
        let wide: Vec<_> = eyes.iter().filter(is_head).filter(works).collect();
        let listed = |eye: &Eye| {
            let covers = |other: &Eye| {
                let [wide, narrow] = [other, eye].map(|eye| &eye.session.account);
                other.whose() != eye.whose() && visibility::covers(wide, narrow)
            };
            let plan = plan(eye);
            Listed {
                due: plan.map_or(unplanned, |plan| plan.due),
                looked: plan.and_then(|plan| plan.looked),
                cost: plan.map_or(SignedDuration::ZERO, |plan| plan.cost),
                serves: eye.serves.len(),
                failing: plan.is_some_and(|plan| plan.failures > 0),
                covered: !eye.watches() && wide.iter().any(|other| covers(other)),
            }
        };
        eyes.iter().map(listed).collect()
    }

    /// When the next list is to be read, if anybody is signed in.
    pub fn next(&self) -> Option<Timestamp> {
        let listing = self.listing(&self.eyes(), self.desk.clock.now());
        schedule::wake(&listing, self.state().rest, self.desk.live.now().pace)
    }

    /// Forgets when what was to be read.
    pub fn forget_times(&self) {
        *self.state() = State::default();
    }

    /// Plans anew when what is read: somebody has chosen another interval. What the helpdesk is owed in rest stays.
    pub fn plan_anew(&self) {
        let now = self.desk.clock.now();
        self.state().plans.values_mut().for_each(|plan| plan.due = now);
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

    fn is_due(&self, whose: TelegramUser, session: &Weak<Session>) -> bool {
        let now = self.desk.clock.now();
        self.state().plans.get(&whose).is_none_or(|plan| plan.due <= now || !plan.holds(session))
    }

    /// The list was read: the plan goes on, and those who were told that the helpdesk is away hear that it is back.
    async fn went_well(
        &self,
        eye: &Eye,
        told: usize,
        (looked, cost): (Timestamp, SignedDuration),
    ) -> Result<(), StoreError> {
        let acted = self.desk.store.read(|db| db.last_audited()).await?;
        {
            let mut state = self.state();
            let told = (told > 0).then(|| self.desk.clock.now());
            state.stirred = [state.stirred, acted, told].into_iter().flatten().max();
        }
        if let (true, Some(watchman)) = (eye.watches(), &self.desk.live.now().watchman) {
            watchman.set_blind(false);
        }
        let (now, pace) = (self.desk.clock.now(), self.desk.live.now().pace);
        // No mood makes a look older than it may get.
        let due = (now + self.pause(0)).min(looked + pace.oldest().max(pace.interval + cost) - cost);
        self.desk.pulse.polled.is(now);
        let session = Arc::downgrade(&eye.session);
        let plan = Plan { session, due, looked: Some(looked), cost, failures: 0, failing_since: None };
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
        let looked = before.as_ref().filter(|plan| plan.holds(&session)).and_then(|plan| plan.looked);
        let cost = before.as_ref().map_or(SignedDuration::ZERO, |plan| plan.cost);
        let failures = before.as_ref().map_or(1, |plan| plan.failures + 1);
        let since = before.and_then(|plan| plan.failing_since).unwrap_or(now);
        let due = now + self.pause(failures);
        let failing_since = Some(since);
        self.state().plans.insert(whose, Plan { session, due, looked, cost, failures, failing_since });
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
}
