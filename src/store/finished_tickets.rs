//! Finished tickets by their words, and how each has ended. The words are in a full-text index of the database's own.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::sql::{from_json_if_open, sql_values, to_json};
use super::{Db, Result};
use crate::domain::ids::TicketId;
use crate::domain::search_words::search_words;
use crate::domain::ticket::Ticket;
use crate::domain::ticket_ending::TicketEnding;

/// So many words two tickets have in common at least that resemble each other.
const MIN_SHARED_WORDS: usize = 2;

/// What is known of a ticket's ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadEnding {
    /// None where nobody of the staff has written anything.
    pub ending: Option<TicketEnding>,
    pub read_at: Timestamp,
}

impl Db<'_> {
    /// Notes a finished ticket by its words. What was known of its ending stays.
    pub fn put_finished_ticket(&mut self, ticket: &Ticket, at: Timestamp) -> Result<()> {
        let words: Vec<_> = search_words(&ticket.subject, &ticket.text).into_iter().collect();
        self.sql.execute(
            "INSERT INTO finished_tickets (ticket, words, at) VALUES ($1, $2, $3)
             ON CONFLICT (ticket) DO UPDATE SET words = excluded.words, at = excluded.at
             WHERE finished_tickets.words <> excluded.words OR finished_tickets.at <> excluded.at",
            sql_values![ticket.at.id.0, words.join(" "), at.as_millisecond()],
        )?;
        Ok(())
    }

    /// A ticket is finished no more.
    pub fn drop_finished_ticket(&mut self, id: TicketId) -> Result<()> {
        self.sql.execute("DELETE FROM finished_tickets WHERE ticket = $1", sql_values![id.0])?;
        Ok(())
    }

    /// Forgets tickets that were written before this moment.
    pub fn forget_finished_tickets(&mut self, before: Timestamp) -> Result<()> {
        self.sql
            .execute("DELETE FROM finished_tickets WHERE at < $1", sql_values![before.as_millisecond()])?;
        Ok(())
    }

    pub fn is_finished_known(&mut self, id: TicketId) -> Result<bool> {
        let found =
            self.sql.query_rows("SELECT 1 FROM finished_tickets WHERE ticket = $1", sql_values![id.0])?;
        Ok(!found.is_empty())
    }

    /// Finished tickets that resemble this one, most of all first.
    pub fn similar_tickets(&mut self, ticket: &Ticket, limit: i64) -> Result<Vec<TicketId>> {
        let asked = search_words(&ticket.subject, &ticket.text);
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let dialect = self.sql.dialect();
        let question = dialect.any_of(asked.iter());
        let rows =
            self.sql.query_rows(dialect.word_search(), sql_values![question, ticket.at.id.0, limit])?;
        let mut found = Vec::new();
        for row in rows {
            let (id, words): (i64, String) = (row.get(0)?, row.get(1)?);
            if shared_words(&asked, &words) >= MIN_SHARED_WORDS.min(asked.len()) {
                found.push(TicketId(id));
            }
        }
        Ok(found)
    }

    /// How a ticket has ended, as it was last read; none where it was not, or what was read opens no more.
    pub fn ticket_ending(&mut self, id: TicketId) -> Result<Option<ReadEnding>> {
        let rows = self.sql.query_rows(
            "SELECT ending, ending_read FROM finished_tickets WHERE ticket = $1 AND ending_read IS NOT NULL",
            sql_values![id.0],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let read_at = super::timestamp_from(row.get(1)?)?;
        let Some(stored) = row.get::<Option<String>>(0)? else {
            return Ok(Some(ReadEnding { ending: None, read_at }));
        };
        let ending = from_json_if_open(self.seal, &stored)?;
        Ok(ending.map(|ending| ReadEnding { ending: Some(ending), read_at }))
    }

    /// Keeps how a ticket has ended, as it was read.
    pub fn put_ticket_ending(&mut self, id: TicketId, read: &ReadEnding) -> Result<()> {
        let ending = read.ending.as_ref().map(|ending| to_json(self.seal, ending)).transpose()?;
        self.sql.execute(
            "UPDATE finished_tickets SET ending = $1, ending_read = $2 WHERE ticket = $3",
            sql_values![ending, read.read_at.as_millisecond(), id.0],
        )?;
        Ok(())
    }
}

fn shared_words(asked: &BTreeSet<String>, words: &str) -> usize {
    words.split(' ').filter(|word| asked.contains(*word)).count()
}
