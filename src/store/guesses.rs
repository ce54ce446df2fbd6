//! Sign-ins that were tried and not (yet) accepted. What they mean is `domain::guessing`'s business.

use jiff::Timestamp;

use super::sql::{StoreError, values};
use super::{Db, Result};
use crate::domain::guessing::{Try, WINDOW};
use crate::domain::ids::TelegramUser;

/// Names a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuessId(i64);

impl Db<'_> {
    pub fn add_guess(&mut self, guess: &Try) -> Result<GuessId> {
        let rows = self.sql.rows(
            "INSERT INTO guesses (telegram, login, at) VALUES ($1, $2, $3) RETURNING id",
            values![guess.who.0, guess.login.as_str(), guess.at.as_millisecond()],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        Ok(GuessId(row.get(0)?))
    }

    /// A try that was accepted, or that nobody could judge, is none.
    pub fn drop_guess(&mut self, id: GuessId) -> Result<()> {
        self.sql.run("DELETE FROM guesses WHERE id = $1", values![id.0])?;
        Ok(())
    }

    /// The tries that count now; forgets the others, and those that a clock set back has left in the future.
    pub fn guesses(&mut self, now: Timestamp) -> Result<Vec<Try>> {
        self.sql.run(
            "DELETE FROM guesses WHERE at <= $1 OR at > $2",
            values![(now - WINDOW).as_millisecond(), (now + WINDOW).as_millisecond()],
        )?;
        let rows = self.sql.rows("SELECT telegram, login, at FROM guesses", &[])?;
        rows.iter()
            .map(|row| {
                Ok(Try { who: TelegramUser(row.get(0)?), login: row.get(1)?, at: super::time(row.get(2)?)? })
            })
            .collect()
    }
}
