//! Work with a time. What a job is about is its owner's business: here it is text with a due date.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::sql::{StoreError, from_json, sql_values, to_json};
use super::{Db, Result, Topic};
use crate::domain::ids::TelegramUser;

/// Names a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub i64);

impl Db<'_> {
    pub fn add_job<J: Serialize>(&mut self, who: TelegramUser, job: &J, due: Timestamp) -> Result<JobId> {
        let rows = self.sql.query_rows(
            "INSERT INTO jobs (telegram, body, due) VALUES ($1, $2, $3) RETURNING id",
            sql_values![who.0, to_json(self.seal, job)?, due.as_millisecond()],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        self.pending.add_topic(Topic::Jobs);
        Ok(JobId(row.get(0)?))
    }

    /// The jobs whose time has come, the oldest first. One that can't be read holds up no other.
    pub fn due_jobs<J: DeserializeOwned>(
        &mut self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<(JobId, TelegramUser, Result<J>)>> {
        let rows = self.sql.query_rows(
            "SELECT id, telegram, body FROM jobs WHERE due <= $1 ORDER BY due, id LIMIT $2",
            sql_values![now.as_millisecond(), limit],
        )?;
        rows.iter()
            .map(|row| {
                let body = from_json(self.seal, &row.get::<String>(2)?);
                Ok((JobId(row.get(0)?), TelegramUser(row.get(1)?), body))
            })
            .collect()
    }

    /// A job of this person.
    pub fn find_job<J: DeserializeOwned>(&mut self, id: JobId, who: TelegramUser) -> Result<Option<J>> {
        let rows = self
            .sql
            .query_rows("SELECT body FROM jobs WHERE id = $1 AND telegram = $2", sql_values![id.0, who.0])?;
        rows.first().map(|row| from_json(self.seal, &row.get::<String>(0)?)).transpose()
    }

    /// Whose job this is.
    pub fn job_owner(&mut self, id: JobId) -> Result<Option<TelegramUser>> {
        let rows = self.sql.query_rows("SELECT telegram FROM jobs WHERE id = $1", sql_values![id.0])?;
        rows.first().map(|row| row.get(0).map(TelegramUser)).transpose()
    }

    /// All jobs of this person that can be read.
    pub fn jobs_of<J: DeserializeOwned>(&mut self, who: TelegramUser) -> Result<Vec<J>> {
        let rows = self
            .sql
            .query_rows("SELECT body FROM jobs WHERE telegram = $1 ORDER BY id", sql_values![who.0])?;
        let mut jobs = Vec::new();
        for row in &rows {
            jobs.extend(from_json(self.seal, &row.get::<String>(0)?).ok());
        }
        Ok(jobs)
    }

    /// When the next job becomes due, if any waits.
    pub fn next_job_time(&mut self) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows("SELECT MIN(due) FROM jobs", &[])?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    /// Notes how far a job has come.
    pub fn put_job<J: Serialize>(&mut self, id: JobId, job: &J) -> Result<()> {
        self.sql.execute(
            "UPDATE jobs SET body = $1 WHERE id = $2",
            sql_values![to_json(self.seal, job)?, id.0],
        )?;
        Ok(())
    }

    /// Moves a job to a later time.
    pub fn postpone_job(&mut self, id: JobId, due: Timestamp) -> Result<()> {
        self.sql
            .execute("UPDATE jobs SET due = $1 WHERE id = $2", sql_values![due.as_millisecond(), id.0])?;
        Ok(())
    }

    /// Takes a job out: it is done.
    pub fn drop_job(&mut self, id: JobId) -> Result<()> {
        self.sql.execute("DELETE FROM jobs WHERE id = $1", sql_values![id.0])?;
        Ok(())
    }

    /// Calls a job of this person off; `false` once its time has come, because it may be under way.
    pub fn cancel_job(&mut self, id: JobId, who: TelegramUser, now: Timestamp) -> Result<bool> {
        let gone = self.sql.execute(
            "DELETE FROM jobs WHERE id = $1 AND telegram = $2 AND due > $3",
            sql_values![id.0, who.0, now.as_millisecond()],
        )?;
        Ok(gone > 0)
    }
}
