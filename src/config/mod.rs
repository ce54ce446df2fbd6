//! The settings: the only reader of the environment and of the config file. Flags win over the environment, the
//! environment over `deskgram.toml`, the file over the defaults. What is wrong is told all at once and never shows a
//! secret. Spaces around a value don't count, except in a secret's own file; an empty value counts as not given.
//! Starts nothing and connects to nothing.

pub mod cli;
mod database;
mod environment;
mod error;
mod escalation;
mod key;
mod parse;
mod postgres;
mod raw_settings;
pub mod rotation;
mod settings_table;
mod sources;
mod systemd;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::SecretString;

pub use self::database::Database;
pub use self::environment::Environment;
pub use self::error::{ConfigError, ConfigErrors};
pub use self::escalation::{ChainSource, EscalationConfig, PRIORITY_NAMES};
pub use self::key::{KeyError, KeySource, SecretKey, copy_owner};
pub use self::parse::{BotManagement, ChatLogin, UpdateMode};
pub use self::postgres::{Encryption, PostgresServer};
pub use self::raw_settings::RawSettings;
pub use self::settings_table::{ChangeMode, Secrecy, Setting, SettingDefault, settings_table};
pub use self::systemd::SystemdEnv;

use self::cli::Flags;
use self::error::InvalidValue;
use self::sources::Sources;
use crate::domain::access_policy::AttachmentPolicy;
use crate::domain::ids::{ChatId, TelegramUser};
use crate::domain::poll_schedule::LoadLimit;
use crate::domain::ticket_link::TicketLink;

/// The default name of the config file, looked for in the working directory.
pub const CONFIG_FILE: &str = "deskgram.toml";

/// Where HTTP is answered unless somebody says otherwise: for a proxy on the same machine.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8087));

/// Everything `deskgram run` and `deskgram check` can be told, read and found good.
#[derive(Debug)]
pub struct Config {
    pub telegram: TelegramConfig,
    pub helpdesk: HelpdeskConfig,
    pub database: Database,
    pub key: KeySource,
    /// How often the ticket lists are read.
    pub poll_interval: Duration,
    /// How much of its time the helpdesk may spend on that.
    pub poll_share: LoadLimit,
    /// How old the newest look at a list may get, whatever that share.
    pub poll_max_age: Duration,
    /// Who is called about a ticket that nobody takes.
    pub escalation: EscalationConfig,
    /// Who may use the administrator's commands.
    pub admins: BTreeSet<TelegramUser>,
    /// The only groups in which the bot stays; any, if none are named.
    pub groups: Option<BTreeSet<ChatId>>,
    /// Where the outside world reaches deskgram's own pages.
    pub public_url: Option<Url>,
    /// Where HTTP is answered; nowhere, if there is nothing to answer.
    pub listen: Option<SocketAddr>,
    /// Where the numbers are told instead of there.
    pub metrics_listen: Option<SocketAddr>,
    pub chat_login: ChatLogin,
    pub updates: UpdateMode,
    pub attachments: AttachmentPolicy,
    pub bot_management: BotManagement,
}

/// How Telegram is reached.
#[derive(Debug)]
pub struct TelegramConfig {
    pub token: SecretString,
    pub api_url: Url,
    /// A proxy's URL, checked; secret because it can carry a password.
    pub proxy: Option<SecretString>,
    /// Certificates (PEM) to trust beside the usual ones.
    pub ca: Option<Vec<u8>>,
}

/// How the helpdesk is reached and read.
#[derive(Debug)]
pub struct HelpdeskConfig {
    /// The full URL of `api.php`.
    pub url: Url,
    /// The zone in which the helpdesk writes its times, which carry none.
    pub time_zone: TimeZone,
    /// The account with which the lists are read for everybody.
    pub service_account: Option<ServiceCredentials>,
    /// Certificates (PEM) to trust beside the usual ones.
    pub ca: Option<Vec<u8>>,
    /// How long the helpdesk may work on one call.
    pub longest_call: Duration,
    /// Where people see a ticket in its own pages.
    pub ticket_link: TicketLink,
}

/// The helpdesk account with which the ticket lists are read for everybody.
#[derive(Debug)]
pub struct ServiceCredentials {
    pub login: String,
    pub password: SecretString,
}

/// A usable configuration and what is odd about it.
#[derive(Debug)]
pub struct LoadedConfig {
    pub config: Config,
    /// Names that look like settings and are none; worth a line in the log each.
    pub warnings: Vec<ConfigError>,
    /// What was given, to be compared with what is given later.
    pub texts: RawSettings,
}

impl Config {
    /// The address under which Telegram brings updates, if it does.
    pub fn webhook_url(&self) -> Option<&Url> {
        self.public_url.as_ref().filter(|_| self.updates == UpdateMode::Webhook)
    }

    /// Reads all layers. Relative paths, `deskgram.toml` among them, start at `directory`; an empty one means the
    /// working directory.
    ///
    /// # Errors
    /// Every setting that is missing, unknown or wrong, together.
    pub fn load_config(
        flags: &Flags,
        environment: &Environment,
        directory: &Path,
    ) -> Result<LoadedConfig, ConfigErrors> {
        let mut sources = Sources::collect_sources(flags, environment, directory);
        let token = sources.required_setting(&settings_table::TELOXIDE_TOKEN, parse::parse_token);
        let api_url = sources.required_setting(&settings_table::TELOXIDE_API_URL, parse::parse_url);
        let proxy = sources.optional_setting(&settings_table::TELOXIDE_PROXY, parse::parse_proxy);
        let telegram_ca = sources.optional_setting(&settings_table::TELEGRAM_CA_FILE, |path| {
            parse::read_certificates(&directory.join(path))
        });
        let helpdesk_url = helpdesk_url(&mut sources);
        let time_zone = sources.required_setting(&settings_table::HELPDESK_TIME_ZONE, parse::parse_zone);
        let ca = sources.optional_setting(&settings_table::HELPDESK_CA_FILE, |path| {
            parse::read_certificates(&directory.join(path))
        });
        let longest_call =
            sources.required_setting(&settings_table::HELPDESK_MAX_CALL_DURATION, parse::parse_duration);
        let ticket_link =
            sources.optional_setting(&settings_table::DESKGRAM_TICKET_LINK, parse::parse_ticket_link);
        let service_account = service_account(&mut sources);
        let database = sources.required_setting(&settings_table::DATABASE_URL, |text| {
            database::parse_database(text, directory)
        });
        let key = sources.optional_setting(&settings_table::DESKGRAM_SECRET_KEY, parse::parse_secret_key);
        let poll_interval =
            sources.required_setting(&settings_table::DESKGRAM_POLL_INTERVAL, parse::parse_duration);
        let poll_share =
            sources.required_setting(&settings_table::DESKGRAM_POLL_LOAD_LIMIT, parse::parse_load_limit);
        let poll_max_age =
            sources.required_setting(&settings_table::DESKGRAM_POLL_MAX_AGE, parse::parse_duration);
        let escalation = escalation::read_escalation(&mut sources);
        let admins = sources.optional_setting(&settings_table::DESKGRAM_ADMINS, parse::parse_people);
        let groups = sources.optional_setting(&settings_table::DESKGRAM_GROUPS, parse::parse_groups);
        let public_url =
            sources.optional_setting(&settings_table::DESKGRAM_PUBLIC_URL, parse::parse_secure_url);
        let listen = sources.optional_setting(&settings_table::DESKGRAM_LISTEN, parse::parse_listen);
        let metrics_listen =
            sources.optional_setting(&settings_table::DESKGRAM_METRICS_LISTEN, parse::parse_listen);
        let chat_login = sources
            .required_setting(&settings_table::DESKGRAM_CHAT_LOGIN, parse::parse_chat_login)
            .unwrap_or_default();
        let updates = sources
            .required_setting(&settings_table::DESKGRAM_UPDATE_MODE, parse::parse_update_mode)
            .unwrap_or_default();
        let attachments = sources
            .required_setting(&settings_table::DESKGRAM_ATTACHMENTS, parse::parse_attachments)
            .unwrap_or_default();
        let on_a_page = [
            (chat_login == ChatLogin::Off, &settings_table::DESKGRAM_CHAT_LOGIN),
            (updates == UpdateMode::Webhook, &settings_table::DESKGRAM_UPDATE_MODE),
            (attachments != AttachmentPolicy::Noted, &settings_table::DESKGRAM_ATTACHMENTS),
        ];
        for (_, setting) in on_a_page.into_iter().filter(|(needed, _)| *needed && public_url.is_none()) {
            sources.missing_half::<()>(&settings_table::DESKGRAM_PUBLIC_URL, setting);
        }
        let bot_management = sources
            .required_setting(&settings_table::DESKGRAM_MANAGE_BOT, parse::parse_bot_management)
            .unwrap_or_default();

        let key = key_source(&mut sources, key, database.as_ref());

        let (warnings, texts) = sources.into_result()?;
        let (
            Some(token),
            Some(api_url),
            Some(url),
            Some(time_zone),
            Some(longest_call),
            Some(database),
            Some(key),
            Some(poll_interval),
            Some(poll_share),
            Some(poll_max_age),
            Some(escalation),
        ) = (
            token,
            api_url,
            helpdesk_url,
            time_zone,
            longest_call,
            database,
            key,
            poll_interval,
            poll_share,
            poll_max_age,
            escalation,
        )
        else {
            unreachable!(
                "a required setting without a value is a problem, and problems have ended this above"
            )
        };
        let telegram = TelegramConfig { token, api_url, proxy, ca: telegram_ca };
        let ticket_link = ticket_link.unwrap_or_else(|| parse::link_beside(&url));
        let helpdesk = HelpdeskConfig { url, time_zone, service_account, ca, longest_call, ticket_link };
        let listen = listen.or(public_url.as_ref().map(|_| DEFAULT_LISTEN));
        let admins = admins.unwrap_or_default();
        Ok(LoadedConfig {
            config: Self {
                telegram,
                helpdesk,
                database,
                key,
                poll_interval,
                poll_share,
                poll_max_age,
                escalation,
                admins,
                groups,
                public_url,
                listen,
                metrics_listen,
                chat_login,
                updates,
                attachments,
                bot_management,
            },
            warnings,
            texts,
        })
    }
}

/// The helpdesk's address; plain http only where somebody has said that it is meant.
fn helpdesk_url(sources: &mut Sources) -> Option<Url> {
    let unencrypted =
        sources.required_setting(&settings_table::HELPDESK_ALLOW_HTTP, parse::parse_unencrypted);
    sources.required_setting(&settings_table::HELPDESK_URL, |text| {
        parse::parse_api_url(text, unencrypted.unwrap_or_default())
    })
}

/// The service account: both halves or none.
fn service_account(sources: &mut Sources) -> Option<ServiceCredentials> {
    let login = sources.optional_setting(&settings_table::HELPDESK_SERVICE_ACCOUNT_LOGIN, parse::parse_login);
    let password =
        sources.optional_setting(&settings_table::HELPDESK_SERVICE_ACCOUNT_PASSWORD, parse::parse_password);
    match (login, password) {
        (Some(login), Some(password)) => Some(ServiceCredentials { login, password }),
        (Some(_), None) => sources.missing_half(
            &settings_table::HELPDESK_SERVICE_ACCOUNT_PASSWORD,
            &settings_table::HELPDESK_SERVICE_ACCOUNT_LOGIN,
        ),
        (None, Some(_)) => sources.missing_half(
            &settings_table::HELPDESK_SERVICE_ACCOUNT_LOGIN,
            &settings_table::HELPDESK_SERVICE_ACCOUNT_PASSWORD,
        ),
        (None, None) => None,
    }
}

/// What `deskgram migrate` needs of the settings.
#[derive(Debug)]
pub struct MigrationConfig {
    /// The SQLite file.
    pub from: PathBuf,
    pub to: PostgresServer,
}

impl MigrationConfig {
    /// Reads the arguments; a target that is not among them is the configured database.
    ///
    /// # Errors
    /// Everything that is wrong with them, together.
    pub fn load_migration(
        wish: &cli::MigrateArgs,
        environment: &Environment,
        directory: &Path,
    ) -> Result<Self, ConfigErrors> {
        let flags = Flags { config: wish.config.clone(), database_url: wish.to.clone(), ..Flags::default() };
        let mut sources = Sources::collect_sources(&flags, environment, directory);
        let to = sources.required_setting(&settings_table::DATABASE_URL, |text| {
            database::parse_database(text, directory)
        });
        sources.into_result()?;
        let wrong = |name: &str, what, fix| {
            ConfigErrors(vec![ConfigError { name: name.to_owned(), wrong: InvalidValue::new(what, fix) }])
        };
        let from = database::parse_database(&wish.from, directory)
            .map_err(|wrong| ConfigErrors(vec![ConfigError { name: "FROM".to_owned(), wrong }]))?;
        match (from, to) {
            (Database::Sqlite(from), Some(Database::Postgres(to))) => Ok(Self { from, to }),
            (Database::Postgres(_), _) => {
                Err(wrong("FROM", "not a SQLite database", "Write sqlite:PATH, such as sqlite:deskgram.db"))
            }
            (_, _) => Err(wrong(
                "TO",
                "not a PostgreSQL database",
                "Write postgres://USER@HOST/DATABASE, or leave it out and set DATABASE_URL",
            )),
        }
    }
}

/// Where the key comes from. A file beside the database serves one machine; with PostgreSQL every replica needs the same
/// key, and one that made its own would sign everybody out.
fn key_source(
    sources: &mut Sources,
    given: Option<SecretKey>,
    database: Option<&Database>,
) -> Option<KeySource> {
    match (given, database?) {
        (Some(key), _) => Some(KeySource::Given(key)),
        (None, Database::Sqlite(path)) => Some(KeySource::beside_database(path)),
        (None, Database::Postgres(_)) => {
            let what = "not set, and with PostgreSQL every process needs the same key";
            let fix = "Make one with `openssl rand -hex 32`, or name the deskgram.key of an earlier SQLite database \
                       with DESKGRAM_SECRET_KEY_FILE";
            sources.report_missing(&settings_table::DESKGRAM_SECRET_KEY, InvalidValue::new(what, fix))
        }
    }
}

/// The path of a file beside the database.
fn path_beside(database: &Path, name: &str) -> PathBuf {
    database.with_file_name(name)
}
