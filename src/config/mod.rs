//! The settings: the only reader of the environment and of the config file. Flags win over the environment, the
//! environment over `deskgram.toml`, the file over the defaults. What is wrong is told all at once and never shows a
//! secret. Spaces around a value don't count, except in a secret's own file; an empty value counts as not given.
//! Starts nothing and connects to nothing.

pub mod cli;
mod environment;
mod key;
mod layers;
mod problem;
mod table;
mod value;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::SecretString;

pub use self::environment::Environment;
pub use self::key::{KeyError, KeySource, SecretKey};
pub use self::problem::{Problem, Problems};
pub use self::table::{Otherwise, Secrecy, Setting, table};
pub use self::value::Database;

use self::cli::Flags;
use self::layers::Layers;
use crate::domain::ids::TelegramUser;

/// The default name of the config file, looked for in the working directory.
pub const FILE: &str = "deskgram.toml";

/// Everything `deskgram run` and `deskgram check` can be told, read and found good.
#[derive(Debug)]
pub struct Config {
    pub telegram: Telegram,
    pub helpdesk: Helpdesk,
    pub database: Database,
    pub key: KeySource,
    /// How often the ticket lists are read.
    pub poll_interval: Duration,
    /// Who may use the administrator's commands.
    pub admins: BTreeSet<TelegramUser>,
    /// Where the outside world reaches deskgram's own pages.
    pub public_url: Option<Url>,
}

/// How Telegram is reached.
#[derive(Debug)]
pub struct Telegram {
    pub token: SecretString,
    pub api_url: Url,
    /// A proxy's URL, checked; secret because it can carry a password.
    pub proxy: Option<SecretString>,
}

/// How the helpdesk is reached and read.
#[derive(Debug)]
pub struct Helpdesk {
    /// The full URL of `api.php`.
    pub url: Url,
    /// The zone in which the helpdesk writes its times, which carry none.
    pub time_zone: TimeZone,
    /// The account with which the lists are watched.
    pub watch: Option<WatchAccount>,
    /// Certificates (PEM) to trust beside the usual ones.
    pub ca: Option<Vec<u8>>,
    /// How long the helpdesk may work on one call.
    pub longest_call: Duration,
}

/// The helpdesk account with which the ticket lists are watched.
#[derive(Debug)]
pub struct WatchAccount {
    pub login: String,
    pub password: SecretString,
}

/// A usable configuration and what is odd about it.
#[derive(Debug)]
pub struct Loaded {
    pub config: Config,
    /// Names that look like settings and are none; worth a line in the log each.
    pub warnings: Vec<Problem>,
}

impl Config {
    /// Reads all layers. Relative paths, `deskgram.toml` among them, start at `directory`; an empty one means the
    /// working directory.
    ///
    /// # Errors
    /// Every setting that is missing, unknown or wrong, together.
    pub fn load(flags: &Flags, environment: &Environment, directory: &Path) -> Result<Loaded, Problems> {
        let mut layers = Layers::gather(flags, environment, directory);
        let token = layers.required(&table::TELOXIDE_TOKEN, value::token);
        let api_url = layers.required(&table::TELOXIDE_API_URL, value::web_address);
        let proxy = layers.optional(&table::TELOXIDE_PROXY, value::proxy);
        let helpdesk_url = helpdesk_url(&mut layers);
        let time_zone = layers.required(&table::HELPDESK_TIME_ZONE, value::time_zone);
        let ca = layers.optional(&table::HELPDESK_CA_FILE, |path| value::certificates(&directory.join(path)));
        let longest_call = layers.required(&table::HELPDESK_LONGEST_CALL, value::stretch);
        let watch = watch_account(&mut layers);
        let database = layers.required(&table::DATABASE_URL, |text| value::database(text, directory));
        let key = layers.optional(&table::DESKGRAM_SECRET_KEY, value::secret_key);
        let poll_interval = layers.required(&table::DESKGRAM_POLL_INTERVAL, value::stretch);
        let admins = layers.optional(&table::DESKGRAM_ADMINS, value::people);
        let public_url = layers.optional(&table::DESKGRAM_PUBLIC_URL, value::safe_address);

        let warnings = layers.finish()?;
        let (
            Some(token),
            Some(api_url),
            Some(url),
            Some(time_zone),
            Some(longest_call),
            Some(database),
            Some(poll_interval),
        ) = (token, api_url, helpdesk_url, time_zone, longest_call, database, poll_interval)
        else {
            unreachable!(
                "a required setting without a value is a problem, and problems have ended this above"
            )
        };
        let key = match key {
            Some(key) => KeySource::Given(key),
            None => KeySource::beside(&database),
        };
        let telegram = Telegram { token, api_url, proxy };
        let helpdesk = Helpdesk { url, time_zone, watch, ca, longest_call };
        let admins = admins.unwrap_or_default();
        Ok(Loaded {
            config: Self { telegram, helpdesk, database, key, poll_interval, admins, public_url },
            warnings,
        })
    }
}

/// The helpdesk's address; plain http only where somebody has said that it is meant.
fn helpdesk_url(layers: &mut Layers) -> Option<Url> {
    let unencrypted = layers.required(&table::HELPDESK_ALLOW_HTTP, value::unencrypted);
    layers.required(&table::HELPDESK_URL, |text| value::api_php(text, unencrypted.unwrap_or_default()))
}

/// The watching account: both halves or none.
fn watch_account(layers: &mut Layers) -> Option<WatchAccount> {
    let login = layers.optional(&table::HELPDESK_WATCH_LOGIN, value::login);
    let password = layers.optional(&table::HELPDESK_WATCH_PASSWORD, value::password);
    match (login, password) {
        (Some(login), Some(password)) => Some(WatchAccount { login, password }),
        (Some(_), None) => layers.missing_half(&table::HELPDESK_WATCH_PASSWORD, &table::HELPDESK_WATCH_LOGIN),
        (None, Some(_)) => layers.missing_half(&table::HELPDESK_WATCH_LOGIN, &table::HELPDESK_WATCH_PASSWORD),
        (None, None) => None,
    }
}

/// The path of a file beside the database.
fn beside(database: &Path, name: &str) -> PathBuf {
    database.with_file_name(name)
}
