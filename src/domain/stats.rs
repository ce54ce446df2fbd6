//! How the work goes: what was new and finished, how long it took, and what is open, from what was seen of each ticket.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Unit};
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::ids::{TelegramUser, UnitId};
use super::person::Role;
use super::settings::StatsTheme;

/// Which days are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatsSpan {
    #[default]
    Week,
    Month,
    Quarter,
}

impl StatsSpan {
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// How many days it has. A quarter is whole weeks, because it is counted by weeks.
    pub fn days(self) -> i32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 91,
        }
    }

    /// How many days are counted together: ninety pairs of columns can't be read on a phone.
    pub fn days_per_column(self) -> i32 {
        match self {
            Self::Week | Self::Month => 1,
            Self::Quarter => 7,
        }
    }
}

/// Whose work is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatsScope {
    /// That of whoever asks.
    Own,
    Unit(UnitId),
    /// What the subscription of the place hears of.
    Group,
}

/// A picture that somebody has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatsRequest {
    pub who: TelegramUser,
    pub scope: StatsScope,
    pub span: StatsSpan,
    pub theme: StatsTheme,
    /// The last day that is counted: the present one if absent.
    pub last: Option<Date>,
}

/// Whether somebody may see the work of a unit: its head, and the head of all.
pub fn may_see_unit(account: &Account, unit: UnitId) -> bool {
    match account.role {
        Some(Role::HeadChief) => true,
        Some(Role::HeadOfUnit) => account.units.contains(&unit),
        Some(Role::Technician | Role::Client) | None => false,
    }
}

/// What somebody sees first: a head the work of their unit, everybody else their own.
pub fn first_scope(account: &Account) -> StatsScope {
    let unit = account.units.iter().copied().find(|unit| may_see_unit(account, *unit));
    unit.map_or(StatsScope::Own, StatsScope::Unit)
}

/// Days in a row, both ends among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatsPeriod {
    pub span: StatsSpan,
    pub first: Date,
    pub last: Date,
}

impl StatsPeriod {
    /// The days of a span that end with this one.
    pub fn ending_on(last: Date, span: StatsSpan) -> Self {
        let first = last.saturating_sub(Span::new().days(span.days() - 1));
        Self { span, first, last }
    }

    /// The column that a day is counted in.
    fn column_of(&self, date: Date) -> Option<usize> {
        if date < self.first || date > self.last {
            return None;
        }
        // Two dates of one calendar: their distance in days is always known.
        let days = date.since((Unit::Day, self.first)).map_or(0, |span| span.get_days());
        usize::try_from(days / self.span.days_per_column()).ok()
    }

    fn columns(&self) -> Vec<StatsColumn> {
        let step = self.span.days_per_column();
        let starts = (0..self.span.days() / step).map(|column| Span::new().days(column * step));
        starts
            .map(|offset| StatsColumn { first: self.first.saturating_add(offset), new: 0, finished: 0 })
            .collect()
    }
}

/// What was seen of one ticket by whoever is looked at: a person, a unit, a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketLife {
    pub subject: String,
    pub created: Timestamp,
    /// When it became theirs: it was written, or a person took it.
    pub began: Option<Timestamp>,
    /// When it was first taken.
    pub taken: Option<Timestamp>,
    /// When it was finished last.
    pub finished: Option<Timestamp>,
    pub is_open: bool,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    pub period: StatsPeriod,
    pub columns: Vec<StatsColumn>,
    pub until_taken: Option<WaitingTimes>,
    pub until_done: Option<WaitingTimes>,
    /// Open tickets by their age, the youngest first.
    pub open_by_age: [u32; OpenAge::ALL.len()],
    /// What the new tickets were about, the most frequent first.
    pub subjects: Vec<SubjectCount>,
}

/// A column of the first chart: a day, or a week that begins with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatsColumn {
    pub first: Date,
    pub new: u32,
    pub finished: u32,
}

/// How long people waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingTimes {
    /// Half of the tickets took no longer than this.
    pub median: SignedDuration,
    /// Nine of ten took no longer than this.
    pub nine_tenths: SignedDuration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectCount {
    pub subject: String,
    pub count: u32,
}

/// How old an open ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAge {
    Day,
    ThreeDays,
    Week,
    Month,
    Older,
}

impl OpenAge {
    pub const ALL: [Self; 5] = [Self::Day, Self::ThreeDays, Self::Week, Self::Month, Self::Older];

    fn of_age(age: SignedDuration) -> Self {
        match age.as_hours() {
            ..24 => Self::Day,
            24..72 => Self::ThreeDays,
            72..168 => Self::Week,
            168..720 => Self::Month,
            _ => Self::Older,
        }
    }
}

impl Stats {
    pub fn new_count(&self) -> u32 {
        self.columns.iter().map(|column| column.new).sum()
    }

    pub fn finished_count(&self) -> u32 {
        self.columns.iter().map(|column| column.finished).sum()
    }

    pub fn open_count(&self) -> u32 {
        self.open_by_age.iter().sum()
    }
}

/// Counts what happened in a period, by the days of a zone.
pub fn count_stats(lives: &[TicketLife], period: StatsPeriod, now: Timestamp, zone: &TimeZone) -> Stats {
    let column_at = |at: Timestamp| period.column_of(zone.to_datetime(at).date());
    let mut columns = period.columns();
    let mut open_by_age = [0; OpenAge::ALL.len()];
    let mut subjects: HashMap<&str, u32> = HashMap::new();
    let (mut until_taken, mut until_done) = (Vec::new(), Vec::new());
    for life in lives {
        let waited = |until: Timestamp| until.duration_since(life.created).max(SignedDuration::ZERO);
        if let Some(column) = life.began.and_then(column_at) {
            columns[column].new += 1;
            *subjects.entry(life.subject.as_str()).or_default() += 1;
        }
        if let Some(column) = life.finished.and_then(column_at) {
            columns[column].finished += 1;
        }
        until_taken.extend(life.taken.filter(|at| column_at(*at).is_some()).map(waited));
        until_done.extend(life.finished.filter(|at| column_at(*at).is_some()).map(waited));
        if life.is_open {
            open_by_age[OpenAge::of_age(now.duration_since(life.created)) as usize] += 1;
        }
    }
    let mut subjects: Vec<_> = subjects
        .into_iter()
        .map(|(subject, count)| SubjectCount { subject: subject.to_owned(), count })
        .collect();
    subjects.sort_by(|a, b| (Reverse(a.count), &a.subject).cmp(&(Reverse(b.count), &b.subject)));
    let (until_taken, until_done) = (measure_waiting(until_taken), measure_waiting(until_done));
    Stats { period, columns, until_taken, until_done, open_by_age, subjects }
}

/// The median and the nine tenths by rank: each is a time that somebody really waited.
fn measure_waiting(mut waited: Vec<SignedDuration>) -> Option<WaitingTimes> {
    waited.sort_unstable();
    let rank = |tenths: usize| waited.get((waited.len() * tenths).div_ceil(10).checked_sub(1)?).copied();
    Some(WaitingTimes { median: rank(5)?, nine_tenths: rank(9)? })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    /// A Monday at noon.
    const NOW: Timestamp = Timestamp::constant(1_796_040_000, 0);

    fn kyiv() -> TimeZone {
        TimeZone::get("Europe/Kyiv").unwrap()
    }

    fn any_life() -> impl Strategy<Value = TicketLife> {
        let ago = || (0i64..120 * 24 * 60).prop_map(|minutes| NOW - SignedDuration::from_mins(minutes));
        let ago_if =
            || option::of((0i64..120 * 24 * 60).prop_map(|minutes| NOW - SignedDuration::from_mins(minutes)));
        ("[a-c]?", ago(), ago_if(), ago_if(), ago_if(), any::<bool>()).prop_map(
            |(subject, created, began, taken, finished, is_open)| TicketLife {
                subject,
                created,
                began,
                taken,
                finished,
                is_open,
            },
        )
    }

    fn any_span() -> impl Strategy<Value = StatsSpan> {
        prop::sample::select(StatsSpan::ALL.to_vec())
    }

    fn count(lives: &[TicketLife], span: StatsSpan) -> Stats {
        let period = StatsPeriod::ending_on(kyiv().to_datetime(NOW).date(), span);
        count_stats(lives, period, NOW, &kyiv())
    }

    proptest! {
        #[test]
        fn every_ticket_of_the_period_is_counted_once(lives in vec(any_life(), 0..60), span in any_span()) {
            let stats = count(&lives, span);
            let within = |at: Option<Timestamp>| {
                at.is_some_and(|at| {
                    let date = kyiv().to_datetime(at).date();
                    stats.period.first <= date && date <= stats.period.last
                })
            };
            let begun = lives.iter().filter(|life| within(life.began)).count();
            prop_assert_eq!(stats.new_count() as usize, begun);
            prop_assert_eq!(stats.subjects.iter().map(|one| one.count).sum::<u32>() as usize, begun);
            prop_assert_eq!(stats.finished_count() as usize, lives.iter().filter(|life| within(life.finished)).count());
            prop_assert_eq!(stats.open_count() as usize, lives.iter().filter(|life| life.is_open).count());
        }

        #[test]
        fn the_order_of_what_was_seen_does_not_matter(lives in vec(any_life(), 0..40), span in any_span()) {
            let backwards: Vec<_> = lives.iter().rev().cloned().collect();
            prop_assert_eq!(count(&lives, span), count(&backwards, span));
        }

        #[test]
        fn two_halves_together_are_the_whole(lives in vec(any_life(), 0..40), cut in 0usize..40, span in any_span()) {
            let (some, rest) = lives.split_at(cut.min(lives.len()));
            let (some, rest, whole) = (count(some, span), count(rest, span), count(&lives, span));
            for ((some, rest), whole) in some.columns.iter().zip(&rest.columns).zip(&whole.columns) {
                prop_assert_eq!((some.new + rest.new, some.finished + rest.finished), (whole.new, whole.finished));
            }
        }

        #[test]
        fn half_waited_no_longer_than_the_median(minutes in vec(0i64..100_000, 1..80)) {
            let waited: Vec<_> = minutes.iter().map(|minutes| SignedDuration::from_mins(*minutes)).collect();
            let WaitingTimes { median, nine_tenths } = measure_waiting(waited.clone()).unwrap();
            let share = |most: SignedDuration| waited.iter().filter(|time| **time <= most).count() * 10;
            prop_assert!(share(median) >= waited.len() * 5 && share(nine_tenths) >= waited.len() * 9);
            prop_assert!(median <= nine_tenths && waited.contains(&median) && waited.contains(&nine_tenths));
        }
    }

    #[test]
    fn days_begin_at_the_readers_midnight() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let life = |began: &str| TicketLife {
            subject: String::new(),
            created: at(began),
            began: Some(at(began)),
            taken: None,
            finished: None,
            is_open: false,
        };
        // In Kyiv it is two hours later.
        let lives = [life("2026-11-29T21:59:00Z"), life("2026-11-29T22:01:00Z")];
        let days = |zone: &TimeZone| {
            let period = StatsPeriod::ending_on(date(2026, 11, 30), StatsSpan::Week);
            let counted = count_stats(&lives, period, NOW, zone).columns;
            counted.iter().map(|day| day.new).collect::<Vec<_>>()
        };
        assert_eq!(days(&kyiv()), [0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(days(&TimeZone::UTC), [0, 0, 0, 0, 0, 2, 0]);
    }

    #[test]
    fn a_quarter_is_counted_by_weeks() {
        let stats = count(&[], StatsSpan::Quarter);
        assert_eq!(stats.columns.len(), 13);
        assert_eq!(stats.columns[12].first, stats.period.last - Span::new().days(6));
        assert_eq!((stats.until_taken, stats.until_done), (None, None));
    }

    #[test]
    fn open_tickets_are_as_old_as_they_are() {
        let hours = [0, 23, 24, 71, 72, 167, 168, 719, 720];
        let ages = hours.map(|hours| OpenAge::of_age(SignedDuration::from_hours(hours)) as usize);
        assert_eq!(ages, [0, 0, 1, 1, 2, 2, 3, 3, 4]);
    }
}
