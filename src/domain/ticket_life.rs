//! What counts of a ticket's history when the work of somebody is looked at: when it began for them, was taken, was finished.

use jiff::Timestamp;

use super::stats::TicketLife;
use super::ticket::{PersonRef, Ticket, TicketState};
use super::ticket_history::{HistoryEntry, HistoryKind};

/// The life of a ticket by its history, the oldest entry first: for everybody, or as far as one `worker` had a part in it. `listed` is
/// whether it stands in the list of open tickets.
pub fn ticket_life(
    ticket: &Ticket,
    history: &[HistoryEntry],
    worker: Option<&PersonRef>,
    listed: bool,
) -> Option<TicketLife> {
    let counts = |entry: &HistoryEntry| {
        worker.is_none_or(|worker| entry.who.as_ref().is_some_and(|who| who.is_same(worker)))
    };
    let created = ticket.created.or_else(|| history.first().map(|entry| entry.at))?;
    let taken = history.iter().find(|entry| entry.kind == HistoryKind::Taken && counts(entry));
    let taken = taken.map(|entry| entry.at);
    let holds = |who: &PersonRef| worker.is_none_or(|worker| who.is_same(worker));
    let is_open = match &ticket.state {
        TicketState::Free => listed && worker.is_none(),
        TicketState::Held(who) => listed && holds(who),
        TicketState::Done(_) | TicketState::Archived => false,
    };
    Some(TicketLife {
        subject: ticket.subject.trim().to_owned(),
        created,
        began: if worker.is_some() { taken } else { Some(created) },
        taken,
        finished: finished_at(history, counts),
        is_open,
    })
}

/// When it was finished, unless it was opened again since.
fn finished_at(history: &[HistoryEntry], counts: impl Fn(&HistoryEntry) -> bool) -> Option<Timestamp> {
    let ends = |entry: &&HistoryEntry| matches!(entry.kind, HistoryKind::Done | HistoryKind::Reopened);
    let last = history.iter().rev().find(ends)?;
    (last.kind == HistoryKind::Done && counts(last)).then_some(last.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticket::Priority;
    use crate::render::reader::tests::ticket;

    fn person(name: &str) -> PersonRef {
        PersonRef { hash: None, name: Some(name.into()) }
    }

    fn entry(kind: HistoryKind, minute: i64, who: &str) -> HistoryEntry {
        HistoryEntry {
            ticket: ticket().at.id,
            at: minute_of(minute),
            kind,
            who: Some(person(who)),
            whom: Vec::new(),
            unit: None,
            priority: Priority::Low,
        }
    }

    fn minute_of(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn life(history: &[HistoryEntry], worker: Option<&str>, ticket: &Ticket) -> TicketLife {
        ticket_life(ticket, history, worker.map(person).as_ref(), true).unwrap()
    }

    #[test]
    fn everybodys_work_is_counted_from_the_first_taking_to_the_last_finish() {
        let history = [
            entry(HistoryKind::Created, 0, "Roman"),
            entry(HistoryKind::Taken, 5, "Olena"),
            entry(HistoryKind::Released, 6, "Olena"),
            entry(HistoryKind::Taken, 9, "Taras"),
            entry(HistoryKind::Done, 20, "Taras"),
        ];
        let all = life(&history, None, &ticket());
        let minutes = [all.began, all.taken, all.finished];
        assert_eq!(minutes, [Some(minute_of(0)), Some(minute_of(5)), Some(minute_of(20))]);
        let taras = life(&history, Some("Taras"), &ticket());
        assert_eq!([taras.began, taras.finished], [Some(minute_of(9)), Some(minute_of(20))]);
        let olena = life(&history, Some("Olena"), &ticket());
        assert_eq!([olena.began, olena.finished], [Some(minute_of(5)), None]);
    }

    #[test]
    fn what_was_opened_again_is_not_finished() {
        let history = [entry(HistoryKind::Done, 3, "Olena"), entry(HistoryKind::Reopened, 4, "Roman")];
        assert_eq!(life(&history, None, &ticket()).finished, None);
    }

    #[test]
    fn a_held_ticket_is_open_for_its_holder_alone() {
        let held =
            Ticket { state: TicketState::Held(person("Olena")), created: Some(minute_of(1)), ..ticket() };
        let open = [None, Some("Olena"), Some("Taras")].map(|worker| life(&[], worker, &held).is_open);
        assert_eq!(open, [true, true, false]);
    }
}
