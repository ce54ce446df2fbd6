//! The rules of who is told, against the oracle, over tickets and people of all kinds.

use deskgram::domain;
use deskgram::domain::account::Account;
use deskgram::domain::escalation::{EscalationTarget, MuteRule};
use deskgram::domain::event::{DeadlineStage, Event, EventKind, TicketSnapshot, detect_events};
use deskgram::domain::ids::UnitId;
use deskgram::domain::relevance::{InList, Recipient, WatchState, relevance};
use deskgram::domain::ticket::{Details, Priority, Ticket, UnitReach};
use deskgram::domain::visibility::{ListVisibility, incoming_visibility};
use deskgram_sandbox::zenlix::world::Role;
use proptest::prelude::*;
use proptest::sample::select;

use super::model::{Facts, People, person, promised};

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

fn account(number: usize) -> Account {
    let (role, unit) = CAST[number];
    Account {
        login: format!("login{number}"),
        me: person(number),
        role: Some(match role {
            Role::Client => domain::person::Role::Client,
            Role::Technician => domain::person::Role::Technician,
            Role::HeadOfUnit => domain::person::Role::HeadOfUnit,
            Role::HeadChief => domain::person::Role::HeadChief,
        }),
        units: Some(UnitId(unit)).filter(|unit| unit.0 > 0).into_iter().collect(),
        lang: String::new(),
    }
}

/// Who is told, as the program decides it.
fn decided(event: &Event, before: &Facts, after: &Facts, watchers: &People) -> People {
    let details = Details { reach: UnitReach::Unit, ..Details::default() };
    let (then, now) = (before.ticket(), after.ticket());
    let eyes = |account: &Account, ticket: &Ticket| match incoming_visibility(account, ticket, Some(&details))
    {
        ListVisibility::Seen => InList::Yes,
        ListVisibility::Unseen => InList::No,
        ListVisibility::Undecided => panic!("all is known here"),
    };
    (0..CAST.len())
        .filter(|&who| {
            let account = account(who);
            let someone = Recipient {
                watches: if watchers.contains(&who) { WatchState::On } else { WatchState::Off },
                saw: eyes(&account, &then),
                sees: eyes(&account, &now),
                account: &account,
            };
            relevance(event, &now, &someone).is_some()
        })
        .collect()
}

fn priority() -> impl Strategy<Value = Priority> {
    select(vec![Priority::Low, Priority::Medium, Priority::High])
}

fn facts() -> impl Strategy<Value = Facts> {
    let staff = 0..CHIEF;
    let named = proptest::collection::btree_set(staff, 0..3);
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
        turn in 0..CAST.len(),
    ) {
        let (then, now) = (before.ticket(), after.ticket());
        // Nobody changes who wrote a ticket.
        let now = Ticket { author: then.author.clone(), client: then.client.clone(), ..now };
        let after = Facts { author: before.author, client: before.client, ..after };
        let details = Details { reach: UnitReach::Unit, ..Details::default() };
        let sight = |ticket| TicketSnapshot { ticket, details: Some(&details) };
        let by = doer.map(person);
        let mut events = detect_events(sight(&then), sight(&now), by.as_ref());
        let told = |what| Event { ticket: now.at.id, what, by: by.clone() };
        let since = "2026-11-24T10:00:00Z".parse().unwrap();
        events.extend([
            told(EventKind::New),
            told(EventKind::Comment { place: 0, text: "Hi".into(), omitted: 0 }),
            told(EventKind::Deadline { due: since, nears: DeadlineStage::TwoHours }),
            told(EventKind::Deadline { due: since, nears: DeadlineStage::Passed }),
        ]);
        events.extend(EscalationTarget::ALL.map(|step| {
            let called = Some(person(turn));
            told(EventKind::Unclaimed { since, step, mutes: MuteRule::Respected, called })
        }));
        for event in &events {
            let (promised, decided) =
                (promised(&CAST, event, &before, &after, &watchers), decided(event, &before, &after, &watchers));
            prop_assert_eq!(promised, decided, "{:?}", event);
        }
    }

    #[test]
    fn nothing_is_told_of_a_ticket_that_did_not_change(facts in facts()) {
        let ticket = facts.ticket();
        let sight = TicketSnapshot { ticket: &ticket, details: None };
        prop_assert_eq!(detect_events(sight, sight, None), vec![]);
    }

    #[test]
    fn a_change_is_told_by_what_it_is(before in facts(), after in facts()) {
        let (then, now) = (before.ticket(), after.ticket());
        let sight = |ticket| TicketSnapshot { ticket, details: None };
        let events = detect_events(sight(&then), sight(&now), None);
        let has = |wanted: fn(&EventKind) -> bool| events.iter().any(|event| wanted(&event.what));
        prop_assert_eq!(has(|what| matches!(what, EventKind::Done)), !before.over() && after.over());
        prop_assert_eq!(has(|what| matches!(what, EventKind::Reopened)), before.over() && !after.over());
        prop_assert_eq!(
            has(|what| matches!(what, EventKind::Taken)),
            !before.over() && !after.over() && after.holder.is_some() && before.holder != after.holder
        );
        let passed_on = before.unit != after.unit
            || !after.assignees.is_subset(&before.assignees)
            || (after.assignees.is_empty() && !before.assignees.is_empty());
        prop_assert_eq!(has(|what| matches!(what, EventKind::Referred { .. })), passed_on);
        prop_assert_eq!(has(|what| matches!(what, EventKind::Priority { .. })), before.priority != after.priority);
    }
}
