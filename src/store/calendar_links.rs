//! The numbers of people's calendar links. A number alone opens nothing: a link also holds a mark that only our key can make.

use super::sql::sql_values;
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

impl Db<'_> {
    /// Has this number stand in a person's link from now on; the old link leads nowhere any more.
    pub fn put_calendar_number(&mut self, who: TelegramUser, number: i64) -> Result<()> {
        self.sql.execute(
            "INSERT INTO calendar_links (telegram, number) VALUES ($1, $2)
             ON CONFLICT (telegram) DO UPDATE SET number = excluded.number",
            sql_values![who.0, number],
        )?;
        Ok(())
    }

    /// The number in a person's link, if they have one.
    pub fn calendar_number(&mut self, who: TelegramUser) -> Result<Option<i64>> {
        let rows = self
            .sql
            .query_rows("SELECT number FROM calendar_links WHERE telegram = $1", sql_values![who.0])?;
        rows.first().map(|row| row.get(0)).transpose()
    }

    /// Whose link has this number.
    pub fn calendar_owner(&mut self, number: i64) -> Result<Option<TelegramUser>> {
        let rows = self
            .sql
            .query_rows("SELECT telegram FROM calendar_links WHERE number = $1", sql_values![number])?;
        rows.first().map(|row| row.get(0).map(TelegramUser)).transpose()
    }

    /// Ends a person's link.
    pub fn drop_calendar_number(&mut self, who: TelegramUser) -> Result<()> {
        self.sql.execute("DELETE FROM calendar_links WHERE telegram = $1", sql_values![who.0])?;
        Ok(())
    }
}
