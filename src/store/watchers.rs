//! Who has asked to hear of which ticket.

use super::sql::sql_values;
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketId};

impl Db<'_> {
    /// Has a person hear of a ticket from now on.
    pub fn add_watcher(&mut self, ticket: TicketId, who: TelegramUser) -> Result<()> {
        self.sql.execute(
            "INSERT INTO watchers (ticket, telegram) VALUES ($1, $2) ON CONFLICT (ticket, telegram) DO NOTHING",
            sql_values![ticket.0, who.0],
        )?;
        Ok(())
    }

    /// No more of it; `false` when they had not asked.
    pub fn remove_watcher(&mut self, ticket: TicketId, who: TelegramUser) -> Result<bool> {
        let gone = self.sql.execute(
            "DELETE FROM watchers WHERE ticket = $1 AND telegram = $2",
            sql_values![ticket.0, who.0],
        )?;
        Ok(gone > 0)
    }

    /// The people who watch a ticket.
    pub fn watchers_of(&mut self, ticket: TicketId) -> Result<Vec<TelegramUser>> {
        let rows = self.sql.query_rows(
            "SELECT telegram FROM watchers WHERE ticket = $1 ORDER BY telegram",
            sql_values![ticket.0],
        )?;
        rows.iter().map(|row| Ok(TelegramUser(row.get(0)?))).collect()
    }
}
