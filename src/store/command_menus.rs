//! Which command menus Telegram has been given.

use std::collections::BTreeMap;

use super::sql::sql_values;
use super::{Db, Result};

impl Db<'_> {
    /// The menus that were set: where, and what stands for what they show.
    pub fn command_menus(&mut self) -> Result<BTreeMap<String, String>> {
        let rows = self.sql.query_rows("SELECT scope, fingerprint FROM command_menus", &[])?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// Notes what was set there; `None` where the menu was taken away.
    pub fn note_command_menu(&mut self, scope: &str, fingerprint: Option<&str>) -> Result<()> {
        match fingerprint {
            Some(fingerprint) => self.sql.execute(
                "INSERT INTO command_menus (scope, fingerprint) VALUES ($1, $2)
                 ON CONFLICT (scope) DO UPDATE SET fingerprint = excluded.fingerprint",
                sql_values![scope, fingerprint],
            )?,
            None => self.sql.execute("DELETE FROM command_menus WHERE scope = $1", sql_values![scope])?,
        };
        Ok(())
    }
}
