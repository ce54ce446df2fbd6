//! Who has asked to hear of which ticket.

use super::sql::values;
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketId};

impl Db<'_> {
    /// Has a person hear of a ticket from now on.
    pub fn watch(&mut self, ticket: TicketId, who: TelegramUser) -> Result<()> {
        self.sql.run(
            "INSERT INTO watches (ticket, telegram) VALUES ($1, $2) ON CONFLICT (ticket, telegram) DO NOTHING",
            values![ticket.0, who.0],
        )?;
        Ok(())
    }

    /// No more of it; `false` when they had not asked.
    pub fn unwatch(&mut self, ticket: TicketId, who: TelegramUser) -> Result<bool> {
        let gone = self
            .sql
            .run("DELETE FROM watches WHERE ticket = $1 AND telegram = $2", values![ticket.0, who.0])?;
        Ok(gone > 0)
    }

    /// The people who watch a ticket.
    pub fn watchers(&mut self, ticket: TicketId) -> Result<Vec<TelegramUser>> {
        let rows = self
            .sql
            .rows("SELECT telegram FROM watches WHERE ticket = $1 ORDER BY telegram", values![ticket.0])?;
        rows.iter().map(|row| Ok(TelegramUser(row.get(0)?))).collect()
    }
}
