//! Counts what waits and what was read, for those who ask how deskgram is doing.

use jiff::{SignedDuration, Timestamp};

use super::list_snapshots::SnapshotKind;
use super::outbox::HELD_PREFIX;
use super::sql::{Row, Value, sql_values};
use super::{Db, Result};
use crate::domain::health::{ListReading, QueueStats};
use crate::domain::ids::{ChatId, TelegramUser};
use crate::domain::list_cost::ListCost;

impl Db<'_> {
    /// What is to be shown in one chat and is not yet, without what is kept for its reader's return.
    pub fn outbox_queue_of(&mut self, chat: ChatId) -> Result<QueueStats> {
        self.queue_stats(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE chat = $1 AND (dedup IS NULL OR dedup NOT LIKE $2)",
            sql_values![chat.0, format!("{HELD_PREFIX}%")],
        )
    }

    /// The same of all chats.
    pub fn outbox_queue(&mut self) -> Result<QueueStats> {
        self.queue_stats(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE dedup IS NULL OR dedup NOT LIKE $1",
            sql_values![format!("{HELD_PREFIX}%")],
        )
    }

    /// How many chats have something kept for their reader's return.
    pub fn outbox_kept(&mut self) -> Result<QueueStats> {
        self.queue_stats(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE dedup LIKE $1",
            sql_values![format!("{HELD_PREFIX}%")],
        )
    }

    /// Whether something is kept for the return of one chat's reader.
    pub fn outbox_kept_of(&mut self, chat: ChatId) -> Result<QueueStats> {
        self.queue_stats(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE chat = $1 AND dedup LIKE $2",
            sql_values![chat.0, format!("{HELD_PREFIX}%")],
        )
    }

    /// Somebody's comments that the helpdesk does not have yet.
    pub fn comments_queue_of(&mut self, author: TelegramUser) -> Result<QueueStats> {
        self.queue_stats(
            "SELECT COUNT(*), MIN(made) FROM comments WHERE state = 'waiting' AND telegram = $1",
            sql_values![author.0],
        )
    }

    /// Everybody's.
    pub fn comments_queue(&mut self) -> Result<QueueStats> {
        self.queue_stats("SELECT COUNT(*), MIN(made) FROM comments WHERE state = 'waiting'", &[])
    }

    /// Updates that are not dealt with, but for the one that asks.
    pub fn updates_queue(&mut self, asking: i64) -> Result<QueueStats> {
        self.queue_stats(
            "SELECT COUNT(*), MIN(received) FROM updates WHERE done IS NULL AND id <> $1",
            sql_values![asking],
        )
    }

    /// When each incoming list was read last, and what that took; one that was read for several people counts once.
    pub fn list_readings(&mut self) -> Result<Vec<ListReading>> {
        let rows = self.sql.query_rows(
            "SELECT DISTINCT read_at, took FROM list_snapshots WHERE kind = $1 ORDER BY read_at",
            sql_values![SnapshotKind::Incoming.name()],
        )?;
        rows.iter().map(read_reading).collect()
    }

    /// When the list was read last that shows a person their tickets: their own, or one that is read for everybody.
    pub fn list_reading(&mut self, who: TelegramUser) -> Result<Option<ListReading>> {
        let rows = self.sql.query_rows(
            "SELECT read_at, took FROM list_snapshots WHERE kind = $1 AND telegram IN ($2, $3) ORDER BY read_at DESC LIMIT 1",
            sql_values![SnapshotKind::Incoming.name(), who.0, TelegramUser::SERVICE_ACCOUNT.0],
        )?;
        rows.first().map(read_reading).transpose()
    }

    /// What the longest list costs that is read, by its last reading.
    pub fn list_cost(&mut self) -> Result<Option<ListCost>> {
        let rows = self.sql.query_rows(
            "SELECT CAST(LENGTH(rows) / 16 AS BIGINT), took, (SELECT COALESCE(MAX(id), 0) FROM tickets) FROM list_snapshots
             WHERE kind = $1 ORDER BY LENGTH(rows) DESC LIMIT 1",
            sql_values![SnapshotKind::Incoming.name()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let took = SignedDuration::from_millis(row.get(1)?);
        Ok(Some(ListCost { tickets: row.get(0)?, took, table: row.get(2)? }))
    }

    fn queue_stats(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<QueueStats> {
        let rows = self.sql.query_rows(statement, values)?;
        let Some(row) = rows.first() else { return Ok(QueueStats::default()) };
        let oldest: Option<Timestamp> = row.get::<Option<i64>>(1)?.map(super::timestamp_from).transpose()?;
        Ok(QueueStats { count: row.get(0)?, oldest })
    }
}

fn read_reading(row: &Row) -> Result<ListReading> {
    Ok(ListReading {
        at: super::timestamp_from(row.get(0)?)?,
        took: SignedDuration::from_millis(row.get(1)?),
    })
}
