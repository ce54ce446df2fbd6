//! One deskgram process from its settings to its end: alone with its file or with others on one server, the bot's name, then its
//! part of the work; and what the service manager is told meanwhile.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::error::AppError;
use super::instance::App;
use super::parts::{AppParts, fetch_identity, lock_instance};
use super::reload::ConfigReload;
use super::sd_notify::{Notifier, NotifyState};
use super::signals::HangupSignals;
use super::watchdog::{self, Watchdog};
use crate::config::cli::program_version;
use crate::config::{Config, ConfigErrors, Database, LoadedConfig, UpdateMode};
use crate::domain::process_role::ProcessRole;
use crate::maintenance::recent_errors::RecentErrors;
use crate::store::Leases;
use crate::web::HttpServer;

/// What a process does that takes no updates. It may send messages or read the lists.
const STANDBY_STATUS: &str = "standing by: another deskgram takes the updates";

/// What takes longer may take as long as it likes: a manager must not wait for it.
const STARTUP_RETRY_DELAY: Duration = Duration::from_secs(2);

/// Serves until `stop` is ready. `read` gives the settings as they are by then, whenever a hang-up asks for them.
///
/// # Errors
/// Whatever keeps it from serving, or ends it before its time.
pub async fn serve_bot(
    first: LoadedConfig,
    read: impl Fn() -> Result<LoadedConfig, ConfigErrors>,
    hangups: HangupSignals,
    notifier: Notifier,
    recent_errors: RecentErrors,
    stop: impl Future<Output = ()>,
) -> Result<(), AppError> {
    let LoadedConfig { config, warnings, texts } = first;
    warnings.iter().for_each(|warning| log::warn!("{warning}"));
    log::info!("{}", describe_start(&config));
    let (_alone, webhook) = (lock_instance(&config)?, config.webhook_url().cloned());
    let management = config.bot_management;
    let server = bind_http(config.listen, config.metrics_listen).await?;
    let parts = AppParts { recent_errors, ..AppParts::from_config(config)? };
    let (watchdog, store) = (Watchdog::default(), parts.store.clone());
    let stop = async {
        stop.await;
        notifier.send_state(&NotifyState::Stopping);
    };
    let work = async {
        tokio::pin!(stop);
        // Who can't reach Telegram asks for no work; to ask who it is needs no leave.
        let telegram = parts.telegram.without_lease();
        let introduced = await_with_watchdog(&notifier, "waiting for Telegram", fetch_identity(&telegram));
        let me = tokio::select! {
            me = serve_standby(server.as_ref(), introduced) => me?,
            () = &mut stop => return Ok(()),
        };
        let doing = format!("serving as @{}", me.username);
        let app = App::build(parts, me).await?.with_watchdog(watchdog.clone()).with_http_server(server);
        let app = app.with_bot_management(management);
        let sessions = app.bot.ctx.sessions.clone();
        let app = match &webhook {
            Some(public) => app.by_webhook(public),
            None => app,
        };
        let reload = ConfigReload::new(Arc::clone(&app.bot), read, texts);
        let leases = store.leases()?;
        let serves = async {
            await_with_watchdog(&notifier, STANDBY_STATUS, leases.acquired(ProcessRole::Updates)).await;
            log::info!("{doing}; signed in: {}", sessions.all_sessions().len());
            notifier.send_state(&NotifyState::Ready(doing.clone()));
            std::future::pending::<Infallible>().await
        };
        tokio::select! {
            result = app.run_roles(leases.clone(), run_until(stop, &leases)) => result,
            never = reload.run_on_hangups(hangups, &notifier, &doing) => match never {},
            never = serves => match never {},
        }
    };
    let result = tokio::select! {
        result = work => result,
        never = watchdog::run_watchdog(&watchdog, &store, &notifier) => match never {},
    };
    if let Err(error) = store.fold_in() {
        log::warn!("a copy of the database needs its -wal beside it: {error}");
    }
    result
}

/// Opens the ports on which HTTP is answered, where that was asked for; the numbers may have one of their own.
async fn bind_http(
    listen: Option<SocketAddr>,
    metrics: Option<SocketAddr>,
) -> Result<Option<HttpServer>, AppError> {
    let bound = async |at: SocketAddr| {
        HttpServer::bind_address(at).await.map_err(|error| AppError::Listen(at, error))
    };
    let numbers = match metrics {
        Some(at) => {
            let numbers = bound(at).await?;
            log::info!("answering /metrics on {at}");
            Some(numbers)
        }
        None => None,
    };
    let Some(at) = listen else { return Ok(numbers.map(HttpServer::for_metrics)) };
    let server = bound(at).await?;
    log::info!("answering HTTP on {at}");
    Ok(Some(match numbers {
        Some(numbers) => server.with_metrics_at(numbers),
        None => server,
    }))
}

/// Answers HTTP with the word that this process stands by, until it is to serve.
async fn serve_standby<T>(server: Option<&HttpServer>, until: impl Future<Output = T>) -> T {
    match server {
        Some(server) => server.serve_standby(None, until).await,
        None => until.await,
    }
}

/// What whoever is asked for help wants to know first. No secret is in it.
fn describe_start(config: &Config) -> String {
    let database = match &config.database {
        Database::Sqlite(_) => "SQLite",
        Database::Postgres(_) => "PostgreSQL",
    };
    let updates = match config.updates {
        UpdateMode::Polling => "polling",
        UpdateMode::Webhook => "webhook",
    };
    let host = |url: &reqwest::Url| url.host_str().unwrap_or_default().to_owned();
    let (telegram, helpdesk) = (host(&config.telegram.api_url), host(&config.helpdesk.url));
    let zone = config.helpdesk.time_zone.iana_name().unwrap_or("a fixed offset");
    let (version, interval) = (program_version(), config.poll_interval);
    format!(
        "deskgram {version} starts: {database}; Bot API {telegram}, updates by {updates}; helpdesk {helpdesk} in {zone}, \
         lists every {interval:?}"
    )
}

/// Waits for something, and has a manager that waits for this process told what for.
async fn await_with_watchdog<T>(notifier: &Notifier, doing: &str, what: impl Future<Output = T>) -> T {
    tokio::pin!(what);
    if let Ok(done) = tokio::time::timeout(STARTUP_RETRY_DELAY, &mut what).await {
        return done;
    }
    notifier.send_state(&NotifyState::Ready(doing.to_owned()));
    what.await
}

/// Ready when this process is to stop serving, and why.
async fn run_until(stop: impl Future<Output = ()>, leases: &Leases) -> Result<(), AppError> {
    tokio::select! {
        () = stop => Ok(()),
        () = leases.revoked() => Err(AppError::TakenOver),
    }
}
