//! Who was told that the helpdesk is away, and since when it was.

use jiff::Timestamp;

use super::sql::values;
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

impl Db<'_> {
    /// Notes that a person is told; `false` when they were before.
    pub fn outage_begins(&mut self, who: TelegramUser, since: Timestamp) -> Result<bool> {
        let fresh = self.sql.run(
            "INSERT INTO outages (telegram, since) VALUES ($1, $2) ON CONFLICT (telegram) DO NOTHING",
            values![who.0, since.as_millisecond()],
        )?;
        Ok(fresh > 0)
    }

    /// Everybody who was told and has not heard of the end.
    pub fn outages(&mut self) -> Result<Vec<TelegramUser>> {
        let rows = self.sql.rows("SELECT telegram FROM outages ORDER BY telegram", &[])?;
        rows.iter().map(|row| row.get(0).map(TelegramUser)).collect()
    }

    /// Forgets it; gives since when it was, if they were told.
    pub fn outage_ends(&mut self, who: TelegramUser) -> Result<Option<Timestamp>> {
        let rows =
            self.sql.rows("DELETE FROM outages WHERE telegram = $1 RETURNING since", values![who.0])?;
        rows.first().map(|row| super::time(row.get(0)?)).transpose()
    }
}
