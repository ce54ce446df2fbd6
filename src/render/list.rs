//! Pages of tickets: a line and a button each.

use super::html::{cut_text, escape_html};
use super::reader::{Reader, priority_sign, short_label, ticket_number};
use crate::callback::{Callback, Filter, ListName};
use crate::domain::ids::TicketId;
use crate::domain::ticket::{Priority, Ticket, TicketState};
use crate::t;
use crate::view::{Button, MessageView};

/// How many tickets stand on a page: as many buttons as fit on a phone with the text above them.
pub const PAGE_SIZE: usize = 8;

/// What a page of a list shows.
pub struct ListPage<'a> {
    pub list: ListName,
    pub filter: Filter,
    /// The tickets of this page.
    pub tickets: &'a [Ticket],
    /// From 0.
    pub page: usize,
    /// How many tickets the list has in all.
    pub total: usize,
    /// Something to say about the list itself.
    pub remark: Option<String>,
}

/// The order of lists: what can still be worked on first, then the urgent, then the new.
pub fn sort_key(ticket: &Ticket) -> (bool, std::cmp::Reverse<Priority>, std::cmp::Reverse<TicketId>) {
    let over = matches!(ticket.state, TicketState::Done(_) | TicketState::Archived);
    (over, std::cmp::Reverse(ticket.priority), std::cmp::Reverse(ticket.at.id))
}

/// How many pages there are; at least one.
pub fn page_count(total: usize) -> usize {
    total.div_ceil(PAGE_SIZE).max(1)
}

/// Renders a page.
pub fn list_page(page: &ListPage<'_>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let title = match page.list {
        ListName::Incoming => t!(lang, "list-incoming", count = page.total),
        ListName::Outgoing => t!(lang, "list-outgoing", count = page.total),
        ListName::Archive => t!(lang, "list-archive", count = page.total),
    };
    let mut html = format!("<b>{title}</b>");
    if page.tickets.is_empty() {
        html.push_str(&format!("\n\n{}", t!(lang, "list-empty")));
    }
    for ticket in page.tickets {
        html.push_str(&format!("\n\n{}", list_entry(ticket, reader)));
    }
    if let Some(remark) = &page.remark {
        html.push_str(&format!("\n\n<i>{}</i>", escape_html(remark)));
    }
    let view = open_buttons(MessageView::from_html(html), page.tickets, reader);
    let view = view.with_row(page_buttons(page, reader));
    match page.list {
        ListName::Incoming => {
            let filters = Filter::ALL.map(|filter| filter_button(filter, page, reader));
            let (first, second) = filters.split_at(3);
            view.with_row(first.to_vec()).with_row(second.to_vec())
        }
        ListName::Outgoing | ListName::Archive => view,
    }
}

fn filter_button(filter: Filter, page: &ListPage<'_>, reader: &Reader) -> Button {
    let lang = reader.lang;
    let label = match filter {
        Filter::All => t!(lang, "filter-all"),
        Filter::Free => t!(lang, "filter-free"),
        Filter::Mine => t!(lang, "filter-mine"),
        Filter::MyUnits => t!(lang, "filter-my-units"),
        Filter::Overdue => t!(lang, "filter-overdue"),
        Filter::Urgent => t!(lang, "filter-urgent"),
    };
    let label = if filter == page.filter { format!("• {label}") } else { label };
    Button::with_callback(label, &Callback::List { list: page.list, filter, page: 0 })
}

/// What a search has found: the first page of it.
pub fn search_results(words: &str, tickets: &[Ticket], total: usize, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let mut html = format!("<b>{}</b>", t!(lang, "search-title", words = short_label(words), count = total));
    for ticket in tickets {
        html.push_str(&format!("\n\n{}", list_entry(ticket, reader)));
    }
    if total > tickets.len() {
        html.push_str(&format!("\n\n<i>{}</i>", t!(lang, "search-more", count = tickets.len())));
    }
    open_buttons(MessageView::from_html(html), tickets, reader)
}

/// The tickets that one holds at the end of a shift.
pub fn held_list(tickets: &[Ticket], reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let mut html = format!("<b>{}</b>", t!(lang, "signoff-title", count = tickets.len()));
    let shown = &tickets[..tickets.len().min(PAGE_SIZE)];
    for ticket in shown {
        html.push_str(&format!("\n\n{}", list_entry(ticket, reader)));
    }
    let view = open_buttons(MessageView::from_html(html), shown, reader);
    if tickets.is_empty() {
        return view;
    }
    view.with_row([
        Button::with_callback(t!(lang, "signoff-release"), &Callback::ReleaseAll),
        Button::with_callback(t!(lang, "signoff-refer"), &Callback::ReferAll),
    ])
}

/// A button for each ticket that opens its card.
fn open_buttons(view: MessageView, tickets: &[Ticket], reader: &Reader) -> MessageView {
    tickets.iter().fold(view, |view, ticket| {
        let label = format!(
            "{} {} {}",
            priority_sign(ticket),
            ticket_number(ticket.at.id),
            reader.subject_text(ticket, 40)
        );
        view.with_row([Button::with_callback(label, &Callback::Open { ticket: ticket.at.id })])
    })
}

/// One ticket in two lines.
fn list_entry(ticket: &Ticket, reader: &Reader) -> String {
    let head = format!(
        "{} <b>{}</b> {} · {}",
        priority_sign(ticket),
        ticket_number(ticket.at.id),
        escape_html(&reader.subject_text(ticket, 60)),
        reader.state_text(&ticket.state)
    );
    let text = super::html::one_line(&ticket.text, 90);
    let client = ticket.client.name.as_deref().map(|name| cut_text(name, 40));
    let second: Vec<_> = client.into_iter().chain(Some(text)).filter(|part| !part.is_empty()).collect();
    if second.is_empty() { head } else { format!("{head}\n{}", escape_html(&second.join(" — "))) }
}

/// The row that turns pages; only what leads somewhere.
fn page_buttons(page: &ListPage<'_>, reader: &Reader) -> Vec<Button> {
    let last = page_count(page.total) - 1;
    let to = |label: String, to: usize| {
        Button::with_callback(label, &Callback::List { list: page.list, filter: page.filter, page: to })
    };
    let mut row = Vec::new();
    if page.page > 0 {
        row.push(to("◀".into(), page.page - 1));
    }
    if last > 0 {
        let label = t!(reader.lang, "list-page", page = page.page + 1, pages = last + 1);
        row.push(Button::with_callback(label, &Callback::Nothing));
    }
    if page.page < last {
        row.push(to("▶".into(), page.page + 1));
    }
    let anew = Callback::ListAnew { list: page.list, filter: page.filter, page: page.page };
    row.push(Button::with_callback(t!(reader.lang, "button-refresh"), &anew));
    row
}
