//! Four weeks of finished work that deskgram seems to have watched, so that `/stats` shows something at once. The tickets are
//! numbered below zero: the helpdesk has none of them, and no list names them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use crate::domain::ticket::{Assignees, PersonRef, Priority, Ticket, TicketState, short_name};
use crate::store::{Store, StoreError, StoredTicket};
use deskgram_sandbox::zenlix::world::World;

const DAYS: i64 = 27;
/// The unit of Olena and Taras, and who finishes its tickets in turn.
const UNIT: UnitId = UnitId(1);
const WORKERS: [&str; 3] = ["olena", "taras", "ihor"];
/// How many tickets come on each day of the week, from Monday on.
const PER_DAY: [i64; 7] = [7, 5, 6, 4, 5, 1, 0];

/// One ticket and who finished it, with the times of its taking and its end.
struct PastTicket {
    ticket: Ticket,
    worker: PersonRef,
    created: Timestamp,
    taken: Timestamp,
    done: Timestamp,
}

/// Stores it all, as of the moment `now`.
pub async fn record_past_weeks(
    store: &Store,
    world: &World,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    let past = past_tickets(world, now, zone);
    store
        .write(move |db| {
            for PastTicket { ticket, worker, created, taken, done } in past {
                let event = |what, by: &PersonRef| Event { ticket: ticket.at.id, what, by: Some(by.clone()) };
                db.put_ticket(&StoredTicket {
                    ticket: ticket.clone(),
                    details: None,
                    comments: None,
                    read_at: done,
                    since: done,
                    first_seen: created,
                    reminded_at: done,
                })?;
                db.record_history(&event(EventKind::New, &ticket.author), &ticket, created)?;
                db.record_history(&event(EventKind::Taken, &worker), &ticket, taken)?;
                db.record_history(&event(EventKind::Done, &worker), &ticket, done)?;
            }
            Ok(())
        })
        .await
}

fn past_tickets(world: &World, now: Timestamp, zone: &TimeZone) -> Vec<PastTicket> {
    let mut past = Vec::new();
    for ago in (1..=DAYS).rev() {
        let day = zone.to_datetime(now - SignedDuration::from_hours(24 * ago)).date();
        let Ok(morning) = zone.to_timestamp(day.at(8, 30, 0, 0)) else { continue };
        for at in 0..PER_DAY[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())] {
            let number = i64::try_from(past.len()).unwrap_or(0) + 1;
            let created = morning + SignedDuration::from_mins(at * 71 + number % 13);
            // From a few minutes to a few hours, and now and then a day.
            let taken = created + SignedDuration::from_mins(3 + number * number % 47);
            let done = taken + SignedDuration::from_mins(12 + number * 37 % 190 + (number % 9 / 8) * 1_300);
            if done < now {
                past.push(past_ticket(world, number, [created, taken, done]));
            }
        }
    }
    past
}

fn past_ticket(world: &World, number: i64, [created, taken, done]: [Timestamp; 3]) -> PastTicket {
    let pick = |count: usize| usize::try_from(number * number / 3).unwrap_or(0) % count.max(1);
    let subject = world.subjects.get(pick(world.subjects.len())).map(|entry| entry.name.clone());
    let worker = person(world, WORKERS[usize::try_from(number).unwrap_or(0) % WORKERS.len()]);
    let client = person(world, "roman");
    let ticket = Ticket {
        at: TicketRef { id: TicketId(-number), hash: TicketHash(format!("past{number}")) },
        priority: Priority::Medium,
        subject: subject.unwrap_or_default(),
        text: String::new(),
        created: Some(created),
        state: TicketState::Done(worker.clone()),
        unit: Some(UNIT),
        assignees: Assignees::Unit,
        author: client.clone(),
        client,
    };
    PastTicket { ticket, worker, created, taken, done }
}

fn person(world: &World, login: &str) -> PersonRef {
    let user = world.user_by_login(login);
    PersonRef {
        hash: user.map(|user| UserHash(user.hash.clone())),
        name: user.map(|user| short_name(&user.fio)),
    }
}
