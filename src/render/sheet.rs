//! Several tickets in one message that is kept true: the summary of a storm, the board of a queue, the digest of a day.

use jiff::Timestamp;

use super::html::escape;
use super::words::{Reader, number, sign};
use crate::callback::Callback;
use crate::domain::digest::Edition;
use crate::domain::ticket::{Details, Priority, State, Ticket};
use crate::i18n::time;
use crate::screen::{Button, Screen};
use crate::t;

/// How many tickets are named; the others are counted.
const NAMED: usize = 10;

/// Counts of a queue, and what in it needs somebody, the most urgent first.
pub struct Queue<'a> {
    pub open: usize,
    pub free: usize,
    pub overdue: usize,
    rows: Vec<&'a Ticket>,
    needy: Vec<&'a Ticket>,
}

impl<'a> Queue<'a> {
    /// Counts live tickets.
    pub fn of(rows: &[(&'a Ticket, Option<&Details>)], now: Timestamp) -> Self {
        let is_overdue = |details: Option<&Details>| {
            details.and_then(|details| details.deadline).is_some_and(|deadline| deadline < now)
        };
        let mut needy: Vec<_> = rows
            .iter()
            .map(|(ticket, details)| (*ticket, is_overdue(*details)))
            .filter(|(ticket, overdue)| *overdue || ticket.state == State::Free)
            .collect();
        needy.sort_by_key(|(ticket, overdue)| (!overdue, std::cmp::Reverse(ticket.priority), ticket.at.id));
        Self {
            open: rows.len(),
            free: rows.iter().filter(|(ticket, _)| ticket.state == State::Free).count(),
            overdue: rows.iter().filter(|(_, details)| is_overdue(*details)).count(),
            rows: rows.iter().map(|(ticket, _)| *ticket).collect(),
            needy: needy.into_iter().map(|(ticket, _)| ticket).collect(),
        }
    }
}

/// The board of a group.
pub fn board(queue: &Queue<'_>, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let mut lines = vec![format!("<b>{}</b>", t!(lang, "board-title", count = queue.open))];
    lines.push(t!(lang, "board-free", count = queue.free));
    if queue.overdue > 0 {
        lines.push(t!(lang, "board-overdue", count = queue.overdue));
    }
    if queue.needy.is_empty() {
        lines.push(t!(lang, "board-nothing"));
    }
    list(Screen::text(lines.join("\n")), &queue.needy, reader)
}

/// How the queue stands at the beginning or the end of a day.
pub fn digest(queue: &Queue<'_>, edition: Edition, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let title = match edition {
        Edition::Morning => t!(lang, "digest-morning", count = queue.open),
        Edition::Evening => t!(lang, "digest-evening", count = queue.open),
    };
    let mut lines = vec![format!("<b>{title}</b>"), t!(lang, "board-free", count = queue.free)];
    let holds = |ticket: &&&Ticket| matches!(&ticket.state, State::Held(who) if reader.is(who));
    let mine = queue.rows.iter().filter(holds).count();
    if mine > 0 {
        lines.push(t!(lang, "digest-mine", count = mine));
    }
    if queue.overdue > 0 {
        lines.push(t!(lang, "board-overdue", count = queue.overdue));
    }
    list(Screen::text(lines.join("\n")), &queue.needy, reader)
}

/// The summary of a storm.
pub fn storm(tickets: &[Ticket], began: Timestamp, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let since = time::moment(lang, began, reader.now, &reader.zone);
    let free = tickets.iter().filter(|ticket| ticket.state == State::Free).count();
    let head = format!(
        "<b>{}</b>\n{}",
        t!(lang, "storm-title", count = tickets.len(), since = since),
        t!(lang, "board-free", count = free)
    );
    // What still needs somebody comes first.
    let mut shown: Vec<_> = tickets.iter().collect();
    shown.sort_by_key(|ticket| {
        (ticket.state != State::Free, std::cmp::Reverse(ticket.priority), ticket.at.id)
    });
    list(Screen::text(head), &shown, reader)
}

/// Names the first tickets, each with a button, and counts the rest.
fn list(mut screen: Screen, tickets: &[&Ticket], reader: &Reader) -> Screen {
    let shown = &tickets[..tickets.len().min(NAMED)];
    let mut lines: Vec<_> = shown.iter().map(|ticket| entry(ticket, reader)).collect();
    if tickets.len() > shown.len() {
        let more = t!(reader.lang, "sheet-more", count = tickets.len() - shown.len());
        lines.push(format!("<i>{more}</i>"));
    }
    if !lines.is_empty() {
        screen.html.push_str(&format!("\n\n{}", lines.join("\n")));
    }
    shown.chunks(5).fold(screen, |screen, row| {
        screen.row(row.iter().map(|ticket| {
            let mark = if ticket.priority == Priority::High { "🔴 " } else { "" };
            let label = format!("{mark}{}", number(ticket.at.id));
            Button::call(label, &Callback::Open { ticket: ticket.at.id })
        }))
    })
}

fn entry(ticket: &Ticket, reader: &Reader) -> String {
    format!(
        "{} <b>{}</b> {} · {}",
        sign(ticket),
        number(ticket.at.id),
        escape(&reader.subject(ticket, 60)),
        reader.state(&ticket.state)
    )
}
