//! Who in Telegram is who in the helpdesk. The API key and the account are sealed on disk.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::resealing::seal_records;
use super::sql::{Row, StoreError, values};
use super::{Bell, Db, Result};
use crate::domain::account::Account;
use crate::domain::ids::TelegramUser;

/// A live sign-in.
#[derive(Clone, Debug)]
pub struct Session {
    pub telegram: TelegramUser,
    pub key: SecretString,
    pub account: Account,
    pub since: Timestamp,
}

/// What is sealed of a session.
#[derive(Serialize, Deserialize)]
struct Sealed {
    key: String,
    account: Account,
}

impl Db<'_> {
    /// Stores a sign-in in place of an earlier one.
    pub fn put_session(&mut self, session: &Session) -> Result<()> {
        let sealed = Sealed { key: session.key.expose_secret().to_owned(), account: session.account.clone() };
        let plain = super::sql::plain_json(&sealed)?;
        let sealed = self.seal.close(&owner(session.telegram), plain.as_bytes());
        self.sql.run(
            "INSERT INTO sessions (telegram, sealed, since) VALUES ($1, $2, $3)
             ON CONFLICT (telegram) DO UPDATE SET sealed = excluded.sealed, since = excluded.since",
            values![session.telegram.0, &sealed[..], session.since.as_millisecond()],
        )?;
        self.pulled.pull(Bell::Lists);
        self.sessions_changed()
    }

    /// Forgets what was read with a person's key.
    pub fn drop_sight(&mut self, telegram: TelegramUser) -> Result<()> {
        self.sql.run("DELETE FROM views WHERE telegram = $1", values![telegram.0])?;
        self.sql.run("DELETE FROM rights WHERE telegram = $1", values![telegram.0])?;
        Ok(())
    }

    /// Forgets a sign-in, with all that was known through it alone; `false` when there was none.
    pub fn drop_session(&mut self, telegram: TelegramUser) -> Result<bool> {
        let there = self.sql.run("DELETE FROM sessions WHERE telegram = $1", values![telegram.0])? > 0;
        self.drop_sight(telegram)?;
        self.sql.run("DELETE FROM dialogues WHERE telegram = $1", values![telegram.0])?;
        self.sql.run("DELETE FROM watches WHERE telegram = $1", values![telegram.0])?;
        if there {
            self.sessions_changed()?;
        }
        Ok(there)
    }

    /// Seals with the present key every sign-in that opens, and what is secret in all other records.
    pub fn reseal(&mut self) -> Result<Resealed> {
        seal_records(self.sql, self.seal)?;
        let rows = self.sql.rows("SELECT telegram, sealed FROM sessions", &[])?;
        let mut resealed = Resealed::default();
        for row in &rows {
            let owner = owner(TelegramUser(row.get(0)?));
            let Ok(plain) = self.seal.open(&owner, &row.get::<Vec<u8>>(1)?) else {
                resealed.closed += 1;
                continue;
            };
            let sealed = self.seal.close(&owner, &plain);
            self.sql.run(
                "UPDATE sessions SET sealed = $1 WHERE telegram = $2",
                values![&sealed[..], row.get::<i64>(0)?],
            )?;
            resealed.sealed += 1;
        }
        Ok(resealed)
    }

    /// Whoever keeps sessions in memory is to look at them again.
    fn sessions_changed(&mut self) -> Result<()> {
        self.pulled.pull(Bell::Sessions);
        self.sql.run(
            "INSERT INTO changes (what, count) VALUES ('sessions', 1)
             ON CONFLICT (what) DO UPDATE SET count = changes.count + 1",
            &[],
        )?;
        Ok(())
    }

    /// How often somebody has signed in or out.
    pub fn session_changes(&mut self) -> Result<i64> {
        let rows = self.sql.rows("SELECT count FROM changes WHERE what = 'sessions'", &[])?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// Since when somebody is signed in, whatever key opens it.
    pub fn signed_in_since(&mut self, who: TelegramUser) -> Result<Option<Timestamp>> {
        let rows = self.sql.rows("SELECT since FROM sessions WHERE telegram = $1", values![who.0])?;
        rows.first().map(|row| super::time(row.get(0)?)).transpose()
    }

    /// All sign-ins that open with the present key. Those that don't are left out and counted.
    pub fn sessions(&mut self) -> Result<(Vec<Session>, usize)> {
        let rows = self.sql.rows("SELECT telegram, sealed, since FROM sessions ORDER BY telegram", &[])?;
        let opened: Vec<_> = rows.iter().map(|row| self.opened(row)).collect::<Result<_>>()?;
        let sessions: Vec<_> = opened.into_iter().flatten().collect();
        let closed = rows.len() - sessions.len();
        Ok((sessions, closed))
    }

    fn opened(&self, row: &Row) -> Result<Option<Session>> {
        let telegram = TelegramUser(row.get(0)?);
        let Ok(plain) = self.seal.open(&owner(telegram), &row.get::<Vec<u8>>(1)?) else { return Ok(None) };
        let Sealed { key, account } = serde_json::from_slice(&plain)
            .map_err(|_| StoreError::Unreadable("a session of another format".into()))?;
        Ok(Some(Session { telegram, key: key.into(), account, since: super::time(row.get(2)?)? }))
    }
}

/// What became of the sealed sessions when the key was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    pub sealed: usize,
    /// They open with no key that is known, and stay as they are.
    pub closed: usize,
}

fn owner(telegram: TelegramUser) -> String {
    format!("sessions/{telegram}")
}
