//! The parts of the work as loops, each for as long as this process has its role. The loops are trivial: each calls one pass of
//! a service and waits until there is something to do.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::error::AppError;
use super::instance::App;
use super::supervisor::restart_on_panic;
use super::update_loop::run_updates;
use crate::accounts::verify::next_verification;
use crate::clock::Clock;
use crate::context::Context;
use crate::domain::process_role::ProcessRole;
use crate::notify::in_flight::InFlight;
use crate::store::{Leases, StoreError, Topic};

/// How often it is looked whether anybody else has changed what waits.
const WAKEUP_POLL_INTERVAL: SignedDuration = SignedDuration::from_secs(5);
/// How long the work in hand may take once deskgram has been told to stop.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);
/// How often it is made sure that the clock was not set back.
const CLOCK_CHECK_INTERVAL: Duration = Duration::from_secs(10);
/// How often it is looked whether a command menu has become another without a word.
const MENU_CHECK_INTERVAL: SignedDuration = SignedDuration::from_mins(1);
/// How long a loop rests that has panicked.
const PANIC_RESTART_DELAY: Duration = Duration::from_secs(2);

/// What runs until its token is cancelled.
type LoopBody = fn(Arc<App>, CancellationToken) -> BoxFuture<'static, ()>;

impl App {
    /// Does the work of whichever roles this process has until `stop` is ready, then ends in order: no new updates, the work in
    /// hand, what is being sent.
    pub async fn run_roles(
        self,
        leases: Leases,
        stop: impl Future<Output = Result<(), AppError>>,
    ) -> Result<(), AppError> {
        let app = Arc::new(self);
        let (loops, ended) = (TaskTracker::new(), CancellationToken::new());
        spawn_loop(
            &loops,
            &app,
            &ended,
            ("who is signed in", |app, end| run_session_refresh(app, end).boxed()),
        );
        for role in ProcessRole::ALL {
            loops.spawn(run_role(Arc::clone(&app), leases.clone(), role, ended.clone()));
        }
        loops.close();
        let result = tokio::select! {
            result = stop => result,
            result = run_update_role(&app, &leases) => result,
        };
        log::info!("stopping");
        let orderly = async {
            app.feed.close_source().await;
            app.dispatcher.wait_idle().await;
            ended.cancel();
            loops.wait().await;
        };
        if tokio::time::timeout(SHUTDOWN_TIMEOUT, orderly).await.is_err() {
            log::warn!("some work was still in hand; it goes on at the next start");
        }
        log::info!("stopped");
        result
    }
}

/// What goes on beside the updates in each role.
fn role_loops(role: ProcessRole) -> Vec<(&'static str, LoopBody)> {
    match role {
        ProcessRole::Updates => vec![
            ("sending comments", |app, end| run_comments(app, end).boxed()),
            ("what was to be done later", |app, end| run_jobs(app, end).boxed()),
            ("presenting the bot", |app, end| run_bot_profile(app, end).boxed()),
            ("looking at the clock", |app, end| run_clock_watch(app, end).boxed()),
            ("answering HTTP", |app, end| run_web(app, end).boxed()),
        ],
        ProcessRole::Outbox => vec![("sending", |app, end| run_outbox(app, end).boxed())],
        ProcessRole::Lists => vec![
            ("reading the lists", |app, end| run_polling(app, end).boxed()),
            ("housekeeping", |app, end| run_retention(app, end).boxed()),
        ],
    }
}

/// Takes updates, once that is this process's to do, until Telegram refuses the token.
async fn run_update_role(app: &App, leases: &Leases) -> Result<(), AppError> {
    let given = leases.acquired(ProcessRole::Updates);
    match &app.front {
        Some(server) => server.serve_standby(Some(Arc::clone(&app.bot)), given).await,
        None => given.await,
    }
    // It has answered when this process began; its next word may take as long as nothing happens.
    app.bot.ctx.metrics.telegram.record_time(app.bot.ctx.clock.now());
    app.resume_unfinished().await?;
    run_updates(app).await
}

/// Runs a role's loops whenever it is this process's to do.
async fn run_role(app: Arc<App>, leases: Leases, role: ProcessRole, ended: CancellationToken) {
    while !ended.is_cancelled() {
        tokio::select! {
            () = leases.acquired(role) => {}
            () = ended.cancelled() => return,
        }
        app.on_acquired(role);
        let (loops, closed) = (TaskTracker::new(), ended.child_token());
        role_loops(role).into_iter().for_each(|body| spawn_loop(&loops, &app, &closed, body));
        loops.close();
        tokio::select! {
            () = leases.release_requested(role) => {}
            () = ended.cancelled() => {}
        }
        closed.cancel();
        loops.wait().await;
        app.on_released(role);
        leases.release_role(role);
    }
}

/// Starts a loop and has it begin anew should it panic.
fn spawn_loop(
    loops: &TaskTracker,
    app: &Arc<App>,
    ended: &CancellationToken,
    (what, body): (&'static str, LoopBody),
) {
    let (app, ended) = (Arc::clone(app), ended.clone());
    loops.spawn(async move {
        restart_on_panic(what, PANIC_RESTART_DELAY, || body(Arc::clone(&app), ended.clone())).await;
    });
}

/// Takes over what other processes have changed about who is signed in.
async fn run_session_refresh(app: Arc<App>, ended: CancellationToken) {
    let ctx = &app.bot.ctx;
    while !ended.is_cancelled() {
        let next = match ctx.sessions.refresh_changed(&ctx.store).await {
            Ok(()) => None,
            Err(error) => retry_after_error(&ctx.clock, "who is signed in", &error),
        };
        wait_until_wakeup(&ctx.clock, ctx.store.wakeups().notified(Topic::Sessions), next, &ended).await;
    }
}

async fn run_outbox(app: Arc<App>, ended: CancellationToken) {
    let (ctx, wakeups) = (&app.bot.ctx, app.bot.ctx.store.wakeups());
    let mut round = InFlight::of_kind("chat");
    while !ended.is_cancelled() {
        let next = app.watchdog.messages.track_pass(app.outbox.start_due(&mut round)).await;
        let next = next_wakeup(&ctx.clock, next, "sending");
        tokio::select! {
            () = round.next_completed() => {}
            () = wait_until_wakeup(&ctx.clock, wakeups.notified(Topic::Outbox), next, &ended) => {}
        }
    }
    round.drain_all().await;
}

async fn run_comments(app: Arc<App>, ended: CancellationToken) {
    let (ctx, wakeups) = (&app.bot.ctx, app.bot.ctx.store.wakeups());
    let mut round = InFlight::of_kind("ticket");
    while !ended.is_cancelled() {
        let next = next_wakeup(&ctx.clock, app.bot.comments.start_due(&mut round).await, "sending comments");
        tokio::select! {
            () = round.next_completed() => {}
            () = wait_until_wakeup(&ctx.clock, wakeups.notified(Topic::Comments), next, &ended) => {}
        }
    }
    round.drain_all().await;
}

async fn run_jobs(app: Arc<App>, ended: CancellationToken) {
    let ctx = &app.bot.ctx;
    while !ended.is_cancelled() {
        let next = match app.bot.jobs.run_due().await {
            Ok(0) => {
                let next = ctx.store.read(|db| {
                    let times = [db.next_job_time()?, db.next_rota_check()?];
                    Ok(times.into_iter().flatten().min())
                });
                let next = next.await;
                next_wakeup(&ctx.clock, next, "what was to be done later")
            }
            Ok(_) => Some(ctx.clock.now()),
            Err(error) => retry_after_error(&ctx.clock, "what was to be done later", &error),
        };
        wait_until_wakeup(&ctx.clock, ctx.store.wakeups().notified(Topic::Jobs), next, &ended).await;
    }
}

async fn run_polling(app: Arc<App>, ended: CancellationToken) {
    let ctx = &app.bot.ctx;
    while !ended.is_cancelled() {
        let next = match app.poll_lists().await {
            Ok(()) => {
                let reminder = next_reminder(ctx).await;
                [app.bot.poller.next_due(), next_verification(ctx), reminder].into_iter().flatten().min()
            }
            Err(error) => retry_after_error(&ctx.clock, "reading the lists", &error),
        };
        wait_until_wakeup(&ctx.clock, ctx.store.wakeups().notified(Topic::Lists), next, &ended).await;
    }
}

/// When something of a ticket is due, so that no step of an escalation waits for a list; what can't be done now waits a little.
async fn next_reminder(ctx: &Context) -> Option<Timestamp> {
    let soon = ctx.clock.now() + WAKEUP_POLL_INTERVAL;
    match ctx.store.read(|db| db.next_reminder_time()).await {
        Ok(next) => next.map(|next| next.max(soon)),
        Err(error) => retry_after_error(&ctx.clock, "looking for what is due", &error),
    }
}

async fn run_clock_watch(app: Arc<App>, ended: CancellationToken) {
    while !ended.is_cancelled() {
        if let Err(error) = app.check_clock().await {
            log::error!("the clock can't be checked: {error}");
        }
        tokio::select! {
            // Not until a time: that would move with the clock.
            () = app.bot.ctx.clock.sleep(CLOCK_CHECK_INTERVAL) => {}
            () = ended.cancelled() => {}
        }
    }
}

/// Brings the bot's settings and descriptions into order once, and the command menus whenever one has become another.
async fn run_bot_profile(app: Arc<App>, ended: CancellationToken) {
    let ctx = &app.bot.ctx;
    let mut arranged = false;
    while !ended.is_cancelled() {
        if !arranged {
            match app.arrange_bot().await {
                Ok(()) => arranged = true,
                Err(failure) => log::warn!("the bot's settings can't be set now: {failure}"),
            }
        }
        let next = match app.publish_menus().await {
            Ok(next) => next,
            Err(error) => retry_after_error(&ctx.clock, "setting the command menus", &error),
        };
        match next {
            // Telegram is left alone until then, whoever signs in meanwhile.
            Some(next) => wait_until_wakeup(&ctx.clock, std::future::pending(), Some(next), &ended).await,
            None => {
                let menus = ctx.store.wakeups().notified(Topic::Menus);
                let latest = Some(ctx.clock.now() + MENU_CHECK_INTERVAL);
                wait_until_wakeup(&ctx.clock, menus, latest, &ended).await;
            }
        }
    }
}

/// Forgets what is no longer needed, once an hour.
async fn run_retention(app: Arc<App>, ended: CancellationToken) {
    let ctx = &app.bot.ctx;
    while !ended.is_cancelled() {
        if let Err(error) = app.apply_retention().await {
            log::warn!("expired rows can't be deleted: {error}");
        }
        let next = ctx.clock.now() + SignedDuration::from_hours(1);
        wait_until_wakeup(&ctx.clock, std::future::pending(), Some(next), &ended).await;
    }
}

/// Answers HTTP, where that was asked for.
async fn run_web(app: Arc<App>, ended: CancellationToken) {
    let Some(server) = app.front.clone() else { return };
    server.serve_routes(Arc::clone(&app.bot), app.webhook_sender(), ended).await;
}

/// Not later than in a few seconds: the administrator may have changed what waits.
fn next_wakeup(clock: &Clock, next: Result<Option<Timestamp>, StoreError>, what: &str) -> Option<Timestamp> {
    let next = next.unwrap_or_else(|error| retry_after_error(clock, what, &error));
    let soon = clock.now() + WAKEUP_POLL_INTERVAL;
    Some(next.map_or(soon, |next| next.min(soon)))
}

/// When to try again after the database has failed.
fn retry_after_error(clock: &Clock, what: &str, error: &StoreError) -> Option<Timestamp> {
    log::error!("{what} is stuck, next try in 2 s: {error}");
    Some(clock.now() + SignedDuration::from_secs(2))
}

/// Waits for a wake-up, a time, or the end.
async fn wait_until_wakeup(
    clock: &Clock,
    topic: impl Future<Output = ()>,
    until: Option<Timestamp>,
    ended: &CancellationToken,
) {
    let pause = until.map(|until| Duration::try_from(until.duration_since(clock.now())).unwrap_or_default());
    let timer = async {
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = topic => {}
        () = timer => {}
        () = ended.cancelled() => {}
    }
}
