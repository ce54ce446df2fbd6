//! The settings: the only reader of the environment and of the config file. Flags win over the environment, the
//! environment over `deskgram.toml`, the file over the defaults. What is wrong is told all at once and never shows a
//! secret. Spaces around a value don't count, except in a secret's own file; an empty value counts as not given.
//! Starts nothing and connects to nothing.

pub mod cli;
mod environment;
mod key;
mod layers;
mod manager;
mod postgres;
mod problem;
pub mod rotation;
mod table;
mod texts;
mod value;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::SecretString;

pub use self::environment::Environment;
pub use self::key::{KeyError, KeySource, SecretKey, hand_over};
pub use self::manager::Manager;
pub use self::postgres::{Encryption, Server};
pub use self::problem::{Problem, Problems};
pub use self::table::{Change, Otherwise, Secrecy, Setting, table};
pub use self::texts::Texts;
pub use self::value::{ChatLogin, Database, Updates};

use self::cli::Flags;
use self::layers::Layers;
use self::problem::Wrong;
use crate::domain::house::Attachments;
use crate::domain::ids::{ChatId, TelegramUser};
use crate::domain::pace::Share;
use crate::domain::remind::Patience;

/// The default name of the config file, looked for in the working directory.
pub const FILE: &str = "deskgram.toml";

/// Where HTTP is answered unless somebody says otherwise: for a proxy on the same machine.
const LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8087));

/// Everything `deskgram run` and `deskgram check` can be told, read and found good.
#[derive(Debug)]
pub struct Config {
    pub telegram: Telegram,
    pub helpdesk: Helpdesk,
    pub database: Database,
    pub key: KeySource,
    /// How often the ticket lists are read.
    pub poll_interval: Duration,
    /// How much of its time the helpdesk may spend on that.
    pub poll_share: Share,
    /// How old the newest look at a list may get, whatever that share.
    pub poll_max_age: Duration,
    /// How long a ticket may go unclaimed.
    pub patience: Patience,
    /// Who may use the administrator's commands.
    pub admins: BTreeSet<TelegramUser>,
    /// The only groups in which the bot stays; any, if none are named.
    pub groups: Option<BTreeSet<ChatId>>,
    /// Where the outside world reaches deskgram's own pages.
    pub public_url: Option<Url>,
    /// Where HTTP is answered; nowhere, if there is nothing to answer.
    pub listen: Option<SocketAddr>,
    pub chat_login: ChatLogin,
    pub updates: Updates,
    pub attachments: Attachments,
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
    /// What was given, to be compared with what is given later.
    pub texts: Texts,
}

impl Config {
    /// The address under which Telegram brings updates, if it does.
    pub fn webhook(&self) -> Option<&Url> {
        self.public_url.as_ref().filter(|_| self.updates == Updates::Webhook)
    }

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
        let poll_share = layers.required(&table::DESKGRAM_POLL_SHARE, value::share);
        let poll_max_age = layers.required(&table::DESKGRAM_POLL_MAX_AGE, value::stretch);
        let patience = layers.required(&table::DESKGRAM_UNCLAIMED, value::patience);
        let admins = layers.optional(&table::DESKGRAM_ADMINS, value::people);
        let groups = layers.optional(&table::DESKGRAM_GROUPS, value::groups);
        let public_url = layers.optional(&table::DESKGRAM_PUBLIC_URL, value::safe_address);
        let listen = layers.optional(&table::DESKGRAM_LISTEN, value::listen);
        let chat_login = layers.required(&table::DESKGRAM_CHAT_LOGIN, value::chat_login).unwrap_or_default();
        if chat_login == ChatLogin::Off && public_url.is_none() {
            layers.missing_half::<()>(&table::DESKGRAM_PUBLIC_URL, &table::DESKGRAM_CHAT_LOGIN);
        }
        let updates = layers.required(&table::DESKGRAM_UPDATES, value::updates).unwrap_or_default();
        if updates == Updates::Webhook && public_url.is_none() {
            layers.missing_half::<()>(&table::DESKGRAM_PUBLIC_URL, &table::DESKGRAM_UPDATES);
        }
        let attachments =
            layers.required(&table::DESKGRAM_ATTACHMENTS, value::attachments).unwrap_or_default();
        if attachments != Attachments::Noted && public_url.is_none() {
            layers.missing_half::<()>(&table::DESKGRAM_PUBLIC_URL, &table::DESKGRAM_ATTACHMENTS);
        }

        let key = key_source(&mut layers, key, database.as_ref());

        let (warnings, texts) = layers.finish()?;
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
            Some(patience),
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
            patience,
        )
        else {
            unreachable!(
                "a required setting without a value is a problem, and problems have ended this above"
            )
        };
        let telegram = Telegram { token, api_url, proxy };
        let helpdesk = Helpdesk { url, time_zone, watch, ca, longest_call };
        let listen = listen.or(public_url.as_ref().map(|_| LISTEN));
        let admins = admins.unwrap_or_default();
        Ok(Loaded {
            config: Self {
                telegram,
                helpdesk,
                database,
                key,
                poll_interval,
                poll_share,
                poll_max_age,
                patience,
                admins,
                groups,
                public_url,
                listen,
                chat_login,
                updates,
                attachments,
            },
            warnings,
            texts,
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

/// What `deskgram migrate` needs of the settings.
#[derive(Debug)]
pub struct Move {
    /// The SQLite file.
    pub from: PathBuf,
    pub to: Server,
}

impl Move {
    /// Reads the arguments; a target that is not among them is the configured database.
    ///
    /// # Errors
    /// Everything that is wrong with them, together.
    pub fn load(wish: &cli::Migrate, environment: &Environment, directory: &Path) -> Result<Self, Problems> {
        let flags = Flags { config: wish.config.clone(), database_url: wish.to.clone(), ..Flags::default() };
        let mut layers = Layers::gather(&flags, environment, directory);
        let to = layers.required(&table::DATABASE_URL, |text| value::database(text, directory));
        layers.finish()?;
        let wrong = |name: &str, what, fix| {
            Problems(vec![Problem { name: name.to_owned(), wrong: Wrong::new(what, fix) }])
        };
        let from = value::database(&wish.from, directory)
            .map_err(|wrong| Problems(vec![Problem { name: "FROM".to_owned(), wrong }]))?;
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
    layers: &mut Layers,
    given: Option<SecretKey>,
    database: Option<&Database>,
) -> Option<KeySource> {
    match (given, database?) {
        (Some(key), _) => Some(KeySource::Given(key)),
        (None, Database::Sqlite(path)) => Some(KeySource::beside(path)),
        (None, Database::Postgres(_)) => {
            let what = "not set, and with PostgreSQL every process needs the same key";
            let fix = "Make one with `openssl rand -hex 32`, or name the deskgram.key of an earlier SQLite database \
                       with DESKGRAM_SECRET_KEY_FILE";
            layers.missing(&table::DESKGRAM_SECRET_KEY, Wrong::new(what, fix))
        }
    }
}

/// The path of a file beside the database.
fn beside(database: &Path, name: &str) -> PathBuf {
    database.with_file_name(name)
}
