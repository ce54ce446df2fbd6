//! Comments on their way to the helpdesk. A comment is written down before anybody is told that it is safe, and stays
//! until the helpdesk has shown it.

use jiff::Timestamp;

use super::sql::{Row, StoreError, from_plain_json, plain_json, sql_values};
use super::{Db, Result, Topic};
use crate::domain::account::Account;
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, TelegramUser, ThreadId, TicketId};

/// Names a comment on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommentId(pub i64);

/// Where a comment is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentState {
    /// It will be sent when its time has come.
    Waiting,
    /// The helpdesk would not take it; its author was told why.
    Failed,
    /// It was sent, and nothing shows whether it arrived; its author was asked.
    Unsure,
    /// Its author was signed out. It goes out once they sign in to the same account again.
    SignedOut,
}

impl CommentState {
    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Unsure => "unsure",
            Self::SignedOut => "signed-out",
        }
    }
}

/// A comment as somebody wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewComment {
    pub author: TelegramUser,
    /// Under which name at the helpdesk they wrote it; empty where nobody noted it.
    pub login: String,
    pub ticket: TicketId,
    /// The message that it was written in.
    pub source: CardRef,
    pub target: Target,
    /// The text, cut into pieces that the helpdesk takes.
    pub parts: Vec<String>,
    /// What to do once it has arrived.
    pub followed_by: FollowedBy,
    pub origin: CommentOrigin,
}

/// What the source of a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentOrigin {
    /// Somebody's own message.
    Message,
    /// A message of the bot's, whose button chose a quick reply.
    Button,
    /// Somebody's own message that nobody else sees, and that no call can name later.
    Ephemeral,
}

/// What follows a comment that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowedBy {
    Nothing,
    /// The ticket is finished: "done with an answer".
    Finish,
}

/// An attempt to bring a part of a comment to the helpdesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentAttempt {
    /// How many comments the ticket had before.
    pub baseline: usize,
    pub at: Timestamp,
}

/// A comment on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredComment {
    pub id: CommentId,
    pub new: NewComment,
    /// How many parts the helpdesk has shown.
    pub sent: usize,
    /// The last attempt to send the part after those, if what became of it is not known.
    pub attempt: Option<CommentAttempt>,
    /// How often that part was sent.
    pub attempts: u32,
    pub state: CommentState,
    pub tries: u32,
    pub made: Timestamp,
}

/// A statement that reads what `comment` understands.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, telegram, ticket, chat, thread, message, parts, sent, baseline, state, tries, made, followed_by,
                 attempted, attempts, origin, login ",
            $rest
        )
    };
}

impl Db<'_> {
    /// Writes a comment down; it is sent from `due` on.
    pub fn add_comment(&mut self, new: &NewComment, due: Timestamp, now: Timestamp) -> Result<CommentId> {
        let rows = self.sql.query_rows(
            "INSERT INTO comments
                 (telegram, ticket, chat, thread, message, parts, sent, baseline, state, tries, due, made,
                  followed_by, origin, login)
             VALUES ($1, $2, $3, $4, $5, $6, 0, NULL, 'waiting', 0, $7, $8, $9, $10, $11) RETURNING id",
            sql_values![
                new.author.0,
                new.ticket.0,
                new.source.chat.0,
                new.target.thread.map(|thread| thread.0),
                new.source.message.0,
                plain_json(&new.parts)?,
                due.as_millisecond(),
                now.as_millisecond(),
                match new.followed_by {
                    FollowedBy::Nothing => None,
                    FollowedBy::Finish => Some("finish"),
                },
                match new.origin {
                    CommentOrigin::Message => "message",
                    CommentOrigin::Button => "button",
                    CommentOrigin::Ephemeral => "ephemeral",
                },
                new.login.as_str(),
            ],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        self.pending.add_topic(Topic::Comments);
        Ok(CommentId(row.get(0)?))
    }

    /// The oldest waiting comment of each ticket, if its time has come: comments on one ticket keep their order.
    pub fn comments_due(&mut self, now: Timestamp, limit: i64) -> Result<Vec<StoredComment>> {
        let rows = self.sql.query_rows(
            select!(
                "FROM comments WHERE state = 'waiting' AND due <= $1 AND NOT EXISTS (
                 SELECT 1 FROM comments AS before WHERE before.ticket = comments.ticket
                     AND before.state = 'waiting' AND before.id < comments.id
             ) ORDER BY id LIMIT $2"
            ),
            sql_values![now.as_millisecond(), limit],
        )?;
        rows.iter().map(read_comment).collect()
    }

    /// When the next comment becomes due that isn't yet.
    pub fn next_comment_due(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows(
            "SELECT MIN(due) FROM comments WHERE state = 'waiting' AND due > $1",
            sql_values![now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    pub fn find_comment(&mut self, id: CommentId) -> Result<Option<StoredComment>> {
        let rows = self.sql.query_rows(select!("FROM comments WHERE id = $1"), sql_values![id.0])?;
        rows.first().map(read_comment).transpose()
    }

    /// All comments on their way, with the time before which nothing is done about them.
    pub fn all_comments(&mut self) -> Result<Vec<(StoredComment, Timestamp)>> {
        let due: Vec<_> = self.sql.query_rows("SELECT due FROM comments ORDER BY id", &[])?;
        let rows = self.sql.query_rows(select!("FROM comments ORDER BY id"), &[])?;
        rows.iter()
            .zip(&due)
            .map(|(row, due)| Ok((read_comment(row)?, super::timestamp_from(due.get(0)?)?)))
            .collect()
    }

    /// Lets a comment be tried now, also one that its author was asked about; `false` when it is gone.
    pub fn send_comment_now(&mut self, id: CommentId, now: Timestamp) -> Result<bool> {
        let waiting = self.sql.execute(
            "UPDATE comments SET due = $1 WHERE id = $2 AND state = 'waiting'",
            sql_values![now.as_millisecond(), id.0],
        )?;
        if waiting > 0 {
            self.pending.add_topic(Topic::Comments);
            return Ok(true);
        }
        let Some(comment) = self.find_comment(id)? else { return Ok(false) };
        self.resend_comment(id, &comment.new.login, now)
    }

    /// The comments of one person that wait to be sent.
    pub fn comments_waiting(&mut self, author: TelegramUser) -> Result<Vec<StoredComment>> {
        let rows = self.sql.query_rows(
            select!(
                "FROM comments
             WHERE telegram = $1 AND state = 'waiting' ORDER BY id"
            ),
            sql_values![author.0],
        )?;
        rows.iter().map(read_comment).collect()
    }

    /// Has the comments sent that wait for this person to sign in to this account. An attempt of an unknown end stays noted.
    pub fn resume_comments(&mut self, author: TelegramUser, account: &Account, now: Timestamp) -> Result<()> {
        let rows = self.sql.query_rows(
            select!("FROM comments WHERE telegram = $1 AND state = 'signed-out' ORDER BY id"),
            sql_values![author.0],
        )?;
        for row in &rows {
            let comment = read_comment(row)?;
            if account.goes_by(&comment.new.login) {
                self.set_comment_state(comment.id, CommentState::Waiting, 0, now)?;
                self.pending.add_topic(Topic::Comments);
            }
        }
        Ok(())
    }

    /// Notes that the next part of a comment is about to be sent. `false` when it was withdrawn: nothing must be sent.
    pub fn record_attempt(&mut self, id: CommentId, attempt: CommentAttempt) -> Result<bool> {
        let found = self.sql.execute(
            "UPDATE comments SET baseline = $1, attempted = $2, attempts = attempts + 1
             WHERE id = $3 AND state = 'waiting'",
            sql_values![attempt.baseline as i64, attempt.at.as_millisecond(), id.0],
        )?;
        Ok(found > 0)
    }

    /// Notes that the last attempt certainly came to nothing.
    pub fn comment_attempt_failed(&mut self, id: CommentId) -> Result<()> {
        self.sql.execute(
            "UPDATE comments SET baseline = NULL, attempted = NULL WHERE id = $1",
            sql_values![id.0],
        )?;
        Ok(())
    }

    /// Notes that the helpdesk has shown so many parts of a comment.
    pub fn record_parts_sent(&mut self, id: CommentId, sent: usize) -> Result<()> {
        self.sql.execute(
            "UPDATE comments SET sent = $1, baseline = NULL, attempted = NULL, attempts = 0 WHERE id = $2",
            sql_values![sent as i64, id.0],
        )?;
        Ok(())
    }

    /// Sends a comment anew that its author was asked about, under the name that they have at the helpdesk now; `false`
    /// when nobody is asked (any more).
    pub fn resend_comment(&mut self, id: CommentId, login: &str, now: Timestamp) -> Result<bool> {
        let found = self.sql.execute(
            "UPDATE comments SET state = 'waiting', baseline = NULL, attempted = NULL, attempts = 0, tries = 0, due = $1,
                 login = $2
             WHERE id = $3 AND state <> 'waiting'",
            sql_values![now.as_millisecond(), login, id.0],
        )?;
        self.pending.add_topic(Topic::Comments);
        Ok(found > 0)
    }

    /// Changes the state of a comment; it is tried (again) at `due`.
    pub fn set_comment_state(
        &mut self,
        id: CommentId,
        state: CommentState,
        tries: u32,
        due: Timestamp,
    ) -> Result<()> {
        self.sql.execute(
            "UPDATE comments SET state = $1, tries = $2, due = $3 WHERE id = $4",
            sql_values![state.name(), i64::from(tries), due.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    /// Forgets a comment: it has arrived, or its author has withdrawn it.
    pub fn drop_comment(&mut self, id: CommentId) -> Result<()> {
        self.sql.execute("DELETE FROM comments WHERE id = $1", sql_values![id.0])?;
        Ok(())
    }
}

fn read_attempt(row: &Row) -> Result<Option<CommentAttempt>> {
    let (Some(baseline), Some(at)) = (row.get::<Option<i64>>(8)?, row.get::<Option<i64>>(13)?) else {
        return Ok(None);
    };
    Ok(Some(CommentAttempt { baseline: baseline.max(0) as usize, at: super::timestamp_from(at)? }))
}

fn read_comment(row: &Row) -> Result<StoredComment> {
    let chat = ChatId(row.get(3)?);
    Ok(StoredComment {
        id: CommentId(row.get(0)?),
        new: NewComment {
            author: TelegramUser(row.get(1)?),
            login: row.get(16)?,
            ticket: TicketId(row.get(2)?),
            source: CardRef { chat, message: MessageId(row.get(5)?) },
            target: Target { chat, thread: row.get::<Option<i32>>(4)?.map(ThreadId) },
            parts: from_plain_json(&row.get::<String>(6)?)?,
            followed_by: match row.get::<Option<String>>(12)?.as_deref() {
                Some("finish") => FollowedBy::Finish,
                _ => FollowedBy::Nothing,
            },
            origin: match row.get::<String>(15)?.as_str() {
                "button" => CommentOrigin::Button,
                "ephemeral" => CommentOrigin::Ephemeral,
                _ => CommentOrigin::Message,
            },
        },
        sent: row.get::<i64>(7)?.max(0) as usize,
        attempt: read_attempt(row)?,
        attempts: row.get::<i32>(14)?.max(0) as u32,
        state: match row.get::<String>(9)?.as_str() {
            "failed" => CommentState::Failed,
            "unsure" => CommentState::Unsure,
            "signed-out" => CommentState::SignedOut,
            _ => CommentState::Waiting,
        },
        tries: row.get::<i32>(10)?.max(0) as u32,
        made: super::timestamp_from(row.get(11)?)?,
    })
}
