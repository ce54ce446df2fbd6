//! Tickets, their history and their lists.

use deskgram::domain::event::{DeadlineStage, Event, EventKind};
use deskgram::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use deskgram::domain::list_diff::RowFingerprint;
use deskgram::domain::ticket::{Assignees, Details, PersonRef, Priority, Rights, Ticket, TicketState};
use deskgram::domain::ticket_history::{HistoryEntry, HistoryKind};
use deskgram::store::{CardMessage, ListSnapshot, SnapshotKind, StoredTicket};

use super::groups::card;
use super::{Bench, OLENA, Postgres, at};

over_both! {
    a_ticket_keeps_what_a_later_sight_does_not_say
    what_has_happened_to_a_ticket_is_noted_once
    many_tickets_come_in_the_order_that_was_asked_for
    lists_come_back_as_they_were
    a_ticket_is_forgotten_when_nothing_shows_it
}

fn ticket(id: i64) -> Ticket {
    Ticket {
        at: TicketRef { id: TicketId(id), hash: TicketHash("1764000000".into()) },
        priority: Priority::Medium,
        subject: "Принтер".into(),
        text: "🔥 горит\nи дымит".into(),
        created: Some(at(1)),
        state: TicketState::Free,
        unit: None,
        assignees: Assignees::Unit,
        author: PersonRef::default(),
        client: PersonRef::default(),
    }
}

async fn a_ticket_keeps_what_a_later_sight_does_not_say(bench: Bench) {
    let store = bench.open();
    let full = StoredTicket {
        ticket: ticket(7),
        details: Some(Details { deadline: Some(at(99)), ..Details::default() }),
        comments: Some(3),
        read_at: at(5),
        since: at(4),
        first_seen: at(3),
        reminded_at: at(0),
    };
    store
        .write(move |db| {
            db.put_ticket(&full)?;
            assert_eq!(db.find_ticket(TicketId(7))?.as_ref(), Some(&full));
            let later = StoredTicket { details: None, comments: None, read_at: at(6), ..full.clone() };
            db.put_ticket(&later)?;
            assert_eq!(db.find_ticket(TicketId(7))?, Some(StoredTicket { read_at: at(6), ..full.clone() }));
            assert_eq!(db.find_twin(TicketId(8), &full.ticket.at.hash)?, Some(TicketId(7)));
            assert_eq!(db.find_twin(TicketId(7), &full.ticket.at.hash)?, None);
            assert_eq!(db.newest_ticket()?, TicketId(7));
            db.put_rights(&full.ticket, OLENA, &Rights::Stranger)?;
            assert_eq!(db.find_rights(&full.ticket, OLENA)?, Some(Rights::Stranger));
            let taken = Ticket { state: TicketState::Archived, ..full.ticket };
            assert_eq!(db.find_rights(&taken, OLENA)?, None);
            Ok(())
        })
        .await
        .unwrap();
}

async fn what_has_happened_to_a_ticket_is_noted_once(bench: Bench) {
    let store = bench.open();
    let person = |name: &str| PersonRef { hash: Some(UserHash(name.into())), name: Some(name.into()) };
    let event = |what, by: &str| Event { ticket: TicketId(7), what, by: Some(person(by)) };
    let referral = EventKind::Referred { to: vec![person("taras"), person("iryna")], unit: None };
    let comment = EventKind::Comment { place: 0, text: "nobody keeps this".into(), omitted: 0 };
    let deadline = EventKind::Deadline { due: at(9), nears: DeadlineStage::Day };
    let seen = [
        (event(EventKind::New, "olena"), at(1)),
        (event(comment, "taras"), at(4)),
        (event(referral, "olena"), at(3)),
        (event(EventKind::New, "olena"), at(5)),
        (event(deadline, "olena"), at(6)),
    ];
    let ticket = Ticket { unit: Some(UnitId(3)), ..ticket(7) };
    let other = Event { ticket: TicketId(8), ..event(EventKind::Taken, "iryna") };
    store
        .write(move |db| {
            for (event, at) in &seen {
                db.record_history(event, &ticket, *at)?;
            }
            db.record_history(&other, &ticket, at(2))?;
            let entry = |at, kind, who: &str, whom| HistoryEntry {
                ticket: TicketId(7),
                at,
                kind,
                who: Some(person(who)),
                whom,
                unit: Some(UnitId(3)),
                priority: Priority::Medium,
            };
            let created = entry(at(1), HistoryKind::Created, "olena", Vec::new());
            let referred =
                entry(at(3), HistoryKind::Referred, "olena", vec![person("taras"), person("iryna")]);
            let commented = entry(at(4), HistoryKind::Commented, "taras", Vec::new());
            assert_eq!(db.history_of(TicketId(7))?, [created, referred.clone(), commented.clone()]);
            let between = db.history_between(at(2), at(4))?;
            assert_eq!(between.iter().map(|entry| entry.ticket.0).collect::<Vec<_>>(), [8, 7]);
            assert_eq!(db.forget_history(at(3))?, 2);
            assert_eq!(db.history_between(at(0), at(9))?, [referred, commented]);
            Ok(())
        })
        .await
        .unwrap();
}

async fn many_tickets_come_in_the_order_that_was_asked_for(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            for id in 1..=40 {
                let (ticket, now) = (ticket(id), at(5));
                let (details, comments, reminded) = (None, None, at(0));
                db.put_ticket(&StoredTicket {
                    ticket,
                    details,
                    comments,
                    read_at: now,
                    since: now,
                    first_seen: now,
                    reminded_at: reminded,
                })?;
            }
            for count in [0, 1, 15, 16, 17, 40] {
                let asked: Vec<_> = (1..=count).rev().map(TicketId).collect();
                let found: Vec<_> = db.find_tickets(&asked)?.iter().map(|known| known.ticket.at.id).collect();
                assert_eq!(found, asked);
            }
            let found = db.find_tickets(&[TicketId(99), TicketId(7)])?;
            assert_eq!(found.iter().map(|known| known.ticket.at.id).collect::<Vec<_>>(), [TicketId(7)]);
            Ok(())
        })
        .await
        .unwrap();
}

async fn lists_come_back_as_they_were(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            let rows =
                (0..500).map(|id| RowFingerprint { id: TicketId(id), mark: u64::MAX - id as u64 }).collect();
            let mut view = ListSnapshot { rows, read_at: at(1), took: 40 };
            db.put_list_snapshot(OLENA, SnapshotKind::Incoming, &view)?;
            assert_eq!(db.list_snapshot(OLENA, SnapshotKind::Incoming)?.as_ref(), Some(&view));
            assert!(db.list_snapshot(OLENA, SnapshotKind::Shown)?.is_none());
            db.touch_list_snapshot(OLENA, SnapshotKind::Incoming, at(2), 50)?;
            (view.read_at, view.took) = (at(2), 50);
            assert_eq!(db.list_snapshot(OLENA, SnapshotKind::Incoming)?, Some(view));
            Ok(())
        })
        .await
        .unwrap();
}

async fn a_ticket_is_forgotten_when_nothing_shows_it(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            for id in 1..=3 {
                let read_at = at(if id == 3 { 200 } else { 100 });
                let (ticket, since) = (ticket(id), read_at);
                let (details, comments, reminded_at) = (None, None, at(0));
                let first_seen = read_at;
                db.put_ticket(&StoredTicket {
                    ticket,
                    details,
                    comments,
                    read_at,
                    since,
                    first_seen,
                    reminded_at,
                })?;
            }
            db.put_card(CardMessage { ticket: TicketId(2), ..card(1, 1, None) }, at(100))?;
            db.forget_tickets(at(150))?;
            let kept = db.find_tickets(&[TicketId(1), TicketId(2), TicketId(3)])?;
            let kept: Vec<_> = kept.iter().map(|known| known.ticket.at.id.0).collect();
            assert_eq!(kept, [2, 3]);
            Ok(())
        })
        .await
        .unwrap();
}
