//! Who in Telegram is who in the helpdesk. The API key and the account are sealed on disk.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::sql::{StoreError, values};
use super::{Db, Result};
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
        let plain = super::sql::json(&sealed)?;
        let sealed = self.seal.close(&owner(session.telegram), plain.as_bytes());
        self.sql.run(
            "INSERT INTO sessions (telegram, sealed, since) VALUES ($1, $2, $3)
             ON CONFLICT (telegram) DO UPDATE SET sealed = excluded.sealed, since = excluded.since",
            values![session.telegram.0, &sealed[..], session.since.as_millisecond()],
        )?;
        Ok(())
    }

    /// Forgets a sign-in, with all that was known through it alone.
    pub fn drop_session(&mut self, telegram: TelegramUser) -> Result<()> {
        self.sql.run("DELETE FROM sessions WHERE telegram = $1", values![telegram.0])?;
        self.sql.run("DELETE FROM views WHERE telegram = $1", values![telegram.0])?;
        self.sql.run("DELETE FROM rights WHERE telegram = $1", values![telegram.0])?;
        self.sql.run("DELETE FROM dialogues WHERE telegram = $1", values![telegram.0])?;
        self.sql.run("DELETE FROM watches WHERE telegram = $1", values![telegram.0])?;
        self.outbox_drop_kept(telegram.chat())?;
        Ok(())
    }

    /// Seals every sign-in that opens with the present key.
    pub fn reseal(&mut self) -> Result<Resealed> {
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

    /// Forgets a sign-in behind the back of the program that serves; `false` when there is none.
    pub fn revoke_session(&mut self, telegram: TelegramUser) -> Result<bool> {
        let there = self.signed_in()?.contains(&telegram);
        self.drop_session(telegram)?;
        self.sql.run(
            "INSERT INTO changes (what, count) VALUES ('sessions', 1)
             ON CONFLICT (what) DO UPDATE SET count = changes.count + 1",
            &[],
        )?;
        Ok(there)
    }

    /// How often a sign-in was ended in that way.
    pub fn revocations(&mut self) -> Result<i64> {
        let rows = self.sql.rows("SELECT count FROM changes WHERE what = 'sessions'", &[])?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// Everybody who is signed in, whatever key opens it.
    pub fn signed_in(&mut self) -> Result<Vec<TelegramUser>> {
        let rows = self.sql.rows("SELECT telegram FROM sessions ORDER BY telegram", &[])?;
        rows.iter().map(|row| Ok(TelegramUser(row.get(0)?))).collect()
    }

    /// All sign-ins that open with the present key. Those that don't are left out and counted.
    pub fn sessions(&mut self) -> Result<(Vec<Session>, usize)> {
        let rows = self.sql.rows("SELECT telegram, sealed, since FROM sessions ORDER BY telegram", &[])?;
        let mut sessions = Vec::with_capacity(rows.len());
        let mut closed = 0;
        for row in &rows {
            let telegram = TelegramUser(row.get(0)?);
            let sealed: Vec<u8> = row.get(1)?;
            let Ok(plain) = self.seal.open(&owner(telegram), &sealed) else {
                closed += 1;
                continue;
            };
            let Sealed { key, account } = serde_json::from_slice(&plain)
                .map_err(|_| StoreError::Unreadable("a session of another format".into()))?;
            let since = super::time(row.get(2)?)?;
            sessions.push(Session { telegram, key: key.into(), account, since });
        }
        Ok((sessions, closed))
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
