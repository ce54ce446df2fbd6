//! The steps of a ticket's escalation that were taken, with those who were called; and which chains are in force since when.

use jiff::Timestamp;

use super::sql::{from_json_if_open, sql_values, to_json};
use super::{Db, Result};
use crate::domain::escalation::{EscalationCall, EscalationTarget};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Priority;

impl Db<'_> {
    /// The steps that were taken of a ticket since it came free, in their order.
    pub fn escalation_calls(&mut self, ticket: TicketId, since: Timestamp) -> Result<Vec<EscalationCall>> {
        let rows = self.sql.query_rows(
            "SELECT step, at, people, group_count FROM escalation_calls WHERE ticket = $1 AND since = $2
             ORDER BY at, place",
            sql_values![ticket.0, since.as_millisecond()],
        )?;
        let mut calls = Vec::with_capacity(rows.len());
        for row in rows {
            // A step that only a later version knows is none of this one's.
            let Some(step) = EscalationTarget::from_name(&row.get::<String>(0)?) else { continue };
            calls.push(EscalationCall {
                step,
                at: super::timestamp_from(row.get(1)?)?,
                // Names that open with no key at hand are left out; the step was taken all the same.
                people: from_json_if_open(self.seal, &row.get::<String>(2)?)?.unwrap_or_default(),
                groups: row.get::<i64>(3)?.max(0) as u32,
            });
        }
        Ok(calls)
    }

    /// Notes that a step was taken; what was noted before the ticket came free again is forgotten.
    pub fn record_escalation_call(
        &mut self,
        ticket: TicketId,
        since: Timestamp,
        call: &EscalationCall,
    ) -> Result<()> {
        let since = since.as_millisecond();
        self.sql.execute(
            "DELETE FROM escalation_calls WHERE ticket = $1 AND since <> $2",
            sql_values![ticket.0, since],
        )?;
        let people = to_json(self.seal, &call.people)?;
        self.sql.execute(
            "INSERT INTO escalation_calls (ticket, since, step, place, at, people, group_count)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (ticket, since, step) DO NOTHING",
            sql_values![
                ticket.0,
                since,
                call.step.name(),
                call.step as i64,
                call.at.as_millisecond(),
                people,
                i64::from(call.groups),
            ],
        )?;
        Ok(())
    }

    /// The chain that is in force for a priority, as the settings write it, and since when.
    pub fn chain_in_force(&mut self, priority: Priority) -> Result<Option<(String, Timestamp)>> {
        let rows = self.sql.query_rows(
            "SELECT chain, since FROM escalation_chains WHERE priority = $1",
            sql_values![priority_name(priority)],
        )?;
        let read = |row: &super::sql::Row| Ok((row.get(0)?, super::timestamp_from(row.get(1)?)?));
        rows.first().map(read).transpose()
    }

    pub fn put_chain_in_force(&mut self, priority: Priority, chain: &str, since: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO escalation_chains (priority, chain, since) VALUES ($1, $2, $3)
             ON CONFLICT (priority) DO UPDATE SET chain = excluded.chain, since = excluded.since",
            sql_values![priority_name(priority), chain, since.as_millisecond()],
        )?;
        Ok(())
    }
}

fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::High => "high",
        Priority::Medium => "normal",
        Priority::Low => "low",
    }
}
