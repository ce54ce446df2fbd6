//! Comparing a list with what it was, and planning whom an event concerns.

use deskgram::domain::diff::{Before, Change, Print};
use deskgram::domain::event::{Event, Happening};
use deskgram::domain::plan::{Sees, Someone, Watch, concern};
use divan::{Bencher, black_box};

use crate::people::{account, ticket};

#[divan::bench(args = [1000, 10_000])]
fn compare(bencher: Bencher, tickets: i64) {
    let tickets: Vec<_> = (1..=tickets).map(ticket).collect();
    let before: Vec<_> = tickets.iter().map(Print::of).collect();
    bencher.bench(|| {
        let mut before = Before::new(black_box(&before));
        let same = |ticket| before.compare(Print::of(ticket)) == Change::Same;
        assert!(tickets.iter().all(same));
        assert!(before.vanished().is_empty());
    });
}

#[divan::bench(args = [1000, 10_000])]
fn plan(bencher: Bencher, people: i64) {
    let accounts: Vec<_> = (1..=people).map(account).collect();
    let ticket = ticket(1);
    let event = Event { ticket: ticket.at.id, what: Happening::New, by: None };
    bencher.bench(|| {
        let concerned = accounts.iter().filter(|account| {
            let sees = if account.units.first() == ticket.unit.as_ref() { Sees::Yes } else { Sees::No };
            let someone = Someone { account, watches: Watch::Off, saw: Sees::No, sees };
            concern(black_box(&event), &ticket, &someone).is_some()
        });
        assert!(concerned.count() > 0);
    });
}
