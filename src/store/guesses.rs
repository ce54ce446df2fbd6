//! Sign-ins that were tried and not (yet) accepted. What they mean is `domain::guessing`'s business.

use jiff::Timestamp;

use super::seal::Seal;
use super::sql::{StoreError, values};
use super::{Db, Result};
use crate::domain::guessing::{self, Standing, Try, WINDOW};
use crate::domain::ids::TelegramUser;

/// Names a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuessId(i64);

impl Db<'_> {
    pub fn add_guess(&mut self, guess: &Try) -> Result<GuessId> {
        let rows = self.sql.rows(
            "INSERT INTO guesses (telegram, login, known, at) VALUES ($1, $2, $3, $4) RETURNING id",
            values![
                guess.who.0,
                guess.login.as_str(),
                standing_number(guess.standing),
                guess.at.as_millisecond()
            ],
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
        let rows = self.sql.rows("SELECT telegram, login, known, at FROM guesses", &[])?;
        rows.iter()
            .map(|row| {
                let standing = match row.get::<i64>(2)? {
                    0 => Standing::Stranger,
                    1 => Standing::Known,
                    _ => Standing::Owner,
                };
                let (who, at) = (TelegramUser(row.get(0)?), super::time(row.get(3)?)?);
                Ok(Try { who, login: row.get(1)?, standing, at })
            })
            .collect()
    }

    /// A try that is about to be made. What stands for the login is a digest: it may be a password in the wrong place.
    pub fn next_try(&mut self, who: TelegramUser, login: &str, at: Timestamp) -> Result<Try> {
        let digest = self.seal.digest("login", guessing::folded(login).as_bytes());
        let before = self.sql.rows(
            "SELECT DISTINCT login FROM audit WHERE telegram = $1 AND deed = 'sign-in' AND outcome = 'done'",
            values![who.0],
        )?;
        let before: Vec<String> = before.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
        let standing = match before.iter().any(|one| guessing::folded(one) == guessing::folded(login)) {
            true => Standing::Owner,
            false if before.is_empty() => Standing::Stranger,
            false => Standing::Known,
        };
        Ok(Try { who, login: digits(&digest[..16]), standing, at })
    }

    /// Puts a login in place of what stands for it in the audit trail: somebody has signed in with it, so it is one.
    pub fn name_login(&mut self, login: &str) -> Result<()> {
        let label = unknown_login(self.seal, login);
        self.sql
            .run("UPDATE audit SET login = $1 WHERE login = $2", values![guessing::plain(login), label])?;
        Ok(())
    }

    /// A login for the audit trail: as it is where somebody has signed in with it, else what stands for it.
    pub fn login_label(&mut self, login: &str) -> Result<String> {
        let plain = guessing::plain(login);
        let known = self.sql.rows(
            "SELECT 1 FROM audit WHERE login = $1 AND deed = 'sign-in' AND outcome = 'done' LIMIT 1",
            values![plain.as_str()],
        )?;
        Ok(if known.is_empty() { unknown_login(self.seal, &plain) } else { plain })
    }
}

/// What stands in the audit trail for a login with which nobody has signed in: it may be a password in the wrong place.
pub(super) fn unknown_login(seal: &Seal, login: &str) -> String {
    let digest = seal.digest("login", guessing::folded(login).as_bytes());
    format!("#{}", digits(&digest[..8]))
}

fn standing_number(standing: Standing) -> i64 {
    match standing {
        Standing::Stranger => 0,
        Standing::Known => 1,
        Standing::Owner => 2,
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
