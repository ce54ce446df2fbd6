//! One poll tick: reads the lists that are due, and tells what is new. A reply that is empty, cut or malformed leaves
//! everything as it was: from "no data" nothing is concluded.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::accounts::sign_in::sign_in_service;
use crate::accounts::verify;
use crate::cache::fetch_error::FetchError;
use crate::clock::{self, was_set_back};
use crate::context::Context;
use crate::domain::audit::AuditAction;
use crate::domain::ids::TelegramUser;
use crate::domain::person::Role;
use crate::domain::poll_schedule::{self, PollActivity};
use crate::domain::schedule::{self, LoadRest, ScheduledList};
use crate::domain::visibility;
use crate::helpdesk::HelpdeskError;
use crate::notify::outage;
use crate::sessions::live_sessions::UserSession;
use crate::sessions::service_account::ServiceAccount;
use crate::store::{StoreError, Topic};
use crate::sync::archive_reader::ArchiveReader;
use crate::sync::list_reader::ListReader;
use crate::sync::list_sources::{ListSource, list_sources};
use crate::sync::ticket_refresher::TicketRefresher;
use crate::tickets::ticket_actions::TicketActions;

/// For how much longer lists have to be read than what nobody waits for, where somebody waits for a list.
const LISTS_FIRST: i32 = 9;

/// After so many failures in a row of the service account's list everybody's own list is read until it works again.
const OWN_KEY_AFTER_FAILURES: u32 = 3;

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
struct PollPlan {
    /// With whose key it is read: who has signed in anew waits for no plan that was made before.
    session: Weak<UserSession>,
    due: Timestamp,
    /// When the newest good look began, and how long the helpdesk took for it.
    looked: Option<Timestamp>,
    cost: SignedDuration,
    failures: u32,
    failing_since: Option<Timestamp>,
}

impl PollPlan {
    /// Whether it was made for this sign-in.
    fn is_for(&self, session: &Weak<UserSession>) -> bool {
        Weak::ptr_eq(&self.session, session)
    }
}

/// What is kept between two ticks.
#[derive(Default)]
struct PollerState {
    plans: HashMap<TelegramUser, PollPlan>,
    rest: LoadRest,
    /// When anything has happened last.
    last_activity: Option<Timestamp>,
    /// When it was last asked what is due.
    asked: Option<Timestamp>,
    /// For how long lists are to be read before it is looked around again while somebody waits for one.
    lists_owed: SignedDuration,
}

/// Decides which list is read when, and reads it.
#[derive(Clone)]
pub struct ListPoller {
    ctx: Context,
    reader: ListReader,
    archive: ArchiveReader,
    state: Arc<Mutex<PollerState>>,
}

impl ListPoller {
    pub fn new(ctx: Context, tickets: TicketActions) -> Self {
        let reader = ListReader::new(ctx.clone(), tickets);
        let archive = ArchiveReader::new(ctx.clone());
        Self { ctx, reader, archive, state: Arc::default() }
    }

    /// Reads every list that is due, one after another: the helpdesk only queues what comes at once.
    pub async fn poll_due(&self) -> Result<TickReport, StoreError> {
        let (mut report, now) = (TickReport::default(), self.ctx.clock.now());
        if self.state.lock().asked.replace(now).is_some_and(|asked| was_set_back(asked, now)) {
            self.forget_schedule();
        }
        if let Some(service_account) = &self.ctx.config.current().service_account
            && service_account.current_session().is_none()
            && self.is_due(TelegramUser::SERVICE_ACCOUNT, &Weak::new())
            && !self.ctx.sessions.all_sessions().is_empty()
            && !sign_in_service(&self.ctx, service_account).await?
        {
            self.record_failure(TelegramUser::SERVICE_ACCOUNT, Weak::new());
        }
        // Each list once: whatever is due again by then is for the next tick.
        let mut read = HashSet::new();
        while let Some(source) = self.next_source(&read) {
            read.insert(source.owner());
            let started = self.ctx.clock.now();
            let outcome = self.reader.read_due_list(&source).await;
            let took = self.record_list_read(started);
            match outcome {
                Ok(told) => {
                    report.read += 1;
                    report.told += told;
                    self.on_success(&source, told, (started, took)).await?;
                }
                Err(FetchError::Helpdesk(HelpdeskError::KeyRefused)) => {
                    report.signed_out += usize::from(self.on_refused(&source).await?);
                }
                Err(FetchError::Helpdesk(error)) => {
                    report.failed += 1;
                    log::warn!("the list of {} can't be read: {error}", source.owner());
                    self.on_failure(&source).await?;
                }
                // What is stored for one person can't be read; that is no reason to leave all others without news.
                Err(FetchError::Store(error @ StoreError::Unreadable(_))) => {
                    report.failed += 1;
                    log::error!("the list of {} can't be dealt with: {error}", source.owner());
                    self.on_failure(&source).await?;
                }
                Err(FetchError::Store(error)) => return Err(error),
            }
        }
        Ok(report)
    }

    /// Reads accounts anew whose time has come, at the expense of the next lists.
    pub async fn verify_accounts(&self) -> Result<(), StoreError> {
        let started = self.ctx.clock.now();
        verify::verify_accounts(&self.ctx).await?;
        let (now, pace) = (self.ctx.clock.now(), self.ctx.config.current().poll_schedule);
        self.state.lock().rest.after_work(started, now, pace);
        Ok(())
    }

    /// Has tickets read that nobody has asked about, at the expense of the next lists; but where those have to wait, for no
    /// longer in all than lists are read.
    pub async fn refresh_in_background(&self, refresher: &TicketRefresher) -> Result<(), StoreError> {
        let now = self.ctx.clock.now();
        if self.state.lock().lists_owed > SignedDuration::ZERO
            && schedule::waits(&self.schedule_entries(&self.current_sources(), now), now)
        {
            return Ok(());
        }
        refresher.refresh_due().await?;
        let pace = self.ctx.config.current().poll_schedule;
        let mut state = self.state.lock();
        let done = self.ctx.clock.now();
        state.rest.after_work(now, done, pace);
        state.lists_owed = done.duration_since(now) * LISTS_FIRST;
        Ok(())
    }

    /// Has the archive read once a day, while nobody waits for a list. What it costs is made up for as searches are.
    pub async fn read_archive(&self) -> Result<(), StoreError> {
        let now = self.ctx.clock.now();
        if schedule::waits(&self.schedule_entries(&self.current_sources(), now), now) {
            return Ok(());
        }
        let took = self.archive.read_due(self.activity()).await?;
        self.ctx.searches.owe(took);
        Ok(())
    }

    /// A list was read from then until now; says how long that took.
    fn record_list_read(&self, started: Timestamp) -> SignedDuration {
        let (now, pace) = (self.ctx.clock.now(), self.ctx.config.current().poll_schedule);
        let took = now.duration_since(started);
        self.ctx.metrics.polls.observe(took);
        let searched = self.ctx.searches.share_of(took);
        let mut state = self.state.lock();
        state.lists_owed = (state.lists_owed - took).max(SignedDuration::ZERO);
        if state.rest.after_list(started, now, pace) {
            self.ctx.metrics.hurried.increment();
        }
        // What searches have cost since counts too.
        state.rest.after_work(now - searched, now, pace);
        took
    }

    /// The list to read now, if any is.
    fn next_source(&self, but: &HashSet<TelegramUser>) -> Option<ListSource> {
        let sources = self.current_sources();
        // Whoever has no plan yet has waited longest.
        let schedule_entries = self.schedule_entries(&sources, Timestamp::MIN);
        let wanted =
            sources.into_iter().zip(schedule_entries).filter(|(source, _)| !but.contains(&source.owner()));
        let (mut sources, schedule_entries): (Vec<_>, Vec<_>) = wanted.unzip();
        let rest = self.state.lock().rest;
        let next = schedule::next(
            &schedule_entries,
            rest,
            self.ctx.config.current().poll_schedule,
            self.ctx.clock.now(),
        )?;
        Some(sources.swap_remove(next))
    }

    /// The lists as the schedule has to know them, in the same order; one without a plan is due since `unplanned`.
    fn schedule_entries(&self, sources: &[ListSource], unplanned: Timestamp) -> Vec<ScheduledList> {
        let state = self.state.lock();
        let plan = |source: &ListSource| {
            let plan = state.plans.get(&source.owner());
            plan.filter(|plan| plan.is_for(&Arc::downgrade(&source.session)))
        };
        let works = |source: &&ListSource| {
            plan(source).is_some_and(|plan| plan.looked.is_some() && plan.failures == 0)
        };
        // Nobody else's list holds what is in another's.
        let is_head = |source: &&ListSource| {
            matches!(source.session.account.role, Some(Role::HeadChief | Role::HeadOfUnit))
        };
        let wide: Vec<_> = sources.iter().filter(is_head).filter(works).collect();
        let listed = |source: &ListSource| {
            let covers = |other: &ListSource| {
                let [wide, narrow] = [other, source].map(|source| &source.session.account);
                other.owner() != source.owner() && visibility::scope_covers(wide, narrow)
            };
            let plan = plan(source);
            ScheduledList {
                due: plan.map_or(unplanned, |plan| plan.due),
                looked: plan.and_then(|plan| plan.looked),
                cost: plan.map_or(SignedDuration::ZERO, |plan| plan.cost),
                serves: source.serves.len(),
                failing: plan.is_some_and(|plan| plan.failures > 0),
                covered: !source.is_shared() && wide.iter().any(|other| covers(other)),
            }
        };
        sources.iter().map(listed).collect()
    }

    /// When the next list is to be read, if anybody is signed in.
    pub fn next_due(&self) -> Option<Timestamp> {
        let schedule_entries = self.schedule_entries(&self.current_sources(), self.ctx.clock.now());
        schedule::wake(&schedule_entries, self.state.lock().rest, self.ctx.config.current().poll_schedule)
    }

    /// Forgets when what was to be read.
    pub fn forget_schedule(&self) {
        *self.state.lock() = PollerState::default();
        self.archive.forget_schedule();
    }

    /// Plans anew when what is read: somebody has chosen another interval. What the helpdesk is owed in rest stays.
    pub fn reset_plan(&self) {
        let now = self.ctx.clock.now();
        self.state.lock().plans.values_mut().for_each(|plan| plan.due = now);
        self.ctx.store.wakeups().notify_topic(Topic::Lists);
    }

    /// Whether the service account has failed too often to be relied on.
    fn is_account_unhealthy(&self) -> bool {
        self.ctx.config.current().service_account.as_ref().is_some_and(ServiceAccount::is_unhealthy)
    }

    /// Whom the service account serves reads no list of their own, unless it has failed too often. Then it is still tried.
    fn current_sources(&self) -> Vec<ListSource> {
        let sessions = self.ctx.sessions.all_sessions();
        let service =
            self.ctx.config.current().service_account.as_ref().and_then(ServiceAccount::current_session);
        let now = self.ctx.clock.now();
        let mut all = list_sources(&sessions, service.as_ref(), now);
        if service.is_some() && self.is_account_unhealthy() {
            all.retain(ListSource::is_shared);
            all.extend(list_sources(&sessions, None, now));
        }
        all
    }

    fn is_due(&self, whose: TelegramUser, session: &Weak<UserSession>) -> bool {
        let now = self.ctx.clock.now();
        self.state.lock().plans.get(&whose).is_none_or(|plan| plan.due <= now || !plan.is_for(session))
    }

    /// The list was read: the plan goes on, and those who were told that the helpdesk is away hear that it is back.
    async fn on_success(
        &self,
        source: &ListSource,
        told: usize,
        (looked, cost): (Timestamp, SignedDuration),
    ) -> Result<(), StoreError> {
        let acted = self.ctx.store.read(|db| db.last_audit_time()).await?;
        {
            let mut state = self.state.lock();
            let told = (told > 0).then(|| self.ctx.clock.now());
            state.last_activity = [state.last_activity, acted, told].into_iter().flatten().max();
        }
        if let (true, Some(service_account)) =
            (source.is_shared(), &self.ctx.config.current().service_account)
        {
            service_account.set_unhealthy(false);
        }
        let (now, pace) = (self.ctx.clock.now(), self.ctx.config.current().poll_schedule);
        // No pause makes a reading older than it may get.
        let due = (now + self.pause_after(0)).min(looked + pace.oldest().max(pace.interval + cost) - cost);
        self.ctx.metrics.polled.record_time(now);
        let session = Arc::downgrade(&source.session);
        let plan = PollPlan { session, due, looked: Some(looked), cost, failures: 0, failing_since: None };
        let was_failing =
            self.state.lock().plans.insert(source.owner(), plan).is_some_and(|plan| plan.failures > 0);
        if was_failing {
            // It answers again: nobody else waits out a pause that was meant for a helpdesk that doesn't.
            self.state.lock().plans.retain(|_, plan| plan.failures == 0);
        }
        Ok(())
    }

    async fn on_failure(&self, source: &ListSource) -> Result<(), StoreError> {
        let since = self.record_failure(source.owner(), Arc::downgrade(&source.session));
        let now = self.ctx.clock.now();
        // Where everybody's own list is read, each of those speaks for itself.
        let speaks = !(source.is_shared() && self.is_account_unhealthy());
        if !speaks || now.duration_since(since) < outage::NOTICE_AFTER {
            return Ok(());
        }
        let serves = source.serves.clone();
        self.ctx.write(move |tx| outage::outage_began(tx, &serves, since)).await
    }

    /// Puts a list off that could not be read; says since when it can't.
    fn record_failure(&self, whose: TelegramUser, session: Weak<UserSession>) -> Timestamp {
        let now = self.ctx.clock.now();
        let before = self.state.lock().plans.get(&whose).cloned();
        let looked = before.as_ref().filter(|plan| plan.is_for(&session)).and_then(|plan| plan.looked);
        let cost = before.as_ref().map_or(SignedDuration::ZERO, |plan| plan.cost);
        let failures = before.as_ref().map_or(1, |plan| plan.failures + 1);
        let since = before.and_then(|plan| plan.failing_since).unwrap_or(now);
        let due = now + self.pause_after(failures);
        let failing_since = Some(since);
        self.state
            .lock()
            .plans
            .insert(whose, PollPlan { session, due, looked, cost, failures, failing_since });
        if let (TelegramUser::SERVICE_ACCOUNT, Some(service_account)) =
            (whose, &self.ctx.config.current().service_account)
        {
            service_account.set_unhealthy(failures >= OWN_KEY_AFTER_FAILURES);
        }
        since
    }

    fn activity(&self) -> PollActivity {
        let now = self.ctx.clock.now();
        let idle = self.state.lock().last_activity.map(|at| now.duration_since(at));
        PollActivity::at_time(self.ctx.zone.to_datetime(now).time(), idle)
    }

    fn pause_after(&self, failures: u32) -> SignedDuration {
        let [jitter] = clock::random_bytes();
        poll_schedule::poll_pause(
            self.ctx.config.current().poll_schedule.interval,
            self.activity(),
            failures,
            jitter,
        )
    }

    /// Ends a session whose key the helpdesk refuses, and says so to whom it belonged.
    async fn on_refused(&self, source: &ListSource) -> Result<bool, StoreError> {
        if let (true, Some(service_account)) =
            (source.is_shared(), &self.ctx.config.current().service_account)
        {
            log::warn!("the helpdesk refuses the key of the service account; it signs in anew");
            service_account.drop_session();
            self.record_failure(source.owner(), Weak::new());
            return Ok(false);
        }
        verify::revoke_session(&self.ctx, &source.session, AuditAction::KeyRefused).await
    }
}
