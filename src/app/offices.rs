//! The parts of the work as loops, each for as long as this process has its office. The loops are trivial: each calls one pass of
//! a service and waits until there is something to do.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::keep::keep_going;
use super::{App, AppError, feed};
use crate::bot::menu;
use crate::clock::Clock;
use crate::service::round::Round;
use crate::store::{Bell, Leases, Office, StoreError};

/// How often it is looked whether anybody else has changed what waits.
const LOOKS: SignedDuration = SignedDuration::from_secs(5);
/// How long the work in hand may take once deskgram has been told to stop.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How often it is made sure that the clock was not set back.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(10);
/// How long a loop rests that has panicked.
const AFTER_A_PANIC: Duration = Duration::from_secs(2);

/// True once a loop is to end.
type End = watch::Receiver<bool>;
type Body = fn(Arc<App>, End) -> BoxFuture<'static, ()>;

impl App {
    /// Does the work of whichever offices this process has until `stop` is ready, then ends in order: no new updates, the work in
    /// hand, what is being sent.
    pub async fn run(
        self,
        leases: Leases,
        stop: impl Future<Output = Result<(), AppError>>,
    ) -> Result<(), AppError> {
        let app = Arc::new(self);
        let (ending, ended) = watch::channel(false);
        let mut loops = vec![begin(&app, &ended, "who is signed in", |app, end| sessions(app, end).boxed())];
        loops.extend(
            Office::ALL
                .map(|office| tokio::spawn(shifts(Arc::clone(&app), leases.clone(), office, ended.clone()))),
        );
        let result = tokio::select! {
            result = stop => result,
            result = take_updates(&app, &leases) => result,
        };
        log::info!("stopping");
        let orderly = async {
            app.feed.close().await;
            app.dispatcher.idle().await;
            // No receiver is left only when every loop has ended already.
            let _ = ending.send(true);
            join_all(loops).await;
        };
        if tokio::time::timeout(LAST_WORDS, orderly).await.is_err() {
            log::warn!("some work was still in hand; it goes on at the next start");
        }
        log::info!("stopped");
        result
    }
}

/// What goes on beside the updates in each office.
fn loops(office: Office) -> Vec<(&'static str, Body)> {
    match office {
        Office::Updates => vec![
            ("sending comments", |app, end| comments(app, end).boxed()),
            ("what was to be done later", |app, end| jobs(app, end).boxed()),
            ("looking at the clock", |app, end| time(app, end).boxed()),
            ("answering HTTP", |app, end| web(app, end).boxed()),
        ],
        Office::Outbox => vec![("sending", |app, end| outbox(app, end).boxed())],
        Office::Lists => vec![
            ("reading the lists", |app, end| lists(app, end).boxed()),
            ("housekeeping", |app, end| housekeeping(app, end).boxed()),
        ],
    }
}

/// Takes updates, once that is this process's to do, until Telegram refuses the token.
async fn take_updates(app: &App, leases: &Leases) -> Result<(), AppError> {
    let given = leases.given(Office::Updates);
    match &app.front {
        Some(front) => front.stand_by(Some(Arc::clone(&app.bot)), given).await,
        None => given.await,
    }
    // It has answered when this process began; its next word may take as long as nothing happens.
    app.bot.desk.pulse.telegram.is(app.bot.desk.clock.now());
    app.resume().await?;
    feed::run(app).await
}

/// Runs an office's loops whenever it is this process's to do.
async fn shifts(app: Arc<App>, leases: Leases, office: Office, mut ended: End) {
    while !*ended.borrow() {
        tokio::select! {
            () = leases.given(office) => {}
            () = over(&mut ended) => return,
        }
        app.takes_up(office);
        let (closing, closed) = watch::channel(false);
        let work = loops(office).into_iter().map(|(what, body)| begin(&app, &closed, what, body));
        let work: Vec<_> = work.collect();
        tokio::select! {
            () = leases.wanted_back(office) => {}
            () = over(&mut ended) => {}
        }
        // The loops hold the other ends.
        let _ = closing.send(true);
        join_all(work).await;
        app.lays_down(office);
        leases.give_back(office);
    }
}

/// Ready at the end.
async fn over(ended: &mut End) {
    // An error means that the sender is gone: the end as well.
    let _ = ended.wait_for(|ended| *ended).await;
}

/// Starts a loop and has it begin anew should it panic.
fn begin(app: &Arc<App>, ended: &End, what: &'static str, body: Body) -> JoinHandle<()> {
    let (app, ended) = (Arc::clone(app), ended.clone());
    tokio::spawn(async move {
        keep_going(what, AFTER_A_PANIC, || body(Arc::clone(&app), ended.clone())).await;
    })
}

/// Takes over what other processes have changed about who is signed in.
async fn sessions(app: Arc<App>, mut ended: End) {
    let desk = &app.bot.desk;
    while !*ended.borrow() {
        let next = match desk.sessions.refresh(&desk.store).await {
            Ok(()) => None,
            Err(error) => after_trouble(&desk.clock, "who is signed in", &error),
        };
        wait(&desk.clock, desk.store.bells().rung(Bell::Sessions), next, &mut ended).await;
    }
}

async fn outbox(app: Arc<App>, mut ended: End) {
    let (desk, bells) = (&app.bot.desk, app.bot.desk.store.bells());
    let mut round = Round::of("chat");
    while !*ended.borrow() {
        let next = app.vigil.messages.one(app.courier.take_up(&mut round)).await;
        let next = in_time(&desk.clock, next, "sending");
        tokio::select! {
            () = round.moves() => {}
            () = wait(&desk.clock, bells.rung(Bell::Outbox), next, &mut ended) => {}
        }
    }
    round.ends().await;
}

async fn comments(app: Arc<App>, mut ended: End) {
    let (desk, bells) = (&app.bot.desk, app.bot.desk.store.bells());
    let mut round = Round::of("ticket");
    while !*ended.borrow() {
        let next = in_time(&desk.clock, app.bot.comments.take_up(&mut round).await, "sending comments");
        tokio::select! {
            () = round.moves() => {}
            () = wait(&desk.clock, bells.rung(Bell::Comments), next, &mut ended) => {}
        }
    }
    round.ends().await;
}

async fn jobs(app: Arc<App>, mut ended: End) {
    let desk = &app.bot.desk;
    while !*ended.borrow() {
        let next = match app.bot.later.pass().await {
            Ok(0) => desk.store.read(|db| db.jobs_next()).await.unwrap_or(None),
            Ok(_) => Some(desk.clock.now()),
            Err(error) => after_trouble(&desk.clock, "what was to be done later", &error),
        };
        wait(&desk.clock, desk.store.bells().rung(Bell::Jobs), next, &mut ended).await;
    }
}

async fn lists(app: Arc<App>, mut ended: End) {
    let desk = &app.bot.desk;
    while !*ended.borrow() {
        let next = match app.watch().await {
            Ok(()) => [app.bot.watcher.next(), desk.next_verification()].into_iter().flatten().min(),
            Err(error) => after_trouble(&desk.clock, "reading the lists", &error),
        };
        wait(&desk.clock, desk.store.bells().rung(Bell::Lists), next, &mut ended).await;
    }
}

async fn time(app: Arc<App>, mut ended: End) {
    while !*ended.borrow() {
        if let Err(error) = app.keep_time().await {
            log::error!("the clock can't be looked after: {error}");
        }
        tokio::select! {
            // Not until a time: that would move with the clock.
            () = app.bot.desk.clock.sleep(LOOK_AT_CLOCK) => {}
            () = over(&mut ended) => {}
        }
    }
}

/// Sets the command menus, and forgets what is no longer needed, once an hour.
async fn housekeeping(app: Arc<App>, mut ended: End) {
    let desk = &app.bot.desk;
    let mut published = false;
    while !*ended.borrow() {
        if !published {
            match menu::publish(&app.bot.gateway).await {
                Ok(()) => published = true,
                Err(failure) => log::warn!("the command menus can't be set now: {failure}"),
            }
        }
        if let Err(error) = app.tidy().await {
            log::warn!("the database can't be tidied: {error}");
        }
        let hour = if published { SignedDuration::from_hours(1) } else { SignedDuration::from_mins(1) };
        wait(&desk.clock, std::future::pending(), Some(desk.clock.now() + hour), &mut ended).await;
    }
}

/// Answers HTTP, where that was asked for.
async fn web(app: Arc<App>, mut ended: End) {
    let Some(front) = app.front.clone() else { return };
    front.serve(Arc::clone(&app.bot), app.letterbox(), async move { over(&mut ended).await }).await;
}

/// Not later than in a few seconds: the administrator may have changed what waits.
fn in_time(clock: &Clock, next: Result<Option<Timestamp>, StoreError>, what: &str) -> Option<Timestamp> {
    let next = next.unwrap_or_else(|error| after_trouble(clock, what, &error));
    let soon = clock.now() + LOOKS;
    Some(next.map_or(soon, |next| next.min(soon)))
}

/// When to try again after the database has failed.
fn after_trouble(clock: &Clock, what: &str, error: &StoreError) -> Option<Timestamp> {
    log::error!("{what} is stuck, next try in 2 s: {error}");
    Some(clock.now() + SignedDuration::from_secs(2))
}

/// Waits for a bell, a time, or the end.
async fn wait(clock: &Clock, bell: impl Future<Output = ()>, until: Option<Timestamp>, ended: &mut End) {
    let pause = until.map(|until| Duration::try_from(until.duration_since(clock.now())).unwrap_or_default());
    let timer = async {
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = bell => {}
        () = timer => {}
        () = over(ended) => {}
    }
}
