//! Several tickets in one message that is kept true: the summary of a storm, the board of a queue, the digest of a day.

use jiff::Timestamp;

use super::reader::Reader;
use super::ticket_lines::{ListedTicket, MAX_LISTED_TICKETS, add_number_buttons, ticket_lines};
use crate::domain::digest::Edition;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::TicketState;
use crate::i18n::time;
use crate::t;
use crate::view::MessageView;

/// Counts of a queue, and what in it needs somebody, the most urgent first.
pub struct TicketQueue<'a> {
    pub open: usize,
    pub free: usize,
    pub overdue: usize,
    rows: Vec<ListedTicket<'a>>,
    needy: Vec<ListedTicket<'a>>,
    show: ShowMode,
}

impl<'a> TicketQueue<'a> {
    /// Counts live tickets, of which the place may see so much.
    pub fn of_tickets(rows: Vec<ListedTicket<'a>>, show: ShowMode, now: Timestamp) -> Self {
        let is_free = |listed: &ListedTicket<'_>| listed.ticket.state == TicketState::Free;
        let mut needy: Vec<_> =
            rows.iter().filter(|listed| listed.is_overdue(now) || is_free(listed)).copied().collect();
        needy.sort_by_key(|listed| {
            let ticket = listed.ticket;
            (!listed.is_overdue(now), std::cmp::Reverse(ticket.priority), ticket.at.id)
        });
        Self {
            open: rows.len(),
            free: rows.iter().filter(|listed| is_free(listed)).count(),
            overdue: rows.iter().filter(|listed| listed.is_overdue(now)).count(),
            rows,
            needy,
            show,
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
    add_list(MessageView::from_html(lines.join("\n")), &queue.needy, queue.show, reader)
}

/// How the queue stands at the beginning or the end of a day.
pub fn digest_view(queue: &TicketQueue<'_>, edition: Edition, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let title = match edition {
        Edition::Morning => t!(lang, "digest-morning", count = queue.open),
        Edition::Evening => t!(lang, "digest-evening", count = queue.open),
    };
    let mut lines = vec![format!("<b>{title}</b>"), t!(lang, "board-free", count = queue.free)];
    let holds = |listed: &&ListedTicket<'_>| matches!(&listed.ticket.state, TicketState::Held(who) if reader.is_person(who));
    let mine = queue.rows.iter().filter(holds).count();
    if mine > 0 {
        lines.push(t!(lang, "digest-mine", count = mine));
    }
    if queue.overdue > 0 {
        lines.push(t!(lang, "board-overdue", count = queue.overdue));
    }
    add_list(MessageView::from_html(lines.join("\n")), &queue.needy, queue.show, reader)
}

/// The summary of a storm.
pub fn storm_view(
    tickets: &[ListedTicket<'_>],
    show: ShowMode,
    began: Timestamp,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    let since = time::format_moment(lang, began, reader.now, &reader.zone);
    let free = tickets.iter().filter(|listed| listed.ticket.state == TicketState::Free).count();
    let head = format!(
        "<b>{}</b>\n{}",
        t!(lang, "storm-title", count = tickets.len(), since = since),
        t!(lang, "board-free", count = free)
    );
    // What still needs somebody comes first.
    let mut shown = tickets.to_vec();
    shown.sort_by_key(|listed| {
        let ticket = listed.ticket;
        (ticket.state != TicketState::Free, std::cmp::Reverse(ticket.priority), ticket.at.id)
    });
    add_list(MessageView::from_html(head), &shown, show, reader)
}

/// Names the first tickets, each with a button, and counts the rest.
fn add_list(
    mut view: MessageView,
    tickets: &[ListedTicket<'_>],
    show: ShowMode,
    reader: &Reader,
) -> MessageView {
    let shown = &tickets[..tickets.len().min(MAX_LISTED_TICKETS)];
    if !shown.is_empty() {
        view.html.push_str(&format!("\n\n{}", ticket_lines(shown, show, reader)));
    }
    if tickets.len() > shown.len() {
        let more = t!(reader.lang, "sheet-more", count = tickets.len() - shown.len());
        view.html.push_str(&format!("\n<i>{more}</i>"));
    }
    add_number_buttons(view, shown)
}
