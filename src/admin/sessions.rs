//! `deskgram sessions`: who is signed in as whom, and the end of a sign-in. A deskgram that serves notices it at the next
//! press.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::table::{Table, moment};
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::Sessions as Wish;
use crate::domain::audit::{Deed, Entry};
use crate::domain::ids::TelegramUser;
use crate::service::farewell;
use crate::store::{Session, Store};

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
struct Record<'a> {
    telegram: i64,
    login: &'a str,
    name: &'a str,
    since: String,
}

/// The answer as it is printed.
pub async fn sessions(config: Config, wish: &Wish) -> Result<String, SessionsError> {
    let zone = config.helpdesk.time_zone.clone();
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    if let Some(who) = wish.revoke {
        return revoke(&store, TelegramUser(who)).await;
    }
    let (sessions, closed) = store.read(|db| db.sessions()).await?;
    if wish.json {
        return Ok(json(&sessions));
    }
    let mut text = lines(&sessions, &zone);
    if closed > 0 {
        text += &format!("{closed} more don't open with this secret key or for this helpdesk\n");
    }
    Ok(text)
}

async fn revoke(store: &Store, who: TelegramUser) -> Result<String, SessionsError> {
    let now = Clock::System.now();
    let ended = store.write(move |db| {
        let session = db.sessions()?.0.into_iter().find(|session| session.telegram == who);
        let account = session.map(|session| session.account);
        let login = account.as_ref().map(|account| account.login.clone());
        let entry = Entry { login: login.clone(), ..Entry::of_administrator(now, Deed::SignOut) };
        if !farewell::end_session(db, who, account.as_ref(), now)? {
            return Ok(None);
        }
        db.audit(&entry)?;
        Ok(Some(login))
    });
    let login = ended.await?.ok_or(SessionsError::Nobody(who))?;
    let name = login.map(|login| format!(" ({login})")).unwrap_or_default();
    Ok(format!("{who}{name} is signed out. Groups that they have subscribed rest from now on.\n"))
}

fn json(sessions: &[Session]) -> String {
    let record = |session: &Session| {
        let Session { telegram, account, since, .. } = session;
        serde_json::json!(Record {
            telegram: telegram.0,
            login: &account.login,
            name: account.name(),
            since: since.to_string(),
        })
    };
    super::table::json(sessions.iter().map(record))
}

fn lines(sessions: &[Session], zone: &TimeZone) -> String {
    let mut table = Table::new(["TELEGRAM", "LOGIN", "NAME", "SINCE"]);
    for Session { telegram, account, since, .. } in sessions {
        table.row([
            telegram.to_string(),
            account.login.clone(),
            account.name().to_owned(),
            moment(*since, zone),
        ]);
    }
    table.print()
}
