//! One-time links to sign in on a page: one at a time for a person, used up when it is taken, sealed on disk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sql::{StoreError, sql_values};
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

/// A link that leads one person to the page.
#[derive(Clone, Debug, PartialEq)]
pub struct SignInLink {
    pub who: TelegramUser,
    pub asked: LinkRequest,
    pub until: Timestamp,
}

/// Who asked for the link, for the page to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// What the link's owner has to know beside the lookup.
    pub secret: String,
    /// Their name in Telegram.
    pub name: String,
    /// ISO code of the language in which they read.
    pub lang: String,
    /// Why the last try on the page came to nothing.
    #[serde(default)]
    pub failed: Option<FailedSignIn>,
}

/// A try on the page that came to nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedSignIn {
    /// As it was typed: it need not be typed again.
    pub login: String,
    pub why: SignInTrouble,
}

/// Why a try came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInTrouble {
    Refused,
    /// Too many were made; the next may be then.
    Limited(Timestamp),
    HelpdeskDown,
}

impl Db<'_> {
    /// Stores a link in place of any that the person had; forgets those that have run out.
    pub fn put_link(&mut self, lookup: &str, link: &SignInLink, now: Timestamp) -> Result<()> {
        let plain = super::sql::plain_json(&link.asked)?;
        let sealed = self.seal.seal_bytes(&seal_owner(link.who), plain.as_bytes());
        self.sql.execute(
            "DELETE FROM sign_in_links WHERE telegram = $1 OR until <= $2",
            sql_values![link.who.0, now.as_millisecond()],
        )?;
        self.sql.execute(
            "INSERT INTO sign_in_links (lookup, telegram, sealed, until) VALUES ($1, $2, $3, $4)",
            sql_values![lookup, link.who.0, &sealed[..], link.until.as_millisecond()],
        )?;
        Ok(())
    }

    /// The link under this lookup, while it is good. Whether its secret is known is for the caller to see.
    pub fn find_link(&mut self, lookup: &str, now: Timestamp) -> Result<Option<SignInLink>> {
        let rows = self.sql.query_rows(
            "SELECT telegram, sealed, until FROM sign_in_links WHERE lookup = $1 AND until > $2",
            sql_values![lookup, now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let who = TelegramUser(row.get(0)?);
        // Sealed with another key: as good as none.
        let Ok(plain) = self.seal.open_sealed(&seal_owner(who), &row.get::<Vec<u8>>(1)?) else {
            return Ok(None);
        };
        let asked = serde_json::from_slice(&plain)
            .map_err(|_| StoreError::Unreadable("a link of another format".into()))?;
        Ok(Some(SignInLink { who, asked, until: super::timestamp_from(row.get(2)?)? }))
    }

    /// Who has a link that is good.
    pub fn linked(&mut self, now: Timestamp) -> Result<Vec<TelegramUser>> {
        let rows = self.sql.query_rows(
            "SELECT telegram FROM sign_in_links WHERE until > $1",
            sql_values![now.as_millisecond()],
        )?;
        rows.iter().map(|row| row.get(0).map(TelegramUser)).collect()
    }

    /// Uses a link up; `false` when somebody else was first.
    pub fn drop_link(&mut self, lookup: &str) -> Result<bool> {
        Ok(self.sql.execute("DELETE FROM sign_in_links WHERE lookup = $1", sql_values![lookup])? > 0)
    }
}

fn seal_owner(who: TelegramUser) -> String {
    format!("links/{who}")
}
