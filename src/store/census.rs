//! Counts what waits and what was read, for those who ask how deskgram is doing.

use jiff::{SignedDuration, Timestamp};

use super::outbox::KEPT;
use super::sql::{Row, Value, values};
use super::views::ViewKind;
use super::{Db, Result};
use crate::domain::health::{Queue, Reading};
use crate::domain::ids::{ChatId, TelegramUser};
use crate::domain::list_cost::ListCost;

impl Db<'_> {
    /// What is to be shown in one chat and is not yet, without what is kept for its reader's return.
    pub fn outbox_queue_of(&mut self, chat: ChatId) -> Result<Queue> {
        self.queue(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE chat = $1 AND (dedup IS NULL OR dedup NOT LIKE $2)",
            values![chat.0, format!("{KEPT}%")],
        )
    }

    /// The same of all chats.
    pub fn outbox_queue(&mut self) -> Result<Queue> {
        self.queue(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE dedup IS NULL OR dedup NOT LIKE $1",
            values![format!("{KEPT}%")],
        )
    }

    /// How many chats have something kept for their reader's return.
    pub fn outbox_kept(&mut self) -> Result<Queue> {
        self.queue("SELECT COUNT(*), MIN(made) FROM outbox WHERE dedup LIKE $1", values![format!("{KEPT}%")])
    }

    /// Whether something is kept for the return of one chat's reader.
    pub fn outbox_kept_of(&mut self, chat: ChatId) -> Result<Queue> {
        self.queue(
            "SELECT COUNT(*), MIN(made) FROM outbox WHERE chat = $1 AND dedup LIKE $2",
            values![chat.0, format!("{KEPT}%")],
        )
    }

    /// Somebody's comments that the helpdesk does not have yet.
    pub fn comments_queue_of(&mut self, author: TelegramUser) -> Result<Queue> {
        self.queue(
            "SELECT COUNT(*), MIN(made) FROM comments WHERE state = 'waiting' AND telegram = $1",
            values![author.0],
        )
    }

    /// Everybody's.
    pub fn comments_queue(&mut self) -> Result<Queue> {
        self.queue("SELECT COUNT(*), MIN(made) FROM comments WHERE state = 'waiting'", &[])
    }

    /// Updates that are not dealt with, but for the one that asks.
    pub fn updates_queue(&mut self, asking: i64) -> Result<Queue> {
        self.queue(
            "SELECT COUNT(*), MIN(received) FROM updates WHERE done IS NULL AND id <> $1",
            values![asking],
        )
    }

    /// When each incoming list was read last, and what that took; one that was read for several people counts once.
    pub fn readings(&mut self) -> Result<Vec<Reading>> {
        let rows = self.sql.rows(
            "SELECT DISTINCT read_at, took FROM views WHERE kind = $1 ORDER BY read_at",
            values![ViewKind::Incoming.name()],
        )?;
        rows.iter().map(reading).collect()
    }

    /// When the list was read last that shows a person their tickets: their own, or one that is read for everybody.
    pub fn reading_for(&mut self, who: TelegramUser) -> Result<Option<Reading>> {
        let rows = self.sql.rows(
            "SELECT read_at, took FROM views WHERE kind = $1 AND telegram IN ($2, $3) ORDER BY read_at DESC LIMIT 1",
            values![ViewKind::Incoming.name(), who.0, TelegramUser::NOBODY.0],
        )?;
        rows.first().map(reading).transpose()
    }

    /// What the longest list costs that is read, by its last reading.
    pub fn list_cost(&mut self) -> Result<Option<ListCost>> {
        let rows = self.sql.rows(
            "SELECT CAST(LENGTH(rows) / 16 AS BIGINT), took, (SELECT COALESCE(MAX(id), 0) FROM tickets) FROM views
             WHERE kind = $1 ORDER BY LENGTH(rows) DESC LIMIT 1",
            values![ViewKind::Incoming.name()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let took = SignedDuration::from_millis(row.get(1)?);
        Ok(Some(ListCost { tickets: row.get(0)?, took, table: row.get(2)? }))
    }

    fn queue(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Queue> {
        let rows = self.sql.rows(statement, values)?;
        let Some(row) = rows.first() else { return Ok(Queue::default()) };
        let oldest: Option<Timestamp> = row.get::<Option<i64>>(1)?.map(super::time).transpose()?;
        Ok(Queue { count: row.get(0)?, oldest })
    }
}

fn reading(row: &Row) -> Result<Reading> {
    Ok(Reading { at: super::time(row.get(0)?)?, took: SignedDuration::from_millis(row.get(1)?) })
}
