//! Tickets that people have put aside: when each comes back to whom.

use jiff::Timestamp;

use super::sql::sql_values;
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::snooze::SnoozeEnd;

impl Db<'_> {
    /// Puts a ticket aside for a person; whatever was arranged before counts no longer.
    pub fn put_snooze(
        &mut self,
        ticket: TicketId,
        who: TelegramUser,
        end: SnoozeEnd,
        now: Timestamp,
    ) -> Result<()> {
        let until = match end {
            SnoozeEnd::At(until) => Some(until.as_millisecond()),
            SnoozeEnd::Comment => None,
        };
        self.sql.execute(
            "INSERT INTO snoozes (ticket, telegram, until, made) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ticket, telegram) DO UPDATE SET until = excluded.until, made = excluded.made",
            sql_values![ticket.0, who.0, until, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// When a ticket comes back to a person, if they have put it aside.
    pub fn find_snooze(&mut self, ticket: TicketId, who: TelegramUser) -> Result<Option<SnoozeEnd>> {
        let rows = self.sql.query_rows(
            "SELECT until FROM snoozes WHERE ticket = $1 AND telegram = $2",
            sql_values![ticket.0, who.0],
        )?;
        rows.first().map(|row| read_end(row.get(0)?)).transpose()
    }

    /// All that a person has put aside: what comes back first, and at the end what waits for a comment.
    pub fn snoozes_of(&mut self, who: TelegramUser) -> Result<Vec<(TicketId, SnoozeEnd)>> {
        let rows = self.sql.query_rows(
            "SELECT ticket, until FROM snoozes WHERE telegram = $1
             ORDER BY CASE WHEN until IS NULL THEN 1 ELSE 0 END, until, ticket",
            sql_values![who.0],
        )?;
        rows.iter().map(|row| Ok((TicketId(row.get(0)?), read_end(row.get(1)?)?))).collect()
    }

    /// Who waits for a comment on a ticket.
    pub fn snoozed_until_comment(&mut self, ticket: TicketId) -> Result<Vec<TelegramUser>> {
        let rows = self.sql.query_rows(
            "SELECT telegram FROM snoozes WHERE ticket = $1 AND until IS NULL ORDER BY telegram",
            sql_values![ticket.0],
        )?;
        rows.iter().map(|row| Ok(TelegramUser(row.get(0)?))).collect()
    }

    /// No more of it; `false` when nothing was arranged.
    pub fn drop_snooze(&mut self, ticket: TicketId, who: TelegramUser) -> Result<bool> {
        let gone = self.sql.execute(
            "DELETE FROM snoozes WHERE ticket = $1 AND telegram = $2",
            sql_values![ticket.0, who.0],
        )?;
        Ok(gone > 0)
    }

    /// Forgets what has waited for a comment since before this, and what should have come back by then.
    pub fn forget_snoozes(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.execute(
            "DELETE FROM snoozes WHERE made < $1 AND (until IS NULL OR until < $1)",
            sql_values![before.as_millisecond()],
        )
    }
}

fn read_end(until: Option<i64>) -> Result<SnoozeEnd> {
    until.map_or(Ok(SnoozeEnd::Comment), |until| super::timestamp_from(until).map(SnoozeEnd::At))
}
