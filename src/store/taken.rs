//! What became a comment of each message that people wrote: by this an edit that changes nothing is told from one that does.

use jiff::Timestamp;

use super::comments::CommentId;
use super::sql::{StoreError, plain_json, sql_values};
use super::{Db, Result};
use crate::domain::ids::{CardRef, TelegramUser, TicketId};

/// How the newest comment of a message says what the message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenAs {
    /// It is the message's words and nothing else.
    Words,
    /// It says more than they do: what stands above them, the rest of an album.
    Part,
    /// It corrects an earlier comment.
    Correction,
}

impl TakenAs {
    const ALL: [(Self, &str); 3] =
        [(Self::Words, "words"), (Self::Part, "part"), (Self::Correction, "correction")];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(form, _)| *form == self).map_or("", |(_, name)| name)
    }

    fn of(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name).map(|(form, _)| *form);
        found.ok_or_else(|| StoreError::Unreadable(format!("a comment of the form {name}")))
    }
}

/// A message that has become a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub ticket: TicketId,
    pub comment: CommentId,
    pub form: TakenAs,
    /// What the message said last.
    pub words: String,
}

impl Db<'_> {
    pub fn put_taken(&mut self, message: CardRef, taken: &Taken, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO taken_messages (chat, message, ticket, comment, form, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (chat, message) DO UPDATE SET ticket = excluded.ticket, comment = excluded.comment,
                 form = excluded.form, words = excluded.words, at = excluded.at",
            sql_values![
                message.chat.0,
                message.message.0,
                taken.ticket.0,
                taken.comment.0,
                taken.form.name(),
                taken.words.as_str(),
                now.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    pub fn taken(&mut self, message: CardRef) -> Result<Option<Taken>> {
        let rows = self.sql.query_rows(
            "SELECT ticket, comment, form, words FROM taken_messages WHERE chat = $1 AND message = $2",
            sql_values![message.chat.0, message.message.0],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Taken {
            ticket: TicketId(row.get(0)?),
            comment: CommentId(row.get(1)?),
            form: TakenAs::of(&row.get::<String>(2)?)?,
            words: row.get(3)?,
        }))
    }

    /// Puts other words into a comment of this person that nobody has begun to send; `false` when it is too late for that.
    /// What is not yet due, or has failed, is in nobody's hands.
    pub fn replace_comment(
        &mut self,
        id: CommentId,
        author: TelegramUser,
        parts: &[String],
        now: Timestamp,
    ) -> Result<bool> {
        let found = self.sql.execute(
            "UPDATE comments SET parts = $1
             WHERE id = $2 AND telegram = $3 AND sent = 0 AND attempts = 0
                 AND (state IN ('failed', 'signed-out') OR (state = 'waiting' AND due > $4))",
            sql_values![plain_json(&parts)?, id.0, author.0, now.as_millisecond()],
        )?;
        Ok(found > 0)
    }

    /// Forgets messages that were taken before `before`.
    pub fn forget_taken(&mut self, before: Timestamp) -> Result<()> {
        self.sql.execute("DELETE FROM taken_messages WHERE at < $1", sql_values![before.as_millisecond()])?;
        Ok(())
    }
}
