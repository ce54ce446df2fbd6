//! Tickets as every list shows them, whatever list it is: two lines each, and buttons with their numbers. Who reads must be able to
//! tell how urgent one is without telling red from green.

use jiff::Timestamp;

use super::html::escape_html;
use super::reader::{Reader, priority_sign, surname, ticket_number};
use crate::callback::Callback;
use crate::domain::relevance;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::{Priority, Ticket};
use crate::i18n::time;
use crate::t;
use crate::view::label_width::{cut_to_width, label_width};
use crate::view::{Button, MessageView};

/// How many tickets stand in a list, so that they and their buttons fit on a phone's screen.
pub const MAX_LISTED_TICKETS: usize = 8;

/// So wide a line of a message is on a phone of 360 points, in thousandths of a point.
pub const LINE_WIDTH: u32 = 292_000;

/// So many buttons with numbers fit in a row.
const NUMBERS_PER_ROW: usize = 5;

/// A ticket in a list.
#[derive(Clone, Copy)]
pub struct ListedTicket<'a> {
    pub ticket: &'a Ticket,
    /// Known only of a ticket that was read in full.
    pub deadline: Option<Timestamp>,
}

impl ListedTicket<'_> {
    /// Whether it should have been done before.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| deadline < now)
    }
}

/// The lines of all tickets, as much of each as the place may see.
pub fn ticket_lines(tickets: &[ListedTicket<'_>], show: ShowMode, reader: &Reader) -> String {
    let entries: Vec<_> = tickets.iter().map(|listed| ticket_entry(listed, show, reader)).collect();
    entries.join("\n")
}

/// Adds a button for each ticket that opens its card, in rows of the same length.
pub fn add_number_buttons(view: MessageView, tickets: &[ListedTicket<'_>]) -> MessageView {
    let rows = tickets.len().div_ceil(NUMBERS_PER_ROW).max(1);
    let button = |listed: &ListedTicket<'_>| {
        let label = format!("{}{}", priority_shape(listed.ticket), ticket_number(listed.ticket.at.id));
        Button::with_callback(label, &Callback::Open { ticket: listed.ticket.at.id })
    };
    let row_length = tickets.len().div_ceil(rows).max(1);
    tickets.chunks(row_length).fold(view, |view, row| view.with_row(row.iter().map(button)))
}

fn ticket_entry(listed: &ListedTicket<'_>, show: ShowMode, reader: &Reader) -> String {
    let ticket = listed.ticket;
    let number = ticket_number(ticket.at.id);
    let sign = format!("{}{}", priority_sign(ticket), priority_shape(ticket));
    let room = LINE_WIDTH.saturating_sub(label_width(&format!("{sign} {number} ")));
    let words = ticket_words(ticket, show, reader).split_whitespace().collect::<Vec<_>>().join(" ");
    let is_open = !relevance::is_closed(ticket);
    let deadline = listed.deadline.filter(|_| is_open).map(|deadline| {
        let left = deadline.duration_since(reader.now);
        let time = match left.is_negative() {
            true => time::format_left(reader.lang, left),
            false => time::format_span(reader.lang, left),
        };
        t!(reader.lang, "card-deadline", left = time)
    });
    let second: Vec<_> = deadline.into_iter().chain([reader.state_text(&ticket.state)]).collect();
    let words = escape_html(&cut_to_width(&words, room));
    format!("{sign} <b>{number}</b> {words}\n{}", second.join(" · "))
}

/// Who has written, unless it is the reader, and what.
fn ticket_words(ticket: &Ticket, show: ShowMode, reader: &Reader) -> String {
    let subject = reader.subject_text(ticket, usize::MAX);
    let words =
        if show >= ShowMode::Text && !ticket.text.trim().is_empty() { &ticket.text } else { &subject };
    match &ticket.client.name {
        Some(name) if show >= ShowMode::Client && !reader.is_person(&ticket.client) => {
            format!("{} · {words}", surname(name))
        }
        _ => words.clone(),
    }
}

/// How urgent an open ticket is, in a shape: for those who can't tell red from green.
pub fn priority_shape(ticket: &Ticket) -> &'static str {
    match ticket.priority {
        _ if relevance::is_closed(ticket) => "",
        Priority::High => "❗",
        Priority::Medium => "",
        Priority::Low => "↓",
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::ids::UserHash;
    use crate::domain::ticket::PersonRef;
    use crate::i18n::Lang;

    fn numbers(count: usize) -> Vec<usize> {
        let ticket = crate::render::reader::tests::ticket();
        let listed: Vec<_> = (0..count).map(|_| ListedTicket { ticket: &ticket, deadline: None }).collect();
        let view = add_number_buttons(MessageView::default(), &listed);
        view.buttons.iter().map(Vec::len).collect()
    }

    #[test]
    fn nobody_reads_their_own_name_on_every_line() {
        let who = |name: &str| PersonRef { hash: Some(UserHash(name.into())), name: Some(name.into()) };
        let ticket = Ticket {
            client: who("Roman"),
            text: "No light".into(),
            ..crate::render::reader::tests::ticket()
        };
        let words = |reader: &str| {
            let (lang, zone, now) = (Lang::En, TimeZone::UTC, Timestamp::UNIX_EPOCH);
            let reader = Reader { lang, zone, now, me: Some(who(reader)) };
            ticket_words(&ticket, ShowMode::Client, &reader)
        };
        assert_eq!([words("Roman"), words("Olena")], ["No light", "Roman · No light"]);
    }

    #[test]
    fn numbers_stand_in_rows_of_one_length() {
        assert_eq!(numbers(0), [0; 0]);
        assert_eq!(numbers(5), [5]);
        assert_eq!(numbers(6), [3, 3]);
        assert_eq!(numbers(8), [4, 4]);
    }
}
