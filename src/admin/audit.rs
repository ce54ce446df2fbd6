//! `deskgram audit`: who did what, on which ticket, where, and what came of it. The newest come last, as in a log.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::table::TextTable;
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::AuditArgs;
use crate::domain::audit::AuditEntry;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::login_throttle;
use crate::store::AuditQuery;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error("{0:?} is not a time; write 7d, 12h, 2026-11-24 or 2026-11-24T10:00")]
    Since(String),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// An entry for programs.
#[derive(Serialize)]
struct AuditRecord<'a> {
    at: String,
    telegram: Option<i64>,
    login: Option<&'a str>,
    what: &'static str,
    ticket: Option<i64>,
    result: &'static str,
    place: &'static str,
    chat: Option<i64>,
}

/// The answer as it is printed.
pub async fn export_audit(config: Config, wish: &AuditArgs) -> Result<String, AuditError> {
    let zone = config.helpdesk.time_zone.clone();
    let since =
        wish.since.as_deref().map(|text| parse_since(text, &zone, Clock::System.now())).transpose()?;
    let mut wanted = AuditQuery { since, ticket: wish.ticket.map(TicketId), ..AuditQuery::default() };
    match wish.user.as_deref().map(|user| (user, user.parse())) {
        Some((_, Ok(number))) => wanted.who = Some(TelegramUser(number)),
        Some((login, Err(_))) => wanted.login = Some(login_throttle::normalize_login(login)),
        None => {}
    }
    let limit = i64::from(wish.last);
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    let mut entries = store.read(move |db| db.audit_entries(&wanted, 0, limit)).await?;
    entries.reverse();
    Ok(if wish.json { format_json(&entries) } else { format_lines(&entries, &zone) })
}

/// A moment: so long ago, or a date, or a date with a time, on the helpdesk's clock.
fn parse_since(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, AuditError> {
    let wrong = || AuditError::Since(text.to_owned());
    if let Ok(span) = text.parse::<jiff::Span>() {
        let ago = now.to_zoned_datetime(zone.clone()).checked_sub(span.abs()).map_err(|_| wrong())?;
        return Ok(ago.timestamp());
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let local: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
    Ok(local.to_zoned_datetime(zone.clone()).map_err(|_| wrong())?.timestamp())
}

fn format_json(entries: &[AuditEntry]) -> String {
    let records: Vec<_> = entries
        .iter()
        .map(|entry| AuditRecord {
            at: entry.at.to_string(),
            telegram: entry.who.map(|who| who.0),
            login: entry.login.as_deref(),
            what: entry.action.name(),
            ticket: entry.ticket.map(|ticket| ticket.0),
            result: entry.outcome.name(),
            place: entry.place.name(),
            chat: entry.place.chat_id().map(|chat| chat.0),
        })
        .collect();
    // Plain numbers and texts: there is nothing in them that JSON could not say.
    serde_json::to_string_pretty(&records).unwrap_or_default()
}

fn format_lines(entries: &[AuditEntry], zone: &TimeZone) -> String {
    let mut table = TextTable::new(["TIME", "WHO", "WHAT", "TICKET", "RESULT", "PLACE"]);
    for entry in entries {
        let at = entry.at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let who = match (&entry.login, entry.who) {
            (Some(login), Some(who)) => format!("{login} ({who})"),
            (None, Some(who)) => who.to_string(),
            (_, None) => "administrator".to_owned(),
        };
        let ticket = entry.ticket.map(|ticket| format!("#{ticket}")).unwrap_or_default();
        let chat = entry.place.chat_id().map(|chat| format!(" {chat}")).unwrap_or_default();
        let place = format!("{}{chat}", entry.place.name());
        table.add_row([at, who, entry.action.name().into(), ticket, entry.outcome.name().into(), place]);
    }
    table.render_table("nothing was done")
}
