//! The journal of updates: written before Telegram is told that they have arrived, ticked off when dealt with.

use std::collections::HashSet;

use jiff::Timestamp;

use super::secrets::opened_whole;
use super::sql::values;
use super::{Db, Result};

impl Db<'_> {
    /// Writes an update down. `false` when it is there already: Telegram has delivered it twice.
    pub fn journal(&mut self, id: i64, body: &str, now: Timestamp) -> Result<bool> {
        let added = self.sql.run(
            "INSERT INTO updates (id, body, received) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
            values![id, body, now.as_millisecond()],
        )?;
        Ok(added > 0)
    }

    /// Which of these updates are written down.
    pub fn journal_knows(&mut self, ids: &[i64]) -> Result<HashSet<i64>> {
        let mut known = HashSet::new();
        for &id in ids {
            if !self.sql.rows("SELECT 1 FROM updates WHERE id = $1", values![id])?.is_empty() {
                known.insert(id);
            }
        }
        Ok(known)
    }

    /// Ticks an update off, written down or not. Its body is forgotten at once: it can hold what people wrote.
    pub fn journal_done(&mut self, id: i64, now: Timestamp) -> Result<()> {
        self.sql.run(
            "INSERT INTO updates (id, body, received, done) VALUES ($1, '', $2, $2)
             ON CONFLICT (id) DO UPDATE SET done = excluded.done, body = ''",
            values![id, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// The updates that were written down but not dealt with, in their order.
    pub fn journal_open(&mut self) -> Result<Vec<(i64, String)>> {
        let rows = self.sql.rows("SELECT id, body FROM updates WHERE done IS NULL ORDER BY id", &[])?;
        rows.iter().map(|row| Ok((row.get(0)?, opened_whole(self.seal, row.get(1)?)))).collect()
    }

    /// Forgets updates that were dealt with before `before`; Telegram keeps its own copies for a day at most.
    pub fn journal_forget(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.run("DELETE FROM updates WHERE done < $1", values![before.as_millisecond()])
    }
}
