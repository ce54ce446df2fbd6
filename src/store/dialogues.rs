//! Conversations in progress, one per person and chat. What a conversation holds is its owner's business: here it is
//! text with a time to die.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::seal::Seal;
use super::sql::{StoreError, from_json_if_open, sql_values, to_json};
use super::{Db, Result};
use crate::domain::ids::{ChatId, QuestionId, TelegramUser};

impl Db<'_> {
    /// The conversation of this person in this chat, unless it has run out.
    pub fn find_dialogue<D: DeserializeOwned>(
        &mut self,
        who: TelegramUser,
        chat: ChatId,
        now: Timestamp,
    ) -> Result<Option<D>> {
        let rows = self.sql.query_rows(
            "SELECT body FROM dialogues WHERE telegram = $1 AND chat = $2 AND expires > $3",
            sql_values![who.0, chat.0, now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        read_dialogue(self.seal, &row.get::<String>(0)?)
    }

    /// The question that the conversation of this person in this chat waits to have answered, and when it runs out, unless it
    /// has.
    pub fn open_question(
        &mut self,
        who: TelegramUser,
        chat: ChatId,
        now: Timestamp,
    ) -> Result<Option<(QuestionId, Timestamp)>> {
        let rows = self.sql.query_rows(
            "SELECT question, expires FROM dialogues
             WHERE telegram = $1 AND chat = $2 AND expires > $3 AND question IS NOT NULL",
            sql_values![who.0, chat.0, now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some((QuestionId(row.get(0)?), super::timestamp_from(row.get(1)?)?)))
    }

    /// Notes which question the conversation of this person in this chat waits to have answered.
    pub fn set_question(&mut self, who: TelegramUser, chat: ChatId, question: QuestionId) -> Result<()> {
        self.sql.execute(
            "UPDATE dialogues SET question = $1 WHERE telegram = $2 AND chat = $3",
            sql_values![question.0, who.0, chat.0],
        )?;
        Ok(())
    }

    /// All conversations that have not run out, by person.
    pub fn all_dialogues<D: DeserializeOwned>(&mut self, now: Timestamp) -> Result<Vec<(TelegramUser, D)>> {
        let rows = self.sql.query_rows(
            "SELECT telegram, body FROM dialogues WHERE expires > $1",
            sql_values![now.as_millisecond()],
        )?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let who = TelegramUser(row.get(0)?);
            all.extend(read_dialogue(self.seal, &row.get::<String>(1)?)?.map(|dialogue| (who, dialogue)));
        }
        Ok(all)
    }

    /// Stores where a conversation stands. Which question it waits for is noted apart.
    pub fn put_dialogue<D: Serialize>(
        &mut self,
        who: TelegramUser,
        chat: ChatId,
        dialogue: &D,
        expires: Timestamp,
    ) -> Result<()> {
        self.sql.execute(
            "INSERT INTO dialogues (telegram, chat, body, expires) VALUES ($1, $2, $3, $4)
             ON CONFLICT (telegram, chat) DO UPDATE SET body = excluded.body, expires = excluded.expires",
            sql_values![who.0, chat.0, to_json(self.seal, dialogue)?, expires.as_millisecond()],
        )?;
        Ok(())
    }

    /// Forgets conversations that have run out before this.
    pub fn forget_dialogues(&mut self, before: Timestamp) -> Result<u64> {
        self.sql.execute("DELETE FROM dialogues WHERE expires < $1", sql_values![before.as_millisecond()])
    }

    /// Ends a conversation; `false` when there was none.
    pub fn drop_dialogue(&mut self, who: TelegramUser, chat: ChatId) -> Result<bool> {
        let gone = self
            .sql
            .execute("DELETE FROM dialogues WHERE telegram = $1 AND chat = $2", sql_values![who.0, chat.0])?;
        Ok(gone > 0)
    }
}

/// A conversation of another version can't go on: it is over, and keeps nobody from starting.
fn read_dialogue<D: DeserializeOwned>(seal: &Seal, body: &str) -> Result<Option<D>> {
    match from_json_if_open(seal, body) {
        Err(StoreError::Unreadable(_)) => Ok(None),
        read => read,
    }
}
