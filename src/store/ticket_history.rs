//! What has happened to each ticket, as far as it was seen.

use jiff::Timestamp;

use super::seal::Seal;
use super::sql::{Row, StoreError, from_json, sql_values, to_json};
use super::{Db, Result};
use crate::domain::event::Event;
use crate::domain::ids::{TicketId, UnitId};
use crate::domain::ticket::Ticket;
use crate::domain::ticket_history::{HistoryEntry, HistoryKind};

/// A statement that reads what `read_entry` understands.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT ticket, at, kind, who, whom, unit, priority FROM ticket_history ", $rest)
    };
}

impl Db<'_> {
    /// Notes what has made a ticket what it is now. An event that was noted before is left as it was.
    pub fn record_history(&mut self, event: &Event, after: &Ticket, at: Timestamp) -> Result<()> {
        let Some(entry) = HistoryEntry::from_event(event, after, at) else { return Ok(()) };
        self.sql.execute(
            "INSERT INTO ticket_history (ticket, event, at, kind, who, whom, unit, priority)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ticket, event) DO NOTHING",
            sql_values![
                entry.ticket.0,
                event.what.name(at),
                at.as_millisecond(),
                entry.kind.name(),
                to_json(self.seal, &entry.who)?,
                to_json(self.seal, &entry.whom)?,
                entry.unit.map(|unit| unit.0),
                to_json(self.seal, &entry.priority)?,
            ],
        )?;
        Ok(())
    }

    /// All that was seen of one ticket, the oldest first.
    pub fn history_of(&mut self, ticket: TicketId) -> Result<Vec<HistoryEntry>> {
        let rows =
            self.sql.query_rows(select!("WHERE ticket = $1 ORDER BY at, event"), sql_values![ticket.0])?;
        rows.iter().map(|row| read_entry(self.seal, row)).collect()
    }

    /// All that happened from one moment up to another, the oldest first.
    pub fn history_between(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<HistoryEntry>> {
        let rows = self.sql.query_rows(
            select!("WHERE at >= $1 AND at < $2 ORDER BY at, ticket, event"),
            sql_values![from.as_millisecond(), to.as_millisecond()],
        )?;
        rows.iter().map(|row| read_entry(self.seal, row)).collect()
    }

    /// Since when tickets have been watched: what happened before that was seen in part, or not at all.
    pub fn watched_since(&mut self) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows("SELECT MIN(first_seen) FROM tickets", &[])?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    pub fn forget_history(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.execute("DELETE FROM ticket_history WHERE at < $1", sql_values![before.as_millisecond()])
    }
}

fn read_entry(seal: &Seal, row: &Row) -> Result<HistoryEntry> {
    let kind: String = row.get(2)?;
    Ok(HistoryEntry {
        ticket: TicketId(row.get(0)?),
        at: super::timestamp_from(row.get(1)?)?,
        kind: HistoryKind::from_name(&kind).ok_or(StoreError::Unreadable(kind))?,
        who: from_json(seal, &row.get::<String>(3)?)?,
        whom: from_json(seal, &row.get::<String>(4)?)?,
        unit: row.get::<Option<i64>>(5)?.map(UnitId),
        priority: from_json(seal, &row.get::<String>(6)?)?,
    })
}
