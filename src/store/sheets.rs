//! Messages that show several tickets and are edited in place, and the arrivals that storms are made of.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sql::{Row, StoreError, values};
use super::{Db, Result};
use crate::domain::ids::{ChatId, MessageId, Target, ThreadId, TicketId};

/// Names a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SheetId(pub i64);

/// What a sheet shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    /// The queue of a group.
    Board,
    /// New tickets that came faster than anybody reads.
    Storm,
}

impl SheetKind {
    fn name(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Storm => "storm",
        }
    }
}

/// A sheet in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub id: SheetId,
    pub kind: SheetKind,
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

/// The columns of [`Sheet`], in the order in which they are read.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, kind, chat, thread, message, shown, began, last, ended FROM sheets ", $rest)
    };
}

impl Db<'_> {
    /// Begins a sheet; nothing of it is sent yet.
    pub fn add_sheet(&mut self, kind: SheetKind, target: Target, now: Timestamp) -> Result<SheetId> {
        let now = now.as_millisecond();
        let rows = self.sql.rows(
            "INSERT INTO sheets (kind, chat, thread, began, last) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            values![kind.name(), target.chat.0, thread(target), now, now],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        Ok(SheetId(row.get(0)?))
    }

    pub fn sheet(&mut self, id: SheetId) -> Result<Option<Sheet>> {
        let rows = self.sql.rows(select!("WHERE id = $1"), values![id.0])?;
        rows.first().map(sheet).transpose()
    }

    /// The newest sheet of a kind in one place.
    pub fn sheet_in(&mut self, target: Target, kind: SheetKind) -> Result<Option<Sheet>> {
        let rows = self.sql.rows(
            select!("WHERE chat = $1 AND thread = $2 AND kind = $3 ORDER BY id DESC LIMIT 1"),
            values![target.chat.0, thread(target), kind.name()],
        )?;
        rows.first().map(sheet).transpose()
    }

    /// The sheets that name a ticket and have grown since.
    pub fn sheets_with(&mut self, ticket: TicketId, since: Timestamp) -> Result<Vec<Sheet>> {
        let rows = self.sql.rows(
            select!(
                "WHERE message IS NOT NULL AND last >= $1 AND id IN (SELECT sheet FROM arrivals WHERE ticket = $2)"
            ),
            values![since.as_millisecond(), ticket.0],
        )?;
        rows.iter().map(sheet).collect()
    }

    /// A sheet grows no more; it is kept true all the same.
    pub fn end_sheet(&mut self, id: SheetId, now: Timestamp) -> Result<()> {
        self.sql.run("UPDATE sheets SET ended = $1 WHERE id = $2", values![now.as_millisecond(), id.0])?;
        Ok(())
    }

    /// Notes what a sheet shows, and where; no message when it is gone from the chat.
    pub fn sheet_shown(
        &mut self,
        id: SheetId,
        message: Option<MessageId>,
        shown: Option<&str>,
    ) -> Result<()> {
        self.sql.run(
            "UPDATE sheets SET message = $1, shown = $2 WHERE id = $3",
            values![message.map(|message| message.0), shown, id.0],
        )?;
        Ok(())
    }

    /// Forgets the sheets of a chat; their messages stay as they are.
    pub fn drop_sheets_in(&mut self, chat: ChatId) -> Result<()> {
        self.sql.run("DELETE FROM sheets WHERE chat = $1", values![chat.0])?;
        Ok(())
    }

    /// Forgets a sheet; its message stays as it is.
    pub fn drop_sheet(&mut self, id: SheetId) -> Result<()> {
        self.sql.run("DELETE FROM sheets WHERE id = $1", values![id.0])?;
        Ok(())
    }

    /// Notes that a new ticket has come to a place, as part of a storm or by itself.
    pub fn add_arrival(
        &mut self,
        target: Target,
        ticket: TicketId,
        storm: Option<SheetId>,
        now: Timestamp,
    ) -> Result<()> {
        let at = now.as_millisecond();
        self.sql.run(
            "INSERT INTO arrivals (chat, thread, ticket, at, sheet) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (chat, thread, ticket) DO NOTHING",
            values![target.chat.0, thread(target), ticket.0, at, storm.map(|storm| storm.0)],
        )?;
        if let Some(storm) = storm {
            self.sql.run("UPDATE sheets SET last = $1 WHERE id = $2", values![at, storm.0])?;
        }
        Ok(())
    }

    /// How many new tickets have come to a place since.
    pub fn arrivals_since(&mut self, target: Target, since: Timestamp) -> Result<i64> {
        let rows = self.sql.rows(
            "SELECT COUNT(*) FROM arrivals WHERE chat = $1 AND thread = $2 AND at > $3",
            values![target.chat.0, thread(target), since.as_millisecond()],
        )?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// The tickets of a storm, in the order of their numbers.
    pub fn storm(&mut self, id: SheetId) -> Result<Vec<TicketId>> {
        let rows =
            self.sql.rows("SELECT ticket FROM arrivals WHERE sheet = $1 ORDER BY ticket", values![id.0])?;
        rows.iter().map(|row| Ok(TicketId(row.get(0)?))).collect()
    }

    /// Forgets arrivals and storms that have long scrolled away.
    pub fn forget_arrivals(&mut self, before: Timestamp) -> Result<()> {
        let before = before.as_millisecond();
        self.sql.run("DELETE FROM arrivals WHERE at < $1", values![before])?;
        self.sql.run("DELETE FROM sheets WHERE kind = 'storm' AND last < $1", values![before])?;
        Ok(())
    }
}

fn thread(target: Target) -> i64 {
    target.thread.map_or(0, |thread| i64::from(thread.0))
}

fn sheet(row: &Row) -> Result<Sheet> {
    let thread = Some(row.get::<i32>(3)?).filter(|&thread| thread != 0).map(ThreadId);
    Ok(Sheet {
        id: SheetId(row.get(0)?),
        kind: match row.get::<String>(1)?.as_str() {
            "board" => SheetKind::Board,
            _ => SheetKind::Storm,
        },
        target: Target { chat: ChatId(row.get(2)?), thread },
        message: row.get::<Option<i32>>(4)?.map(MessageId),
        shown: row.get(5)?,
        began: super::time(row.get(6)?)?,
        last: super::time(row.get(7)?)?,
        ended: row.get::<Option<i64>>(8)?.map(super::time).transpose()?,
    })
}
