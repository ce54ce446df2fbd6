//! Conversations in progress, one per person and chat. What a conversation holds is its owner's business: here it is
//! text with a time to die.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::sql::{from_json_if_open, sql_values, to_json};
use super::{Db, Result};
use crate::domain::ids::{ChatId, TelegramUser};

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
        from_json_if_open(self.seal, &row.get::<String>(0)?)
    }

    /// When the conversation of this person in this chat runs out, unless it has.
    pub fn dialogue_ends(
        &mut self,
        who: TelegramUser,
        chat: ChatId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows(
            "SELECT expires FROM dialogues WHERE telegram = $1 AND chat = $2 AND expires > $3",
            sql_values![who.0, chat.0, now.as_millisecond()],
        )?;
        rows.first().map(|row| super::timestamp_from(row.get(0)?)).transpose()
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
            all.extend(from_json_if_open(self.seal, &row.get::<String>(1)?)?.map(|dialogue| (who, dialogue)));
        }
        Ok(all)
    }

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
