//! Finished tickets that resemble one: two lines each, what it was about and how it has ended.

use jiff::{SignedDuration, Timestamp};

use super::html::{escape_html, one_line};
use super::reader::{Reader, ticket_number};
use super::ticket_lines::{LINE_WIDTH, ListedTicket, add_number_buttons};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::domain::ticket_ending::TicketEnding;
use crate::i18n::time;
use crate::t;
use crate::view::label_width::{cut_to_width, label_width};
use crate::view::{Button, MessageView};

/// So many are shown.
pub const MAX_SIMILAR: usize = 5;

/// More letters than that stand in no line.
const MAX_LINE_LETTERS: usize = 200;

/// A finished ticket, and how it has ended where that is known.
#[derive(Clone, Copy)]
pub struct SimilarTicket<'a> {
    pub ticket: &'a Ticket,
    pub finished: Option<Timestamp>,
    pub ending: Option<&'a TicketEnding>,
}

/// The page of those that resemble this ticket, with the way back to its card.
pub fn similar_page(
    ticket: TicketId,
    found: &[SimilarTicket<'_>],
    back: Button,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    if found.is_empty() {
        let html = t!(lang, "seen-none", number = ticket_number(ticket));
        return MessageView::from_html(html).with_row([back]);
    }
    let title = t!(lang, "seen-title", number = ticket_number(ticket));
    let entries: Vec<_> = found.iter().map(|similar| similar_entry(similar, reader)).collect();
    let html = format!("<b>{title}</b>\n{}", entries.join("\n"));
    let listed: Vec<_> =
        found.iter().map(|similar| ListedTicket { ticket: similar.ticket, deadline: None }).collect();
    add_number_buttons(MessageView::from_html(html), &listed).with_row([back])
}

fn similar_entry(similar: &SimilarTicket<'_>, reader: &Reader) -> String {
    let ticket = similar.ticket;
    let number = ticket_number(ticket.at.id);
    let age = similar.finished.or(ticket.created).map(|at| age_text(reader, at));
    let age = age.map_or_else(String::new, |age| format!(" · {age}"));
    // The subject is one of a few that many tickets share: their texts tell them apart.
    let words = match ticket.text.trim() {
        "" => reader.subject_text(ticket, usize::MAX),
        text => text.to_owned(),
    };
    let words = fill_line(&words, &format!("{number}{age} · "));
    let ending = match similar.ending {
        Some(ending) => fill_line(&ending.text, "↳ "),
        None => reader.state_text(&ticket.state),
    };
    format!("<b>{number}</b>{age} · {words}\n↳ {ending}")
}

/// How long ago something was, in one unit where that says enough.
fn age_text(reader: &Reader, at: Timestamp) -> String {
    let age = reader.now.duration_since(at);
    let days = age.as_hours() / 24;
    let age = if days > 0 { SignedDuration::from_hours(days * 24) } else { age };
    time::format_span(reader.lang, age)
}

/// As much of a text as fits behind what stands in its line, escaped.
fn fill_line(text: &str, before: &str) -> String {
    let words = one_line(text, MAX_LINE_LETTERS);
    escape_html(&cut_to_width(&words, LINE_WIDTH.saturating_sub(label_width(before))))
}
