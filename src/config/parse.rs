//! What the texts of the settings mean. Each function takes one text and gives its value or what is wrong with it.
//! The words for what is wrong never repeat a text that could hold a secret; a URL always could.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::SecretString;

use super::error::InvalidValue;
use super::key::SecretKey;
use super::sources::MARK;
use crate::domain::access_policy::AttachmentPolicy;
use crate::domain::ids::{ChatId, TelegramUser};
use crate::domain::nearest::nearest_name;
use crate::domain::poll_schedule::LoadLimit;
use crate::domain::ticket_link::{HASH_MARK, TicketLink};
use crate::tls::parse_certificates;

const MIN_INTERVAL: SignedDuration = SignedDuration::from_secs(1);
const MAX_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

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

/// Whether deskgram keeps the bot's own settings at Telegram in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BotManagement {
    #[default]
    Managed,
    /// They are as somebody has set them at @BotFather.
    LeftAlone,
}

/// How updates come from Telegram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdateMode {
    /// deskgram asks for them.
    #[default]
    Polling,
    /// Telegram brings them.
    Webhook,
}

/// A bot's token: a number, a colon, letters.
pub(super) fn parse_token(text: &str) -> Result<SecretString, InvalidValue> {
    let good = text.split_once(':').is_some_and(|(id, secret)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        digits(id) && !secret.is_empty() && secret.bytes().all(letters)
    });
    if !good {
        return Err(InvalidValue::new(
            "not a bot's token",
            "Copy the whole of it from @BotFather: number, colon, letters",
        ));
    }
    Ok(text.into())
}

/// The address of a server, over http or https.
pub(super) fn parse_url(text: &str) -> Result<Url, InvalidValue> {
    let url = Url::parse(text).map_err(|error| not_a_url(&error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(InvalidValue::new("neither an http nor an https address", "Begin it with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(InvalidValue::new("holds a login", "Take away what stands before the @"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(InvalidValue::new("holds a query", "Take away everything from ? or # on"));
    }
    Ok(url)
}

/// An address whose way is encrypted, or does not leave the machine.
pub(super) fn parse_secure_url(text: &str) -> Result<Url, InvalidValue> {
    let url = parse_url(text)?;
    if url.scheme() != "https" && !is_loopback(&url) {
        return Err(InvalidValue::new("not an https address", "Begin it with https://"));
    }
    Ok(url)
}

/// The address of the helpdesk's `api.php`.
pub(super) fn parse_api_url(text: &str, unencrypted: Unencrypted) -> Result<Url, InvalidValue> {
    let url = parse_url(text)?;
    if url.path() == "/" {
        return Err(InvalidValue::new(
            "not the address of api.php",
            "Give the full URL, such as https://help.example.com/api.php",
        ));
    }
    if url.scheme() != "https" && unencrypted == Unencrypted::Refused && !is_loopback(&url) {
        return Err(InvalidValue::new(
            "passwords would travel over it unencrypted",
            "Use https, or set HELPDESK_ALLOW_HTTP=yes if the way there is trusted",
        ));
    }
    Ok(url)
}

/// The page of a ticket: an address with the place of its hash marked, or none.
pub(super) fn parse_ticket_link(text: &str) -> Result<TicketLink, InvalidValue> {
    let fix = "Write the address of a ticket's page with {hash} in it, such as https://help.example.com/ticket?{hash}, \
               or off";
    if text == "off" {
        return Ok(TicketLink::OFF);
    }
    let wrong = |what: &'static str| InvalidValue::new(what, fix);
    if !text.contains(HASH_MARK) {
        return Err(wrong("without the ticket's {hash}"));
    }
    match Url::parse(&text.replace(HASH_MARK, "0")) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => {
            Err(wrong("neither an http nor an https address"))
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => Err(wrong("holds a login")),
        Ok(_) => Ok(TicketLink::from_template(text)),
        Err(error) => Err(not_a_url(&error)),
    }
}

/// The page of a ticket in a helpdesk whose pages lie where they lie by default: beside its `api.php`.
pub(super) fn link_beside(api: &Url) -> TicketLink {
    match api.join("ticket") {
        Ok(page) => TicketLink::from_template(format!("{page}?{HASH_MARK}")),
        Err(_) => TicketLink::OFF,
    }
}

/// The address of a proxy.
pub(super) fn parse_proxy(text: &str) -> Result<SecretString, InvalidValue> {
    let fix = "Write it as socks5://HOST:PORT, http://HOST:PORT or https://HOST:PORT";
    let url = Url::parse(text).map_err(|error| InvalidValue::new(format!("not a URL: {error}"), fix))?;
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") || !url.has_host() {
        return Err(InvalidValue::new("not a proxy's address", fix));
    }
    Ok(text.into())
}

/// A time zone by its IANA name.
pub(super) fn parse_zone(text: &str) -> Result<TimeZone, InvalidValue> {
    TimeZone::get(text).map_err(|_| {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
        let example = nearest_name(text, names.iter().map(String::as_str)).unwrap_or("Europe/Kiev");
        InvalidValue::new(
            format!("no time zone is called {text:?}"),
            format!("Give an IANA name, such as {example}"),
        )
    })
}

/// The certificates in a PEM file.
pub(super) fn read_certificates(path: &Path) -> Result<Vec<u8>, InvalidValue> {
    let path_shown = path.display();
    let pem = std::fs::read(path).map_err(|error| {
        InvalidValue::new(
            format!("{path_shown} can't be read: {error}"),
            "Check its name and who may read it",
        )
    })?;
    let pem = pem.strip_prefix(MARK.encode_utf8(&mut [0; 4]).as_bytes()).unwrap_or(&pem);
    match parse_certificates(pem) {
        Ok(_) => Ok(pem.to_owned()),
        Err(error) => Err(InvalidValue::new(
            format!("{path_shown}: {error}"),
            "Give the certificates as PEM; of a DER file `openssl x509 -inform der` makes one",
        )),
    }
}

/// A login of the helpdesk; anything goes.
pub(super) fn parse_login(text: &str) -> Result<String, InvalidValue> {
    Ok(text.to_owned())
}

/// A password of the helpdesk; anything goes.
pub(super) fn parse_password(text: &str) -> Result<SecretString, InvalidValue> {
    Ok(text.into())
}

/// The sealing key.
pub(super) fn parse_secret_key(text: &str) -> Result<SecretKey, InvalidValue> {
    SecretKey::parse_key(text).ok_or_else(|| {
        InvalidValue::new(
            "not 32 bytes as hex or base64",
            "Make one with `openssl rand -hex 32`, or leave it out: deskgram makes its own",
        )
    })
}

/// A stretch of time: a number of seconds, or a time with its unit.
pub(super) fn parse_duration(text: &str) -> Result<Duration, InvalidValue> {
    let fix = "Write a time from 1s to 1h, such as 20s or 1m";
    let seconds = text.parse().ok().map(SignedDuration::from_secs);
    let Some(time) = seconds.or_else(|| text.parse().ok()) else {
        return Err(InvalidValue::new(format!("{text:?} is not a time"), fix));
    };
    if time < MIN_INTERVAL {
        return Err(InvalidValue::new(format!("{text} is too short"), fix));
    }
    if time > MAX_INTERVAL {
        return Err(InvalidValue::new(format!("{text} is too long"), fix));
    }
    Ok(time.unsigned_abs())
}

/// A share of a time: percent.
pub(super) fn parse_load_limit(text: &str) -> Result<LoadLimit, InvalidValue> {
    let percent = text.strip_suffix('%').unwrap_or(text).trim();
    percent.parse().ok().and_then(LoadLimit::from_percent).ok_or_else(|| {
        InvalidValue::new(
            format!("{text:?} is not a share"),
            "Write a whole number of percent from 1 to 100, such as 10%",
        )
    })
}

/// Whether plain http is meant.
pub(super) fn parse_unencrypted(text: &str) -> Result<Unencrypted, InvalidValue> {
    parse_choice(text, Unencrypted::Allowed, Unencrypted::Refused)
}

/// Whether people may sign in by chat.
pub(super) fn parse_chat_login(text: &str) -> Result<ChatLogin, InvalidValue> {
    parse_choice(text, ChatLogin::Allowed, ChatLogin::Off)
}

/// Whether the bot's settings are deskgram's to set.
pub(super) fn parse_bot_management(text: &str) -> Result<BotManagement, InvalidValue> {
    parse_choice(text, BotManagement::Managed, BotManagement::LeftAlone)
}

/// How updates come.
pub(super) fn parse_update_mode(text: &str) -> Result<UpdateMode, InvalidValue> {
    match text.to_ascii_lowercase().as_str() {
        "polling" => Ok(UpdateMode::Polling),
        "webhook" => Ok(UpdateMode::Webhook),
        _ => Err(InvalidValue::new(format!("{text:?} is no way for updates"), "Write polling or webhook")),
    }
}

/// What becomes of files, and for how long.
pub(super) fn parse_attachments(text: &str) -> Result<AttachmentPolicy, InvalidValue> {
    let days = match text.to_ascii_lowercase().as_str() {
        "off" | "no" => return Ok(AttachmentPolicy::Noted),
        "on" | "yes" => Some(30),
        text => text.strip_suffix('d').and_then(|days| days.parse().ok()),
    };
    match days {
        Some(days @ 1..=365) => Ok(AttachmentPolicy::Linked(SignedDuration::from_hours(24 * days))),
        _ => Err(InvalidValue::new(
            format!("{text:?} does not say how long links to files are good"),
            "Write off, on, or a number of days from 1d to 365d",
        )),
    }
}

fn parse_choice<T>(text: &str, yes: T, no: T) -> Result<T, InvalidValue> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Ok(yes),
        "no" | "false" | "off" | "0" => Ok(no),
        _ => Err(InvalidValue::new(format!("{text:?} is neither yes nor no"), "Write yes or no")),
    }
}

/// An address and a port to listen on.
pub(super) fn parse_listen(text: &str) -> Result<SocketAddr, InvalidValue> {
    text.parse().map_err(|_| {
        InvalidValue::new(
            format!("{text:?} is not an address with a port"),
            "Write it as 127.0.0.1:8087 or [::1]:8087",
        )
    })
}

/// Telegram user ids with commas between.
pub(super) fn parse_people(text: &str) -> Result<BTreeSet<TelegramUser>, InvalidValue> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(parse_person).collect()
}

fn parse_person(text: &str) -> Result<TelegramUser, InvalidValue> {
    match text.parse() {
        Ok(id) if id > 0 => Ok(TelegramUser(id)),
        _ => Err(InvalidValue::new(
            format!("{text:?} is not a Telegram user id"),
            "Give numbers with commas between, such as 123456789, 987654321",
        )),
    }
}

/// Chat ids of groups with commas between.
pub(super) fn parse_groups(text: &str) -> Result<BTreeSet<ChatId>, InvalidValue> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(parse_group).collect()
}

fn parse_group(text: &str) -> Result<ChatId, InvalidValue> {
    match text.parse() {
        Ok(id) if id < 0 => Ok(ChatId(id)),
        _ => Err(InvalidValue::new(
            format!("{text:?} is not the chat id of a group"),
            "Give negative numbers with commas between, such as -1001234567890; the bot says a group's number when it leaves",
        )),
    }
}

fn not_a_url(error: &impl std::fmt::Display) -> InvalidValue {
    InvalidValue::new(format!("not a URL: {error}"), "Give the full address, beginning with https://")
}

/// Whether an address stays on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TicketHash;

    #[test]
    fn a_tickets_page_lies_beside_the_api_unless_it_is_said_to_lie_elsewhere() {
        let page = |link: TicketLink| link.url_for(&TicketHash("0ab9".into()));
        let api = Url::parse("https://help.example.com/desk/api.php").unwrap();
        assert_eq!(page(link_beside(&api)).as_deref(), Some("https://help.example.com/desk/ticket?0ab9"));
        let own = parse_ticket_link("https://desk.example.com/#/t/{hash}").unwrap();
        assert_eq!(page(own).as_deref(), Some("https://desk.example.com/#/t/0ab9"));
        assert_eq!(parse_ticket_link("off").unwrap(), TicketLink::OFF);
        for wrong in
            ["on", "https://help.example.com/ticket", "ftp://a/{hash}", "https://me:pw@a/{hash}", "{hash}"]
        {
            let error = parse_ticket_link(wrong).unwrap_err().what;
            assert!(!error.contains("pw"), "{error}");
        }
    }
}
