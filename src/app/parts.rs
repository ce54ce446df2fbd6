//! The parts of a deskgram that a configuration describes: the ways to Telegram and to the helpdesk, the database with its
//! key, and what the administrator has chosen.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::error::AppError;
use crate::clock::Clock;
use crate::config::{ChatLogin, Config, Database, KeySource, SecretKey};
use crate::context::runtime_config::RuntimeSettings;
use crate::domain::access_policy::{AccessPolicy, SignInMethod};
use crate::domain::poll_schedule::PollSchedule;
use crate::helpdesk::{HelpdeskClient, HelpdeskSettings};
use crate::maintenance::recent_errors::RecentErrors;
use crate::remedy::telegram_remedy;
use crate::sessions::service_account::ServiceAccount;
use crate::store::{InstanceLock, Seal, Store};
use crate::telegram::api::BotApi;
use crate::telegram::client::{BotIdentity, TelegramClient};
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::tls::ServerTrust;

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
pub(super) fn runtime_settings(config: &Config) -> RuntimeSettings {
    let service = config.helpdesk.service_account.as_ref();
    RuntimeSettings {
        poll_schedule: PollSchedule {
            // At most an hour, by its own rules.
            interval: SignedDuration::try_from(config.poll_interval).unwrap_or(SignedDuration::MAX),
            load_limit: config.poll_share,
            max_age: SignedDuration::try_from(config.poll_max_age).unwrap_or(SignedDuration::MAX),
        },
        escalation: config.escalation.chains.clone(),
        admins: config.admins.clone(),
        access_policy: AccessPolicy::new(config.groups.clone())
            .with_sign_in(sign_in_method(config.public_url.as_ref(), config.chat_login))
            .with_attachments(config.attachments),
        ticket_link: config.helpdesk.ticket_link.clone(),
        service_account: service
            .map(|service| ServiceAccount::new(service.login.clone(), service.password.clone())),
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
fn open_store(key: KeySource, database: &Database, helpdesk: &reqwest::Url) -> Result<Store, AppError> {
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
    let trust = ServerTrust::of_machine(telegram.ca.as_deref())?;
    let api = BotApi::new(&telegram.api_url, telegram.token.clone(), proxy, Some(trust));
    api.map_err(|error| AppError::Http("Telegram", error.without_url()))
}

/// The way to the helpdesk that a configuration asks for.
pub fn helpdesk_client(config: &Config) -> Result<HelpdeskClient, AppError> {
    build_helpdesk(helpdesk_settings(config)?)
}

fn build_helpdesk(settings: HelpdeskSettings) -> Result<HelpdeskClient, AppError> {
    HelpdeskClient::new(settings).map_err(|error| AppError::Http("the helpdesk", error.without_url()))
}

fn helpdesk_settings(config: &Config) -> Result<HelpdeskSettings, AppError> {
    let mut settings = HelpdeskSettings::new(config.helpdesk.url.clone(), config.helpdesk.time_zone.clone());
    settings.longest_call = config.helpdesk.longest_call;
    settings.trust = Some(ServerTrust::of_machine(config.helpdesk.ca.as_deref())?);
    Ok(settings)
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
            Err(failure) => {
                let remedy = telegram_remedy(&failure);
                log::warn!("Telegram does not answer yet, next try in {pause:?}: {failure}. {remedy}");
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(30));
    }
}
