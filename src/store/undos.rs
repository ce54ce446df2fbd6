//! What can still be taken back: the last action on a ticket, for a few seconds, while the ticket is as the action left
//! it.

use jiff::Timestamp;

use super::sql::{from_json, json, values};
use super::{Db, Result};
use crate::domain::action::Action;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::ticket::State;

/// An action that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    pub ticket: TicketId,
    /// Who acted, and alone may take it back.
    pub who: TelegramUser,
    /// What takes it back, in order.
    pub steps: Vec<Action>,
    /// The state that the action has made.
    pub state: State,
    pub until: Timestamp,
}

impl Db<'_> {
    pub fn put_undo(&mut self, undo: &Undo) -> Result<()> {
        self.sql.run(
            "INSERT INTO undos (ticket, telegram, steps, state, until) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (ticket) DO UPDATE SET telegram = excluded.telegram, steps = excluded.steps,
                 state = excluded.state, until = excluded.until",
            values![
                undo.ticket.0,
                undo.who.0,
                json(self.seal, &undo.steps)?,
                json(self.seal, &undo.state)?,
                undo.until.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// What can be taken back of a ticket now.
    pub fn undo(&mut self, ticket: TicketId, now: Timestamp) -> Result<Option<Undo>> {
        let rows = self.sql.rows(
            "SELECT telegram, steps, state, until FROM undos WHERE ticket = $1 AND until > $2",
            values![ticket.0, now.as_millisecond()],
        )?;
        rows.first()
            .map(|row| {
                Ok(Undo {
                    ticket,
                    who: TelegramUser(row.get(0)?),
                    steps: from_json(self.seal, &row.get::<String>(1)?)?,
                    state: from_json(self.seal, &row.get::<String>(2)?)?,
                    until: super::time(row.get(3)?)?,
                })
            })
            .transpose()
    }

    pub fn drop_undo(&mut self, ticket: TicketId) -> Result<()> {
        self.sql.run("DELETE FROM undos WHERE ticket = $1", values![ticket.0])?;
        Ok(())
    }
}
