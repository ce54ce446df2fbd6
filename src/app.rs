//! The composition root: builds the parts, runs the loops, stops them in order. The loops are trivial: each calls one
//! pass of a service and waits until there is something to do.

mod feed;
mod keep;
mod notify;
mod reload;
mod serve;
mod signals;
mod vigil;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

pub use self::notify::Notifier;
pub use self::serve::serve;
pub use self::signals::{Hangups, Signals};

use self::feed::Feed;
use self::keep::keep_going;
use self::vigil::Vigil;
use crate::bot::dispatch::Dispatcher;
use crate::bot::{Bot, menu};
use crate::clock::Clock;
use crate::config::{ChatLogin, Config, Database, KeyError, KeySource, SecretKey};
use crate::domain::house::{Door, House};
use crate::domain::pace::Pace;
use crate::helpdesk::{self, Client};
use crate::service::attention::Attention;
use crate::service::comments::Comments;
use crate::service::courier::Courier;
use crate::service::create::Creator;
use crate::service::desk::Desk;
use crate::service::digest::Digests;
use crate::service::directory::NamedUnits;
use crate::service::eyes::Watchman;
use crate::service::groups::Groups;
use crate::service::later::Later;
use crate::service::live::{Choices, Live};
use crate::service::round::Round;
use crate::service::sessions::Sessions;
use crate::service::sheets::Boards;
use crate::service::tickets::Tickets;
use crate::service::tidy;
use crate::service::timekeeper::Timekeeper;
use crate::service::troubles::Troubles;
use crate::service::watch::Watcher;
use crate::store::{Alone, Seal, Store, StoreError};
use crate::telegram::api::{Api, Failure};
use crate::telegram::gateway::{Gateway, Me};
use crate::telegram::intake::{Hush, Intake, IntakeError};
use crate::telegram::outcome::{Verdict, verdict};
use crate::telegram::webhook::Letterbox;
use crate::web::Front;

/// How often it is looked whether anybody else has changed what waits.
const LOOKS: SignedDuration = SignedDuration::from_secs(5);
/// How long the work in hand may take once deskgram has been told to stop.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How often it is made sure that the clock was not set back.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(10);
/// How long a loop rests that has panicked.
const AFTER_A_PANIC: Duration = Duration::from_secs(2);

/// Why deskgram can't start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the connection to {0} can't be set up: {1}")]
    Http(&'static str, #[source] reqwest::Error),
    #[error("the signals to stop can't be listened for: {0}")]
    Signals(#[source] std::io::Error),
    #[error("another deskgram has taken over: this one was silent for too long")]
    TakenOver,
    #[error("{0} can't be listened on: {1}; is DESKGRAM_LISTEN right, and free?")]
    Listen(SocketAddr, #[source] std::io::Error),
    #[error("Telegram does not accept the token. Get one from @BotFather and set TELOXIDE_TOKEN.")]
    Token,
}

/// The parts that `run` and the tests build the rest from.
pub struct Parts {
    pub gateway: Gateway,
    pub helpdesk: Client,
    pub store: Store,
    pub clock: Clock,
    /// The helpdesk's own zone.
    pub zone: TimeZone,
    pub choices: Choices,
    /// What administrators are shown of the log.
    pub troubles: Troubles,
}

impl Parts {
    /// Builds the parts that a configuration asks for.
    pub fn from_config(config: Config) -> Result<Self, AppError> {
        let (api, mut helpdesk) = (api(&config)?, helpdesk_settings(&config)?);
        let choices = choices(&config);
        let store = store(config.key, &config.database, &config.helpdesk.url)?;
        helpdesk.leash = store.leash();
        Ok(Self {
            gateway: Gateway::new(api.on(store.leash())),
            helpdesk: client(helpdesk)?,
            store,
            clock: Clock::System,
            zone: config.helpdesk.time_zone,
            choices,
            troubles: Troubles::default(),
        })
    }
}

/// What the administrator has chosen.
fn choices(config: &Config) -> Choices {
    let watch = config.helpdesk.watch.as_ref();
    Choices {
        pace: Pace {
            // At most an hour, by its own rules.
            interval: SignedDuration::try_from(config.poll_interval).unwrap_or(SignedDuration::MAX),
            share: config.poll_share,
        },
        patience: config.patience,
        admins: config.admins.clone(),
        house: House::new(config.groups.clone())
            .with_door(door(config.public_url.as_ref(), config.chat_login))
            .with_attachments(config.attachments),
        watchman: watch.map(|watch| Watchman::new(watch.login.clone(), watch.password.clone())),
    }
}

/// Where people sign in.
fn door(public: Option<&reqwest::Url>, chat: ChatLogin) -> Door {
    match (public, chat) {
        (None, _) => Door::Chat,
        (Some(url), chat) => {
            let public = format!("{}/", url.as_str().trim_end_matches('/'));
            if chat == ChatLogin::Off { Door::Page { public } } else { Door::Both { public } }
        }
    }
}

/// A database, with the key to what is sealed in it for one helpdesk.
pub fn store(key: KeySource, database: &Database, helpdesk: &reqwest::Url) -> Result<Store, AppError> {
    let key = key.open()?;
    if key.expose_former().is_some() {
        log::warn!(
            "a change of the secret key was cut short: stop deskgram and finish it with `deskgram rotate-key`"
        );
    }
    Ok(Store::of(database, seal(&key, helpdesk))?)
}

/// The seal of a key, for one helpdesk.
pub fn seal(key: &SecretKey, helpdesk: &reqwest::Url) -> Seal {
    Seal::new(key.expose(), helpdesk.as_str()).or_former(key.expose_former())
}

/// The right to serve with the database that a configuration names.
pub fn alone(config: &Config) -> Result<Alone, AppError> {
    Ok(Alone::on(&config.database)?)
}

/// The way to Telegram that a configuration asks for.
pub fn gateway(config: &Config) -> Result<Gateway, AppError> {
    Ok(Gateway::new(api(config)?))
}

fn api(config: &Config) -> Result<Api, AppError> {
    let telegram = &config.telegram;
    let proxy =
        telegram.proxy.as_ref().map(|url| reqwest::Proxy::all(secrecy::ExposeSecret::expose_secret(url)));
    let proxy = proxy.transpose().map_err(|error| AppError::Http("the proxy", error.without_url()))?;
    let api = Api::new(&telegram.api_url, telegram.token.clone(), proxy);
    api.map_err(|error| AppError::Http("Telegram", error.without_url()))
}

/// The way to the helpdesk that a configuration asks for.
pub fn helpdesk_client(config: &Config) -> Result<Client, AppError> {
    client(helpdesk_settings(config)?)
}

fn client(settings: helpdesk::Settings) -> Result<Client, AppError> {
    Client::new(settings).map_err(no_helpdesk)
}

fn no_helpdesk(error: reqwest::Error) -> AppError {
    AppError::Http("the helpdesk", error.without_url())
}

fn helpdesk_settings(config: &Config) -> Result<helpdesk::Settings, AppError> {
    let mut settings =
        helpdesk::Settings::new(config.helpdesk.url.clone(), config.helpdesk.time_zone.clone());
    settings.longest_call = config.helpdesk.longest_call;
    if let Some(pem) = &config.helpdesk.ca {
        settings.extra_roots = reqwest::Certificate::from_pem_bundle(pem).map_err(no_helpdesk)?;
    }
    Ok(settings)
}

/// A deskgram that is ready to run.
pub struct App {
    pub bot: Arc<Bot>,
    pub dispatcher: Dispatcher,
    pub courier: Courier,
    timekeeper: Timekeeper,
    attention: Attention,
    boards: Boards,
    digests: Digests,
    feed: Feed,
    front: Option<Front>,
    vigil: Vigil,
}

impl App {
    /// Puts the parts together. `me` is the bot as Telegram knows it.
    pub async fn build(parts: Parts, me: Me) -> Result<Self, AppError> {
        let Parts { gateway, helpdesk, store, clock, zone, choices, troubles } = parts;
        let sessions = Sessions::load(&store).await?;
        let desk = Desk {
            store: store.clone(),
            helpdesk,
            clock: clock.clone(),
            zone,
            sessions,
            live: Live::of(choices),
            named_units: NamedUnits::default(),
            pulse: Arc::default(),
            mail: Arc::new(Notify::new()),
            comments: Arc::new(Notify::new()),
            jobs: Arc::new(Notify::new()),
        };
        let tickets = Tickets::new(desk.clone());
        let attention = Attention::new(desk.clone(), tickets.clone());
        let boards = Boards::new(desk.clone());
        let hush = Hush::default();
        let bot = Arc::new(Bot {
            gateway: gateway.clone(),
            watcher: Watcher::new(desk.clone(), tickets.clone()),
            comments: Comments::new(desk.clone()),
            groups: Groups::new(desk.clone(), gateway.clone()),
            creator: Creator::new(desk.clone(), tickets.clone()),
            later: Later::new(desk.clone(), tickets.clone()),
            tickets,
            hush: hush.clone(),
            me: me.clone(),
            troubles,
            desk: desk.clone(),
        });
        bot.hush_those_signing_in().await?;
        Ok(Self {
            dispatcher: Dispatcher::new(Arc::clone(&bot)),
            timekeeper: Timekeeper::new(desk.clone()),
            attention,
            boards,
            digests: Digests::new(desk.clone()),
            courier: Courier::new(desk, gateway.clone()),
            feed: Feed::polling(Intake::new(gateway, store, clock, me.username, hush)),
            front: None,
            vigil: Vigil::default(),
            bot,
        })
    }

    /// The same, to which Telegram brings updates under this address instead of being asked for them.
    pub fn by_webhook(self, public: &reqwest::Url) -> Self {
        let feed = self.feed.by_webhook(self.bot.gateway.clone(), &self.bot.desk.store, public);
        Self { feed, ..self }
    }

    /// The same, which also answers HTTP there.
    pub fn answering(self, front: Option<Front>) -> Self {
        Self { front, ..self }
    }

    /// Where the web server puts what Telegram brings, if it does.
    pub fn letterbox(&self) -> Option<Letterbox> {
        self.feed.letterbox()
    }

    /// The same, whose passes somebody watches.
    pub fn watched(self, vigil: Vigil) -> Self {
        Self { vigil, ..self }
    }

    /// Deals with what an earlier run had written down and not finished.
    pub async fn resume(&self) -> Result<(), StoreError> {
        let left = self.feed.left_over().await?;
        if !left.is_empty() {
            log::info!("{} updates of the last run are dealt with now", left.len());
        }
        left.into_iter().for_each(|incoming| self.dispatcher.dispatch(incoming));
        Ok(())
    }

    /// Takes what Telegram has next and hands it out; says how many updates were new.
    pub async fn take_updates(&self, wait: Duration) -> Result<usize, IntakeError> {
        let Some(fresh) = self.feed.next(wait).await? else { return Ok(0) };
        self.bot.desk.pulse.telegram.is(self.bot.desk.clock.now());
        let count = fresh.len();
        let known = match count {
            0 => Ok(()),
            _ => self.bot.desk.sessions.refresh(&self.bot.desk.store).await,
        };
        // They are in the journal and don't come again, whatever the database does now.
        fresh.into_iter().for_each(|incoming| self.dispatcher.dispatch(incoming));
        known?;
        Ok(count)
    }

    /// Sees that Telegram brings updates here, where it is to.
    pub async fn look_after_webhook(&self) -> Result<(), Failure> {
        self.feed.look_after().await?;
        // Whether its deliveries get through counts for nothing here: a balancer that asks whether this process is ready
        // would otherwise keep them away for ever.
        self.bot.desk.pulse.telegram.is(self.bot.desk.clock.now());
        Ok(())
    }

    /// One look at all that is watched: the lists that are due, and who may be told of them.
    pub async fn watch(&self) -> Result<(), StoreError> {
        self.bot.desk.sessions.refresh(&self.bot.desk.store).await?;
        self.bot.groups.look_after().await?;
        self.bot.watcher.tick().await?;
        self.bot.watcher.look_around(&self.attention).await?;
        self.boards.pass().await?;
        self.digests.pass().await.map(drop)
    }

    /// Forgets what is no longer needed.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        tidy::pass(&self.bot.desk).await
    }

    /// Looks at the clock. Whatever was put off by a clock that was ahead is due anew.
    pub async fn keep_time(&self) -> Result<(), StoreError> {
        if self.timekeeper.pass().await?.is_none() {
            return Ok(());
        }
        self.courier.forget_times();
        self.bot.watcher.forget_times();
        let desk = &self.bot.desk;
        [&desk.mail, &desk.comments, &desk.jobs].into_iter().for_each(|bell| bell.notify_one());
        Ok(())
    }

    /// Serves until `stop` is ready, then ends in order: no new updates, the work in hand, what is being sent.
    pub async fn run(self, stop: impl Future<Output = Result<(), AppError>>) -> Result<(), AppError> {
        self.resume().await?;
        let (ending, ended) = watch::channel(false);
        let app = Arc::new(self);
        let loops = [
            begin(&app, &ended, "sending", courier_loop),
            begin(&app, &ended, "sending comments", comments_loop),
            begin(&app, &ended, "what was to be done later", jobs_loop),
            begin(&app, &ended, "reading the lists", watch_loop),
            begin(&app, &ended, "looking at the clock", time_loop),
            begin(&app, &ended, "housekeeping", housekeeping_loop),
            tokio::spawn(web_loop(Arc::clone(&app), ended.clone())),
        ];
        let result = tokio::select! {
            result = stop => result,
            result = feed::run(&app) => result,
        };
        log::info!("stopping");
        let orderly = async {
            app.feed.close().await;
            app.dispatcher.idle().await;
            // No receiver is left only when every loop has ended already.
            let _ = ending.send(true);
            futures_util::future::join_all(loops).await;
        };
        if tokio::time::timeout(LAST_WORDS, orderly).await.is_err() {
            log::warn!("some work was still in hand; it goes on at the next start");
        }
        log::info!("stopped");
        result
    }
}

/// Opens the port on which HTTP is answered, where that was asked for.
pub async fn front(at: Option<SocketAddr>) -> Result<Option<Front>, AppError> {
    let Some(at) = at else { return Ok(None) };
    let front = Front::open(at).await.map_err(|error| AppError::Listen(at, error))?;
    log::info!("answering HTTP on {at}");
    Ok(Some(front))
}

/// Answers HTTP with the word that this process stands by, until it is to serve.
pub async fn stand_by<T>(front: Option<&Front>, until: impl Future<Output = T>) -> T {
    match front {
        Some(front) => front.stand_by(until).await,
        None => until.await,
    }
}

/// Waits for Telegram to say who the bot is, however long Telegram or the network is away.
pub async fn introduce(gateway: &Gateway) -> Result<Me, AppError> {
    let mut pause = Duration::from_secs(1);
    loop {
        match gateway.me().await {
            Ok(me) => return Ok(me),
            Err(failure) if verdict(&failure) == Verdict::Unauthorized => return Err(AppError::Token),
            Err(failure) => log::warn!("Telegram does not answer yet, next try in {pause:?}: {failure}"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(30));
    }
}

/// Starts a loop and has it begin anew should it panic.
fn begin<L>(
    app: &Arc<App>,
    ended: &watch::Receiver<bool>,
    what: &'static str,
    body: fn(Arc<App>, watch::Receiver<bool>) -> L,
) -> JoinHandle<()>
where
    L: Future<Output = ()> + Send + 'static,
{
    let (app, ended) = (Arc::clone(app), ended.clone());
    tokio::spawn(async move {
        keep_going(what, AFTER_A_PANIC, || body(Arc::clone(&app), ended.clone())).await;
    })
}

async fn courier_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let desk = &app.bot.desk;
    let mut round = Round::default();
    while !*ended.borrow() {
        let next = match app.vigil.messages.one(app.courier.take_up(&mut round)).await {
            Ok(next) => next,
            Err(error) => after_trouble(&desk.clock, "sending", &error),
        };
        let next = in_time(&desk.clock, next);
        tokio::select! {
            () = round.moves() => {}
            () = wait(&desk.clock, &desk.mail, next, &mut ended) => {}
        }
    }
    round.ends().await;
}

async fn comments_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let desk = &app.bot.desk;
    while !*ended.borrow() {
        let next = match app.bot.comments.pass().await {
            Ok(0) => desk.store.read(|db| db.comments_next()).await.unwrap_or(None),
            Ok(_) => Some(desk.clock.now()),
            Err(error) => after_trouble(&desk.clock, "sending comments", &error),
        };
        let next = in_time(&desk.clock, next);
        wait(&desk.clock, &desk.comments, next, &mut ended).await;
    }
}

async fn jobs_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let desk = &app.bot.desk;
    while !*ended.borrow() {
        let next = match app.bot.later.pass().await {
            Ok(0) => desk.store.read(|db| db.jobs_next()).await.unwrap_or(None),
            Ok(_) => Some(desk.clock.now()),
            Err(error) => after_trouble(&desk.clock, "what was to be done later", &error),
        };
        wait(&desk.clock, &desk.jobs, next, &mut ended).await;
    }
}

async fn watch_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let desk = &app.bot.desk;
    let signed_in = app.bot.watcher.hurried();
    while !*ended.borrow() {
        let next = match app.watch().await {
            Ok(()) => app.bot.watcher.next(),
            Err(error) => after_trouble(&desk.clock, "reading the lists", &error),
        };
        wait(&desk.clock, &signed_in, next, &mut ended).await;
    }
}

async fn time_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    while !*ended.borrow() {
        if let Err(error) = app.keep_time().await {
            log::error!("the clock can't be looked after: {error}");
        }
        tokio::select! {
            // Not until a time: that would move with the clock.
            () = app.bot.desk.clock.sleep(LOOK_AT_CLOCK) => {}
            _ = ended.changed() => {}
        }
    }
}

/// Sets the command menus, and forgets what is no longer needed, once an hour.
async fn housekeeping_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let desk = &app.bot.desk;
    let never = Notify::new();
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
        wait(&desk.clock, &never, Some(desk.clock.now() + hour), &mut ended).await;
    }
}

/// Answers HTTP, where that was asked for.
async fn web_loop(app: Arc<App>, mut ended: watch::Receiver<bool>) {
    let Some(front) = app.front.clone() else { return };
    let end = async move {
        // An error means that the sender is gone: the end as well.
        let _ = ended.wait_for(|ended| *ended).await;
    };
    front.serve(Arc::clone(&app.bot), app.letterbox(), end).await;
}

/// Not later than in a few seconds: the administrator may have changed what waits.
fn in_time(clock: &Clock, next: Option<Timestamp>) -> Option<Timestamp> {
    let soon = clock.now() + LOOKS;
    Some(next.map_or(soon, |next| next.min(soon)))
}

/// When to try again after the database has failed.
fn after_trouble(clock: &Clock, what: &str, error: &StoreError) -> Option<Timestamp> {
    log::error!("{what} is stuck, next try in 2 s: {error}");
    Some(clock.now() + SignedDuration::from_secs(2))
}

/// Waits for a bell, a time, or the end.
async fn wait(clock: &Clock, bell: &Notify, until: Option<Timestamp>, ended: &mut watch::Receiver<bool>) {
    let pause = until.map(|until| Duration::try_from(until.duration_since(clock.now())).unwrap_or_default());
    let timer = async {
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = bell.notified() => {}
        () = timer => {}
        // An error means that the sender is gone: the end as well.
        _ = ended.changed() => {}
    }
}
