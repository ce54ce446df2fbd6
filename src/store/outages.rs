//! Who was told that the helpdesk is away, and since when it was.

use jiff::Timestamp;

use super::sql::sql_values;
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

impl Db<'_> {
    /// Notes that a person is told; `false` when they were before.
    pub fn begin_outage(&mut self, who: TelegramUser, since: Timestamp) -> Result<bool> {
        let fresh = self.sql.execute(
            "INSERT INTO outages (telegram, since) VALUES ($1, $2) ON CONFLICT (telegram) DO NOTHING",
            sql_values![who.0, since.as_millisecond()],
        )?;
        Ok(fresh > 0)
    }

    /// Everybody who was told and has not heard of the end.
    pub fn people_in_outage(&mut self) -> Result<Vec<TelegramUser>> {
        let rows = self.sql.query_rows("SELECT telegram FROM outages ORDER BY telegram", &[])?;
        rows.iter().map(|row| row.get(0).map(TelegramUser)).collect()
    }

    /// Forgets it; gives since when it was, if they were told.
    pub fn end_outage(&mut self, who: TelegramUser) -> Result<Option<Timestamp>> {
        let rows = self
            .sql
            .query_rows("DELETE FROM outages WHERE telegram = $1 RETURNING since", sql_values![who.0])?;
        rows.first().map(|row| super::timestamp_from(row.get(0)?)).transpose()
    }
}
