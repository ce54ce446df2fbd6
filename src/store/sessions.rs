//! Who in Telegram is who in the helpdesk. The API key and the account are sealed on disk.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::resealing::seal_records;
use super::sql::{Row, StoreError, sql_values};
use super::{Db, Result, Topic};
use crate::domain::account::Account;
use crate::domain::ids::TelegramUser;

/// A live sign-in.
#[derive(Clone, Debug)]
pub struct StoredSession {
    pub telegram: TelegramUser,
    pub key: SecretString,
    pub account: Account,
    pub since: Timestamp,
}

/// What is sealed of a session.
#[derive(Serialize, Deserialize)]
struct SealedSession {
    key: String,
    account: Account,
}

impl Db<'_> {
    /// Stores a sign-in in place of an earlier one.
    pub fn put_session(&mut self, session: &StoredSession) -> Result<()> {
        let sealed =
            SealedSession { key: session.key.expose_secret().to_owned(), account: session.account.clone() };
        let plain = super::sql::plain_json(&sealed)?;
        let sealed = self.seal.seal_bytes(&seal_owner(session.telegram), plain.as_bytes());
        self.sql.execute(
            "INSERT INTO sessions (telegram, sealed, since) VALUES ($1, $2, $3)
             ON CONFLICT (telegram) DO UPDATE SET sealed = excluded.sealed, since = excluded.since",
            sql_values![session.telegram.0, &sealed[..], session.since.as_millisecond()],
        )?;
        self.pending.add_topic(Topic::Lists);
        self.sessions_changed()
    }

    /// Forgets what was read with a person's key.
    pub fn drop_list_snapshots_of(&mut self, telegram: TelegramUser) -> Result<()> {
        self.sql.execute("DELETE FROM list_snapshots WHERE telegram = $1", sql_values![telegram.0])?;
        self.sql.execute("DELETE FROM rights WHERE telegram = $1", sql_values![telegram.0])?;
        Ok(())
    }

    /// Forgets a sign-in, with all that was known through it alone; `false` when there was none.
    pub fn drop_session(&mut self, telegram: TelegramUser) -> Result<bool> {
        let there =
            self.sql.execute("DELETE FROM sessions WHERE telegram = $1", sql_values![telegram.0])? > 0;
        self.drop_list_snapshots_of(telegram)?;
        self.drop_calendar_number(telegram)?;
        self.sql.execute("DELETE FROM dialogues WHERE telegram = $1", sql_values![telegram.0])?;
        self.sql.execute("DELETE FROM watchers WHERE telegram = $1", sql_values![telegram.0])?;
        self.sql.execute("DELETE FROM snoozes WHERE telegram = $1", sql_values![telegram.0])?;
        if there {
            self.sessions_changed()?;
        }
        Ok(there)
    }

    /// Seals with the present key every sign-in that opens, and what is secret in all other records.
    pub fn reseal_all(&mut self) -> Result<ResealCounts> {
        seal_records(self.sql, self.seal)?;
        let rows = self.sql.query_rows("SELECT telegram, sealed FROM sessions", &[])?;
        let mut resealed = ResealCounts::default();
        for row in &rows {
            let owner = seal_owner(TelegramUser(row.get(0)?));
            let Ok(plain) = self.seal.open_sealed(&owner, &row.get::<Vec<u8>>(1)?) else {
                resealed.closed += 1;
                continue;
            };
            let sealed = self.seal.seal_bytes(&owner, &plain);
            self.sql.execute(
                "UPDATE sessions SET sealed = $1 WHERE telegram = $2",
                sql_values![&sealed[..], row.get::<i64>(0)?],
            )?;
            resealed.sealed += 1;
        }
        Ok(resealed)
    }

    /// Whoever keeps sessions in memory is to look at them again.
    fn sessions_changed(&mut self) -> Result<()> {
        self.pending.add_topic(Topic::Sessions);
        self.pending.add_topic(Topic::Menus);
        self.sql.execute(
            "INSERT INTO revisions (what, count) VALUES ('sessions', 1)
             ON CONFLICT (what) DO UPDATE SET count = revisions.count + 1",
            &[],
        )?;
        Ok(())
    }

    /// How often somebody has signed in or out.
    pub fn session_changes(&mut self) -> Result<i64> {
        let rows = self.sql.query_rows("SELECT count FROM revisions WHERE what = 'sessions'", &[])?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// Since when somebody is signed in, whatever key opens it.
    pub fn signed_in_since(&mut self, who: TelegramUser) -> Result<Option<Timestamp>> {
        let rows =
            self.sql.query_rows("SELECT since FROM sessions WHERE telegram = $1", sql_values![who.0])?;
        rows.first().map(|row| super::timestamp_from(row.get(0)?)).transpose()
    }

    /// All sign-ins that open with the present key. Those that don't are left out and counted.
    pub fn all_sessions(&mut self) -> Result<(Vec<StoredSession>, usize)> {
        let rows =
            self.sql.query_rows("SELECT telegram, sealed, since FROM sessions ORDER BY telegram", &[])?;
        let opened: Vec<_> = rows.iter().map(|row| self.open_session(row)).collect::<Result<_>>()?;
        let sessions: Vec<_> = opened.into_iter().flatten().collect();
        let closed = rows.len() - sessions.len();
        Ok((sessions, closed))
    }

    fn open_session(&self, row: &Row) -> Result<Option<StoredSession>> {
        let telegram = TelegramUser(row.get(0)?);
        let Ok(plain) = self.seal.open_sealed(&seal_owner(telegram), &row.get::<Vec<u8>>(1)?) else {
            return Ok(None);
        };
        let SealedSession { key, account } = serde_json::from_slice(&plain)
            .map_err(|_| StoreError::Unreadable("a session of another format".into()))?;
        Ok(Some(StoredSession {
            telegram,
            key: key.into(),
            account,
            since: super::timestamp_from(row.get(2)?)?,
        }))
    }
}

/// What became of the sealed sessions when the key was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResealCounts {
    pub sealed: usize,
    /// They open with no key that is known, and stay as they are.
    pub closed: usize,
}

fn seal_owner(telegram: TelegramUser) -> String {
    format!("sessions/{telegram}")
}
