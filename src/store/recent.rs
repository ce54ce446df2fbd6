//! What a person chose lately, so that it can stand first the next time.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::secrets::closed;
use super::sql::{from_json_if_open, json, values};
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Unit,
    Person,
    Client,
}

impl Chosen {
    fn shelf(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Person => "person",
            Self::Client => "client",
        }
    }
}

impl Db<'_> {
    /// Notes that `name` was chosen.
    pub fn choose<T: Serialize>(
        &mut self,
        who: TelegramUser,
        what: Chosen,
        name: &str,
        body: &T,
        now: Timestamp,
    ) -> Result<()> {
        let name = match what {
            Chosen::Unit => name.into(),
            Chosen::Person | Chosen::Client => closed(self.seal, name),
        };
        self.sql.run(
            "INSERT INTO recent (telegram, shelf, name, body, used) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (telegram, shelf, name) DO UPDATE SET body = excluded.body, used = excluded.used",
            values![who.0, what.shelf(), name, json(self.seal, body)?, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// What was chosen lately, the newest first.
    pub fn chosen<T: DeserializeOwned>(
        &mut self,
        who: TelegramUser,
        what: Chosen,
        limit: i64,
    ) -> Result<Vec<T>> {
        let rows = self.sql.rows(
            "SELECT body FROM recent WHERE telegram = $1 AND shelf = $2 ORDER BY used DESC LIMIT $3",
            values![who.0, what.shelf(), limit],
        )?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            all.extend(from_json_if_open(self.seal, &row.get::<String>(0)?)?);
        }
        Ok(all)
    }
}
