//! Every way in which an answer of the helpdesk is read, run on one body: what comes of it is what the program would
//! believe. For those who throw strange bodies at it.

use jiff::tz::TimeZone;

use super::rows::{self, Asker};
use super::wire::{Answer, Unreadable};
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::ticket::{Comment, PersonRef, Ticket, Viewed};

/// What was read.
#[derive(Debug, Default)]
pub struct Believed {
    pub listed: Vec<Ticket>,
    pub viewed: Vec<Viewed>,
    pub comments: Vec<Comment>,
    /// How many people, units and pages there were.
    pub others: usize,
}

/// Reads a body as the answer of each operation in turn; nothing if it is no answer at all.
pub fn gauntlet(body: &[u8]) -> Option<Believed> {
    let answer = Answer::find(body).ok()?;
    let (me, zone) = (PersonRef::default(), TimeZone::UTC);
    let asker = Asker { me: &me, zone: &zone };
    let mut believed = Believed::default();
    let _ = (answer.status(), answer.object().word("uniq_id"), answer.object().number("ticket_id"));
    // A list that ends in an error was read as far as it could be.
    let _ = answer.each_row("tickets", |row| {
        believed.listed.extend(rows::ticket(&row, &rows::IN_LISTS, &asker));
        Ok::<_, Unreadable>(())
    });
    let _ = answer.each_row("ticket", |row| {
        believed.viewed.extend(rows::viewed(&row, &asker));
        Ok::<_, Unreadable>(())
    });
    let _ = answer.each_row("comments", |row| {
        believed.comments.push(rows::comment(&row, &zone));
        Ok::<_, Unreadable>(())
    });
    for list in ["users", "list", "info"] {
        let _ = answer.each_row(list, |row| {
            let page = rows::profile(&row, UserHash(String::new()), &zone).is_some();
            let person = rows::person(&row).is_some();
            let named = rows::named(&row, UnitId).is_some();
            believed.others += usize::from(page) + usize::from(person) + usize::from(named);
            Ok::<_, Unreadable>(())
        });
    }
    Some(believed)
}
