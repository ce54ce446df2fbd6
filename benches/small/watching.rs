//! Comparing a list with what it was, and planning whom an event concerns.

use deskgram::domain::event::{Event, EventKind};
use deskgram::domain::list_diff::{PreviousList, RowChange, RowFingerprint};
use deskgram::domain::relevance::{InList, Recipient, WatchState, relevance};
use divan::{Bencher, black_box};

use crate::people::{account, ticket};

#[divan::bench(args = [1000, 10_000])]
fn compare(bencher: Bencher, tickets: i64) {
    let tickets: Vec<_> = (1..=tickets).map(ticket).collect();
    let before: Vec<_> = tickets.iter().map(RowFingerprint::of_ticket).collect();
    bencher.bench(|| {
        let mut before = PreviousList::new(black_box(&before));
        let same = |ticket| before.compare_row(RowFingerprint::of_ticket(ticket)) == RowChange::Same;
        assert!(tickets.iter().all(same));
        assert!(before.vanished_rows().is_empty());
    });
}

#[divan::bench(args = [1000, 10_000])]
fn plan(bencher: Bencher, people: i64) {
    let accounts: Vec<_> = (1..=people).map(account).collect();
    let ticket = ticket(1);
    let event = Event { ticket: ticket.at.id, what: EventKind::New, by: None };
    bencher.bench(|| {
        let concerned = accounts.iter().filter(|account| {
            let sees = if account.units.first() == ticket.unit.as_ref() { InList::Yes } else { InList::No };
            let someone = Recipient { account, watches: WatchState::Off, saw: InList::No, sees };
            relevance(black_box(&event), &ticket, &someone).is_some()
        });
        assert!(concerned.count() > 0);
    });
}
