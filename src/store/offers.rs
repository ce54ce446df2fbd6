//! Messages of which somebody was offered to make a ticket. What stands in an offer is its owner's business: here it is text.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::sql::{StoreError, from_plain_json, plain_json, sql_values};
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

/// Names an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferId(pub i64);

impl Db<'_> {
    pub fn add_offer<O: Serialize>(
        &mut self,
        who: TelegramUser,
        offer: &O,
        now: Timestamp,
    ) -> Result<OfferId> {
        let rows = self.sql.query_rows(
            "INSERT INTO ticket_offers (telegram, body, at) VALUES ($1, $2, $3) RETURNING id",
            sql_values![who.0, plain_json(offer)?, now.as_millisecond()],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        Ok(OfferId(row.get(0)?))
    }

    /// An offer that was made to this person.
    pub fn offer<O: DeserializeOwned>(&mut self, id: OfferId, who: TelegramUser) -> Result<Option<O>> {
        let rows = self.sql.query_rows(
            "SELECT body FROM ticket_offers WHERE id = $1 AND telegram = $2",
            sql_values![id.0, who.0],
        )?;
        rows.first().map(|row| from_plain_json(&row.get::<String>(0)?)).transpose()
    }

    /// The newest offer of this person, if the last of its messages came at `since` or later.
    pub fn newest_offer<O: DeserializeOwned>(
        &mut self,
        who: TelegramUser,
        since: Timestamp,
    ) -> Result<Option<(OfferId, O)>> {
        let rows = self.sql.query_rows(
            "SELECT id, body FROM ticket_offers WHERE telegram = $1 AND at >= $2 ORDER BY id DESC LIMIT 1",
            sql_values![who.0, since.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some((OfferId(row.get(0)?), from_plain_json(&row.get::<String>(1)?)?)))
    }

    /// Adds to an offer.
    pub fn put_offer<O: Serialize>(&mut self, id: OfferId, offer: &O, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE ticket_offers SET body = $1, at = $2 WHERE id = $3",
            sql_values![plain_json(offer)?, now.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    /// Takes an offer away; says whether it was still there.
    pub fn drop_offer(&mut self, id: OfferId, who: TelegramUser) -> Result<bool> {
        let dropped = self
            .sql
            .execute("DELETE FROM ticket_offers WHERE id = $1 AND telegram = $2", sql_values![id.0, who.0])?;
        Ok(dropped > 0)
    }

    /// Forgets offers that were made before `before`.
    pub fn forget_offers(&mut self, before: Timestamp) -> Result<()> {
        self.sql.execute("DELETE FROM ticket_offers WHERE at < $1", sql_values![before.as_millisecond()])?;
        Ok(())
    }
}
