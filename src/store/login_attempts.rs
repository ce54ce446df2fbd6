//! Sign-ins that were tried and not (yet) accepted. What they mean is `domain::login_throttle`'s business.

use jiff::Timestamp;

use super::seal::Seal;
use super::sql::{StoreError, sql_values};
use super::{Db, Result};
use crate::domain::hex::encode_hex;
use crate::domain::ids::TelegramUser;
use crate::domain::login_throttle::{self, ATTEMPT_WINDOW, LoginAttempt, Standing};

/// Names a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginAttemptId(i64);

impl Db<'_> {
    pub fn add_login_attempt(&mut self, guess: &LoginAttempt) -> Result<LoginAttemptId> {
        let rows = self.sql.query_rows(
            "INSERT INTO login_attempts (telegram, login, known, at) VALUES ($1, $2, $3, $4) RETURNING id",
            sql_values![
                guess.who.0,
                guess.login.as_str(),
                standing_number(guess.standing),
                guess.at.as_millisecond()
            ],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::Unreadable("an insert without an id".into()))?;
        Ok(LoginAttemptId(row.get(0)?))
    }

    /// A try that was accepted, or that nobody could judge, is none.
    pub fn drop_login_attempt(&mut self, id: LoginAttemptId) -> Result<()> {
        self.sql.execute("DELETE FROM login_attempts WHERE id = $1", sql_values![id.0])?;
        Ok(())
    }

    /// The tries that count now; forgets the others, and those that a clock set back has left in the future.
    pub fn recent_login_attempts(&mut self, now: Timestamp) -> Result<Vec<LoginAttempt>> {
        self.sql.execute(
            "DELETE FROM login_attempts WHERE at <= $1 OR at > $2",
            sql_values![(now - ATTEMPT_WINDOW).as_millisecond(), (now + ATTEMPT_WINDOW).as_millisecond()],
        )?;
        let rows = self.sql.query_rows("SELECT telegram, login, known, at FROM login_attempts", &[])?;
        rows.iter()
            .map(|row| {
                let state = match row.get::<i64>(2)? {
                    0 => Standing::Stranger,
                    1 => Standing::Known,
                    _ => Standing::Owner,
                };
                let (who, at) = (TelegramUser(row.get(0)?), super::timestamp_from(row.get(3)?)?);
                Ok(LoginAttempt { who, login: row.get(1)?, standing: state, at })
            })
            .collect()
    }

    /// A try that is about to be made. What stands for the login is a digest: it may be a password in the wrong place.
    pub fn next_try(&mut self, who: TelegramUser, login: &str, at: Timestamp) -> Result<LoginAttempt> {
        let digest = self.seal.digest("login", login_throttle::folded(login).as_bytes());
        let before = self.sql.query_rows(
            "SELECT DISTINCT login FROM audit WHERE telegram = $1 AND action = 'sign-in' AND outcome = 'done'",
            sql_values![who.0],
        )?;
        let before: Vec<String> = before.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
        let state =
            match before.iter().any(|one| login_throttle::folded(one) == login_throttle::folded(login)) {
                true => Standing::Owner,
                false if before.is_empty() => Standing::Stranger,
                false => Standing::Known,
            };
        Ok(LoginAttempt { who, login: encode_hex(&digest[..16]), standing: state, at })
    }

    /// Puts a login in place of what stands for it in the audit trail: somebody has signed in with it, so it is one.
    pub fn name_login(&mut self, login: &str) -> Result<()> {
        let label = unknown_login(self.seal, login);
        self.sql.execute(
            "UPDATE audit SET login = $1 WHERE login = $2",
            sql_values![login_throttle::normalize_login(login), label],
        )?;
        Ok(())
    }

    /// A login for the audit trail: as it is where somebody has signed in with it, else what stands for it.
    pub fn login_label(&mut self, login: &str) -> Result<String> {
        let plain = login_throttle::normalize_login(login);
        let known = self.sql.query_rows(
            "SELECT 1 FROM audit WHERE login = $1 AND action = 'sign-in' AND outcome = 'done' LIMIT 1",
            sql_values![plain.as_str()],
        )?;
        Ok(if known.is_empty() { unknown_login(self.seal, &plain) } else { plain })
    }
}

/// What stands in the audit trail for a login with which nobody has signed in: it may be a password in the wrong place.
pub(super) fn unknown_login(seal: &Seal, login: &str) -> String {
    let digest = seal.digest("login", login_throttle::folded(login).as_bytes());
    format!("#{}", encode_hex(&digest[..8]))
}

fn standing_number(state: Standing) -> i64 {
    match state {
        Standing::Stranger => 0,
        Standing::Known => 1,
        Standing::Owner => 2,
    }
}
