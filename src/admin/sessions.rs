//! `deskgram sessions`: who is signed in as whom, and the end of a sign-in. A deskgram that serves notices it at the next
//! press.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::table::{TextTable, format_time};
use crate::accounts::farewell;
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::SessionsArgs as Wish;
use crate::domain::audit::{AuditAction, AuditEntry};
use crate::domain::ids::TelegramUser;
use crate::store::{Store, StoredSession};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    #[error("{0} is not signed in")]
    Nobody(TelegramUser),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// A sign-in for programs.
#[derive(Serialize)]
struct SessionRecord<'a> {
    telegram: i64,
    login: &'a str,
    name: &'a str,
    since: String,
}

/// The answer as it is printed.
pub async fn manage_sessions(config: Config, wish: &Wish) -> Result<String, SessionsError> {
    let zone = config.helpdesk.time_zone.clone();
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    if let Some(who) = wish.revoke {
        return revoke_session(&store, TelegramUser(who)).await;
    }
    let (sessions, closed) = store.read(|db| db.all_sessions()).await?;
    if wish.json {
        return Ok(format_json(&sessions));
    }
    let mut text = format_lines(&sessions, &zone);
    if closed > 0 {
        text += &format!("{closed} more don't open with this secret key or for this helpdesk\n");
    }
    Ok(text)
}

async fn revoke_session(store: &Store, who: TelegramUser) -> Result<String, SessionsError> {
    let now = Clock::System.now();
    let ended = store.write(move |db| {
        let session = db.all_sessions()?.0.into_iter().find(|session| session.telegram == who);
        let account = session.map(|session| session.account);
        let login = account.as_ref().map(|account| account.login.clone());
        let entry =
            AuditEntry { login: login.clone(), ..AuditEntry::of_administrator(now, AuditAction::SignOut) };
        if !farewell::end_session(db, who, account.as_ref(), now)? {
            return Ok(None);
        }
        db.add_audit_entry(&entry)?;
        Ok(Some(login))
    });
    let login = ended.await?.ok_or(SessionsError::Nobody(who))?;
    let name = login.map(|login| format!(" ({login})")).unwrap_or_default();
    Ok(format!("{who}{name} is signed out. Groups that they have subscribed rest from now on.\n"))
}

fn format_json(sessions: &[StoredSession]) -> String {
    let record = |session: &StoredSession| {
        let StoredSession { telegram, account, since, .. } = session;
        serde_json::json!(SessionRecord {
            telegram: telegram.0,
            login: &account.login,
            name: account.display_name(),
            since: since.to_string(),
        })
    };
    super::table::format_records(sessions.iter().map(record))
}

fn format_lines(sessions: &[StoredSession], zone: &TimeZone) -> String {
    let mut table = TextTable::new(["TELEGRAM", "LOGIN", "NAME", "SINCE"]);
    for StoredSession { telegram, account, since, .. } in sessions {
        table.add_row([
            telegram.to_string(),
            account.login.clone(),
            account.display_name().to_owned(),
            format_time(*since, zone),
        ]);
    }
    table.render_table("nobody is signed in")
}
