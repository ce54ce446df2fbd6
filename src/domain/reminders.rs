//! When a ticket is to be brought up without anything having happened to it: its deadline comes near, or nobody takes it.

use jiff::{SignedDuration, Timestamp};

use super::escalation::{EscalationChains, EscalationStep, EscalationTarget};
use super::event::DeadlineStage;
use super::relevance;
use super::ticket::{Details, Ticket, TicketState};

/// Something to be brought up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    Deadline {
        due: Timestamp,
        nears: DeadlineStage,
    },
    /// Nobody takes it: a step of its escalation.
    Step(EscalationStep),
}

/// What the reminders of a ticket follow from.
#[derive(Clone, Copy, Debug)]
pub struct ReminderFacts<'a> {
    pub ticket: &'a Ticket,
    pub details: Option<&'a Details>,
    /// Since when the ticket waits to be taken.
    pub since: Timestamp,
    pub chains: &'a EscalationChains,
    /// The steps that were taken since then.
    pub taken: &'a [EscalationTarget],
    /// Steps that should have been taken by then are let go.
    pub steps_after: Timestamp,
    /// Until then all has been said of the deadline.
    pub deadline_said: Timestamp,
}

/// All that is still to be brought up of a ticket as it stands, each at its time.
pub fn pending_reminders(facts: &ReminderFacts<'_>) -> Vec<(Timestamp, Reminder)> {
    let ticket = facts.ticket;
    let mut pending = Vec::new();
    if relevance::is_closed(ticket) {
        return pending;
    }
    if let Some(due) = facts.details.and_then(|details| details.deadline) {
        let before = [(24, DeadlineStage::Day), (2, DeadlineStage::TwoHours), (0, DeadlineStage::Passed)];
        let words = before.map(|(hours, nears)| {
            (due - SignedDuration::from_hours(hours), Reminder::Deadline { due, nears })
        });
        pending.extend(words.into_iter().filter(|(at, _)| *at > facts.deadline_said));
    }
    if ticket.state == TicketState::Free {
        let chain = facts.chains.chain_for(ticket.priority);
        let steps = chain.steps_ahead(facts.since, facts.taken, facts.steps_after);
        pending.extend(steps.into_iter().map(|(at, step)| (at, Reminder::Step(step))));
    }
    pending.sort_by_key(|(at, _)| *at);
    pending
}

/// What is to be brought up now. Of several words about one deadline only the last is still true; of a ticket that nobody
/// takes everybody is called whose turn has come.
pub fn due_reminders(pending: &[(Timestamp, Reminder)], now: Timestamp) -> Vec<Reminder> {
    let due = pending.iter().filter(|(at, _)| *at <= now).map(|(_, reminder)| *reminder);
    let (deadlines, steps): (Vec<_>, Vec<_>) =
        due.partition(|reminder| matches!(reminder, Reminder::Deadline { .. }));
    steps.into_iter().chain(deadlines.into_iter().last()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::escalation::EscalationChain;
    use crate::domain::ids::{TicketHash, TicketId, TicketRef};
    use crate::domain::ticket::{Assignees, PersonRef, Priority};

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

    fn chains() -> EscalationChains {
        let high = EscalationChain::unit_then_head(SignedDuration::from_mins(15));
        EscalationChains { high, ..EscalationChains::OFF }
    }

    fn facts<'a>(ticket: &'a Ticket, chains: &'a EscalationChains, since: Timestamp) -> ReminderFacts<'a> {
        let (taken, details) = (&[][..], None);
        ReminderFacts { ticket, details, since, chains, taken, steps_after: since, deadline_said: since }
    }

    #[test]
    fn an_unclaimed_ticket_is_brought_up_by_the_chain_of_its_priority() {
        let (since, chains) = (at("2026-11-24T10:00:00Z"), chains());
        let urgent = ticket(Priority::High, TicketState::Free);
        let pending = pending_reminders(&facts(&urgent, &chains, since));
        let called = |now: &str| {
            let due = due_reminders(&pending, at(now)).into_iter();
            due.map(|due| match due {
                Reminder::Step(step) => step.target,
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
        };
        assert_eq!(called("2026-11-24T10:14:59Z"), []);
        assert_eq!(called("2026-11-24T10:15:00Z"), [EscalationTarget::Unit, EscalationTarget::Group]);
        assert_eq!(called("2026-11-24T10:30:00Z").last(), Some(&EscalationTarget::Head));
        let low = ticket(Priority::Low, TicketState::Free);
        assert_eq!(pending_reminders(&facts(&low, &chains, since)), []);
        let held = ticket(Priority::High, TicketState::Held(PersonRef::default()));
        assert_eq!(pending_reminders(&facts(&held, &chains, since)), []);
    }

    #[test]
    fn of_a_deadline_only_the_last_word_is_said() {
        let (since, chains) = (at("2026-11-20T10:00:00Z"), chains());
        let due = at("2026-11-25T10:00:00Z");
        let details = Details { deadline: Some(due), ..Details::default() };
        let held = ticket(Priority::Low, TicketState::Held(PersonRef::default()));
        let all = ReminderFacts { details: Some(&details), ..facts(&held, &chains, since) };
        let pending = pending_reminders(&all);
        assert_eq!(pending[0].0, at("2026-11-24T10:00:00Z"));
        assert_eq!(
            due_reminders(&pending, at("2026-11-25T11:00:00Z")),
            [Reminder::Deadline { due, nears: DeadlineStage::Passed }]
        );
        let said = ReminderFacts { deadline_said: at("2026-11-24T10:00:00Z"), ..all };
        assert_eq!(pending_reminders(&said).len(), 2);
        let done = ticket(Priority::Low, TicketState::Done(PersonRef::default()));
        assert_eq!(pending_reminders(&ReminderFacts { ticket: &done, ..all }), []);
    }

    #[test]
    fn what_was_due_before_the_first_sight_stays_unsaid() {
        let (since, chains) = (at("2026-01-01T00:00:00Z"), chains());
        let free = ticket(Priority::High, TicketState::Free);
        let met = at("2026-11-24T10:00:00Z");
        let late = ReminderFacts { steps_after: met, deadline_said: met, ..facts(&free, &chains, since) };
        assert_eq!(pending_reminders(&late), []);
    }
}
