//! The composition root: builds the parts, and knows which passes of them there are. The loops that call those are in
//! `roles`.

mod reload;
mod roles;
mod sd_notify;
mod serve;
mod signals;
mod supervisor;
mod update_source;
mod watchdog;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

pub use self::sd_notify::Notifier;
pub use self::serve::serve_bot;
pub use self::signals::{HangupSignals, StopSignals};

use self::update_source::UpdateSource;
use self::watchdog::Watchdog;
use crate::bot::Bot;
use crate::bot::dispatch::Dispatcher;
use crate::bot::lanes::UserQueues;
use crate::clock::Clock;
use crate::config::{ChatLogin, Config, Database, KeyError, KeySource, SecretKey};
use crate::domain::access_policy::{AccessPolicy, SignInMethod};
use crate::domain::poll_schedule::PollSchedule;
use crate::helpdesk::{self, HelpdeskClient};
use crate::service::clock_watch::ClockWatch;
use crate::service::comment_sender::CommentSender;
use crate::service::context::Context;
use crate::service::create::Creator;
use crate::service::digest::DigestSender;
use crate::service::directory::NamedUnits;
use crate::service::list_sources::ServiceAccount;
use crate::service::live_messages::BoardRefresher;
use crate::service::outbox_dispatcher::OutboxDispatcher;
use crate::service::poller::ListPoller;
use crate::service::recent_errors::RecentErrors;
use crate::service::retention;
use crate::service::runtime_config::{RuntimeConfig, RuntimeSettings};
use crate::service::scheduled_jobs::JobRunner;
use crate::service::search::SearchHistory;
use crate::service::sessions::Sessions;
use crate::service::subscription_health::SubscriptionHealth;
use crate::service::ticket_actions::TicketActions;
use crate::service::ticket_refresher::TicketRefresher;
use crate::store::{InstanceLock, ProcessRole, Seal, Store, StoreError};
use crate::telegram::api::{ApiFailure, BotApi};
use crate::telegram::client::{BotIdentity, TelegramClient};
use crate::telegram::password_redaction::PasswordRedaction;
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::update_receiver::{ReceiveError, UpdateReceiver};
use crate::telegram::webhook::WebhookSender;
use crate::web::HttpServer;

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
pub struct AppParts {
    pub telegram: TelegramClient,
    pub helpdesk: HelpdeskClient,
    pub store: Store,
    pub clock: Clock,
    /// The helpdesk's own zone.
    pub zone: TimeZone,
    pub choices: RuntimeSettings,
    /// What administrators are shown of the log.
    pub recent_errors: RecentErrors,
}

impl AppParts {
    /// Builds the parts that a configuration asks for.
    pub fn from_config(config: Config) -> Result<Self, AppError> {
        let (api, mut helpdesk) = (telegram_api(&config)?, helpdesk_settings(&config)?);
        let choices = runtime_settings(&config);
        let store = open_store(config.key, &config.database, &config.helpdesk.url)?;
        helpdesk.lease_guard = store.lease_guard();
        Ok(Self {
            telegram: TelegramClient::new(api.with_guard(store.lease_guard())),
            helpdesk: build_helpdesk(helpdesk)?,
            store,
            clock: Clock::System,
            zone: config.helpdesk.time_zone,
            choices,
            recent_errors: RecentErrors::default(),
        })
    }
}

/// What the administrator has chosen.
fn runtime_settings(config: &Config) -> RuntimeSettings {
    let watch = config.helpdesk.watch.as_ref();
    RuntimeSettings {
        poll_schedule: PollSchedule {
            // At most an hour, by its own rules.
            interval: SignedDuration::try_from(config.poll_interval).unwrap_or(SignedDuration::MAX),
            load_limit: config.poll_share,
            max_age: SignedDuration::try_from(config.poll_max_age).unwrap_or(SignedDuration::MAX),
        },
        delays: config.delays,
        admins: config.admins.clone(),
        access_policy: AccessPolicy::new(config.groups.clone())
            .with_sign_in(sign_in_method(config.public_url.as_ref(), config.chat_login))
            .with_attachments(config.attachments),
        service_account: watch.map(|watch| ServiceAccount::new(watch.login.clone(), watch.password.clone())),
    }
}

/// Where people sign in.
fn sign_in_method(public: Option<&reqwest::Url>, chat: ChatLogin) -> SignInMethod {
    match (public, chat) {
        (None, _) => SignInMethod::Chat,
        (Some(url), chat) => {
            let public = format!("{}/", url.as_str().trim_end_matches('/'));
            if chat == ChatLogin::Off { SignInMethod::Page { public } } else { SignInMethod::Both { public } }
        }
    }
}

/// A database, with the key to what is sealed in it for one helpdesk.
pub fn open_store(key: KeySource, database: &Database, helpdesk: &reqwest::Url) -> Result<Store, AppError> {
    Ok(Store::open_database(database, opened_seal(key, helpdesk)?)?)
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
    let key = key.load_or_create()?;
    if key.expose_former().is_some() {
        log::warn!(
            "a change of the secret key was cut short: stop deskgram and finish it with `deskgram rotate-key`"
        );
    }
    Ok(create_seal(&key, helpdesk))
}

/// The seal of a key, for one helpdesk.
pub fn create_seal(key: &SecretKey, helpdesk: &reqwest::Url) -> Seal {
    Seal::new(key.expose_bytes(), helpdesk.as_str()).or_former(key.expose_former())
}

/// The right to serve with the database that a configuration names.
pub fn lock_instance(config: &Config) -> Result<InstanceLock, AppError> {
    Ok(InstanceLock::acquire_shared(&config.database)?)
}

/// The way to Telegram that a configuration asks for.
pub fn telegram_client(config: &Config) -> Result<TelegramClient, AppError> {
    Ok(TelegramClient::new(telegram_api(config)?))
}

fn telegram_api(config: &Config) -> Result<BotApi, AppError> {
    let telegram = &config.telegram;
    let proxy =
        telegram.proxy.as_ref().map(|url| reqwest::Proxy::all(secrecy::ExposeSecret::expose_secret(url)));
    let proxy = proxy.transpose().map_err(|error| AppError::Http("the proxy", error.without_url()))?;
    let api = BotApi::new(&telegram.api_url, telegram.token.clone(), proxy);
    api.map_err(|error| AppError::Http("Telegram", error.without_url()))
}

/// The way to the helpdesk that a configuration asks for.
pub fn helpdesk_client(config: &Config) -> Result<HelpdeskClient, AppError> {
    build_helpdesk(helpdesk_settings(config)?)
}

fn build_helpdesk(settings: helpdesk::HelpdeskSettings) -> Result<HelpdeskClient, AppError> {
    HelpdeskClient::new(settings).map_err(helpdesk_error)
}

fn helpdesk_error(error: reqwest::Error) -> AppError {
    AppError::Http("the helpdesk", error.without_url())
}

fn helpdesk_settings(config: &Config) -> Result<helpdesk::HelpdeskSettings, AppError> {
    let mut settings =
        helpdesk::HelpdeskSettings::new(config.helpdesk.url.clone(), config.helpdesk.time_zone.clone());
    settings.longest_call = config.helpdesk.longest_call;
    if let Some(pem) = &config.helpdesk.ca {
        settings.extra_roots = reqwest::Certificate::from_pem_bundle(pem).map_err(helpdesk_error)?;
    }
    Ok(settings)
}

/// A deskgram that is ready to run.
pub struct App {
    pub bot: Arc<Bot>,
    pub dispatcher: Dispatcher,
    pub outbox: OutboxDispatcher,
    timekeeper: ClockWatch,
    refresher: TicketRefresher,
    boards: BoardRefresher,
    digests: DigestSender,
    feed: UpdateSource,
    front: Option<HttpServer>,
    watchdog: Watchdog,
}

impl App {
    /// Puts the parts together. `me` is the bot as Telegram knows it.
    pub async fn build(parts: AppParts, me: BotIdentity) -> Result<Self, AppError> {
        let AppParts { telegram: client, helpdesk, store, clock, zone, choices, recent_errors } = parts;
        let sessions = Sessions::load_all(&store).await?;
        let ctx = Context {
            store: store.clone(),
            helpdesk,
            clock: clock.clone(),
            zone,
            sessions,
            config: RuntimeConfig::from_settings(choices),
            named_units: NamedUnits::default(),
            searches: SearchHistory::default(),
            metrics: Arc::default(),
        };
        let tickets = TicketActions::new(ctx.clone());
        let refresher = TicketRefresher::new(ctx.clone(), tickets.clone());
        let boards = BoardRefresher::new(ctx.clone());
        let redaction = PasswordRedaction::default();
        let bot = Arc::new(Bot {
            telegram: client.clone(),
            poller: ListPoller::new(ctx.clone(), tickets.clone()),
            comments: CommentSender::new(ctx.clone()),
            groups: SubscriptionHealth::new(ctx.clone(), client.clone()),
            creator: Creator::new(ctx.clone(), tickets.clone()),
            jobs: JobRunner::new(ctx.clone(), tickets.clone()),
            tickets,
            redaction: redaction.clone(),
            me: me.clone(),
            recent_errors,
            lanes: UserQueues::default(),
            ctx: ctx.clone(),
        });
        Ok(Self {
            dispatcher: Dispatcher::new(Arc::clone(&bot)),
            timekeeper: ClockWatch::new(ctx.clone()),
            refresher,
            boards,
            digests: DigestSender::new(ctx.clone()),
            outbox: OutboxDispatcher::new(ctx, client.clone()),
            feed: UpdateSource::by_polling(UpdateReceiver::new(client, store, clock, me.username, redaction)),
            front: None,
            watchdog: Watchdog::default(),
            bot,
        })
    }

    /// The same, to which Telegram brings updates under this address instead of being asked for them.
    pub fn by_webhook(self, public: &reqwest::Url) -> Self {
        let feed = self.feed.by_webhook(self.bot.telegram.clone(), &self.bot.ctx.store, public);
        Self { feed, ..self }
    }

    /// The same, which also answers HTTP there.
    pub fn with_http_server(self, server: Option<HttpServer>) -> Self {
        Self { front: server, ..self }
    }

    /// Where the web server puts what Telegram brings, if it does.
    pub fn webhook_sender(&self) -> Option<WebhookSender> {
        self.feed.webhook_sender()
    }

    /// The same, whose passes somebody watches.
    pub fn with_watchdog(self, watchdog: Watchdog) -> Self {
        Self { watchdog, ..self }
    }

    /// Deals with what an earlier run, or another process, had written down and not finished.
    pub async fn resume_unfinished(&self) -> Result<(), StoreError> {
        // What was read when this process began may be long ago.
        self.bot.ctx.sessions.refresh_changed(&self.bot.ctx.store).await?;
        self.bot.restore_redaction().await?;
        let left = self.feed.unfinished_updates().await?;
        if !left.is_empty() {
            log::info!("{} updates of the last run are dealt with now", left.len());
        }
        left.into_iter().for_each(|update| self.dispatcher.enqueue_update(update));
        Ok(())
    }

    /// Takes what Telegram has next and hands it out; says how many updates were new.
    pub async fn take_updates(&self, wait: Duration) -> Result<usize, ReceiveError> {
        let Some(fresh) = self.feed.next_batch(wait).await? else { return Ok(0) };
        self.bot.ctx.metrics.telegram.record_time(self.bot.ctx.clock.now());
        let count = fresh.len();
        let known = match count {
            0 => Ok(()),
            _ => self.bot.ctx.sessions.refresh_changed(&self.bot.ctx.store).await,
        };
        // They are in the journal and don't come again, whatever the database does now.
        fresh.into_iter().for_each(|update| self.dispatcher.enqueue_update(update));
        known?;
        Ok(count)
    }

    /// Sees that Telegram brings updates here, where it is to.
    pub async fn ensure_webhook(&self) -> Result<(), ApiFailure> {
        self.feed.ensure_webhook().await?;
        // Whether its deliveries get through counts for nothing here: a balancer that asks whether this process is ready
        // would otherwise keep them away for ever.
        self.bot.ctx.metrics.telegram.record_time(self.bot.ctx.clock.now());
        Ok(())
    }

    /// One look at all that is watched: the lists that are due, and who may be told of them.
    pub async fn poll_lists(&self) -> Result<(), StoreError> {
        self.bot.ctx.sessions.refresh_changed(&self.bot.ctx.store).await?;
        self.bot.poller.verify_accounts().await?;
        self.bot.groups.check_all().await?;
        self.bot.poller.poll_due().await?;
        self.bot.poller.refresh_in_background(&self.refresher).await?;
        self.boards.refresh_due().await?;
        self.digests.send_due().await.map(drop)
    }

    /// Forgets what is no longer needed.
    pub async fn apply_retention(&self) -> Result<(), StoreError> {
        retention::apply_retention(&self.bot.ctx).await
    }

    /// Begins a role anew: what was remembered of it, another process may have made untrue.
    fn on_acquired(&self, role: ProcessRole) {
        match role {
            ProcessRole::Updates => {}
            ProcessRole::Outbox => self.outbox.reset_state(),
            ProcessRole::Lists => self.bot.poller.forget_schedule(),
        }
    }

    /// Leaves a role to another process.
    fn on_released(&self, role: ProcessRole) {
        if role == ProcessRole::Lists {
            self.bot.ctx.metrics.polled.clear_time();
        }
    }

    /// Looks at the clock. Whatever was put off by a clock that was ahead is due anew.
    pub async fn check_clock(&self) -> Result<(), StoreError> {
        self.timekeeper.check_clock().await.map(drop)
    }
}

/// Opens the port on which HTTP is answered, where that was asked for.
pub async fn bind_http(at: Option<SocketAddr>) -> Result<Option<HttpServer>, AppError> {
    let Some(at) = at else { return Ok(None) };
    let server = HttpServer::bind_address(at).await.map_err(|error| AppError::Listen(at, error))?;
    log::info!("answering HTTP on {at}");
    Ok(Some(server))
}

/// Answers HTTP with the word that this process stands by, until it is to serve.
pub async fn serve_standby<T>(server: Option<&HttpServer>, until: impl Future<Output = T>) -> T {
    match server {
        Some(server) => server.serve_standby(None, until).await,
        None => until.await,
    }
}

/// Waits for Telegram to say who the bot is, however long Telegram or the network is away.
pub async fn fetch_identity(client: &TelegramClient) -> Result<BotIdentity, AppError> {
    let mut pause = Duration::from_secs(1);
    loop {
        match client.get_me().await {
            Ok(me) => return Ok(me),
            Err(failure) if classify_failure(&failure) == SendErrorKind::Unauthorized => {
                return Err(AppError::Token);
            }
            Err(failure) => log::warn!("Telegram does not answer yet, next try in {pause:?}: {failure}"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(30));
    }
}
