//! The journal of updates: written before Telegram is told that they have arrived, ticked off when dealt with.

use std::collections::HashSet;

use jiff::Timestamp;

use super::secrets::opened_whole;
use super::sql::sql_values;
use super::{Db, Result};

impl Db<'_> {
    /// Writes an update down. `false` when it is there already: Telegram has delivered it twice.
    pub fn journal_update(&mut self, id: i64, body: &str, now: Timestamp) -> Result<bool> {
        let added = self.sql.execute(
            "INSERT INTO updates (id, body, received) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
            sql_values![id, body, now.as_millisecond()],
        )?;
        Ok(added > 0)
    }

    /// Which of these updates are written down.
    pub fn journaled_ids(&mut self, ids: &[i64]) -> Result<HashSet<i64>> {
        let mut known = HashSet::new();
        for &id in ids {
            if !self.sql.query_rows("SELECT 1 FROM updates WHERE id = $1", sql_values![id])?.is_empty() {
                known.insert(id);
            }
        }
        Ok(known)
    }

    /// Ticks an update off, written down or not. Its body is forgotten at once: it can hold what people wrote.
    pub fn mark_journal_done(&mut self, id: i64, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO updates (id, body, received, done) VALUES ($1, '', $2, $2)
             ON CONFLICT (id) DO UPDATE SET done = excluded.done, body = ''",
            sql_values![id, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// The updates that were written down but not dealt with, in their order.
    pub fn open_journal_entries(&mut self) -> Result<Vec<(i64, String)>> {
        let rows = self.sql.query_rows("SELECT id, body FROM updates WHERE done IS NULL ORDER BY id", &[])?;
        rows.iter().map(|row| Ok((row.get(0)?, opened_whole(self.seal, row.get(1)?)))).collect()
    }

    /// Forgets updates that were dealt with before `before`; Telegram keeps its own copies for a day at most.
    pub fn delete_journal_before(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.execute("DELETE FROM updates WHERE done < $1", sql_values![before.as_millisecond()])
    }
}
