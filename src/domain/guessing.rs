//! How often a sign-in may be tried: by one person, for one login, and by everybody together. Says how long to wait;
//! counts nothing itself.

use jiff::{SignedDuration, Timestamp};

use super::ids::TelegramUser;

/// So long a try that was not accepted counts.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// So many of one person, and so many for one login.
pub const EACH: usize = 5;
/// So many of all people for all logins: more than a team mistypes, and too few to guess with many Telegram users.
pub const OVERALL: usize = 100;

/// A sign-in that was tried and not accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    pub who: TelegramUser,
    /// As [`plain`] writes it.
    pub login: String,
    pub at: Timestamp,
}

/// A login in the one spelling in which it is counted: the helpdesk's database looks at neither case nor outer spaces.
pub fn plain(login: &str) -> String {
    login.trim().to_lowercase()
}

/// How long somebody has to wait before they may try a login, in whole minutes; `None` when they may now. `tries` are
/// those of the last [`WINDOW`].
pub fn wait(tries: &[Try], who: TelegramUser, login: &str, now: Timestamp) -> Option<SignedDuration> {
    let login = plain(login);
    let waits = [
        until_fewer_than(EACH, tries.iter().filter(|one| one.who == who)),
        until_fewer_than(EACH, tries.iter().filter(|one| one.login == login)),
        until_fewer_than(OVERALL, tries.iter()),
    ];
    let left = waits.into_iter().flatten().max()?.duration_since(now);
    // A clock that was set back must lock nobody out for longer than a window.
    let seconds = left.as_secs().clamp(1, WINDOW.as_secs());
    Some(SignedDuration::from_mins((seconds + 59) / 60))
}

/// When fewer than `limit` of these tries still count; `None` when that is so already.
fn until_fewer_than<'a>(limit: usize, tries: impl Iterator<Item = &'a Try>) -> Option<Timestamp> {
    let mut times: Vec<Timestamp> = tries.map(|one| one.at).collect();
    times.sort();
    let last_too_many = times.len().checked_sub(limit)?;
    Some(times[last_too_many] + WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn tries(count: usize, who: impl Fn(usize) -> i64, login: impl Fn(usize) -> String) -> Vec<Try> {
        let one = |at: usize| Try {
            who: TelegramUser(who(at)),
            login: plain(&login(at)),
            at: NOW - SignedDuration::from_mins(14) + SignedDuration::from_secs(at as i64),
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn a_person_a_login_and_everybody_have_their_limits() {
        let waits = |tries: &[Try]| wait(tries, TelegramUser(1), " Olena", NOW).map(|wait| wait.as_mins());
        assert_eq!(waits(&[]), None);
        assert_eq!(waits(&tries(4, |_| 1, |_| "olena".into())), None);
        assert_eq!(waits(&tries(5, |_| 1, |at| format!("login{at}"))), Some(1), "one person, many logins");
        assert_eq!(
            waits(&tries(5, |at| 10 + at as i64, |_| "OLENA ".into())),
            Some(1),
            "one login, many people"
        );
        let many = |count| tries(count, |at| 10 + at as i64, |at| format!("login{at}"));
        assert_eq!((waits(&many(99)), waits(&many(100))), (None, Some(1)));
    }

    #[test]
    fn the_wait_lasts_until_enough_of_them_are_old() {
        let mut all = tries(6, |_| 1, |_| "olena".into());
        all[1].at = NOW - SignedDuration::from_mins(3);
        // Of six the second oldest has to go, so that four are left.
        let left = wait(&all, TelegramUser(1), "olena", NOW).map(|wait| wait.as_mins());
        assert_eq!(left, Some(2), "60 to 66 s are two minutes");
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out_for_long() {
        let mut all = tries(5, |_| 1, |_| "olena".into());
        all.iter_mut().for_each(|one| one.at = NOW + SignedDuration::from_hours(24));
        assert_eq!(wait(&all, TelegramUser(1), "olena", NOW), Some(WINDOW));
    }
}
