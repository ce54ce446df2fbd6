//! The audit trail: only ever appended, read by filters, forgotten when it is old.

use jiff::Timestamp;

use super::guesses::unknown_login;
use super::sql::{Row, StoreError, values};
use super::{Db, Result};
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::domain::ids::{ChatId, TelegramUser, TicketId};

/// Which entries are asked for; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub since: Option<Timestamp>,
    pub who: Option<TelegramUser>,
    pub login: Option<String>,
    pub ticket: Option<TicketId>,
}

impl Db<'_> {
    pub fn audit(&mut self, entry: &Entry) -> Result<()> {
        self.sql.run(
            "INSERT INTO audit (at, telegram, login, deed, ticket, outcome, place, chat)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                entry.at.as_millisecond(),
                entry.who.map(|who| who.0),
                entry.login.as_deref(),
                entry.deed.name(),
                entry.ticket.map(|ticket| ticket.0),
                entry.outcome.name(),
                entry.place.name(),
                entry.place.chat().map(|chat| chat.0),
            ],
        )?;
        Ok(())
    }

    /// The newest entries of those that are wanted, newest first, without the first `skip`.
    pub fn audited(&mut self, wanted: &Wanted, skip: i64, limit: i64) -> Result<Vec<Entry>> {
        let unknown =
            wanted.login.as_deref().map(|login| unknown_login(self.seal, login)).unwrap_or_default();
        // Nobody and nothing has the number 0, and no login is empty.
        let rows = self.sql.rows(
            "SELECT at, telegram, login, deed, ticket, outcome, place, chat FROM audit
             WHERE at >= $1 AND (telegram = $2 OR 0 = $2) AND (login = $3 OR login = $4 OR '' = $3)
                 AND (ticket = $5 OR 0 = $5)
             ORDER BY id DESC LIMIT $6 OFFSET $7",
            values![
                wanted.since.map_or(0, Timestamp::as_millisecond),
                wanted.who.map_or(0, |who| who.0),
                wanted.login.as_deref().unwrap_or_default(),
                unknown,
                wanted.ticket.map_or(0, |ticket| ticket.0),
                limit,
                skip,
            ],
        )?;
        rows.iter().map(entry).collect()
    }

    /// Whether this person's newest entry is a sign-in that was not tried, and not older than this.
    pub fn is_waiting_to_sign_in(&mut self, who: TelegramUser, since: Timestamp) -> Result<bool> {
        let rows = self.sql.rows(
            "SELECT outcome, at FROM audit WHERE telegram = $1 ORDER BY id DESC LIMIT 1",
            values![who.0],
        )?;
        let Some(row) = rows.first() else { return Ok(false) };
        let limited = row.get::<String>(0)? == Outcome::Limited.name();
        Ok(limited && row.get::<i64>(1)? >= since.as_millisecond())
    }

    /// When anybody has last done anything. To try to sign in is nothing: strangers do.
    pub fn last_audited(&mut self) -> Result<Option<Timestamp>> {
        let rows = self.sql.rows(
            "SELECT at FROM audit WHERE deed <> 'sign-in' OR outcome = 'done' ORDER BY id DESC LIMIT 1",
            &[],
        )?;
        rows.first().map(|row| super::time(row.get(0)?)).transpose()
    }

    /// Forgets what is older than this.
    pub fn audit_forget(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.run("DELETE FROM audit WHERE at < $1", values![before.as_millisecond()])
    }
}

fn entry(row: &Row) -> Result<Entry> {
    let strange = || StoreError::Unreadable("an audit entry of a newer deskgram".into());
    let chat = row.get::<Option<i64>>(7)?.map(ChatId);
    Ok(Entry {
        at: super::time(row.get(0)?)?,
        who: row.get::<Option<i64>>(1)?.map(TelegramUser),
        login: row.get(2)?,
        deed: Deed::read(&row.get::<String>(3)?).ok_or_else(strange)?,
        ticket: row.get::<Option<i64>>(4)?.map(TicketId),
        outcome: Outcome::read(&row.get::<String>(5)?).ok_or_else(strange)?,
        place: Place::read(&row.get::<String>(6)?, chat).ok_or_else(strange)?,
    })
}
