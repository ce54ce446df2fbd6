//! What is known of each ticket, and what its readers may do with it.

use jiff::Timestamp;

use super::sql::{Row, from_json, json, values};
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketHash, TicketId};
use crate::domain::ticket::{Details, Rights, Ticket};

/// A ticket as last read.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub ticket: Ticket,
    /// Missing while the ticket has been seen only in lists.
    pub details: Option<Details>,
    /// How many comments it had when they were last counted.
    pub comments: Option<u32>,
    pub read_at: Timestamp,
    /// Since when it has been in its present state, as far as it was seen.
    pub since: Timestamp,
}

impl Db<'_> {
    pub fn ticket(&mut self, id: TicketId) -> Result<Option<Known>> {
        let rows = self.sql.rows(
            "SELECT body, details, comments, read_at, since FROM tickets WHERE id = $1",
            values![id.0],
        )?;
        rows.first().map(known).transpose()
    }

    /// Stores what was read. Details and the number of comments stay as they were where `known` has none.
    pub fn put_ticket(&mut self, known: &Known) -> Result<()> {
        let details = known.details.as_ref().map(json).transpose()?;
        self.sql.run(
            "INSERT INTO tickets (id, hash, body, details, comments, read_at, since)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body, read_at = excluded.read_at,
                 since = excluded.since,
                 details = COALESCE(excluded.details, tickets.details),
                 comments = COALESCE(excluded.comments, tickets.comments)",
            values![
                known.ticket.at.id.0,
                known.ticket.at.hash.0.as_str(),
                json(&known.ticket)?,
                details,
                known.comments.map(i64::from),
                known.read_at.as_millisecond(),
                known.since.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// How many other tickets are known under this hash.
    pub fn tickets_sharing(&mut self, id: TicketId, hash: &TicketHash) -> Result<i64> {
        let rows = self.sql.rows(
            "SELECT COUNT(*) FROM tickets WHERE hash = $1 AND id <> $2",
            values![hash.0.as_str(), id.0],
        )?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// The highest number of a ticket that was ever seen; 0 before the first.
    pub fn newest_ticket(&mut self) -> Result<TicketId> {
        let rows = self.sql.rows("SELECT COALESCE(MAX(id), 0) FROM tickets", &[])?;
        rows.first().map_or(Ok(TicketId(0)), |row| row.get(0).map(TicketId))
    }

    /// What the helpdesk last said that this person may do, if it said so of the ticket as it stands: its state, its unit
    /// and its assignees.
    pub fn rights(&mut self, ticket: &Ticket, who: TelegramUser) -> Result<Option<Rights>> {
        let rows = self.sql.rows(
            "SELECT rights FROM rights WHERE ticket = $1 AND telegram = $2 AND state = $3",
            values![ticket.at.id.0, who.0, standing(ticket)?],
        )?;
        rows.first().map(|row| from_json(&row.get::<String>(0)?)).transpose()
    }

    pub fn put_rights(&mut self, ticket: &Ticket, who: TelegramUser, rights: &Rights) -> Result<()> {
        self.sql.run(
            "INSERT INTO rights (ticket, telegram, state, rights) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ticket, telegram) DO UPDATE SET state = excluded.state, rights = excluded.rights",
            values![ticket.at.id.0, who.0, standing(ticket)?, json(rights)?],
        )?;
        Ok(())
    }
}

/// What rights depend on.
fn standing(ticket: &Ticket) -> Result<String> {
    json(&(&ticket.state, ticket.unit, &ticket.assignees))
}

fn known(row: &Row) -> Result<Known> {
    Ok(Known {
        ticket: from_json(&row.get::<String>(0)?)?,
        details: row.get::<Option<String>>(1)?.as_deref().map(from_json).transpose()?,
        comments: row.get::<Option<i64>>(2)?.map(|count| count.max(0) as u32),
        read_at: super::time(row.get(3)?)?,
        since: super::time(row.get(4)?)?,
    })
}
