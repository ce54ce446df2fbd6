//! The composition root: builds the parts, and knows which passes of them there are. The loops that call those are in
//! `offices`.

mod feed;
mod keep;
mod notify;
mod offices;
mod reload;
mod serve;
mod signals;
mod vigil;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

pub use self::notify::Notifier;
pub use self::serve::serve;
pub use self::signals::{Hangups, Signals};

use self::feed::Feed;
use self::vigil::Vigil;
use crate::bot::Bot;
use crate::bot::dispatch::Dispatcher;
use crate::bot::lanes::Lanes;
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
use crate::service::search::Searches;
use crate::service::sessions::Sessions;
use crate::service::sheets::Boards;
use crate::service::tickets::Tickets;
use crate::service::tidy;
use crate::service::timekeeper::Timekeeper;
use crate::service::troubles::Troubles;
use crate::service::watch::Watcher;
use crate::store::{Alone, Office, Seal, Store, StoreError};
use crate::telegram::api::{Api, Failure};
use crate::telegram::gateway::{Gateway, Me};
use crate::telegram::hush::Hush;
use crate::telegram::intake::{Intake, IntakeError};
use crate::telegram::outcome::{Verdict, verdict};
use crate::telegram::webhook::Letterbox;
use crate::web::Front;

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
            max_age: SignedDuration::try_from(config.poll_max_age).unwrap_or(SignedDuration::MAX),
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
    Ok(Store::of(database, opened_seal(key, helpdesk)?)?)
}

/// The same for the administrator's commands, which leave a database of an earlier version as it is.
pub fn store_of_today(
    key: KeySource,
    database: &Database,
    helpdesk: &reqwest::Url,
) -> Result<Store, AppError> {
    Ok(Store::of_today(database, opened_seal(key, helpdesk)?)?)
}

fn opened_seal(key: KeySource, helpdesk: &reqwest::Url) -> Result<Seal, AppError> {
    let key = key.open()?;
    if key.expose_former().is_some() {
        log::warn!(
            "a change of the secret key was cut short: stop deskgram and finish it with `deskgram rotate-key`"
        );
    }
    Ok(seal(&key, helpdesk))
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
            searches: Searches::default(),
            pulse: Arc::default(),
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
            lanes: Lanes::default(),
            desk: desk.clone(),
        });
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

    /// Deals with what an earlier run, or another process, had written down and not finished.
    pub async fn resume(&self) -> Result<(), StoreError> {
        // What was read when this process began may be long ago.
        self.bot.desk.sessions.refresh(&self.bot.desk.store).await?;
        self.bot.hush_those_signing_in().await?;
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
        self.bot.watcher.verify_accounts().await?;
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

    /// Begins an office anew: what was remembered of it, another process may have made untrue.
    fn takes_up(&self, office: Office) {
        match office {
            Office::Updates => {}
            Office::Outbox => self.courier.starts_over(),
            Office::Lists => self.bot.watcher.forget_times(),
        }
    }

    /// Leaves an office to another process.
    fn lays_down(&self, office: Office) {
        if office == Office::Lists {
            self.bot.desk.pulse.polled.forget();
        }
    }

    /// Looks at the clock. Whatever was put off by a clock that was ahead is due anew.
    pub async fn keep_time(&self) -> Result<(), StoreError> {
        self.timekeeper.pass().await.map(drop)
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
        Some(front) => front.stand_by(None, until).await,
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
