//! What can still be taken back: the last action on a ticket, for a few seconds, while the ticket is as the action left
//! it.

use jiff::Timestamp;

use super::sql::{from_json, sql_values, to_json};
use super::{Db, Result};
use crate::domain::action::Action;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::ticket::TicketState;

/// An action that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    pub ticket: TicketId,
    /// Who acted, and alone may take it back.
    pub who: TelegramUser,
    /// What takes it back, in order.
    pub steps: Vec<Action>,
    /// The state that the action has made.
    pub state: TicketState,
    pub until: Timestamp,
}

impl Db<'_> {
    pub fn put_undo(&mut self, undo: &Undo) -> Result<()> {
        self.sql.execute(
            "INSERT INTO undo_actions (ticket, telegram, steps, state, until) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (ticket) DO UPDATE SET telegram = excluded.telegram, steps = excluded.steps,
                 state = excluded.state, until = excluded.until",
            sql_values![
                undo.ticket.0,
                undo.who.0,
                to_json(self.seal, &undo.steps)?,
                to_json(self.seal, &undo.state)?,
                undo.until.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// What can be taken back of a ticket now.
    pub fn find_undo(&mut self, ticket: TicketId, now: Timestamp) -> Result<Option<Undo>> {
        let rows = self.sql.query_rows(
            "SELECT telegram, steps, state, until FROM undo_actions WHERE ticket = $1 AND until > $2",
            sql_values![ticket.0, now.as_millisecond()],
        )?;
        rows.first()
            .map(|row| {
                Ok(Undo {
                    ticket,
                    who: TelegramUser(row.get(0)?),
                    steps: from_json(self.seal, &row.get::<String>(1)?)?,
                    state: from_json(self.seal, &row.get::<String>(2)?)?,
                    until: super::timestamp_from(row.get(3)?)?,
                })
            })
            .transpose()
    }

    pub fn drop_undo(&mut self, ticket: TicketId) -> Result<()> {
        self.sql.execute("DELETE FROM undo_actions WHERE ticket = $1", sql_values![ticket.0])?;
        Ok(())
    }
}
