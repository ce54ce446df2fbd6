//! The command line: what can be asked of `deskgram` and the flags that win over every other layer of the settings.
//! Secrets have no flags: a command line is seen by everybody on the machine.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::LazyLock;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use super::settings_table::{self, Setting, SettingDefault};

/// The version, and which build of it this is: the commit, where whoever built it has named it.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let commit = option_env!("BUILD_COMMIT").filter(|commit| !commit.is_empty());
    let commit = commit.map(|commit| format!(" {commit}")).unwrap_or_default();
    let kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    format!(
        "{} ({kind} build{commit}, {}-{})",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS
    )
});

/// Which deskgram this is, as `--version` says it.
pub fn program_version() -> &'static str {
    &VERSION
}

/// The arguments of the program.
#[derive(Debug, Parser)]
#[command(
    name = "deskgram",
    version = VERSION.as_str(),
    about = "Helpdesk work in Telegram: a bot between a ZENLIX 2 helpdesk and its people's chats"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: CliCommand,
}

/// The whole command line as it is defined.
pub fn build_command() -> clap::Command {
    Cli::command()
}

/// What deskgram is asked to do.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Serve: stand between Telegram and the helpdesk until told to stop
    #[command(after_long_help = settings_help())]
    Run(Flags),
    /// Look at every setting, both servers and the database, say what is wrong and how to fix it, and stop
    #[command(after_long_help = settings_help())]
    Check(CheckArgs),
    /// Ask the deskgram that runs on this machine whether it lives, for a container engine or a script
    Health(HealthArgs),
    /// Show who did what, on which ticket, where, and what came of it
    Audit(AuditArgs),
    /// Show who is signed in, or end a sign-in
    Sessions(SessionsArgs),
    /// Show which groups hear of new tickets through whom, or end a subscription
    Subscriptions(SubscriptionsArgs),
    /// Show what waits to be sent and why, try it again, or drop it
    Outbox(OutboxArgs),
    /// Copy the database to a new file, also while deskgram runs
    Backup(BackupArgs),
    /// Seal people's helpdesk access with another secret key, while deskgram is stopped
    RotateKey(RotateKeyArgs),
    /// Carry what is remembered over from SQLite to PostgreSQL, compared row by row
    Migrate(MigrateArgs),
    /// Print the script that completes commands and flags in a shell
    Completions { shell: Shell },
    /// Print the manual page, or write one for each command into a folder
    Man { folder: Option<PathBuf> },
    /// Show it without any account: a simulated Telegram and helpdesk on this machine, with the chats as a web page
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
}

/// The settings that make sense on a command line. Texts are judged together with the other layers' ones.
#[derive(Debug, Default, Args)]
pub struct Flags {
    /// The config file [default: deskgram.toml in the working directory, if there is one]
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    #[arg(long, value_name = "URL", help = settings_table::HELPDESK_URL.meaning)]
    pub helpdesk_url: Option<String>,
    #[arg(long, value_name = "ZONE", help = settings_table::HELPDESK_TIME_ZONE.meaning)]
    pub helpdesk_time_zone: Option<String>,
    #[arg(long, value_name = "URL", help = settings_table::DATABASE_URL.meaning)]
    pub database_url: Option<String>,
    #[arg(long, value_name = "TIME", help = settings_table::DESKGRAM_POLL_INTERVAL.meaning)]
    pub poll_interval: Option<String>,
    #[arg(long, value_name = "URL", help = settings_table::TELOXIDE_API_URL.meaning)]
    pub api_url: Option<String>,
    #[arg(long, value_name = "URL", help = settings_table::TELOXIDE_PROXY.meaning)]
    pub proxy: Option<String>,
}

impl Flags {
    /// The flags that were given, each with its setting.
    pub(super) fn given_flags(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            (settings_table::HELPDESK_URL.name, &self.helpdesk_url),
            (settings_table::HELPDESK_TIME_ZONE.name, &self.helpdesk_time_zone),
            (settings_table::DATABASE_URL.name, &self.database_url),
            (settings_table::DESKGRAM_POLL_INTERVAL.name, &self.poll_interval),
            (settings_table::TELOXIDE_API_URL.name, &self.api_url),
            (settings_table::TELOXIDE_PROXY.name, &self.proxy),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.as_deref()?)))
    }
}

/// Of the settings, those are shown that a command uses which speaks to neither server.
fn hide_unused(argument: clap::Arg) -> clap::Arg {
    let unused = ["poll_interval", "api_url", "proxy"].contains(&argument.get_id().as_str());
    argument.hide(unused)
}

/// For whom an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    People,
    Json,
}

/// The flag that asks for an answer for programs.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArgs {
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl OutputArgs {
    pub fn output_format(self) -> OutputFormat {
        if self.json { OutputFormat::Json } else { OutputFormat::People }
    }
}

/// What is looked at.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// Bring the bot's settings at Telegram into order, as a start does
    #[arg(long)]
    pub fix: bool,
    #[command(flatten)]
    pub printed: OutputArgs,
}

/// What is asked of a deskgram that runs.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct HealthArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// Whether it serves people, and all that it needs works
    #[arg(long)]
    pub ready: bool,
}

/// From where to where.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// The SQLite database, such as sqlite:deskgram.db; no deskgram may be running on it
    pub from: String,
    /// The PostgreSQL database, which must be empty; one with a password goes into DATABASE_URL instead
    pub to: Option<String>,
    /// The config file [default: deskgram.toml in the working directory, if there is one]
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub printed: OutputArgs,
}

/// Who is signed in.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct SessionsArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// End the sign-in of this Telegram user
    #[arg(long, value_name = "ID", conflicts_with = "json")]
    pub revoke: Option<i64>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Who hears of new tickets.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct SubscriptionsArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// End the subscription of this chat, or of one topic of it
    #[arg(long, value_name = "CHAT[/TOPIC]", allow_hyphen_values = true, conflicts_with = "json")]
    pub end: Option<TargetArg>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// A chat or a topic, as `-1001234567890/5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetArg {
    pub chat: i64,
    pub topic: Option<i32>,
}

impl FromStr for TargetArg {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (chat, topic) = text.split_once('/').map_or((text, None), |(chat, topic)| (chat, Some(topic)));
        Ok(Self { chat: chat.parse()?, topic: topic.map(str::parse).transpose()? })
    }
}

/// What waits to be sent.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct OutboxArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// Try this one now
    #[arg(long, value_name = "NAME", conflicts_with_all = ["drop", "json"])]
    pub retry: Option<QueueItem>,
    /// Drop this one: it is never sent
    #[arg(long, value_name = "NAME", conflicts_with = "json")]
    pub drop: Option<QueueItem>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// The name of something that waits: `m12` for a message to Telegram, `c7` for a comment to the helpdesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueItem {
    Message(i64),
    Comment(i64),
}

impl fmt::Display for QueueItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => write!(f, "m{id}"),
            Self::Comment(id) => write!(f, "c{id}"),
        }
    }
}

impl FromStr for QueueItem {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |rest: &str| rest.parse().ok();
        let message = text.strip_prefix('m').and_then(number).map(Self::Message);
        let comment = || text.strip_prefix('c').and_then(number).map(Self::Comment);
        message.or_else(comment).ok_or("a name looks like m12 or c7; `deskgram outbox` shows them")
    }
}

/// Where a copy of the database goes.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct BackupArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// The new file; one that is there is never overwritten
    #[arg(value_name = "TO")]
    pub to: PathBuf,
    #[command(flatten)]
    pub printed: OutputArgs,
}

/// How the secret key is changed.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct RotateKeyArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// The file with the new key, where the present one is in the settings
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    #[command(flatten)]
    pub printed: OutputArgs,
}

/// What of the audit trail is shown.
#[derive(Debug, Args)]
#[command(mut_args(hide_unused))]
pub struct AuditArgs {
    #[command(flatten)]
    pub flags: Flags,
    /// Not before this: 7d, 12h, 2026-11-24, or 2026-11-24T10:00 on the helpdesk's clock
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Only of this person: a Telegram user id, or a helpdesk login
    #[arg(long, value_name = "WHO")]
    pub user: Option<String>,
    /// Only about this ticket
    #[arg(long, value_name = "NUMBER")]
    pub ticket: Option<i64>,
    /// So many entries, the newest
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    pub last: u32,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// How the demonstration is shown.
#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The port of the web page, on this machine only
    #[arg(long, default_value_t = 8088)]
    pub port: u16,
    /// Play a guided tour of the main job in the terminal instead, and fail if a step of it does
    #[arg(long, conflicts_with = "port")]
    pub tour: bool,
    /// The language of the bot and of the tour [default: the browser's, and in the terminal the system's]
    #[arg(long, value_name = "LANGUAGE", value_parser = ["en", "ru", "uk"])]
    pub lang: Option<String>,
}

/// The settings in the environment, for the long help.
fn settings_help() -> String {
    let mut text = String::from(
        "Settings, in the environment or in lower case in deskgram.toml (flags win over the environment, the \
         environment over the file):\n",
    );
    for setting in settings_table::settings_table() {
        text += &format!("\n  {}\n      {}{}\n", setting.name, setting.meaning, setting_remark(setting));
    }
    text + "\nEvery secret can also be put into a file, named by <NAME>_FILE. RUST_LOG sets how much is logged."
}

/// What to know of a setting beside its meaning, in brackets.
fn setting_remark(setting: &Setting) -> String {
    match setting.default {
        SettingDefault::Required => " [required]".to_owned(),
        SettingDefault::Value(default) => format!(" [default: {default}]"),
        SettingDefault::Unset(meaning) => format!(" [default: {meaning}]"),
    }
}
