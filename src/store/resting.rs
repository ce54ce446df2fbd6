//! Places that Telegram lets nobody write to for now. What waits for them stays in the outbox, within a bound.

use jiff::Timestamp;

use super::sql::sql_values;
use super::subscriptions::thread_key;
use super::{Db, Result, Topic};
use crate::domain::ids::{ChatId, Target};
use crate::view::SendPriority;

/// A place at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resting {
    pub since: Timestamp,
    /// How often it was tried in vain.
    pub tries: u32,
    /// How many alerts were given up.
    pub lost: i64,
}

impl Db<'_> {
    /// Notes that a place could not be written to; gives what is known of its rest now.
    pub fn note_resting(&mut self, target: Target, now: Timestamp) -> Result<Resting> {
        let rows = self.sql.query_rows(
            "INSERT INTO paused_places (chat, thread, since, tries, lost) VALUES ($1, $2, $3, 1, 0)
             ON CONFLICT (chat, thread) DO UPDATE SET tries = paused_places.tries + 1
             RETURNING since, tries, lost",
            sql_values![target.chat.0, thread_key(target), now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(Resting { since: now, tries: 1, lost: 0 }) };
        let tries = row.get::<i32>(1)?.max(0) as u32;
        Ok(Resting { since: super::timestamp_from(row.get(0)?)?, tries, lost: row.get(2)? })
    }

    /// How many places rest.
    pub fn resting_places(&mut self) -> Result<i64> {
        let rows = self.sql.query_rows("SELECT COUNT(*) FROM paused_places", &[])?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// A place can be written to again: what waits there goes out now. Gives how many alerts were given up, if it had rested.
    pub fn end_rest(&mut self, target: Target, now: Timestamp) -> Result<Option<i64>> {
        let rows = self.sql.query_rows(
            "DELETE FROM paused_places WHERE chat = $1 AND thread = $2 RETURNING lost",
            sql_values![target.chat.0, thread_key(target)],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let lost = row.get(0)?;
        self.sql.execute(
            "UPDATE outbox SET due = $1 WHERE chat = $2 AND COALESCE(thread, 0) = $3 AND tries > 0 AND due > $1",
            sql_values![now.as_millisecond(), target.chat.0, thread_key(target)],
        )?;
        self.pending.add_topic(Topic::Outbox);
        Ok(Some(lost))
    }

    /// Something has changed in a chat: what waits in those of its places that rest is tried now.
    pub fn try_resting(&mut self, chat: ChatId, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET due = $1 WHERE chat = $2 AND tries > 0 AND due > $1 AND EXISTS (
                 SELECT 1 FROM paused_places WHERE paused_places.chat = outbox.chat
                     AND paused_places.thread = COALESCE(outbox.thread, 0)
             )",
            sql_values![now.as_millisecond(), chat.0],
        )?;
        self.pending.add_topic(Topic::Outbox);
        Ok(())
    }

    /// Nothing in this chat rests any more: it is gone.
    pub fn forget_resting(&mut self, chat: ChatId) -> Result<()> {
        self.sql.execute("DELETE FROM paused_places WHERE chat = $1", sql_values![chat.0])?;
        Ok(())
    }

    /// Keeps what waits for a place at rest within a bound: answers as young as `answers`, all else as young as `others`, and at
    /// most so many alerts, the newest. The alerts that were given up are counted.
    pub fn trim_resting(
        &mut self,
        target: Target,
        answers: Timestamp,
        others: Timestamp,
        most: i64,
    ) -> Result<()> {
        let (chat, thread) = (target.chat.0, thread_key(target));
        let notice = SendPriority::Notice as i64;
        self.sql.execute(
            "DELETE FROM outbox WHERE chat = $1 AND COALESCE(thread, 0) = $2
             AND ((class IN ($3, $4, $5) AND made < $6) OR (class = $7 AND made < $8))",
            sql_values![
                chat,
                thread,
                SendPriority::Answer as i64,
                SendPriority::Late as i64,
                SendPriority::Stranger as i64,
                answers.as_millisecond(),
                SendPriority::Refresh as i64,
                others.as_millisecond()
            ],
        )?;
        let lost = self.sql.execute(
            "DELETE FROM outbox WHERE chat = $1 AND COALESCE(thread, 0) = $2 AND class = $3
             AND (made < $4 OR id NOT IN (
                 SELECT newest.id FROM outbox AS newest WHERE newest.chat = $1
                     AND COALESCE(newest.thread, 0) = $2 AND newest.class = $3
                 ORDER BY newest.id DESC LIMIT $5
             ))",
            sql_values![chat, thread, notice, others.as_millisecond(), most],
        )?;
        if lost > 0 {
            self.sql.execute(
                "UPDATE paused_places SET lost = lost + $1 WHERE chat = $2 AND thread = $3",
                sql_values![i64::try_from(lost).unwrap_or(i64::MAX), chat, thread],
            )?;
        }
        Ok(())
    }
}
