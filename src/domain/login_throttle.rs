//! How often a sign-in may be tried. Each limit has an owner, and locks out nobody else: a person by their own tries, a login for
//! those who are not known to be its own, and all who have never signed in by what they try together. Says how long to
//! wait; counts nothing itself.

use jiff::{SignedDuration, Timestamp};

use super::ids::TelegramUser;

/// So long a try that was not accepted counts.
pub const ATTEMPT_WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// So many of one person, and so many of strangers for one login.
pub const MAX_ATTEMPTS_EACH: usize = 5;
/// So many of all people who have never signed in. Beyond it each of them has one.
pub const STRANGERS: usize = 100;
/// And so many with that one.
pub const STRANGERS_AT_MOST: usize = 300;

/// A sign-in that was tried and not accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct LoginAttempt {
    pub who: TelegramUser,
    /// What stands for the login: the same for all spellings that [`folded`] makes one.
    pub login: String,
    pub standing: Standing,
    pub at: Timestamp,
}

/// What is known of whoever tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Has never signed in.
    Stranger,
    /// Has signed in before, with another login.
    Known,
    /// Has signed in with this very login before.
    Owner,
}

/// A login as it is written down and shown: without regard to case and outer spaces, as the helpdesk reads it.
pub fn normalize_login(login: &str) -> String {
    login.trim().to_lowercase()
}

/// A login in the one spelling in which it is counted. The helpdesk's database may take letters with and without accents for the
/// same, and look over what can't be seen; whether it does depends on how it was set up.
pub fn folded(login: &str) -> String {
    let seen = |c: &char| !matches!(*c as u32, 0x300..=0x36F | 0x200B..=0x200F | 0x2060 | 0xAD | 0xFEFF);
    normalize_login(login).chars().filter(seen).map(without_accent).filter(|c| !c.is_whitespace()).collect()
}

fn without_accent(letter: char) -> char {
    const ALIKE: [(char, &str); 24] = [
        ('a', "àáâãäåāăą"),
        ('c', "çćĉċč"),
        ('d', "ďđ"),
        ('e', "èéêëēĕėęě"),
        ('g', "ĝğġģ"),
        ('h', "ĥħ"),
        ('i', "ìíîïĩīĭįı"),
        ('j', "ĵ"),
        ('k', "ķ"),
        ('l', "ĺļľŀł"),
        ('n', "ñńņň"),
        ('o', "òóôõöøōŏő"),
        ('r', "ŕŗř"),
        ('s', "śŝşšșß"),
        ('t', "ţťŧț"),
        ('u', "ùúûüũūŭůűų"),
        ('w', "ŵ"),
        ('y', "ýÿŷ"),
        ('z', "źżž"),
        ('е', "ёѐє"),
        ('и', "йѝ"),
        ('і', "ї"),
        ('у', "ў"),
        ('г', "ґѓ"),
    ];
    ALIKE.iter().find(|(_, all)| all.contains(letter)).map_or(letter, |(base, _)| *base)
}

/// How long somebody has to wait before they may make this try, in whole minutes; `None` when they may now. `tries` are
/// those of the last [`ATTEMPT_WINDOW`].
pub fn throttle_delay(tries: &[LoginAttempt], next: &LoginAttempt) -> Option<SignedDuration> {
    let own = || tries.iter().filter(|one| one.who == next.who);
    let is_first = own().next().is_none();
    let mut waits = vec![until_fewer_than(MAX_ATTEMPTS_EACH, own())];
    if next.standing != Standing::Owner && own().any(|one| one.login == next.login) {
        // Whoever has not tried it yet may once: somebody else's tries must not keep out whose login it is.
        let strangers = tries.iter().filter(|one| one.login == next.login && one.standing != Standing::Owner);
        waits.push(until_fewer_than(MAX_ATTEMPTS_EACH, strangers));
    }
    if next.standing == Standing::Stranger {
        let limit = if is_first { STRANGERS_AT_MOST } else { STRANGERS };
        let strangers = tries.iter().filter(|one| one.standing == Standing::Stranger);
        waits.push(until_fewer_than(limit, strangers));
    }
    let left = waits.into_iter().flatten().max()?.duration_since(next.at);
    // A clock that was set back must lock nobody out for longer than a window.
    let seconds = left.as_secs().clamp(1, ATTEMPT_WINDOW.as_secs());
    Some(SignedDuration::from_mins((seconds + 59) / 60))
}

/// When fewer than `limit` of these tries still count; `None` when that is so already.
fn until_fewer_than<'a>(limit: usize, tries: impl Iterator<Item = &'a LoginAttempt>) -> Option<Timestamp> {
    let mut times: Vec<Timestamp> = tries.map(|one| one.at).collect();
    times.sort();
    let last_too_many = times.len().checked_sub(limit)?;
    Some(times[last_too_many] + ATTEMPT_WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn tries(count: usize, who: impl Fn(usize) -> i64, login: impl Fn(usize) -> String) -> Vec<LoginAttempt> {
        let one = |at: usize| LoginAttempt {
            who: TelegramUser(who(at)),
            login: folded(&login(at)),
            standing: Standing::Stranger,
            at: NOW - SignedDuration::from_mins(14) + SignedDuration::from_secs(at as i64),
        };
        (0..count).map(one).collect()
    }

    fn minutes(tries: &[LoginAttempt], who: i64, standing: Standing) -> Option<i128> {
        let next = LoginAttempt { who: TelegramUser(who), login: "olena".into(), standing, at: NOW };
        throttle_delay(tries, &next).map(|wait| wait.as_mins().into())
    }

    #[test]
    fn each_limit_holds_up_its_owner() {
        use Standing::{Known, Owner, Stranger};
        assert_eq!(minutes(&[], 1, Stranger), None);
        assert_eq!(minutes(&tries(4, |_| 1, |_| "olena".into()), 1, Stranger), None);
        let own = tries(5, |_| 1, |at| format!("login{at}"));
        assert_eq!(minutes(&own, 1, Owner), Some(1), "one's own tries hold up everybody");
        assert_eq!(minutes(&own, 2, Stranger), None);
        let one_login = tries(5, |at| 10 + at as i64, |_| " OLÉNA".into());
        assert_eq!(minutes(&one_login, 10, Stranger), Some(1), "who has tried it waits");
        assert_eq!(minutes(&one_login, 10, Known), Some(1));
        assert_eq!(minutes(&one_login, 10, Owner), None);
        assert_eq!(minutes(&one_login, 1, Stranger), None, "whose login it may be has a try");
    }

    #[test]
    fn strangers_together_are_slowed_and_nobody_else() {
        use Standing::{Known, Owner, Stranger};
        let many = |count| tries(count, |at| 10 + at as i64 / 4, |at| format!("login{at}"));
        assert_eq!((minutes(&many(99), 34, Stranger), minutes(&many(100), 34, Stranger)), (None, Some(1)));
        let first = |count| minutes(&many(count), 1, Stranger);
        assert_eq!((first(299), first(300)), (None, Some(1)), "a first try has more room");
        assert_eq!((minutes(&many(300), 1, Known), minutes(&many(300), 1, Owner)), (None, None));
    }

    #[test]
    fn one_login_has_many_spellings() {
        for spelling in ["Olena", " olena ", "OLÉNA", "ole\u{301}na", "ol\u{200b}ena", "o lena"] {
            assert_eq!(folded(spelling), "olena", "{spelling:?}");
        }
        assert_eq!(folded("Йосип Ёж"), folded("иосип еж"));
        assert_ne!(folded("olena"), folded("elena"));
    }

    #[test]
    fn the_wait_lasts_until_enough_of_them_are_old() {
        let mut all = tries(6, |_| 1, |_| "olena".into());
        all[1].at = NOW - SignedDuration::from_mins(3);
        // Of six the second oldest has to go, so that four are left.
        assert_eq!(minutes(&all, 1, Standing::Stranger), Some(2), "60 to 66 s are two minutes");
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out_for_long() {
        let mut all = tries(5, |_| 1, |_| "olena".into());
        all.iter_mut().for_each(|one| one.at = NOW + SignedDuration::from_hours(24));
        assert_eq!(minutes(&all, 1, Standing::Stranger), Some(ATTEMPT_WINDOW.as_mins().into()));
    }
}
