//! The people and tickets that are measured with: any of them, told apart by a number.

use deskgram::domain::account::Account;
use deskgram::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use deskgram::domain::person::Role;
use deskgram::domain::ticket::{Assignees, PersonRef, Priority, Ticket, TicketState};
use jiff::Timestamp;

/// How many people share a unit.
const TEAM: i64 = 20;

pub fn person(number: i64) -> PersonRef {
    PersonRef { hash: Some(UserHash(format!("{number:032x}"))), name: Some(format!("Person {number}")) }
}

/// A technician of the unit that goes with the number.
pub fn account(number: i64) -> Account {
    Account {
        login: format!("u{number}"),
        me: person(number),
        role: Some(Role::Technician),
        units: vec![UnitId(number / TEAM)],
        lang: "uk".into(),
    }
}

pub fn ticket(number: i64) -> Ticket {
    Ticket {
        at: TicketRef { id: TicketId(number), hash: TicketHash(format!("{number:032x}")) },
        priority: Priority::Medium,
        subject: "Принтери й витратні матеріали".into(),
        text: "Принтер на другому поверсі друкує сторінки ієрогліфів і потім зупиняється.".into(),
        created: Some(Timestamp::UNIX_EPOCH),
        state: TicketState::Free,
        unit: Some(UnitId(number / TEAM)),
        assignees: Assignees::Unit,
        author: person(-1),
        client: person(-1),
    }
}
