//! Several tickets in one message that is kept true: the summary of a storm, the board of a queue, the digest of a day.

use jiff::Timestamp;

use super::html::escape_html;
use super::reader::{Reader, priority_sign, ticket_number};
use crate::callback::Callback;
use crate::domain::digest::Edition;
use crate::domain::ticket::{Details, Priority, Ticket, TicketState};
use crate::i18n::time;
use crate::t;
use crate::view::{Button, MessageView};

/// How many tickets are named; the others are counted.
const MAX_NAMED_TICKETS: usize = 10;

/// Counts of a queue, and what in it needs somebody, the most urgent first.
pub struct TicketQueue<'a> {
    pub open: usize,
    pub free: usize,
    pub overdue: usize,
    rows: Vec<&'a Ticket>,
    needy: Vec<&'a Ticket>,
}

impl<'a> TicketQueue<'a> {
    /// Counts live tickets.
    pub fn of_tickets(rows: &[(&'a Ticket, Option<&Details>)], now: Timestamp) -> Self {
        let is_overdue = |details: Option<&Details>| {
            details.and_then(|details| details.deadline).is_some_and(|deadline| deadline < now)
        };
        let mut needy: Vec<_> = rows
            .iter()
            .map(|(ticket, details)| (*ticket, is_overdue(*details)))
            .filter(|(ticket, overdue)| *overdue || ticket.state == TicketState::Free)
            .collect();
        needy.sort_by_key(|(ticket, overdue)| (!overdue, std::cmp::Reverse(ticket.priority), ticket.at.id));
        Self {
            open: rows.len(),
            free: rows.iter().filter(|(ticket, _)| ticket.state == TicketState::Free).count(),
            overdue: rows.iter().filter(|(_, details)| is_overdue(*details)).count(),
            rows: rows.iter().map(|(ticket, _)| *ticket).collect(),
            needy: needy.into_iter().map(|(ticket, _)| ticket).collect(),
        }
    }
}

/// The board of a group.
pub fn board_view(queue: &TicketQueue<'_>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let mut lines = vec![format!("<b>{}</b>", t!(lang, "board-title", count = queue.open))];
    lines.push(t!(lang, "board-free", count = queue.free));
    if queue.overdue > 0 {
        lines.push(t!(lang, "board-overdue", count = queue.overdue));
    }
    if queue.needy.is_empty() {
        lines.push(t!(lang, "board-nothing"));
    }
    add_list(MessageView::from_html(lines.join("\n")), &queue.needy, reader)
}

/// How the queue stands at the beginning or the end of a day.
pub fn digest_view(queue: &TicketQueue<'_>, edition: Edition, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let title = match edition {
        Edition::Morning => t!(lang, "digest-morning", count = queue.open),
        Edition::Evening => t!(lang, "digest-evening", count = queue.open),
    };
    let mut lines = vec![format!("<b>{title}</b>"), t!(lang, "board-free", count = queue.free)];
    let holds = |ticket: &&&Ticket| matches!(&ticket.state, TicketState::Held(who) if reader.is_person(who));
    let mine = queue.rows.iter().filter(holds).count();
    if mine > 0 {
        lines.push(t!(lang, "digest-mine", count = mine));
    }
    if queue.overdue > 0 {
        lines.push(t!(lang, "board-overdue", count = queue.overdue));
    }
    add_list(MessageView::from_html(lines.join("\n")), &queue.needy, reader)
}

/// The summary of a storm.
pub fn storm_view(tickets: &[Ticket], began: Timestamp, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let since = time::format_moment(lang, began, reader.now, &reader.zone);
    let free = tickets.iter().filter(|ticket| ticket.state == TicketState::Free).count();
    let head = format!(
        "<b>{}</b>\n{}",
        t!(lang, "storm-title", count = tickets.len(), since = since),
        t!(lang, "board-free", count = free)
    );
    // What still needs somebody comes first.
    let mut shown: Vec<_> = tickets.iter().collect();
    shown.sort_by_key(|ticket| {
        (ticket.state != TicketState::Free, std::cmp::Reverse(ticket.priority), ticket.at.id)
    });
    add_list(MessageView::from_html(head), &shown, reader)
}

/// Names the first tickets, each with a button, and counts the rest.
fn add_list(mut view: MessageView, tickets: &[&Ticket], reader: &Reader) -> MessageView {
    let shown = &tickets[..tickets.len().min(MAX_NAMED_TICKETS)];
    let mut lines: Vec<_> = shown.iter().map(|ticket| ticket_entry(ticket, reader)).collect();
    if tickets.len() > shown.len() {
        let more = t!(reader.lang, "sheet-more", count = tickets.len() - shown.len());
        lines.push(format!("<i>{more}</i>"));
    }
    if !lines.is_empty() {
        view.html.push_str(&format!("\n\n{}", lines.join("\n")));
    }
    shown.chunks(5).fold(view, |view, row| {
        view.with_row(row.iter().map(|ticket| {
            let mark = if ticket.priority == Priority::High { "🔴 " } else { "" };
            let label = format!("{mark}{}", ticket_number(ticket.at.id));
            Button::with_callback(label, &Callback::Open { ticket: ticket.at.id })
        }))
    })
}

fn ticket_entry(ticket: &Ticket, reader: &Reader) -> String {
    format!(
        "{} <b>{}</b> {} · {}",
        priority_sign(ticket),
        ticket_number(ticket.at.id),
        escape_html(&reader.subject_text(ticket, 60)),
        reader.state_text(&ticket.state)
    )
}
