//! Every way in which an answer of the helpdesk is read, run on one body: what comes of it is what the program would
//! believe. For those who throw strange bodies at it.

use jiff::tz::TimeZone;

use super::error::UnclearAnswer;
use super::http_response::{Answer, NO_LIST, Reader};
use super::json_fields::Object;
use super::rows::{self, Asker};
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::ticket::{PersonRef, Ticket, TicketComment, TicketView};

/// What was read.
#[derive(Debug, Default, PartialEq)]
pub struct ParsedResponse {
    pub listed: Vec<Ticket>,
    pub viewed: Vec<TicketView>,
    pub comments: Vec<TicketComment>,
    /// How many people, units and pages there were.
    pub others: usize,
}

/// Reads a body as the answer of each operation in turn, in pieces of this length; nothing if it is no answer at all.
pub fn parse_response(body: &[u8], piece: usize) -> Option<ParsedResponse> {
    let (me, zone) = (PersonRef::default(), TimeZone::UTC);
    let asker = Asker { me: &me, zone: &zone };
    let mut believed = ParsedResponse::default();
    let answer = read_pieces(body, piece, NO_LIST, |_| Ok(()))?;
    let _ = (answer.status(), answer.object().word("uniq_id"), answer.object().number("ticket_id"));
    // A list that ends in an error was read as far as it could be.
    read_pieces(body, piece, "tickets", |row| {
        rows::ticket(row, &rows::IN_LISTS, &asker).map(|ticket| believed.listed.push(ticket))
    });
    read_pieces(body, piece, "ticket", |row| {
        rows::viewed(row, &asker).map(|viewed| believed.viewed.push(viewed))
    });
    read_pieces(body, piece, "comments", |row| {
        believed.comments.push(rows::comment(row, &zone));
        Ok(())
    });
    for list in ["users", "list", "info"] {
        read_pieces(body, piece, list, |row| {
            let page = rows::profile(row, UserHash(String::new()), &zone).is_some();
            let person = rows::person(row).is_some();
            let named = rows::named(row, UnitId).is_some();
            believed.others += usize::from(page) + usize::from(person) + usize::from(named);
            Ok(())
        });
    }
    Some(believed)
}

fn read_pieces(
    body: &[u8],
    piece: usize,
    list: &'static str,
    take: impl FnMut(&Object<'_>) -> Result<(), UnclearAnswer>,
) -> Option<Answer> {
    let mut reader = Reader::new(list, take);
    body.chunks(piece).for_each(|piece| reader.feed(piece));
    reader.end().ok()
}
