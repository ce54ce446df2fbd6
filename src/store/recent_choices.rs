//! What a person chose lately, so that it can stand first the next time.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::secrets::closed;
use super::sql::{from_json_if_open, sql_values, to_json};
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    Unit,
    Person,
    Client,
    /// Somebody whom tickets were passed to, with their unit.
    Colleague,
    /// The subject of a new ticket.
    Subject,
    /// The unit of a new ticket.
    NewUnit,
}

impl ChoiceKind {
    fn shelf_name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Person => "person",
            Self::Client => "client",
            Self::Colleague => "colleague",
            Self::Subject => "subject",
            Self::NewUnit => "new-unit",
        }
    }
}

impl Db<'_> {
    /// Notes that `name` was chosen.
    pub fn record_choice<T: Serialize>(
        &mut self,
        who: TelegramUser,
        what: ChoiceKind,
        name: &str,
        body: &T,
        now: Timestamp,
    ) -> Result<()> {
        let name = match what {
            ChoiceKind::Unit | ChoiceKind::Subject | ChoiceKind::NewUnit => name.into(),
            ChoiceKind::Person | ChoiceKind::Client | ChoiceKind::Colleague => closed(self.seal, name),
        };
        self.sql.execute(
            "INSERT INTO recent_choices (telegram, shelf, name, body, used) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (telegram, shelf, name) DO UPDATE SET body = excluded.body, used = excluded.used",
            sql_values![who.0, what.shelf_name(), name, to_json(self.seal, body)?, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// What was chosen lately, the newest first.
    pub fn recent_choices<T: DeserializeOwned>(
        &mut self,
        who: TelegramUser,
        what: ChoiceKind,
        limit: i64,
    ) -> Result<Vec<T>> {
        let rows = self.sql.query_rows(
            "SELECT body FROM recent_choices WHERE telegram = $1 AND shelf = $2 ORDER BY used DESC LIMIT $3",
            sql_values![who.0, what.shelf_name(), limit],
        )?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            all.extend(from_json_if_open(self.seal, &row.get::<String>(0)?)?);
        }
        Ok(all)
    }
}
