//! The rota by itself: patterns, zones with their changes of the clock, and exceptions of every kind.

use jiff::SignedDuration;
use jiff::tz::AmbiguousOffset;
use proptest::prelude::*;

use super::*;

const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Kyiv",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    // It left out the 30th of December 2011.
    "Pacific/Apia",
];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hash(name: &str) -> UserHash {
    UserHash(name.to_owned())
}

fn rota(names: &[&str], pattern: HandoverPattern) -> Rota {
    let members = names.iter().map(|name| RotaMember { hash: hash(name), name: (*name).to_owned() });
    // A Tuesday.
    let day = jiff::civil::date(2026, 11, 24);
    Rota { members: members.collect(), pattern, ..Rota::new("Europe/Kyiv", day) }
}

fn on(rota: &Rota, moment: &str) -> String {
    rota.who_is_on(at(moment)).map_or_else(|| "nobody".to_owned(), |hash| hash.0.clone())
}

#[test]
fn a_week_begins_on_its_weekday_at_its_time() {
    let rota = rota(&["olena", "taras", "iryna"], HandoverPattern::Weekly(0));
    // Monday at nine in Kyiv is seven o'clock UTC in winter.
    let weeks = [
        ("2026-11-23T06:59:00Z", "iryna"),
        ("2026-11-23T07:00:00Z", "olena"),
        ("2026-11-30T06:59:00Z", "olena"),
        ("2026-11-30T07:00:00Z", "taras"),
        ("2026-12-07T07:00:00Z", "iryna"),
        ("2026-12-14T07:00:00Z", "olena"),
    ];
    for (moment, who) in weeks {
        assert_eq!(on(&rota, moment), who, "{moment}");
    }
    assert_eq!(rota.next_handover(at("2026-11-24T10:00:00Z")), Some(at("2026-11-30T07:00:00Z")));
}

#[test]
fn they_hand_over_at_the_same_time_of_the_day_when_the_clock_changes() {
    let mut rota = rota(&["olena", "taras"], HandoverPattern::Daily);
    // In Kyiv the clock goes from four to three in the night to the 25th of October 2026, and from three to four on the 28th of
    // March 2027.
    for (before, after) in
        [("2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z"), ("2027-03-27T07:00:00Z", "2027-03-28T06:00:00Z")]
    {
        assert_eq!(rota.next_handover(at(before)), Some(at(after)));
    }
    // A time that the day does not have.
    rota.at = 3 * 60 + 30;
    assert_eq!(rota.next_handover(at("2027-03-27T12:00:00Z")), Some(at("2027-03-28T01:30:00Z")));
}

#[test]
fn a_pattern_of_ones_own_begins_again_after_its_last_turn() {
    let rota = rota(&["olena", "taras"], HandoverPattern::Days(vec![2, 2, 3]));
    let turns: Vec<_> = rota.turns_from(at("2026-11-24T07:00:00Z")).take(5).collect();
    let ends: Vec<_> = turns.iter().map(|turn| turn.period.until.to_string()).collect();
    assert_eq!(
        ends,
        [
            "2026-11-26T07:00:00Z",
            "2026-11-28T07:00:00Z",
            "2026-12-01T07:00:00Z",
            "2026-12-03T07:00:00Z",
            "2026-12-05T07:00:00Z"
        ]
    );
}

#[test]
fn who_is_away_is_followed_by_the_next_in_order() {
    let mut rota = rota(&["olena", "taras", "iryna"], HandoverPattern::Weekly(0));
    let week = Period { from: at("2026-11-30T07:00:00Z"), until: at("2026-12-05T10:00:00Z") };
    rota.exceptions.push(RotaException::Away { period: week, who: hash("taras") });
    assert_eq!(on(&rota, "2026-11-30T07:00:00Z"), "iryna");
    assert_eq!(on(&rota, "2026-12-05T10:00:00Z"), "taras");
    for name in ["olena", "iryna"] {
        rota.exceptions.push(RotaException::Away { period: week, who: hash(name) });
    }
    assert_eq!(on(&rota, "2026-12-01T07:00:00Z"), "nobody");
}

#[test]
fn a_swap_changes_two_turns_and_no_other() {
    let mut rota = rota(&["olena", "taras", "iryna"], HandoverPattern::Weekly(0));
    let week = |from, until| Period { from: at(from), until: at(until) };
    let swap = SwapProposal {
        number: 1,
        by: hash("taras"),
        with: hash("iryna"),
        given: week("2026-11-30T07:00:00Z", "2026-12-07T07:00:00Z"),
        taken: week("2026-12-07T07:00:00Z", "2026-12-14T07:00:00Z"),
        expires: at("2026-11-28T00:00:00Z"),
    };
    assert!(rota.can_swap(&swap, at("2026-11-27T00:00:00Z")));
    assert!(!rota.can_swap(&swap, at("2026-11-28T00:00:00Z")), "too late");
    let longer = SwapProposal { given: week("2026-11-30T07:00:00Z", "2026-12-14T07:00:00Z"), ..swap.clone() };
    assert!(!rota.can_swap(&longer, at("2026-11-27T00:00:00Z")), "no such turn is there any more");
    rota.proposals = vec![SwapProposal { number: 2, ..swap.clone() }];
    rota.apply_swap(&swap, at("2026-11-27T00:00:00Z"));
    assert!(rota.proposals.is_empty(), "the other one has come to nothing");
    assert!(!rota.can_swap(&swap, at("2026-11-27T00:00:00Z")), "it is done");
    let weeks =
        ["2026-11-24", "2026-12-01", "2026-12-08", "2026-12-15"].map(|day| format!("{day}T10:00:00Z"));
    assert_eq!(weeks.map(|week| on(&rota, &week)), ["olena", "iryna", "taras", "olena"]);
}

#[test]
fn one_person_alone_never_hands_over() {
    let rota = rota(&["olena"], HandoverPattern::Daily);
    assert_eq!(rota.next_handover(at("2026-11-24T07:00:00Z")), None);
    assert_eq!(rota.turns_from(at("2026-11-24T07:00:00Z")).count(), 1);
}

fn patterns() -> impl Strategy<Value = HandoverPattern> {
    prop_oneof![
        Just(HandoverPattern::Daily),
        (0..7u8).prop_map(HandoverPattern::Weekly),
        prop::collection::vec(0..=MAX_TURN_DAYS, 0..5).prop_map(HandoverPattern::Days),
    ]
}

/// A moment between 2011 and 2030, to the minute.
fn moments() -> impl Strategy<Value = Timestamp> {
    (1_300_000_000..1_900_000_000i64)
        .prop_map(|second| Timestamp::from_second(second / 60 * 60).expect("within the calendar"))
}

fn rotas() -> impl Strategy<Value = Rota> {
    let exception = (moments(), 1..60_000i64, 0..4usize, any::<bool>());
    let people = (1..5usize, 0..5usize, prop::collection::vec(exception, 0..4));
    (people, patterns(), 0..24 * 60u16, 0..ZONES.len(), 2011..2030i16, 1..12i8).prop_map(
        |((count, first, exceptions), pattern, minute, zone, year, month)| {
            let names = &["olena", "taras", "iryna", "roman"][..count];
            let members: Vec<_> =
                names.iter().map(|name| RotaMember { hash: hash(name), name: (*name).to_owned() }).collect();
            let exceptions = exceptions.into_iter().map(|(from, minutes, who, covers)| {
                let period = Period { from, until: from + SignedDuration::from_mins(minutes) };
                let who = members[who % count].hash.clone();
                if covers {
                    RotaException::Cover { period, by: who }
                } else {
                    RotaException::Away { period, who }
                }
            });
            let exceptions = exceptions.collect();
            let start = jiff::civil::date(year, month, 28);
            Rota { members, pattern, at: minute, first, exceptions, ..Rota::new(ZONES[zone], start) }
        },
    )
}

proptest! {
    #[test]
    fn the_turns_follow_one_another_and_say_who_is_on(rota in rotas(), from in moments()) {
        let mut expected = from;
        let mut before = None;
        for turn in rota.turns_from(from).take(8) {
            let Period { from, until } = turn.period;
            prop_assert_eq!(from, expected);
            prop_assert!(until > from);
            prop_assert!(before.replace(turn.who.clone()) != Some(turn.who.clone()), "nobody follows themselves");
            let last = until.max(from + SignedDuration::from_mins(1)) - SignedDuration::from_millis(1);
            let last = last.min(from + SignedDuration::from_hours(24 * 200));
            for moment in [from, last] {
                prop_assert_eq!(rota.who_is_on(moment), turn.who.as_ref());
            }
            expected = until;
        }
    }

    #[test]
    fn nobody_is_on_who_is_away(rota in rotas(), moment in moments()) {
        match rota.who_is_on(moment) {
            Some(who) => prop_assert_eq!(rota.away_until(who, moment), None),
            None => for member in &rota.members {
                prop_assert!(rota.away_until(&member.hash, moment).is_some());
            },
        }
    }

    #[test]
    fn without_exceptions_everybody_follows_in_order(rota in rotas(), from in moments()) {
        let rota = Rota { exceptions: Vec::new(), ..rota };
        let place = |turn: DutyTurn| rota.members.iter().position(|member| Some(&member.hash) == turn.who.as_ref());
        let places: Vec<_> = rota.turns_from(from).take(6).map(place).collect();
        for pair in places.windows(2) {
            let next = (pair[0].unwrap() + 1) % rota.members.len();
            // A day that a zone leaves out takes a turn with it.
            prop_assert!(pair[1] == Some(next) || rota.zone == "Pacific/Apia");
        }
    }

    #[test]
    fn a_handover_is_at_its_time_of_the_day(rota in rotas(), from in moments()) {
        let rota = Rota { exceptions: Vec::new(), ..rota };
        if let Some(next) = rota.next_handover(from) {
            let zone = rota.zone();
            let here = zone.to_datetime(next);
            let there = zone.to_ambiguous_timestamp(here.date().to_datetime(time_of_day(rota.at)));
            let skipped = matches!(there.offset(), AmbiguousOffset::Gap { .. }) || rota.zone == "Pacific/Apia";
            prop_assert!(skipped || here.time() == time_of_day(rota.at), "{here}");
        }
    }

    #[test]
    fn whoever_is_on_stays_on_when_the_rota_is_changed(rota in rotas(), now in moments(), pattern in patterns(), minute in 0..24 * 60u16) {
        // Whoever stands in for somebody does so as the next in order, which is another one then.
        let stands_in = rota.members.iter().any(|member| rota.away_until(&member.hash, now).is_some());
        if let Some(on) = rota.who_is_on(now).filter(|_| !stands_in) {
            let boss = RotaMember { hash: hash("boss"), name: "boss".into() };
            let changed = rota.changed_at(now, |rota| rota.members.push(boss));
            prop_assert_eq!(changed.who_is_on(now), Some(on));
            let other = rota.changed_at(now, |rota| { rota.pattern = pattern; rota.at = minute });
            prop_assert_eq!(other.who_is_on(now), Some(on));
        }
    }
}
