//! The audit trail: only ever appended, read by filters, forgotten when it is old.

use jiff::Timestamp;

use super::login_attempts::unknown_login;
use super::sql::{Row, StoreError, sql_values};
use super::{Db, Result};
use crate::domain::audit::{AuditAction, AuditEntry, AuditOutcome, AuditPlace};
use crate::domain::ids::{ChatId, TelegramUser, TicketId};

/// Which entries are asked for; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    pub since: Option<Timestamp>,
    pub who: Option<TelegramUser>,
    pub login: Option<String>,
    pub ticket: Option<TicketId>,
}

impl Db<'_> {
    pub fn add_audit_entry(&mut self, entry: &AuditEntry) -> Result<()> {
        self.sql.execute(
            "INSERT INTO audit (at, telegram, login, action, ticket, outcome, place, chat)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            sql_values![
                entry.at.as_millisecond(),
                entry.who.map(|who| who.0),
                entry.login.as_deref(),
                entry.action.name(),
                entry.ticket.map(|ticket| ticket.0),
                entry.outcome.name(),
                entry.place.name(),
                entry.place.chat_id().map(|chat| chat.0),
            ],
        )?;
        Ok(())
    }

    /// The newest entries of those that are wanted, newest first, without the first `skip`.
    pub fn audit_entries(&mut self, wanted: &AuditQuery, skip: i64, limit: i64) -> Result<Vec<AuditEntry>> {
        let unknown =
            wanted.login.as_deref().map(|login| unknown_login(self.seal, login)).unwrap_or_default();
        // Nobody and nothing has the number 0, and no login is empty.
        let rows = self.sql.query_rows(
            "SELECT at, telegram, login, action, ticket, outcome, place, chat FROM audit
             WHERE at >= $1 AND (telegram = $2 OR 0 = $2) AND (login = $3 OR login = $4 OR '' = $3)
                 AND (ticket = $5 OR 0 = $5)
             ORDER BY id DESC LIMIT $6 OFFSET $7",
            sql_values![
                wanted.since.map_or(0, Timestamp::as_millisecond),
                wanted.who.map_or(0, |who| who.0),
                wanted.login.as_deref().unwrap_or_default(),
                unknown,
                wanted.ticket.map_or(0, |ticket| ticket.0),
                limit,
                skip,
            ],
        )?;
        rows.iter().map(read_entry).collect()
    }

    /// Whether this person's newest entry is a sign-in that was not tried, and not older than this.
    pub fn is_waiting_to_sign_in(&mut self, who: TelegramUser, since: Timestamp) -> Result<bool> {
        let rows = self.sql.query_rows(
            "SELECT outcome, at FROM audit WHERE telegram = $1 ORDER BY id DESC LIMIT 1",
            sql_values![who.0],
        )?;
        let Some(row) = rows.first() else { return Ok(false) };
        let limited = row.get::<String>(0)? == AuditOutcome::Limited.name();
        Ok(limited && row.get::<i64>(1)? >= since.as_millisecond())
    }

    /// When anybody has last done anything. To try to sign in is nothing: strangers do.
    pub fn last_audit_time(&mut self) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows(
            "SELECT at FROM audit WHERE action <> 'sign-in' OR outcome = 'done' ORDER BY id DESC LIMIT 1",
            &[],
        )?;
        rows.first().map(|row| super::timestamp_from(row.get(0)?)).transpose()
    }

    /// Forgets what is older than this.
    pub fn delete_audit_before(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.execute("DELETE FROM audit WHERE at < $1", sql_values![before.as_millisecond()])
    }
}

fn read_entry(row: &Row) -> Result<AuditEntry> {
    let strange = || StoreError::Unreadable("an audit entry of a newer deskgram".into());
    let chat = row.get::<Option<i64>>(7)?.map(ChatId);
    Ok(AuditEntry {
        at: super::timestamp_from(row.get(0)?)?,
        who: row.get::<Option<i64>>(1)?.map(TelegramUser),
        login: row.get(2)?,
        action: AuditAction::read(&row.get::<String>(3)?).ok_or_else(strange)?,
        ticket: row.get::<Option<i64>>(4)?.map(TicketId),
        outcome: AuditOutcome::read(&row.get::<String>(5)?).ok_or_else(strange)?,
        place: AuditPlace::from_name(&row.get::<String>(6)?, chat).ok_or_else(strange)?,
    })
}
