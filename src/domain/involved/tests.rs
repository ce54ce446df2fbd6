use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::domain::escalation::{EscalationTarget, MuteRule};
use crate::domain::event::detect_events;
use crate::domain::ids::{TicketHash, TicketId, TicketRef};
use crate::domain::relevance::{InList, Recipient, WatchState, relevance};
use crate::domain::ticket::{Assignees, Priority};
use crate::domain::visibility::{ListVisibility, incoming_visibility};

/// One of nine people. The helpdesk may leave out the hash or the name where it mentions somebody.
fn mention() -> impl Strategy<Value = PersonRef> {
    let parts = select(vec![(true, true), (true, false), (false, true)]);
    (0..9, parts).prop_map(|(number, (hash, name))| PersonRef {
        hash: hash.then(|| UserHash(format!("hash{number}"))),
        name: name.then(|| format!("Name {number}")),
    })
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let state = prop_oneof![
        Just(TicketState::Free),
        mention().prop_map(TicketState::Held),
        mention().prop_map(TicketState::Done),
        Just(TicketState::Archived),
    ];
    let assignees = prop_oneof![
        Just(Assignees::Unit),
        prop::collection::vec(mention(), 0..3).prop_map(Assignees::People),
    ];
    let unit = prop::option::of((1..4_i64).prop_map(UnitId));
    (state, assignees, unit, mention(), mention()).prop_map(|(state, assignees, unit, author, client)| {
        Ticket {
            at: TicketRef { id: TicketId(7), hash: TicketHash("7".into()) },
            subject: String::new(),
            text: String::new(),
            created: None,
            priority: Priority::Medium,
            author,
            client,
            unit,
            assignees,
            state,
        }
    })
}

fn account() -> impl Strategy<Value = Account> {
    let role =
        prop::option::of(select(vec![Role::Client, Role::Technician, Role::HeadOfUnit, Role::HeadChief]));
    let units = subsequence(vec![UnitId(1), UnitId(2), UnitId(3)], 0..3);
    (mention(), role, units).prop_map(|(me, role, units)| Account {
        login: "login".into(),
        me,
        role,
        units,
        lang: String::new(),
    })
}

proptest! {
    #[test]
    fn whoever_is_left_out_sees_nothing_and_is_told_nothing(
        accounts in prop::collection::vec((account(), any::<bool>()), 1..12),
        before in ticket(),
        after in ticket(),
        actor in prop::option::of(mention()),
    ) {
        let number = |place: usize| TelegramUser(place as i64);
        let people = accounts.iter().enumerate().map(|(place, (account, _))| (number(place), account));
        let index = InvolvementIndex::new(people);
        let watchers: Vec<_> =
            (0..accounts.len()).filter(|&place| accounts[place].1).map(number).collect();
        let (since, step, mutes) = (Timestamp::UNIX_EPOCH, EscalationTarget::Duty, MuteRule::Respected);
        let what = EventKind::Unclaimed { since, step, mutes, called: actor.clone() };
        let unclaimed = Event { ticket: after.at.id, what, by: None };
        let snapshots = [&before, &after].map(|ticket| TicketSnapshot { ticket, details: None });
        let changes = detect_events(snapshots[0], snapshots[1], actor.as_ref());
        for event in changes.into_iter().chain([unclaimed]) {
            let found = index.involved_in(&event, &snapshots, &watchers);
            for (place, (account, watches)) in accounts.iter().enumerate() {
                if found.contains(&place) {
                    continue;
                }
                let seen = |ticket| incoming_visibility(account, ticket, None);
                prop_assert_eq!([seen(&before), seen(&after)], [ListVisibility::Unseen; 2]);
                prop_assert!(!watches);
                let (saw, sees) = (InList::No, InList::No);
                let recipient = Recipient { account, watches: WatchState::Off, saw, sees };
                prop_assert_eq!(relevance(&event, &after, &recipient), None);
            }
        }
    }

    #[test]
    fn somebody_is_named_on_a_ticket_or_not(accounts in prop::collection::vec(account(), 0..6), ticket in ticket()) {
        let index = InvolvementIndex::new(accounts.iter().map(|account| (TelegramUser(1), account)));
        let named = accounts.iter().any(|account| ticket_people(&ticket).any(|one| one.is_same(&account.me)));
        prop_assert_eq!(index.is_anybody_named(&ticket), named);
    }
}
