//! When a ticket is to be brought up without anything having happened to it: its deadline comes near, or nobody takes it.

use jiff::{SignedDuration, Timestamp};

use super::event::{DeadlineStage, EscalationLevel, EventKind};
use super::relevance;
use super::ticket::{Details, Priority, Ticket, TicketState};

/// For how long nobody may have taken a ticket before those who could are asked again; after twice that the head of
/// the unit is. `None` for never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EscalationDelays {
    pub high: Option<SignedDuration>,
    pub medium: Option<SignedDuration>,
    pub low: Option<SignedDuration>,
}

impl EscalationDelays {
    pub const NEVER: Self = Self { high: None, medium: None, low: None };

    fn delay_for(self, priority: Priority) -> Option<SignedDuration> {
        match priority {
            Priority::High => self.high,
            Priority::Medium => self.medium,
            Priority::Low => self.low,
        }
    }
}

/// All that will be brought up of a ticket as it stands, each at its time. `since` is when it came into its state.
pub fn reminder_times(
    ticket: &Ticket,
    details: Option<&Details>,
    since: Timestamp,
    delays: EscalationDelays,
) -> Vec<(Timestamp, EventKind)> {
    let mut moments = Vec::new();
    if relevance::is_closed(ticket) {
        return moments;
    }
    if let Some(due) = details.and_then(|details| details.deadline) {
        let before = [(24, DeadlineStage::Day), (2, DeadlineStage::TwoHours), (0, DeadlineStage::Passed)];
        moments.extend(before.map(|(hours, nears)| {
            (due - SignedDuration::from_hours(hours), EventKind::Deadline { due, nears })
        }));
    }
    if let (TicketState::Free, Some(delays)) = (&ticket.state, delays.delay_for(ticket.priority)) {
        let steps = [(delays, EscalationLevel::Again), (delays * 2, EscalationLevel::Head)];
        moments.extend(steps.map(|(after, step)| (since + after, EventKind::Unclaimed { since, step })));
    }
    moments.sort_by_key(|(at, _)| *at);
    moments
}

/// What is to be brought up now of what came due after `after`. Of several words about one deadline only the last is
/// still true; an unclaimed ticket is brought before everybody whose turn has come.
pub fn reminders_due(moments: &[(Timestamp, EventKind)], after: Timestamp, now: Timestamp) -> Vec<EventKind> {
    let ripe = moments.iter().filter(|(at, _)| *at > after && *at <= now).map(|(_, what)| what);
    let (deadlines, others): (Vec<_>, Vec<_>) =
        ripe.partition(|what| matches!(what, EventKind::Deadline { .. }));
    others.into_iter().chain(deadlines.into_iter().last()).cloned().collect()
}

/// When something will be brought up next, after `after`.
pub fn next_reminder(moments: &[(Timestamp, EventKind)], after: Timestamp) -> Option<Timestamp> {
    moments.iter().map(|(at, _)| *at).find(|at| *at > after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{TicketHash, TicketId, TicketRef};
    use crate::domain::ticket::{Assignees, PersonRef};

    const PATIENCE: EscalationDelays =
        EscalationDelays { high: Some(SignedDuration::from_mins(15)), medium: None, low: None };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn ticket(priority: Priority, state: TicketState) -> Ticket {
        Ticket {
            at: TicketRef { id: TicketId(7), hash: TicketHash("ab".into()) },
            priority,
            subject: String::new(),
            text: String::new(),
            created: None,
            state,
            unit: None,
            assignees: Assignees::Unit,
            author: PersonRef::default(),
            client: PersonRef::default(),
        }
    }

    #[test]
    fn an_unclaimed_ticket_is_brought_up_twice_by_its_priority() {
        let since = at("2026-11-24T10:00:00Z");
        let urgent = reminder_times(&ticket(Priority::High, TicketState::Free), None, since, PATIENCE);
        assert_eq!(next_reminder(&urgent, since), Some(at("2026-11-24T10:15:00Z")));
        let step = |step| vec![EventKind::Unclaimed { since, step }];
        assert_eq!(reminders_due(&urgent, since, at("2026-11-24T10:15:00Z")), step(EscalationLevel::Again));
        assert_eq!(
            reminders_due(&urgent, at("2026-11-24T10:15:00Z"), at("2026-11-24T10:30:00Z")),
            step(EscalationLevel::Head)
        );
        assert_eq!(next_reminder(&urgent, at("2026-11-24T10:30:00Z")), None);
        assert_eq!(reminder_times(&ticket(Priority::Low, TicketState::Free), None, since, PATIENCE), []);
        let held = ticket(Priority::High, TicketState::Held(PersonRef::default()));
        assert_eq!(reminder_times(&held, None, since, PATIENCE), []);
    }

    #[test]
    fn of_a_deadline_only_the_last_word_is_said() {
        let since = at("2026-11-20T10:00:00Z");
        let deadline = at("2026-11-25T10:00:00Z");
        let details = Details { deadline: Some(deadline), ..Details::default() };
        let held = ticket(Priority::Low, TicketState::Held(PersonRef::default()));
        let all = reminder_times(&held, Some(&details), since, PATIENCE);
        assert_eq!(next_reminder(&all, since), Some(at("2026-11-24T10:00:00Z")));
        assert_eq!(
            reminders_due(&all, since, at("2026-11-25T11:00:00Z")),
            [EventKind::Deadline { due: deadline, nears: DeadlineStage::Passed }]
        );
        let done = ticket(Priority::Low, TicketState::Done(PersonRef::default()));
        assert_eq!(reminder_times(&done, Some(&details), since, PATIENCE), []);
    }

    #[test]
    fn what_was_due_before_the_first_sight_stays_unsaid() {
        let since = at("2026-01-01T00:00:00Z");
        let met = at("2026-11-24T10:00:00Z");
        let all = reminder_times(&ticket(Priority::High, TicketState::Free), None, since, PATIENCE);
        assert_eq!(reminders_due(&all, met, at("2026-12-24T10:00:00Z")), []);
        assert_eq!(next_reminder(&all, met), None);
    }
}
