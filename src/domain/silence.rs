//! How loudly somebody is told: what their own settings say of one piece of news at one moment. Only the news of a muted unit is
//! left out; of all other only the sound and the time change.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::event::Event;
use super::plan::{self, Concern, Tie};
use super::settings::{Outside, Personal, Urgent};
use super::ticket::Ticket;

/// How a piece of news arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Ring,
    Silent,
    /// It waits until then.
    Hold(Timestamp),
    /// It does not.
    Never,
}

/// Whether somebody wants to be left alone now: outside their hours, or because they have muted all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    No,
    Until(Timestamp),
    /// No end is in sight: they have no working day.
    Endless,
}

/// How somebody is told of an event, which is this to them.
pub fn manner(
    event: &Event,
    concern: Concern,
    ticket: &Ticket,
    settings: &Personal,
    now: Timestamp,
    zone: &TimeZone,
) -> Manner {
    if settings.urgent == Urgent::Always && plan::is_urgent(event, ticket) {
        return Manner::Ring;
    }
    let muted = ticket.unit.is_some_and(|unit| settings.muted_units.contains(&unit));
    if muted && concern.tie == Tie::Unit {
        return Manner::Never;
    }
    if let Some(end) = holds_until(settings, now, zone) {
        return Manner::Hold(end);
    }
    let away = away(settings, now, zone) != Away::No;
    let below = settings.floor.is_some_and(|floor| ticket.priority < floor);
    match away || below || settings.hushed.has(concern.kind) {
        true => Manner::Silent,
        false => Manner::Ring,
    }
}

/// Until when news waits that have to; `None` where nothing waits.
pub fn holds_until(settings: &Personal, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    match (away(settings, now, zone), settings.outside) {
        (Away::Until(end), Outside::Wait) => Some(end),
        _ => None,
    }
}

/// Whether somebody is away at this moment, and until when.
pub fn away(settings: &Personal, now: Timestamp, zone: &TimeZone) -> Away {
    let muted = settings.mute.filter(|end| *end > now);
    // What counts is whether they work when the mute is over.
    let then = muted.unwrap_or(now);
    match settings.hours {
        Some(hours) if !hours.hold(then, zone) => {
            hours.next_start(then, zone).map_or(Away::Endless, Away::Until)
        }
        _ => muted.map_or(Away::No, Away::Until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Happening;
    use crate::domain::hours::{Days, Hours, Span};
    use crate::domain::ids::{TicketHash, TicketId, TicketRef, UnitId};
    use crate::domain::plan::Kind;
    use crate::domain::settings::Hushed;
    use crate::domain::ticket::{Assignees, PersonRef, Priority, State};

    const PRIORITIES: [Priority; 3] = [Priority::Low, Priority::Medium, Priority::High];
    const UNIT: UnitId = UnitId(1);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn ticket(priority: Priority) -> Ticket {
        Ticket {
            at: TicketRef { id: TicketId(7), hash: TicketHash("ab".into()) },
            priority,
            subject: String::new(),
            text: String::new(),
            created: None,
            state: State::Free,
            unit: Some(UNIT),
            assignees: Assignees::Unit,
            author: PersonRef::default(),
            client: PersonRef::default(),
        }
    }

    fn event(kind: Kind) -> Event {
        let what = match kind {
            Kind::Comments => Happening::Comment { place: 0, text: String::new() },
            Kind::Moves => Happening::Taken,
            _ => Happening::New,
        };
        Event { ticket: TicketId(7), what, by: None }
    }

    fn working() -> Hours {
        Hours { days: Days::WORKING, span: Span::hours(9, 18) }
    }

    /// The rules in another form: what each choice takes away from the sound, one after another.
    fn promised(
        concern: Concern,
        priority: Priority,
        settings: &Personal,
        rests: Option<Timestamp>,
    ) -> Manner {
        let Concern { kind, tie } = concern;
        let urgent = priority == Priority::High && !matches!(kind, Kind::Comments | Kind::Moves);
        let left_out = tie == Tie::Unit && settings.muted_units == [UNIT];
        let quiet = [
            rests.is_some(),
            settings.floor == Some(Priority::High) && priority != Priority::High,
            settings.floor == Some(Priority::Medium) && priority == Priority::Low,
            settings.hushed.has(kind),
        ];
        match (urgent && settings.urgent == Urgent::Always, rests, settings.outside) {
            (true, _, _) => Manner::Ring,
            (false, ..) if left_out => Manner::Never,
            (false, Some(end), Outside::Wait) => Manner::Hold(end),
            (false, ..) if quiet.contains(&true) => Manner::Silent,
            (false, ..) => Manner::Ring,
        }
    }

    #[test]
    fn every_choice_has_its_effect_and_no_other() {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        // A Tuesday at noon and at nine in the evening, in Kyiv.
        let (noon, evening) = (at("2026-11-24T10:00:00Z"), at("2026-11-24T19:00:00Z"));
        let (one, morning) = (at("2026-11-24T11:00:00Z"), at("2026-11-25T07:00:00Z"));
        let mut count = 0;
        // When it is, the hours, a mute, and the end of the rest that follows from them.
        let moments = [
            (noon, None, None, None),
            (noon, Some(working()), None, None),
            (noon, Some(working()), Some(one), Some(one)),
            (noon, None, Some(one), Some(one)),
            (evening, None, Some(one), None),
            (evening, None, None, None),
            (evening, Some(working()), None, Some(morning)),
            (evening, Some(working()), Some(evening + jiff::SignedDuration::from_hours(1)), Some(morning)),
        ];
        for (now, hours, mute, rests) in moments {
            for outside in [Outside::Silent, Outside::Wait] {
                for urgent in [Urgent::Always, Urgent::AsOthers] {
                    for floor in [None, Some(Priority::Medium), Some(Priority::High)] {
                        for muted_units in [vec![], vec![UNIT], vec![UnitId(2)]] {
                            for toggled in [None, Some(Kind::New), Some(Kind::Moves)] {
                                let hushed =
                                    toggled.map_or(Hushed::default(), |kind| Hushed::default().toggled(kind));
                                let settings = Personal {
                                    hours,
                                    mute,
                                    outside,
                                    urgent,
                                    floor,
                                    muted_units: muted_units.clone(),
                                    hushed,
                                    ..Personal::default()
                                };
                                let ties = [Tie::Own, Tie::Unit];
                                let concerns =
                                    Kind::ALL.iter().flat_map(|&kind| ties.map(|tie| Concern { kind, tie }));
                                for concern in concerns {
                                    for priority in PRIORITIES {
                                        let said = manner(
                                            &event(concern.kind),
                                            concern,
                                            &ticket(priority),
                                            &settings,
                                            now,
                                            &zone,
                                        );
                                        let promise = promised(concern, priority, &settings, rests);
                                        assert_eq!(
                                            said, promise,
                                            "{concern:?} {priority:?} {settings:?} at {now}"
                                        );
                                        count += 1;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(count, 8 * 2 * 2 * 3 * 3 * 3 * 7 * 2 * 3);
    }

    #[test]
    fn by_default_all_rings_but_what_others_do() {
        let (settings, zone) = (Personal::default(), TimeZone::UTC);
        let night = at("2026-11-24T01:00:00Z");
        for kind in Kind::ALL {
            let concern = Concern { kind, tie: Tie::Unit };
            let said = manner(&event(kind), concern, &ticket(Priority::Low), &settings, night, &zone);
            assert_eq!(said, if kind == Kind::Moves { Manner::Silent } else { Manner::Ring }, "{kind:?}");
        }
    }

    #[test]
    fn the_rest_lasts_until_work_begins_again() {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let mut settings = Personal { hours: Some(working()), outside: Outside::Wait, ..Personal::default() };
        let monday = at("2026-11-30T07:00:00Z");
        // Friday evening, Saturday noon, Monday before nine.
        for now in ["2026-11-27T17:00:00Z", "2026-11-28T10:00:00Z", "2026-11-30T06:59:00Z"] {
            assert_eq!(away(&settings, at(now), &zone), Away::Until(monday), "{now}");
        }
        assert_eq!(away(&settings, monday, &zone), Away::No);
        // A mute that ends on a Saturday morning lasts until Monday.
        settings.mute = Some(at("2026-11-28T06:00:00Z"));
        assert_eq!(away(&settings, at("2026-11-27T12:00:00Z"), &zone), Away::Until(monday));
        // Whoever never works is not kept waiting for ever.
        let none = crate::domain::hours::WEEK[..5].iter().fold(Days::WORKING, |days, day| days.toggled(*day));
        settings.hours = Some(Hours { days: none, ..working() });
        let concern = Concern { kind: Kind::New, tie: Tie::Unit };
        let said = manner(&event(Kind::New), concern, &ticket(Priority::Low), &settings, monday, &zone);
        assert_eq!((away(&settings, monday, &zone), said), (Away::Endless, Manner::Silent));
    }
}
