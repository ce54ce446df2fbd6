//! The questions of dialogues: which message asks each of them, and what that message becomes when the question is closed. A
//! message that is still on its way has no number yet; what it is to become waits for it here.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sql::{Row, from_plain_json, plain_json, sql_values};
use super::{Db, Result};
use crate::domain::ids::{MessageId, QuestionId, TelegramUser};
use crate::view::MessageView;

/// What becomes of the message of a closed question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QuestionEnd {
    /// It says this, and asks nothing.
    Edit(MessageView),
    /// It goes.
    Delete,
    /// It shows something else already.
    Shown,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedQuestion {
    pub id: QuestionId,
    pub message: Option<MessageId>,
    pub is_closed: bool,
    pub end: QuestionEnd,
}

/// Reads questions by this condition.
macro_rules! questions_where {
    ($condition:literal) => {
        concat!("SELECT id, message, closed, body FROM questions WHERE ", $condition)
    };
}

impl Db<'_> {
    /// Adds a question; a message that asked another asks this one from now on.
    pub fn add_question(
        &mut self,
        id: QuestionId,
        who: TelegramUser,
        message: Option<MessageId>,
        end: &QuestionEnd,
        now: Timestamp,
    ) -> Result<()> {
        let message = message.map(|message| message.0);
        self.sql.execute(
            "DELETE FROM questions WHERE telegram = $1 AND message = $2",
            sql_values![who.0, message],
        )?;
        self.sql.execute(
            "INSERT INTO questions (id, telegram, message, closed, body, at) VALUES ($1, $2, $3, 0, $4, $5)
             ON CONFLICT (id) DO NOTHING",
            sql_values![id.0, who.0, message, plain_json(end)?, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// The questions of this person that can still be answered: one, but for what a transaction is about to close.
    pub fn open_questions(&mut self, who: TelegramUser) -> Result<Vec<AskedQuestion>> {
        let rows = self.sql.query_rows(
            questions_where!("telegram = $1 AND closed = 0 ORDER BY at, id"),
            sql_values![who.0],
        )?;
        rows.iter().map(read_question).collect()
    }

    /// A question by its number.
    pub fn find_question(&mut self, id: QuestionId) -> Result<Option<AskedQuestion>> {
        let rows = self.sql.query_rows(questions_where!("id = $1"), sql_values![id.0])?;
        rows.first().map(read_question).transpose()
    }

    /// The question that a message in somebody's private chat asks, or did.
    pub fn question_in(&mut self, who: TelegramUser, message: MessageId) -> Result<Option<AskedQuestion>> {
        let rows = self
            .sql
            .query_rows(questions_where!("telegram = $1 AND message = $2"), sql_values![who.0, message.0])?;
        rows.first().map(read_question).transpose()
    }

    /// A question can't be answered any more, and its message becomes this.
    pub fn close_question(&mut self, id: QuestionId, end: &QuestionEnd) -> Result<()> {
        self.sql.execute(
            "UPDATE questions SET closed = 1, body = $1 WHERE id = $2",
            sql_values![plain_json(end)?, id.0],
        )?;
        Ok(())
    }

    /// The message of a question has been sent.
    pub fn place_question(&mut self, id: QuestionId, message: MessageId) -> Result<()> {
        self.sql.execute("UPDATE questions SET message = $1 WHERE id = $2", sql_values![message.0, id.0])?;
        Ok(())
    }

    /// Forgets questions that were asked before `before`.
    pub fn forget_questions(&mut self, before: Timestamp) -> Result<()> {
        self.sql.execute("DELETE FROM questions WHERE at < $1", sql_values![before.as_millisecond()])?;
        Ok(())
    }
}

fn read_question(row: &Row) -> Result<AskedQuestion> {
    Ok(AskedQuestion {
        id: QuestionId(row.get(0)?),
        message: row.get::<Option<i32>>(1)?.map(MessageId),
        is_closed: row.get::<i64>(2)? != 0,
        end: from_plain_json(&row.get::<String>(3)?)?,
    })
}
