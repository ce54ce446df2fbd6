//! Messages that show several tickets and are edited in place, and the arrivals that storms are made of.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sql::{Row, StoreError, sql_values};
use super::{Db, Result};
use crate::domain::ids::{ChatId, MessageId, Target, ThreadId, TicketId};

/// Names a live message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LiveMessageId(pub i64);

/// What a live message shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveMessageKind {
    /// The queue of a group.
    Board,
    /// New tickets that came faster than anybody reads.
    Storm,
}

impl LiveMessageKind {
    fn name(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Storm => "storm",
        }
    }
}

/// A live message in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveMessage {
    pub id: LiveMessageId,
    pub kind: LiveMessageKind,
    pub target: Target,
    /// Missing while it has not been sent.
    pub message: Option<MessageId>,
    /// The HTML that the message shows.
    pub shown: Option<String>,
    pub began: Timestamp,
    /// When it last grew.
    pub last: Timestamp,
    /// When it was over, if it is.
    pub ended: Option<Timestamp>,
}

/// The columns of [`LiveMessage`], in the order in which they are read.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, chat, thread, message, shown, began, last, ended FROM live_messages ",
            $rest
        )
    };
}

impl Db<'_> {
    /// Begins a live message; nothing of it is sent yet.
    pub fn add_live_message(
        &mut self,
        kind: LiveMessageKind,
        target: Target,
        now: Timestamp,
    ) -> Result<LiveMessageId> {
        let now = now.as_millisecond();
        let rows = self.sql.query_rows(
            "INSERT INTO live_messages (kind, chat, thread, began, last) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            sql_values![kind.name(), target.chat.0, thread_number(target), now, now],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        Ok(LiveMessageId(row.get(0)?))
    }

    pub fn find_live_message(&mut self, id: LiveMessageId) -> Result<Option<LiveMessage>> {
        let rows = self.sql.query_rows(select!("WHERE id = $1"), sql_values![id.0])?;
        rows.first().map(read_live_message).transpose()
    }

    /// The newest live message of a kind in one place.
    pub fn live_message_in(&mut self, target: Target, kind: LiveMessageKind) -> Result<Option<LiveMessage>> {
        let rows = self.sql.query_rows(
            select!("WHERE chat = $1 AND thread = $2 AND kind = $3 ORDER BY id DESC LIMIT 1"),
            sql_values![target.chat.0, thread_number(target), kind.name()],
        )?;
        rows.first().map(read_live_message).transpose()
    }

    /// The live messages that name a ticket and have grown since.
    pub fn live_messages_with(&mut self, ticket: TicketId, since: Timestamp) -> Result<Vec<LiveMessage>> {
        let rows = self.sql.query_rows(
            select!(
                "WHERE message IS NOT NULL AND last >= $1 AND id IN (SELECT live_message FROM arrivals WHERE ticket = $2)"
            ),
            sql_values![since.as_millisecond(), ticket.0],
        )?;
        rows.iter().map(read_live_message).collect()
    }

    /// A live message grows no more; it is kept true all the same.
    pub fn end_sheet(&mut self, id: LiveMessageId, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE live_messages SET ended = $1 WHERE id = $2",
            sql_values![now.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    /// Notes what a live message shows, and where; no message when it is gone from the chat.
    pub fn mark_live_message_shown(
        &mut self,
        id: LiveMessageId,
        message: Option<MessageId>,
        shown: Option<&str>,
    ) -> Result<()> {
        self.sql.execute(
            "UPDATE live_messages SET message = $1, shown = $2 WHERE id = $3",
            sql_values![message.map(|message| message.0), shown, id.0],
        )?;
        Ok(())
    }

    /// Forgets the live messages of a chat; their messages stay as they are.
    pub fn drop_sheets_in(&mut self, chat: ChatId) -> Result<()> {
        self.sql.execute("DELETE FROM live_messages WHERE chat = $1", sql_values![chat.0])?;
        Ok(())
    }

    /// Forgets a live message; its message stays as it is.
    pub fn drop_live_message(&mut self, id: LiveMessageId) -> Result<()> {
        self.sql.execute("DELETE FROM live_messages WHERE id = $1", sql_values![id.0])?;
        Ok(())
    }

    /// Notes that a new ticket has come to a place, as part of a storm or by itself.
    pub fn add_arrival(
        &mut self,
        target: Target,
        ticket: TicketId,
        storm: Option<LiveMessageId>,
        now: Timestamp,
    ) -> Result<()> {
        let at = now.as_millisecond();
        self.sql.execute(
            "INSERT INTO arrivals (chat, thread, ticket, at, live_message) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (chat, thread, ticket) DO NOTHING",
            sql_values![target.chat.0, thread_number(target), ticket.0, at, storm.map(|storm| storm.0)],
        )?;
        if let Some(storm) = storm {
            self.sql.execute("UPDATE live_messages SET last = $1 WHERE id = $2", sql_values![at, storm.0])?;
        }
        Ok(())
    }

    /// How many new tickets have come to a place since.
    pub fn arrivals_since(&mut self, target: Target, since: Timestamp) -> Result<i64> {
        let rows = self.sql.query_rows(
            "SELECT COUNT(*) FROM arrivals WHERE chat = $1 AND thread = $2 AND at > $3",
            sql_values![target.chat.0, thread_number(target), since.as_millisecond()],
        )?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// The tickets of a storm, in the order of their numbers.
    pub fn storm_tickets(&mut self, id: LiveMessageId) -> Result<Vec<TicketId>> {
        let rows = self.sql.query_rows(
            "SELECT ticket FROM arrivals WHERE live_message = $1 ORDER BY ticket",
            sql_values![id.0],
        )?;
        rows.iter().map(|row| Ok(TicketId(row.get(0)?))).collect()
    }

    /// Forgets arrivals and storms that have long scrolled away.
    pub fn forget_arrivals(&mut self, before: Timestamp) -> Result<()> {
        let before = before.as_millisecond();
        self.sql.execute("DELETE FROM arrivals WHERE at < $1", sql_values![before])?;
        self.sql
            .execute("DELETE FROM live_messages WHERE kind = 'storm' AND last < $1", sql_values![before])?;
        Ok(())
    }
}

fn thread_number(target: Target) -> i64 {
    target.thread.map_or(0, |thread| i64::from(thread.0))
}

fn read_live_message(row: &Row) -> Result<LiveMessage> {
    let thread = Some(row.get::<i32>(3)?).filter(|&thread| thread != 0).map(ThreadId);
    Ok(LiveMessage {
        id: LiveMessageId(row.get(0)?),
        kind: match row.get::<String>(1)?.as_str() {
            "board" => LiveMessageKind::Board,
            _ => LiveMessageKind::Storm,
        },
        target: Target { chat: ChatId(row.get(2)?), thread },
        message: row.get::<Option<i32>>(4)?.map(MessageId),
        shown: row.get(5)?,
        began: super::timestamp_from(row.get(6)?)?,
        last: super::timestamp_from(row.get(7)?)?,
        ended: row.get::<Option<i64>>(8)?.map(super::timestamp_from).transpose()?,
    })
}
