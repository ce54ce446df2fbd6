//! What waits to be sent to Telegram. A row lives until its sending is recorded; what a row holds is the dispatcher's
//! business.

use jiff::Timestamp;

use super::seal::Seal;
use super::secrets::{close_secrets, open_secrets};
use super::sql::{Row, sql_values};
use super::subscriptions::thread_key;
use super::{Db, Result, Topic};
use crate::domain::ids::{ChatId, Target, ThreadId};
use crate::view::SendPriority;

/// Whether a second row of the same name may exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DedupKey {
    /// Every row counts.
    None,
    /// Never again, even long after it was sent: a notice.
    Once(String),
    /// Only the newest waits: an edit.
    Newest(String),
}

/// How the names begin under which news wait for a person's return.
pub const HELD_PREFIX: &str = "kept:";

/// A row to be.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxEntry {
    pub target: Target,
    pub class: SendPriority,
    pub dedup: DedupKey,
    pub body: String,
    /// Not before.
    pub due: Timestamp,
}

/// Names a waiting row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutboxId(pub i64);

/// In how plain a form a message goes out: a plainer one after each that Telegram refuses for a reason that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Whole,
    /// Without buttons, and as no reply.
    Bare,
    /// Its words alone.
    Plain,
    /// A fixed sentence that says that there was something.
    Apology,
}

impl Form {
    /// What is tried next.
    pub fn plainer(self) -> Option<Self> {
        match self {
            Self::Whole => Some(Self::Bare),
            Self::Bare => Some(Self::Plain),
            Self::Plain => Some(Self::Apology),
            Self::Apology => None,
        }
    }
}

/// A waiting row.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    pub id: OutboxId,
    pub target: Target,
    pub class: SendPriority,
    pub body: String,
    /// Grows when the row is asked for again while it waits.
    pub version: i64,
    pub tries: u32,
    pub form: Form,
    pub made: Timestamp,
}

/// What waits, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingCounts {
    /// What is to be shown in Telegram, and since when the oldest of it.
    pub mail: i64,
    pub oldest: Option<Timestamp>,
    /// The same by [`SendPriority::ALL`].
    pub by_class: [i64; SendPriority::ALL.len()],
    /// Comments on their way to the helpdesk.
    pub comments: i64,
    /// Places that Telegram lets nobody write to for now.
    pub resting: i64,
}

impl Db<'_> {
    /// Puts a row into the outbox; `false` when it had been told before.
    pub fn enqueue(&mut self, mail: &OutboxEntry, now: Timestamp) -> Result<bool> {
        if let DedupKey::Once(name) = &mail.dedup
            && !self.record_notification(name, now)?
        {
            return Ok(false);
        }
        let dedup = match &mail.dedup {
            DedupKey::Newest(name) => Some(name.as_str()),
            DedupKey::None | DedupKey::Once(_) => None,
        };
        self.sql.execute(
            "INSERT INTO outbox (chat, thread, class, dedup, body, version, due, tries, made)
             VALUES ($1, $2, $3, $4, $5, 0, $6, 0, $7)
             ON CONFLICT (dedup) DO UPDATE SET chat = excluded.chat, thread = excluded.thread, body = excluded.body,
                 version = outbox.version + 1, form = 0,
                 class = CASE WHEN excluded.class < outbox.class THEN excluded.class ELSE outbox.class END",
            sql_values![
                mail.target.chat.0,
                mail.target.thread.map(|thread| thread.0),
                mail.class as i64,
                dedup,
                close_secrets(self.seal, &mail.body).into_owned(),
                mail.due.as_millisecond(),
                now.as_millisecond(),
            ],
        )?;
        self.pending.add_topic(Topic::Outbox);
        Ok(true)
    }

    /// Notes that something has been told, so that it never is again; `false` when it was noted before.
    pub fn record_notification(&mut self, name: &str, now: Timestamp) -> Result<bool> {
        let fresh = self.sql.execute(
            "INSERT INTO notification_log (dedup, at) VALUES ($1, $2) ON CONFLICT (dedup) DO NOTHING",
            sql_values![name, now.as_millisecond()],
        )?;
        Ok(fresh > 0)
    }

    /// Notes that something is told, unless it was since `since`; says whether it was not.
    pub fn note_again(&mut self, name: &str, since: Timestamp, now: Timestamp) -> Result<bool> {
        let noted = self.sql.execute(
            "INSERT INTO notification_log (dedup, at) VALUES ($1, $2)
             ON CONFLICT (dedup) DO UPDATE SET at = excluded.at WHERE notification_log.at <= $3 OR notification_log.at > excluded.at",
            sql_values![name, now.as_millisecond(), since.as_millisecond()],
        )?;
        Ok(noted > 0)
    }

    /// How many answers wait for a chat.
    pub fn outbox_answers(&mut self, chat: ChatId) -> Result<i64> {
        let rows = self.sql.query_rows(
            "SELECT COUNT(*) FROM outbox WHERE chat = $1 AND class IN ($2, $3, $4)",
            sql_values![
                chat.0,
                SendPriority::Answer as i64,
                SendPriority::Late as i64,
                SendPriority::Stranger as i64
            ],
        )?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// Whoever reads this chat has signed in: what was said to the stranger before goes out before what follows.
    pub fn promote_outbox(&mut self, chat: ChatId) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET class = $1 WHERE chat = $2 AND class = $3",
            sql_values![SendPriority::Answer as i64, chat.0, SendPriority::Stranger as i64],
        )?;
        Ok(())
    }

    /// Forgets what was told before `before` under names that begin like this.
    pub fn delete_notifications(&mut self, beginning: &str, before: Timestamp) -> Result<u64> {
        self.sql.execute(
            "DELETE FROM notification_log WHERE at < $1 AND dedup LIKE $2",
            sql_values![before.as_millisecond(), format!("{beginning}%")],
        )
    }

    /// The next row of each place that may go out now, the most urgent first, from behind `after` on and up to the class `most`.
    /// A row that is to be tried again holds up those behind it in its topic, unless it was set aside; one that was put off from
    /// the start stands in nobody's way.
    pub fn outbox_heads(
        &mut self,
        now: Timestamp,
        after: Option<(SendPriority, OutboxId)>,
        most: SendPriority,
        limit: usize,
    ) -> Result<Vec<OutboxRow>> {
        let (class, id) = after.map_or((-1, 0), |(class, id)| (class as i64, id.0));
        let rows = self.sql.query_rows(
            "SELECT id, chat, thread, class, body, version, tries, made, form FROM outbox
             WHERE (class, id) > ($1, $2) AND class <= $3 AND due <= $4 AND NOT EXISTS (
                 SELECT 1 FROM outbox AS before WHERE before.chat = outbox.chat
                     AND COALESCE(before.thread, 0) = COALESCE(outbox.thread, 0)
                     AND (before.class, before.id) < (outbox.class, outbox.id)
                     AND (before.due <= $4 OR (before.tries > 0 AND before.aside = 0))
             ) ORDER BY class, id LIMIT $5",
            sql_values![class, id, most as i64, now.as_millisecond(), limit as i64],
        )?;
        rows.iter().map(|row| outbox_row(self.seal, row)).collect()
    }

    /// When the next row becomes due that isn't yet.
    pub fn next_outbox_due(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        let rows = self
            .sql
            .query_rows("SELECT MIN(due) FROM outbox WHERE due > $1", sql_values![now.as_millisecond()])?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    /// What waits under this name.
    pub fn outbox_body(&mut self, dedup: &str) -> Result<Option<String>> {
        let rows = self.sql.query_rows("SELECT body FROM outbox WHERE dedup = $1", sql_values![dedup])?;
        let body: Option<String> = rows.first().map(|row| row.get(0)).transpose()?;
        Ok(body.map(|body| open_secrets(self.seal, &body).into_owned()))
    }

    /// Puts what is kept for a person's return off until then, or lets it go now. What is on its way already stays so.
    pub fn hold_outbox(&mut self, chat: ChatId, until: Timestamp, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET due = $1 WHERE chat = $2 AND due > $3 AND dedup LIKE $4",
            sql_values![until.as_millisecond(), chat.0, now.as_millisecond(), format!("{HELD_PREFIX}%")],
        )?;
        self.pending.add_topic(Topic::Outbox);
        Ok(())
    }

    /// Takes a row out: it was sent, or never will be. A row that was asked for again meanwhile stays.
    pub fn mark_outbox_done(&mut self, row: &OutboxRow) -> Result<()> {
        self.sql.execute(
            "DELETE FROM outbox WHERE id = $1 AND version = $2",
            sql_values![row.id.0, row.version],
        )?;
        Ok(())
    }

    /// Notes that a group was sent something.
    pub fn record_sent(&mut self, chat: ChatId, at: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO sent_log (chat, at) VALUES ($1, $2)",
            sql_values![chat.0, at.as_millisecond()],
        )?;
        Ok(())
    }

    /// What groups were sent after `since` and until now, the oldest first. What a clock that was ahead has noted is left out.
    pub fn sent_since(&mut self, since: Timestamp, now: Timestamp) -> Result<Vec<(ChatId, Timestamp)>> {
        let rows = self.sql.query_rows(
            "SELECT chat, at FROM sent_log WHERE at > $1 AND at <= $2 ORDER BY at",
            sql_values![since.as_millisecond(), now.as_millisecond()],
        )?;
        rows.iter().map(|row| Ok((ChatId(row.get(0)?), super::timestamp_from(row.get(1)?)?))).collect()
    }

    /// Forgets what was sent before `before`.
    pub fn delete_sent_before(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.execute("DELETE FROM sent_log WHERE at < $1", sql_values![before.as_millisecond()])
    }

    /// Sends a row, and with it those behind it in its chat, to a later time.
    pub fn retry_outbox_in_order(&mut self, id: OutboxId, due: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET due = $1, tries = tries + 1 WHERE id = $2",
            sql_values![due.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    /// The same for a row that fails by itself: those behind it pass.
    pub fn retry_outbox_aside(&mut self, id: OutboxId, due: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET due = $1, tries = tries + 1, aside = 1 WHERE id = $2",
            sql_values![due.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    /// Puts a row off that has not been tried; it stands in nobody's way.
    pub fn delay_outbox(&mut self, id: OutboxId, due: Timestamp) -> Result<()> {
        self.sql
            .execute("UPDATE outbox SET due = $1 WHERE id = $2", sql_values![due.as_millisecond(), id.0])?;
        Ok(())
    }

    /// Has a row tried in another form, now.
    pub fn outbox_reshape(&mut self, id: OutboxId, form: Form, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET form = $1, due = $2 WHERE id = $3",
            sql_values![form as i64, now.as_millisecond(), id.0],
        )?;
        self.pending.add_topic(Topic::Outbox);
        Ok(())
    }

    /// Takes out all that waits for one topic (or for the chat outside of topics) that is gone.
    pub fn outbox_drop_target(&mut self, target: Target) -> Result<u64> {
        self.sql.execute(
            "DELETE FROM outbox WHERE chat = $1 AND COALESCE(thread, 0) = $2",
            sql_values![target.chat.0, thread_key(target)],
        )
    }

    /// Takes out all that waits for a chat that can't be written to any more; says how much it was.
    pub fn outbox_drop_chat(&mut self, chat: ChatId) -> Result<u64> {
        self.sql.execute("DELETE FROM outbox WHERE chat = $1", sql_values![chat.0])
    }

    /// What waits, in numbers.
    pub fn waiting_counts(&mut self) -> Result<WaitingCounts> {
        let mail = self.sql.query_rows("SELECT COUNT(*), MIN(made) FROM outbox", &[])?;
        let comments = self.sql.query_rows("SELECT COUNT(*) FROM comments WHERE state = 'waiting'", &[])?;
        let mut by_class = [0; SendPriority::ALL.len()];
        for row in &self.sql.query_rows("SELECT class, COUNT(*) FROM outbox GROUP BY class", &[])? {
            by_class[class(row.get(0)?) as usize] += row.get::<i64>(1)?;
        }
        let oldest = mail.first().map_or(Ok(None), |row| row.get::<Option<i64>>(1))?;
        Ok(WaitingCounts {
            mail: mail.first().map_or(Ok(0), |row| row.get(0))?,
            oldest: oldest.map(super::timestamp_from).transpose()?,
            by_class,
            comments: comments.first().map_or(Ok(0), |row| row.get(0))?,
            resting: self.resting_places()?,
        })
    }

    /// All that waits, in the order in which each chat gets it, with the time before which it does not go out.
    pub fn outbox_all(&mut self) -> Result<Vec<(OutboxRow, Timestamp)>> {
        let rows = self.sql.query_rows(
            "SELECT id, chat, thread, class, body, version, tries, made, form, due FROM outbox ORDER BY class, id",
            &[],
        )?;
        rows.iter()
            .map(|row| Ok((outbox_row(self.seal, row)?, super::timestamp_from(row.get(9)?)?)))
            .collect()
    }

    /// Lets a row go out now; `false` when it is gone.
    pub fn send_outbox_now(&mut self, id: OutboxId, now: Timestamp) -> Result<bool> {
        let found = self
            .sql
            .execute("UPDATE outbox SET due = $1 WHERE id = $2", sql_values![now.as_millisecond(), id.0])?;
        self.pending.add_topic(Topic::Outbox);
        Ok(found > 0)
    }

    /// Takes a row out, sent or not; `false` when it is gone.
    pub fn outbox_drop(&mut self, id: OutboxId) -> Result<bool> {
        Ok(self.sql.execute("DELETE FROM outbox WHERE id = $1", sql_values![id.0])? > 0)
    }

    /// How many rows wait, in all.
    pub fn outbox_size(&mut self) -> Result<i64> {
        let rows = self.sql.query_rows("SELECT COUNT(*) FROM outbox", &[])?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }
}

fn class(number: i64) -> SendPriority {
    let found = usize::try_from(number).ok().and_then(|place| SendPriority::ALL.get(place));
    found.copied().unwrap_or(SendPriority::Refresh)
}

fn outbox_row(seal: &Seal, row: &Row) -> Result<OutboxRow> {
    Ok(OutboxRow {
        id: OutboxId(row.get(0)?),
        target: Target { chat: ChatId(row.get(1)?), thread: row.get::<Option<i32>>(2)?.map(ThreadId) },
        class: class(row.get(3)?),
        body: open_secrets(seal, &row.get::<String>(4)?).into_owned(),
        version: row.get(5)?,
        tries: row.get::<i32>(6)?.max(0) as u32,
        made: super::timestamp_from(row.get(7)?)?,
        form: match row.get::<i64>(8)? {
            0 => Form::Whole,
            1 => Form::Bare,
            2 => Form::Plain,
            _ => Form::Apology,
        },
    })
}
