//! The schedule by itself: costs, people and shares of every kind, and a clock that only the lists move.

use proptest::prelude::*;

use super::*;
use crate::domain::poll_schedule::LoadLimit;

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

fn pace(percent: u8) -> PollSchedule {
    PollSchedule {
        interval: seconds(20),
        load_limit: LoadLimit::from_percent(percent).expect("from 1 to 100"),
        max_age: seconds(60),
    }
}

fn list(cost: SignedDuration) -> ScheduledList {
    ScheduledList { due: START, looked: None, cost, serves: 1, failing: false, covered: false }
}

/// One reading of a list: which, since when it was due, and from when until when.
#[derive(Clone, Copy, Debug)]
struct Reading {
    list: usize,
    due: Timestamp,
    began: Timestamp,
    ended: Timestamp,
}

/// What is read in which order until so much time has passed; `pause` says how long after its end a list is due again.
fn played(
    mut lists: Vec<ScheduledList>,
    pace: PollSchedule,
    until: Timestamp,
    mut pause: impl FnMut(usize) -> SignedDuration,
) -> Vec<Reading> {
    let (mut now, mut rest, mut readings) = (START, LoadRest::default(), Vec::new());
    while now < until {
        now = now.max(wake(&lists, rest, pace).expect("there are lists"));
        let list = next(&lists, rest, pace, now).expect("it was woken for one");
        let (due, began) = (lists[list].due, now);
        now += lists[list].cost;
        rest.after_list(began, now, pace);
        lists[list].due = now + pause(list);
        lists[list].looked = Some(began);
        readings.push(Reading { list, due, began, ended: now });
    }
    readings
}

/// The longest that anybody's newest look gets old before the next one is taken in.
fn oldest(readings: &[Reading], lists: usize) -> SignedDuration {
    let of = |list| readings.iter().filter(move |reading| reading.list == list);
    let ages = (0..lists).flat_map(|list| of(list).zip(of(list).skip(1)));
    ages.map(|(one, next)| next.ended.duration_since(one.began)).max().unwrap_or_default()
}

/// How much of the time was spent on reading, in percent.
fn spent(readings: &[Reading]) -> f64 {
    let worked: SignedDuration = readings.iter().map(|one| one.ended.duration_since(one.began)).sum();
    let all = readings.last().map_or(SignedDuration::ZERO, |last| last.ended.duration_since(START));
    100.0 * worked.as_secs_f64() / all.as_secs_f64()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn nobody_waits_longer_than_one_round(
        costs in prop::collection::vec(0..40_000_i64, 1..15),
        pauses in prop::collection::vec(1..30_i64, 20),
        percent in 1..=100_u8,
    ) {
        let lists: Vec<_> = costs.iter().map(|cost| list(SignedDuration::from_millis(*cost))).collect();
        let mut turn = 0;
        let readings = played(lists, pace(percent), START + seconds(3_600), |_| {
            turn += 1;
            seconds(pauses[turn % pauses.len()])
        });
        for (at, reading) in readings.iter().enumerate() {
            let meanwhile = readings[..at].iter().filter(|other| other.began >= reading.due);
            let mut others: Vec<_> = meanwhile.map(|other| other.list).collect();
            let count = others.len();
            others.sort_unstable();
            others.dedup();
            prop_assert_eq!(others.len(), count, "somebody was read twice while {:?} waited", reading);
        }
    }

    #[test]
    fn the_share_is_kept_where_no_look_gets_too_old(cost in 1..500_i64, count in 1..4_usize) {
        let lists = vec![list(SignedDuration::from_millis(cost)); count];
        let readings = played(lists, pace(10), START + seconds(3_600), |_| seconds(20));
        prop_assert!(spent(&readings) < 10.5, "{}", spent(&readings));
    }
}

#[test]
fn a_look_is_a_minute_old_at_most_where_the_share_would_have_it_older() {
    let readings = played(vec![list(seconds(17))], pace(10), START + seconds(3_600), |_| seconds(20));
    assert_eq!(oldest(&readings, 1), seconds(60));
    assert!((38.0..41.0).contains(&spent(&readings)), "{}", spent(&readings));
}

#[test]
fn ten_lists_that_take_six_seconds_each_are_all_read_within_a_minute_and_a_half() {
    let readings = played(vec![list(seconds(6)); 10], pace(10), START + seconds(3_600), |_| seconds(20));
    assert!(oldest(&readings, 10) <= seconds(90), "{:?}", oldest(&readings, 10));
    assert!(spent(&readings) <= 81.0, "a fifth of its time is the helpdesk's own: {}", spent(&readings));
}

#[test]
fn what_can_not_be_read_is_not_hurried() {
    let failing = ScheduledList { failing: true, looked: Some(START - seconds(600)), ..list(seconds(90)) };
    let mut rest = LoadRest::default();
    let began = START - seconds(90);
    assert!(!rest.after_list(began, START, pace(10)), "nothing was cut short");
    assert_eq!(wake(&[failing], rest, pace(10)), Some(START + seconds(810)));
    assert_eq!(next(&[failing], rest, pace(10), START + seconds(809)), None);
}

#[test]
fn a_covered_list_waits_for_everybody_else_and_not_for_ever() {
    let (wide, narrow) = (list(seconds(17)), ScheduledList { covered: true, ..list(seconds(6)) });
    let readings = played(vec![narrow, wide], pace(10), START + seconds(7_200), |_| seconds(20));
    let of = |list| readings.iter().filter(|one| one.list == list).count();
    assert!(of(0) >= 8, "twice an hour at least: {}", of(0));
    assert!(of(1) > 10 * of(0), "{} and {}", of(1), of(0));
    assert!(oldest(&readings, 1) <= seconds(900 + 60), "{:?}", oldest(&readings, 1));
}

#[test]
fn of_lists_due_at_once_the_one_for_several_people_comes_first() {
    let lists = [list(seconds(1)), ScheduledList { serves: 4, ..list(seconds(1)) }, list(seconds(1))];
    assert_eq!(next(&lists, LoadRest::default(), pace(10), START), Some(1));
}

#[test]
fn a_rest_that_was_cut_short_is_not_owed_for_ever() {
    let mut rest = LoadRest::default();
    let mut now = START;
    for _ in 0..20 {
        let began = now;
        now += seconds(17);
        rest.after_list(began, now, pace(10));
        now += seconds(26);
    }
    let due = ScheduledList { looked: Some(now), due: now, ..list(seconds(0)) };
    let owed =
        wake(&[ScheduledList { failing: true, ..due }], rest, pace(10)).map(|at| at.duration_since(now));
    assert!(owed.is_some_and(|owed| owed <= seconds(153)), "{owed:?}");
}
