//! What is known of each ticket, and what its readers may do with it.

use std::collections::HashMap;

use jiff::Timestamp;

use super::seal::Seal;
use super::sql::{Row, from_json, sql_values, to_json};
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketHash, TicketId};
use crate::domain::ticket::{Details, Rights, Ticket};

/// A ticket as last read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredTicket {
    pub ticket: Ticket,
    /// Missing while the ticket has been seen only in lists.
    pub details: Option<Details>,
    /// How many comments it had when they were last counted.
    pub comments: Option<u32>,
    /// When the helpdesk was asked for it.
    pub read_at: Timestamp,
    /// Since when it has been in its present state, as far as it was seen; of a free one, since it waits in this unit with
    /// at least this priority.
    pub since: Timestamp,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Until when all that was due has been brought up.
    pub reminded_at: Timestamp,
}

/// How many tickets one statement reads.
const IDS_PER_QUERY: usize = 16;

/// Whether somebody is waiting for what happens to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshClass {
    Near,
    Far,
}

/// A statement that reads what `known` understands.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT body, details, comments, read_at, since, first_seen, reminded_at ", $rest)
    };
}

impl Db<'_> {
    pub fn find_ticket(&mut self, id: TicketId) -> Result<Option<StoredTicket>> {
        let rows = self.sql.query_rows(select!("FROM tickets WHERE id = $1"), sql_values![id.0])?;
        rows.first().map(|row| read_ticket(self.seal, row)).transpose()
    }

    /// Several tickets at once, in this order; those that nobody has ever seen are left out.
    pub fn find_tickets(&mut self, ids: &[TicketId]) -> Result<Vec<StoredTicket>> {
        let mut found = HashMap::with_capacity(ids.len());
        for part in ids.chunks(IDS_PER_QUERY) {
            // A statement has a fixed number of places: those that are left over name the first once more.
            let places: [_; IDS_PER_QUERY] =
                std::array::from_fn(|at| part.get(at).unwrap_or(&part[0]).0.into());
            for row in self.sql.query_rows(
                select!(
                    "FROM tickets WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
                ),
                &places,
            )? {
                let known = read_ticket(self.seal, &row)?;
                found.insert(known.ticket.at.id, known);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// The tickets of one kind that it is time to read again, the longest overdue first.
    pub fn tickets_to_refresh(
        &mut self,
        closeness: RefreshClass,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<StoredTicket>> {
        let rows = self.sql.query_rows(
            select!("FROM tickets WHERE near = $1 AND refresh_at <= $2 ORDER BY refresh_at LIMIT $3"),
            sql_values![closeness.stored_code(), now.as_millisecond(), limit],
        )?;
        rows.iter().map(|row| read_ticket(self.seal, row)).collect()
    }

    /// The tickets of which something is due, the longest overdue first.
    pub fn tickets_to_remind(&mut self, now: Timestamp, limit: i64) -> Result<Vec<StoredTicket>> {
        let rows = self.sql.query_rows(
            select!("FROM tickets WHERE remind_at <= $1 ORDER BY remind_at LIMIT $2"),
            sql_values![now.as_millisecond(), limit],
        )?;
        rows.iter().map(|row| read_ticket(self.seal, row)).collect()
    }

    /// Some of the tickets that are not over, by their numbers, beyond one.
    pub fn open_tickets_after(&mut self, id: TicketId, limit: i64) -> Result<Vec<StoredTicket>> {
        let rows = self.sql.query_rows(
            select!("FROM tickets WHERE id > $1 AND refresh_at IS NOT NULL ORDER BY id LIMIT $2"),
            sql_values![id.0, limit],
        )?;
        rows.iter().map(|row| read_ticket(self.seal, row)).collect()
    }

    /// When something of a ticket is due next.
    pub fn next_reminder_time(&mut self) -> Result<Option<Timestamp>> {
        let rows =
            self.sql.query_rows("SELECT MIN(remind_at) FROM tickets WHERE remind_at IS NOT NULL", &[])?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    /// Plans when a ticket is read again.
    pub fn schedule_refresh(
        &mut self,
        id: TicketId,
        closeness: RefreshClass,
        at: Option<Timestamp>,
    ) -> Result<()> {
        let at = at.map(Timestamp::as_millisecond);
        self.sql.execute(
            "UPDATE tickets SET near = $1, refresh_at = $2 WHERE id = $3",
            sql_values![closeness.stored_code(), at, id.0],
        )?;
        Ok(())
    }

    /// Plans when something is brought up of a ticket; `reminded` is until when all that was due has been.
    pub fn schedule_reminder(
        &mut self,
        id: TicketId,
        reminded: Timestamp,
        at: Option<Timestamp>,
    ) -> Result<()> {
        let at = at.map(Timestamp::as_millisecond);
        self.sql.execute(
            "UPDATE tickets SET reminded_at = $1, remind_at = $2 WHERE id = $3",
            sql_values![reminded.as_millisecond(), at, id.0],
        )?;
        Ok(())
    }

    /// Stores what was read. Details and the number of comments stay as they were where `known` has none; when it was first
    /// seen and what was brought up stay as they are.
    pub fn put_ticket(&mut self, known: &StoredTicket) -> Result<()> {
        let details = known.details.as_ref().map(|details| to_json(self.seal, details)).transpose()?;
        self.sql.execute(
            "INSERT INTO tickets (id, hash, body, details, comments, read_at, since, first_seen)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body, read_at = excluded.read_at,
                 since = excluded.since,
                 details = COALESCE(excluded.details, tickets.details),
                 comments = COALESCE(excluded.comments, tickets.comments)",
            sql_values![
                known.ticket.at.id.0,
                known.ticket.at.hash.0.as_str(),
                to_json(self.seal, &known.ticket)?,
                details,
                known.comments.map(i64::from),
                known.read_at.as_millisecond(),
                known.since.as_millisecond(),
                known.first_seen.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// Forgets tickets that were last read before this moment, have an end and stand on no card.
    pub fn forget_tickets(&mut self, before: Timestamp) -> Result<()> {
        self.sql.execute(
            "DELETE FROM tickets WHERE read_at < $1 AND refresh_at IS NULL AND remind_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM card_messages WHERE card_messages.ticket = tickets.id)",
            sql_values![before.as_millisecond()],
        )?;
        Ok(())
    }

    /// Notes that a ticket was read again and was as it is known to be.
    pub fn mark_ticket_read(&mut self, id: TicketId, at: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE tickets SET read_at = $1 WHERE id = $2",
            sql_values![at.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    /// Another ticket that is known under this hash.
    pub fn find_twin(&mut self, id: TicketId, hash: &TicketHash) -> Result<Option<TicketId>> {
        let rows = self.sql.query_rows(
            "SELECT MIN(id) FROM tickets WHERE hash = $1 AND id <> $2",
            sql_values![hash.0.as_str(), id.0],
        )?;
        rows.first().map_or(Ok(None), |row| Ok(row.get::<Option<i64>>(0)?.map(TicketId)))
    }

    /// The highest number of a ticket that was ever seen; 0 before the first.
    pub fn newest_ticket(&mut self) -> Result<TicketId> {
        let rows = self.sql.query_rows("SELECT COALESCE(MAX(id), 0) FROM tickets", &[])?;
        rows.first().map_or(Ok(TicketId(0)), |row| row.get(0).map(TicketId))
    }

    /// The same among those that had been seen at a time.
    pub fn newest_ticket_seen_by(&mut self, time: Timestamp) -> Result<TicketId> {
        let rows = self.sql.query_rows(
            "SELECT COALESCE(MAX(id), 0) FROM tickets WHERE first_seen <= $1",
            sql_values![time.as_millisecond()],
        )?;
        rows.first().map_or(Ok(TicketId(0)), |row| row.get(0).map(TicketId))
    }

    /// What the helpdesk last said that this person may do, if it said so of the ticket as it stands: its state, its unit
    /// and its assignees.
    pub fn find_rights(&mut self, ticket: &Ticket, who: TelegramUser) -> Result<Option<Rights>> {
        let rows = self.sql.query_rows(
            "SELECT rights FROM rights WHERE ticket = $1 AND telegram = $2 AND state = $3",
            sql_values![ticket.at.id.0, who.0, state_key(self.seal, ticket)?],
        )?;
        rows.first().map(|row| from_json(self.seal, &row.get::<String>(0)?)).transpose()
    }

    /// Notes what the helpdesk says that a person may do; says whether it is something else than before.
    pub fn put_rights(&mut self, ticket: &Ticket, who: TelegramUser, rights: &Rights) -> Result<bool> {
        let changed = self.sql.execute(
            "INSERT INTO rights (ticket, telegram, state, rights) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ticket, telegram) DO UPDATE SET state = excluded.state, rights = excluded.rights
             WHERE rights.state <> excluded.state OR rights.rights <> excluded.rights",
            sql_values![ticket.at.id.0, who.0, state_key(self.seal, ticket)?, to_json(self.seal, rights)?],
        )?;
        Ok(changed > 0)
    }
}

impl RefreshClass {
    fn stored_code(self) -> i64 {
        match self {
            Self::Far => 0,
            Self::Near => 1,
        }
    }
}

/// What rights depend on.
fn state_key(seal: &Seal, ticket: &Ticket) -> Result<String> {
    to_json(seal, &(&ticket.state, ticket.unit, &ticket.assignees))
}

fn read_ticket(seal: &Seal, row: &Row) -> Result<StoredTicket> {
    Ok(StoredTicket {
        ticket: from_json(seal, &row.get::<String>(0)?)?,
        details: row.get::<Option<String>>(1)?.as_deref().map(|text| from_json(seal, text)).transpose()?,
        comments: row.get::<Option<i64>>(2)?.map(|count| count.max(0) as u32),
        read_at: super::timestamp_from(row.get(3)?)?,
        since: super::timestamp_from(row.get(4)?)?,
        first_seen: super::timestamp_from(row.get(5)?)?,
        reminded_at: super::timestamp_from(row.get(6)?)?,
    })
}
