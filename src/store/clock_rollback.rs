//! What all tables know of time together: the newest moment that was ever written down, and how to live on when the
//! clock turns out to have been ahead.

use jiff::{SignedDuration, Timestamp};

use super::sql::sql_values;
use super::{Db, Result, Topic};

impl Db<'_> {
    /// The newest moment at which anything came in, if anything has.
    pub fn newest_moment(&mut self) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows("SELECT MAX(received) FROM updates", &[])?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    /// The clock was ahead by so much, and is right now: what waits for its time keeps its distance, or it would wait for as
    /// long as the clock was ahead.
    pub fn clock_was_ahead(&mut self, by: SignedDuration, now: Timestamp) -> Result<()> {
        let by = by.as_millis() as i64;
        for statement in [
            "UPDATE outbox SET due = due - $1 WHERE due > $2",
            "UPDATE comments SET due = due - $1 WHERE due > $2",
            "UPDATE jobs SET due = due - $1 WHERE due > $2",
            "UPDATE snoozes SET until = until - $1 WHERE until > $2",
            "UPDATE snoozes SET made = made - $1 WHERE made > $2",
            "UPDATE undo_actions SET until = until - $1 WHERE until > $2",
            "UPDATE dialogues SET expires = expires - $1 WHERE expires > $2",
            "UPDATE updates SET done = done - $1 WHERE done > $2",
            "UPDATE updates SET received = received - $1 WHERE received > $2",
            "UPDATE tickets SET read_at = read_at - $1 WHERE read_at > $2",
            "UPDATE tickets SET since = since - $1 WHERE since > $2",
            "UPDATE tickets SET first_seen = first_seen - $1 WHERE first_seen > $2",
            "UPDATE tickets SET remind_at = remind_at - $1 WHERE remind_at > $2",
            "UPDATE escalation_calls SET at = at - $1 WHERE at > $2",
            "UPDATE escalation_calls SET since = since - $1 WHERE since > $2",
            "UPDATE escalation_chains SET since = since - $1 WHERE since > $2",
        ] {
            self.sql.execute(statement, sql_values![by, now.as_millisecond()])?;
        }
        // Who is on follows from the time itself.
        self.sql.execute(
            "UPDATE rotas SET check_at = $1 WHERE check_at > $1",
            sql_values![now.as_millisecond()],
        )?;
        [Topic::Outbox, Topic::Comments, Topic::Jobs]
            .into_iter()
            .for_each(|topic| self.pending.add_topic(topic));
        Ok(())
    }
}
