//! How loudly somebody is told: what their own settings say of one piece of news at one moment. Only the news of a muted unit is
//! left out; of all other only the sound and the time change.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::event::Event;
use super::relevance::{self, Closeness, Relevance};
use super::rota::OthersNews;
use super::settings::{OutsideHours, PersonalSettings, UrgentMode};
use super::ticket::Ticket;

/// How a piece of news arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryMode {
    Ring,
    Silent,
    /// It waits until then.
    Hold(Timestamp),
    /// It does not.
    Never,
}

impl DeliveryMode {
    /// As it arrives at somebody who is not on duty, where the rota says this of them.
    #[must_use]
    pub fn lowered(self, others: OthersNews) -> Self {
        match (others, self) {
            (OthersNews::Never, _) => Self::Never,
            (OthersNews::Silent, Self::Ring) => Self::Silent,
            (OthersNews::Silent | OthersNews::Usual, mode) => mode,
        }
    }
}

/// Whether somebody wants to be left alone now: outside their hours, or because they have muted all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    None,
    Until(Timestamp),
    /// No end is in sight: they have no working day.
    Endless,
}

/// How somebody is told of an event, which is this to them.
pub fn delivery_mode(
    event: &Event,
    concern: Relevance,
    ticket: &Ticket,
    settings: &PersonalSettings,
    now: Timestamp,
    zone: &TimeZone,
) -> DeliveryMode {
    let urgent = settings.urgent == UrgentMode::Always && relevance::is_urgent(event, ticket);
    if urgent || relevance::overrides_mutes(event) {
        return DeliveryMode::Ring;
    }
    let is_off = settings.hours.is_some_and(|hours| !hours.are_working(now, zone));
    if is_off && relevance::is_for_those_at_work(event) {
        return DeliveryMode::Never;
    }
    let muted = ticket.unit.is_some_and(|unit| settings.muted_units.contains(&unit));
    if muted && concern.closeness == Closeness::Unit {
        return DeliveryMode::Never;
    }
    if let Some(end) = holds_until(settings, now, zone) {
        return DeliveryMode::Hold(end);
    }
    let away = absence(settings, now, zone) != Absence::None;
    let below = settings.floor.is_some_and(|floor| ticket.priority < floor);
    match away || below || settings.hushed.is_muted(concern.kind) {
        true => DeliveryMode::Silent,
        false => DeliveryMode::Ring,
    }
}

/// Until when news waits that have to; `None` where nothing waits.
pub fn holds_until(settings: &PersonalSettings, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    match (absence(settings, now, zone), settings.outside) {
        (Absence::Until(end), OutsideHours::Wait) => Some(end),
        _ => None,
    }
}

/// Whether somebody is away at this moment, and until when.
pub fn absence(settings: &PersonalSettings, now: Timestamp, zone: &TimeZone) -> Absence {
    let muted = settings.mute.filter(|end| *end > now);
    // What counts is whether they work when the mute is over.
    let then = muted.unwrap_or(now);
    match settings.hours {
        Some(hours) if !hours.are_working(then, zone) => {
            hours.next_start(then, zone).map_or(Absence::Endless, Absence::Until)
        }
        _ => muted.map_or(Absence::None, Absence::Until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::escalation::{EscalationTarget, MuteRule};
    use crate::domain::event::EventKind;
    use crate::domain::hours::{Days, Hours, Span};
    use crate::domain::ids::{TicketHash, TicketId, TicketRef, UnitId};
    use crate::domain::relevance::NotificationKind;
    use crate::domain::settings::MutedKinds;
    use crate::domain::ticket::{Assignees, PersonRef, Priority, TicketState};

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
            state: TicketState::Free,
            unit: Some(UNIT),
            assignees: Assignees::Unit,
            author: PersonRef::default(),
            client: PersonRef::default(),
        }
    }

    fn event(kind: NotificationKind) -> Event {
        let what = match kind {
            NotificationKind::Comments => EventKind::Comment { place: 0, text: String::new(), omitted: 0 },
            NotificationKind::Moves => EventKind::Taken,
            _ => EventKind::New,
        };
        Event { ticket: TicketId(7), what, by: None }
    }

    fn working() -> Hours {
        Hours { days: Days::WORKING, span: Span::hours(9, 18) }
    }

    /// The rules in another form: what each choice takes away from the sound, one after another.
    fn promised(
        concern: Relevance,
        priority: Priority,
        settings: &PersonalSettings,
        rests: Option<Timestamp>,
    ) -> DeliveryMode {
        let Relevance { kind, closeness } = concern;
        let urgent = priority == Priority::High
            && !matches!(kind, NotificationKind::Comments | NotificationKind::Moves);
        let left_out = closeness == Closeness::Unit && settings.muted_units == [UNIT];
        let quiet = [
            rests.is_some(),
            settings.floor == Some(Priority::High) && priority != Priority::High,
            settings.floor == Some(Priority::Medium) && priority == Priority::Low,
            settings.hushed.is_muted(kind),
        ];
        match (urgent && settings.urgent == UrgentMode::Always, rests, settings.outside) {
            (true, _, _) => DeliveryMode::Ring,
            (false, ..) if left_out => DeliveryMode::Never,
            (false, Some(end), OutsideHours::Wait) => DeliveryMode::Hold(end),
            (false, ..) if quiet.contains(&true) => DeliveryMode::Silent,
            (false, ..) => DeliveryMode::Ring,
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
            for outside in [OutsideHours::Silent, OutsideHours::Wait] {
                for urgent in [UrgentMode::Always, UrgentMode::AsOthers] {
                    for floor in [None, Some(Priority::Medium), Some(Priority::High)] {
                        for muted_units in [vec![], vec![UNIT], vec![UnitId(2)]] {
                            for toggled in [None, Some(NotificationKind::New), Some(NotificationKind::Moves)]
                            {
                                let hushed = toggled.map_or(MutedKinds::default(), |kind| {
                                    MutedKinds::default().toggle_kind(kind)
                                });
                                let settings = PersonalSettings {
                                    hours,
                                    mute,
                                    outside,
                                    urgent,
                                    floor,
                                    muted_units: muted_units.clone(),
                                    hushed,
                                    ..PersonalSettings::default()
                                };
                                let ties = [Closeness::Own, Closeness::Unit];
                                let concerns = NotificationKind::ALL
                                    .iter()
                                    .flat_map(|&kind| ties.map(|closeness| Relevance { kind, closeness }));
                                for concern in concerns {
                                    for priority in PRIORITIES {
                                        let said = delivery_mode(
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
    fn whoever_is_off_work_is_not_asked_with_the_unit_unless_always() {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let noon = at("2026-11-24T10:00:00Z");
        let evening = at("2026-11-24T19:00:00Z");
        let settings = PersonalSettings { hours: Some(working()), ..PersonalSettings::default() };
        let muted = PersonalSettings { mute: Some(at("2026-11-24T11:00:00Z")), ..settings.clone() };
        let concern = Relevance { kind: NotificationKind::Unclaimed, closeness: Closeness::Unit };
        let said = |step, mutes, settings: &PersonalSettings, now| {
            let what = EventKind::Unclaimed { since: noon, step, mutes, called: None };
            let event = Event { ticket: TicketId(7), what, by: None };
            delivery_mode(&event, concern, &ticket(Priority::Medium), settings, now, &zone)
        };
        let (usual, always) = (MuteRule::Respected, MuteRule::Overridden);
        assert_eq!(said(EscalationTarget::Unit, usual, &settings, noon), DeliveryMode::Ring);
        assert_eq!(said(EscalationTarget::Unit, usual, &settings, evening), DeliveryMode::Never);
        assert_eq!(said(EscalationTarget::Unit, usual, &muted, noon), DeliveryMode::Silent);
        for step in [EscalationTarget::Duty, EscalationTarget::Next, EscalationTarget::Head] {
            assert_eq!(said(step, usual, &settings, evening), DeliveryMode::Silent, "{step:?}");
        }
        for step in EscalationTarget::ALL {
            assert_eq!(said(step, always, &muted, noon), DeliveryMode::Ring, "{step:?}");
            assert_eq!(said(step, always, &settings, evening), DeliveryMode::Ring, "{step:?}");
        }
    }

    #[test]
    fn by_default_all_rings_but_what_others_do() {
        let (settings, zone) = (PersonalSettings::default(), TimeZone::UTC);
        let night = at("2026-11-24T01:00:00Z");
        for kind in NotificationKind::ALL {
            let concern = Relevance { kind, closeness: Closeness::Unit };
            let said = delivery_mode(&event(kind), concern, &ticket(Priority::Low), &settings, night, &zone);
            assert_eq!(
                said,
                if kind == NotificationKind::Moves { DeliveryMode::Silent } else { DeliveryMode::Ring },
                "{kind:?}"
            );
        }
    }

    #[test]
    fn the_rest_lasts_until_work_begins_again() {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let mut settings = PersonalSettings {
            hours: Some(working()),
            outside: OutsideHours::Wait,
            ..PersonalSettings::default()
        };
        let monday = at("2026-11-30T07:00:00Z");
        // Friday evening, Saturday noon, Monday before nine.
        for now in ["2026-11-27T17:00:00Z", "2026-11-28T10:00:00Z", "2026-11-30T06:59:00Z"] {
            assert_eq!(absence(&settings, at(now), &zone), Absence::Until(monday), "{now}");
        }
        assert_eq!(absence(&settings, monday, &zone), Absence::None);
        // A mute that ends on a Saturday morning lasts until Monday.
        settings.mute = Some(at("2026-11-28T06:00:00Z"));
        assert_eq!(absence(&settings, at("2026-11-27T12:00:00Z"), &zone), Absence::Until(monday));
        // Whoever never works is not kept waiting for ever.
        let none =
            crate::domain::hours::WEEK[..5].iter().fold(Days::WORKING, |days, day| days.toggle_day(*day));
        settings.hours = Some(Hours { days: none, ..working() });
        let concern = Relevance { kind: NotificationKind::New, closeness: Closeness::Unit };
        let said = delivery_mode(
            &event(NotificationKind::New),
            concern,
            &ticket(Priority::Low),
            &settings,
            monday,
            &zone,
        );
        assert_eq!((absence(&settings, monday, &zone), said), (Absence::Endless, DeliveryMode::Silent));
    }
}
