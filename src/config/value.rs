//! What the texts of the settings mean. Each function takes one text and gives its value or what is wrong with it.
//! The words for what is wrong never repeat a text that could hold a secret; a URL always could.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::SecretString;

use super::key::SecretKey;
use super::postgres::{self, Server};
use super::problem::Wrong;
use crate::domain::house::Attachments;
use crate::domain::ids::{ChatId, TelegramUser};
use crate::domain::nearest::nearest;
use crate::domain::pace::Share;
use crate::domain::remind::Patience;

const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// Where deskgram keeps what it knows.
#[derive(Clone, Debug)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres(Server),
}

impl Database {
    /// Where it is, as people may read it.
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(server) => server.place.clone(),
        }
    }
}

/// Whether a helpdesk elsewhere may be reached without encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unencrypted {
    #[default]
    Refused,
    Allowed,
}

/// Whether people may sign in by writing their password into their chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChatLogin {
    #[default]
    Allowed,
    Off,
}

/// How updates come from Telegram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Updates {
    /// deskgram asks for them.
    #[default]
    Polling,
    /// Telegram brings them.
    Webhook,
}

/// A bot's token: a number, a colon, letters.
pub(super) fn token(text: &str) -> Result<SecretString, Wrong> {
    let good = text.split_once(':').is_some_and(|(id, secret)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        digits(id) && !secret.is_empty() && secret.bytes().all(letters)
    });
    if !good {
        return Err(Wrong::new(
            "not a bot's token",
            "Copy the whole of it from @BotFather: number, colon, letters",
        ));
    }
    Ok(text.into())
}

/// The address of a server, over http or https.
pub(super) fn web_address(text: &str) -> Result<Url, Wrong> {
    let url = Url::parse(text).map_err(|error| not_a_url(&error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Wrong::new("neither an http nor an https address", "Begin it with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Wrong::new("holds a login", "Take away what stands before the @"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Wrong::new("holds a query", "Take away everything from ? or # on"));
    }
    Ok(url)
}

/// An address whose way is encrypted, or does not leave the machine.
pub(super) fn safe_address(text: &str) -> Result<Url, Wrong> {
    let url = web_address(text)?;
    if url.scheme() != "https" && !is_loopback(&url) {
        return Err(Wrong::new("not an https address", "Begin it with https://"));
    }
    Ok(url)
}

/// The address of the helpdesk's `api.php`.
pub(super) fn api_php(text: &str, unencrypted: Unencrypted) -> Result<Url, Wrong> {
    let url = web_address(text)?;
    if url.path() == "/" {
        return Err(Wrong::new(
            "not the address of api.php",
            "Give the full URL, such as https://help.example.com/api.php",
        ));
    }
    if url.scheme() != "https" && unencrypted == Unencrypted::Refused && !is_loopback(&url) {
        return Err(Wrong::new(
            "passwords would travel over it unencrypted",
            "Use https, or set HELPDESK_ALLOW_HTTP=yes if the way there is trusted",
        ));
    }
    Ok(url)
}

/// The address of a proxy.
pub(super) fn proxy(text: &str) -> Result<SecretString, Wrong> {
    let fix = "Write it as socks5://HOST:PORT, http://HOST:PORT or https://HOST:PORT";
    let url = Url::parse(text).map_err(|error| Wrong::new(format!("not a URL: {error}"), fix))?;
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") || !url.has_host() {
        return Err(Wrong::new("not a proxy's address", fix));
    }
    Ok(text.into())
}

/// A time zone by its IANA name.
pub(super) fn time_zone(text: &str) -> Result<TimeZone, Wrong> {
    TimeZone::get(text).map_err(|_| {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
        let example = nearest(text, names.iter().map(String::as_str)).unwrap_or("Europe/Kiev");
        Wrong::new(
            format!("no time zone is called {text:?}"),
            format!("Give an IANA name, such as {example}"),
        )
    })
}

/// The certificates in a PEM file.
pub(super) fn certificates(path: &Path) -> Result<Vec<u8>, Wrong> {
    let path_shown = path.display();
    let pem = std::fs::read(path).map_err(|error| {
        Wrong::new(format!("{path_shown} can't be read: {error}"), "Check its name and who may read it")
    })?;
    let marker = b"-----BEGIN CERTIFICATE-----";
    if !pem.windows(marker.len()).any(|window| window == marker) {
        return Err(Wrong::new(format!("{path_shown} holds no certificate"), "Give the certificates as PEM"));
    }
    Ok(pem)
}

/// A login of the helpdesk; anything goes.
pub(super) fn login(text: &str) -> Result<String, Wrong> {
    Ok(text.to_owned())
}

/// A password of the helpdesk; anything goes.
pub(super) fn password(text: &str) -> Result<SecretString, Wrong> {
    Ok(text.into())
}

/// The place of the database. A relative path starts at `directory`.
pub(super) fn database(text: &str, directory: &Path) -> Result<Database, Wrong> {
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return postgres::server(text, directory).map(Database::Postgres);
    }
    let Some(rest) = text.strip_prefix("sqlite:") else {
        let fix = "Write sqlite:PATH, such as sqlite:deskgram.db, or postgres://USER:PASSWORD@HOST/DATABASE";
        return Err(Wrong::new("not a database that deskgram knows", fix));
    };
    let fix = "Write sqlite:PATH, such as sqlite:deskgram.db or sqlite:/var/lib/deskgram/deskgram.db";
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.starts_with(':') {
        return Err(Wrong::new("a database in memory would forget everybody at every start", fix));
    }
    if path.contains('?') {
        return Err(Wrong::new("options after ? are not understood", fix));
    }
    if path.is_empty() || path.ends_with('/') {
        return Err(Wrong::new("no file is named", fix));
    }
    Ok(Database::Sqlite(directory.join(path)))
}

/// The sealing key.
pub(super) fn secret_key(text: &str) -> Result<SecretKey, Wrong> {
    SecretKey::parse(text).ok_or_else(|| {
        Wrong::new(
            "not 32 bytes as hex or base64",
            "Make one with `openssl rand -hex 32`, or leave it out: deskgram makes its own",
        )
    })
}

/// A stretch of time: a number of seconds, or a time with its unit.
pub(super) fn stretch(text: &str) -> Result<Duration, Wrong> {
    let fix = "Write a time from 1s to 1h, such as 20s or 1m";
    let seconds = text.parse().ok().map(SignedDuration::from_secs);
    let Some(time) = seconds.or_else(|| text.parse().ok()) else {
        return Err(Wrong::new(format!("{text:?} is not a time"), fix));
    };
    if time < SHORTEST {
        return Err(Wrong::new(format!("{text} is too short"), fix));
    }
    if time > LONGEST {
        return Err(Wrong::new(format!("{text} is too long"), fix));
    }
    Ok(time.unsigned_abs())
}

/// A share of a time: percent.
pub(super) fn share(text: &str) -> Result<Share, Wrong> {
    let percent = text.strip_suffix('%').unwrap_or(text).trim();
    percent.parse().ok().and_then(Share::percent).ok_or_else(|| {
        Wrong::new(
            format!("{text:?} is not a share"),
            "Write a whole number of percent from 1 to 100, such as 10%",
        )
    })
}

/// How long an urgent, a normal and a low ticket may go unclaimed.
pub(super) fn patience(text: &str) -> Result<Patience, Wrong> {
    let wrong = || {
        Wrong::new(
            format!("{text:?} does not say how long"),
            "Write three times for urgent, normal and low tickets, such as 15m,1h,4h; `off` in place of one, or of all",
        )
    };
    let one = |text: &str| match text.trim() {
        "off" => Ok(None),
        time => match time.parse::<SignedDuration>() {
            Ok(time)
                if time >= SignedDuration::from_mins(1) && time <= SignedDuration::from_hours(24 * 30) =>
            {
                Ok(Some(time))
            }
            _ => Err(wrong()),
        },
    };
    match text.split(',').collect::<Vec<_>>()[..] {
        ["off"] => Ok(Patience::NEVER_ENDS),
        [high, medium, low] => Ok(Patience { high: one(high)?, medium: one(medium)?, low: one(low)? }),
        _ => Err(wrong()),
    }
}

/// Whether plain http is meant.
pub(super) fn unencrypted(text: &str) -> Result<Unencrypted, Wrong> {
    choice(text, Unencrypted::Allowed, Unencrypted::Refused)
}

/// Whether people may sign in by chat.
pub(super) fn chat_login(text: &str) -> Result<ChatLogin, Wrong> {
    choice(text, ChatLogin::Allowed, ChatLogin::Off)
}

/// How updates come.
pub(super) fn updates(text: &str) -> Result<Updates, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "polling" => Ok(Updates::Polling),
        "webhook" => Ok(Updates::Webhook),
        _ => Err(Wrong::new(format!("{text:?} is no way for updates"), "Write polling or webhook")),
    }
}

/// What becomes of files, and for how long.
pub(super) fn attachments(text: &str) -> Result<Attachments, Wrong> {
    let days = match text.to_ascii_lowercase().as_str() {
        "off" | "no" => return Ok(Attachments::Noted),
        "on" | "yes" => Some(30),
        text => text.strip_suffix('d').and_then(|days| days.parse().ok()),
    };
    match days {
        Some(days @ 1..=365) => Ok(Attachments::Linked(SignedDuration::from_hours(24 * days))),
        _ => Err(Wrong::new(
            format!("{text:?} does not say how long links to files are good"),
            "Write off, on, or a number of days from 1d to 365d",
        )),
    }
}

fn choice<T>(text: &str, yes: T, no: T) -> Result<T, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Ok(yes),
        "no" | "false" | "off" | "0" => Ok(no),
        _ => Err(Wrong::new(format!("{text:?} is neither yes nor no"), "Write yes or no")),
    }
}

/// An address and a port to listen on.
pub(super) fn listen(text: &str) -> Result<SocketAddr, Wrong> {
    text.parse().map_err(|_| {
        Wrong::new(
            format!("{text:?} is not an address with a port"),
            "Write it as 127.0.0.1:8087 or [::1]:8087",
        )
    })
}

/// Telegram user ids with commas between.
pub(super) fn people(text: &str) -> Result<BTreeSet<TelegramUser>, Wrong> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(person).collect()
}

fn person(text: &str) -> Result<TelegramUser, Wrong> {
    match text.parse() {
        Ok(id) if id > 0 => Ok(TelegramUser(id)),
        _ => Err(Wrong::new(
            format!("{text:?} is not a Telegram user id"),
            "Give numbers with commas between, such as 123456789, 987654321",
        )),
    }
}

/// Chat ids of groups with commas between.
pub(super) fn groups(text: &str) -> Result<BTreeSet<ChatId>, Wrong> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(group).collect()
}

fn group(text: &str) -> Result<ChatId, Wrong> {
    match text.parse() {
        Ok(id) if id < 0 => Ok(ChatId(id)),
        _ => Err(Wrong::new(
            format!("{text:?} is not the chat id of a group"),
            "Give negative numbers with commas between, such as -1001234567890; the bot says a group's number when it leaves",
        )),
    }
}

fn not_a_url(error: &impl std::fmt::Display) -> Wrong {
    Wrong::new(format!("not a URL: {error}"), "Give the full address, beginning with https://")
}

/// Whether an address stays on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
