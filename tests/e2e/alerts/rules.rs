//! The rules of who is told, against an oracle that is written as sets of people rather than as questions about one
//! person: both would have to be wrong in the same way for a mistake to pass.

use std::collections::BTreeSet;

use deskgram::domain::account::Account;
use deskgram::domain::event::{Event, Happening, Nears, Sighting, Step, between};
use deskgram::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use deskgram::domain::person::Role;
use deskgram::domain::plan::{Sees, Someone, Watch, concern};
use deskgram::domain::ticket::{Assignees, Details, PersonRef, Priority, Reach, State, Ticket};
use deskgram::domain::visibility::{Verdict, incoming};
use proptest::prelude::*;
use proptest::sample::select;

type People = BTreeSet<usize>;

/// The cast: two technicians and a head per unit, a chief above all, a client.
const CAST: [(Role, i64); 8] = [
    (Role::Technician, 1),
    (Role::Technician, 1),
    (Role::Technician, 2),
    (Role::Technician, 2),
    (Role::HeadOfUnit, 1),
    (Role::HeadOfUnit, 2),
    (Role::HeadChief, 0),
    (Role::Client, 0),
];
const CHIEF: usize = 6;

fn person(number: usize) -> PersonRef {
    PersonRef { hash: Some(UserHash(format!("hash{number}"))), name: Some(format!("Name {number}")) }
}

fn account(number: usize) -> Account {
    let (role, unit) = CAST[number];
    Account {
        login: format!("login{number}"),
        me: person(number),
        role: Some(role),
        units: Some(UnitId(unit)).filter(|unit| unit.0 > 0).into_iter().collect(),
        lang: String::new(),
    }
}

/// A ticket in the oracle's words.
#[derive(Clone, Debug)]
struct Facts {
    unit: i64,
    assignees: People,
    author: usize,
    client: usize,
    priority: Priority,
    holder: Option<usize>,
    finisher: Option<usize>,
}

impl Facts {
    fn ticket(&self) -> Ticket {
        Ticket {
            at: TicketRef { id: TicketId(7), hash: TicketHash("ab".into()) },
            priority: self.priority,
            subject: "Printer".into(),
            text: "It is on fire".into(),
            created: None,
            state: match (self.finisher, self.holder) {
                (Some(who), _) => State::Done(person(who)),
                (None, Some(who)) => State::Held(person(who)),
                (None, None) => State::Free,
            },
            unit: Some(UnitId(self.unit)),
            assignees: match self.assignees.is_empty() {
                true => Assignees::Unit,
                false => Assignees::People(self.assignees.iter().map(|who| person(*who)).collect()),
            },
            author: person(self.author),
            client: person(self.client),
        }
    }

    fn over(&self) -> bool {
        self.finisher.is_some()
    }

    fn free(&self) -> bool {
        self.finisher.is_none() && self.holder.is_none()
    }

    /// Everybody who has it in the incoming list.
    fn readers(&self) -> People {
        let mut readers = People::from([CHIEF]);
        readers.extend((0..CAST.len()).filter(|&who| CAST[who] == (Role::HeadOfUnit, self.unit)));
        if self.assignees.is_empty() {
            readers.extend((0..CAST.len()).filter(|&who| CAST[who] == (Role::Technician, self.unit)));
        }
        readers.extend(self.assignees.iter().filter(|&&who| CAST[who].0 == Role::Technician));
        if self.author == self.client && CAST[self.author].0 == Role::Client {
            readers.insert(self.author);
        }
        readers
    }

    /// Everybody whose turn it is to take it.
    fn candidates(&self) -> People {
        if !self.free() {
            return People::new();
        }
        let named: People = self.assignees.intersection(&self.readers()).copied().collect();
        if !self.assignees.is_empty() {
            return named;
        }
        self.readers().into_iter().filter(|&who| CAST[who].0 == Role::Technician).collect()
    }

    fn heads(&self) -> People {
        (0..CAST.len()).filter(|&who| CAST[who] == (Role::HeadOfUnit, self.unit)).collect()
    }
}

/// Who is told, as the product promises it.
fn promised(event: &Event, before: &Facts, after: &Facts, watchers: &People) -> People {
    let owners = People::from([after.author, after.client]);
    let interested: People = &owners | watchers;
    let holder: People = after.holder.filter(|_| !after.over()).into_iter().collect();
    let mut told = match &event.what {
        Happening::New if after.over() => People::new(),
        Happening::New => &after.readers() - &People::from([after.author]),
        Happening::Referred { to, .. } => {
            let named: People = (0..CAST.len()).filter(|&who| to.contains(&person(who))).collect();
            let newcomers = match after.over() {
                true => People::new(),
                false => &after.readers() - &before.readers(),
            };
            &(&named | &newcomers) | &interested
        }
        Happening::Taken => &interested | &after.assignees,
        Happening::Released { from } => {
            let loser: People = (0..CAST.len()).filter(|&who| *from == person(who)).collect();
            &(&loser | watchers) | &after.assignees
        }
        Happening::Done => interested,
        Happening::Reopened => &(&interested | &holder) | &after.candidates(),
        Happening::Priority { from, to } => {
            let raised = if to > from { after.candidates() } else { People::new() };
            &(&(&holder | watchers) | &after.assignees) | &raised
        }
        Happening::Comment { .. } => {
            let waiting = if after.free() { after.assignees.clone() } else { People::new() };
            &(&interested | &holder) | &waiting
        }
        Happening::Deadline { .. } if after.over() => People::new(),
        Happening::Deadline { nears, .. } => {
            let heads = if *nears == Nears::Passed { after.heads() } else { People::new() };
            &(&(&holder | watchers) | &after.candidates()) | &heads
        }
        Happening::Unclaimed { step: Step::Again, .. } => after.candidates(),
        Happening::Unclaimed { step: Step::Head, .. } if after.free() => after.heads(),
        Happening::Unclaimed { .. } => People::new(),
    };
    if let Some(by) = &event.by {
        told.retain(|&who| person(who) != *by);
    }
    told
}

/// Who is told, as the program decides it.
fn decided(event: &Event, before: &Facts, after: &Facts, watchers: &People) -> People {
    let details = Details { reach: Reach::Unit, ..Details::default() };
    let (then, now) = (before.ticket(), after.ticket());
    let eyes = |account: &Account, ticket: &Ticket| match incoming(account, ticket, Some(&details)) {
        Verdict::Seen => Sees::Yes,
        Verdict::Unseen => Sees::No,
        Verdict::Undecided => panic!("all is known here"),
    };
    (0..CAST.len())
        .filter(|&who| {
            let account = account(who);
            let someone = Someone {
                watches: if watchers.contains(&who) { Watch::On } else { Watch::Off },
                saw: eyes(&account, &then),
                sees: eyes(&account, &now),
                account: &account,
            };
            concern(event, &now, &someone).is_some()
        })
        .collect()
}

fn priority() -> impl Strategy<Value = Priority> {
    select(vec![Priority::Low, Priority::Medium, Priority::High])
}

fn facts() -> impl Strategy<Value = Facts> {
    let staff = 0..CHIEF;
    let named = proptest::collection::btree_set(staff.clone(), 0..3);
    let someone = || proptest::option::of(0..CHIEF);
    (1..3i64, named, 0..CAST.len(), 0..CAST.len(), priority(), someone(), someone()).prop_map(
        |(unit, assignees, author, client, priority, holder, finisher)| Facts {
            unit,
            assignees,
            author,
            client,
            priority,
            holder,
            finisher,
        },
    )
}

proptest! {
    #[test]
    fn exactly_the_promised_people_are_told(
        before in facts(),
        after in facts(),
        watchers in proptest::collection::btree_set(0..CAST.len(), 0..3),
        doer in proptest::option::of(0..CHIEF),
    ) {
        let (then, now) = (before.ticket(), after.ticket());
        // Nobody changes who wrote a ticket.
        let now = Ticket { author: then.author.clone(), client: then.client.clone(), ..now };
        let after = Facts { author: before.author, client: before.client, ..after };
        let details = Details { reach: Reach::Unit, ..Details::default() };
        let sight = |ticket| Sighting { ticket, details: Some(&details) };
        let by = doer.map(person);
        let mut events = between(sight(&then), sight(&now), by.as_ref());
        let told = |what| Event { ticket: now.at.id, what, by: by.clone() };
        let since = "2026-11-24T10:00:00Z".parse().unwrap();
        events.extend([
            told(Happening::New),
            told(Happening::Comment { place: 0, text: "Hi".into() }),
            told(Happening::Deadline { due: since, nears: Nears::TwoHours }),
            told(Happening::Deadline { due: since, nears: Nears::Passed }),
            told(Happening::Unclaimed { since, step: Step::Again }),
            told(Happening::Unclaimed { since, step: Step::Head }),
        ]);
        for event in &events {
            let (promised, decided) =
                (promised(event, &before, &after, &watchers), decided(event, &before, &after, &watchers));
            prop_assert_eq!(promised, decided, "{:?}", event);
        }
    }

    #[test]
    fn nothing_is_told_of_a_ticket_that_did_not_change(facts in facts()) {
        let ticket = facts.ticket();
        let sight = Sighting { ticket: &ticket, details: None };
        prop_assert_eq!(between(sight, sight, None), vec![]);
    }

    #[test]
    fn a_change_is_told_by_what_it_is(before in facts(), after in facts()) {
        let (then, now) = (before.ticket(), after.ticket());
        let sight = |ticket| Sighting { ticket, details: None };
        let events = between(sight(&then), sight(&now), None);
        let has = |wanted: fn(&Happening) -> bool| events.iter().any(|event| wanted(&event.what));
        prop_assert_eq!(has(|what| matches!(what, Happening::Done)), !before.over() && after.over());
        prop_assert_eq!(has(|what| matches!(what, Happening::Reopened)), before.over() && !after.over());
        prop_assert_eq!(
            has(|what| matches!(what, Happening::Taken)),
            !before.over() && !after.over() && after.holder.is_some() && before.holder != after.holder
        );
        let passed_on = before.unit != after.unit
            || !after.assignees.is_subset(&before.assignees)
            || (after.assignees.is_empty() && !before.assignees.is_empty());
        prop_assert_eq!(has(|what| matches!(what, Happening::Referred { .. })), passed_on);
        prop_assert_eq!(has(|what| matches!(what, Happening::Priority { .. })), before.priority != after.priority);
    }
}
