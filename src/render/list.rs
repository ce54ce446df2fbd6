//! Pages of tickets: filters, two lines for each ticket, a button with its number, and what turns the pages.

use super::html::escape_html;
use super::reader::{Reader, short_label};
use super::ticket_lines::{ListedTicket, MAX_LISTED_TICKETS, add_number_buttons, ticket_lines};
use crate::callback::Callback;
use crate::domain::ids::TicketId;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::{Priority, Ticket, TicketState};
use crate::domain::ticket_list::{ListButtons, ListFilter, ListName, ListRemark, ListScreen};
use crate::i18n::time;
use crate::t;
use crate::view::{Button, MessageView};

/// How many tickets stand on a page.
pub const PAGE_SIZE: usize = MAX_LISTED_TICKETS;

/// How many pages can be chosen from, and how many stand in a row.
const MAX_PAGE_CHOICES: usize = 64;
const PAGES_PER_ROW: usize = 8;

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
pub fn list_page(screen: &ListScreen, tickets: &[ListedTicket<'_>], reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let title = match screen.list {
        _ if screen.remark == Some(ListRemark::OwnTickets) => match screen.filter {
            ListFilter::All => t!(lang, "list-own", count = screen.total),
            filter => {
                t!(lang, "list-own-filtered", filter = filter_name(filter, reader), count = screen.total)
            }
        },
        ListName::Incoming if screen.filter != ListFilter::All => {
            t!(lang, "list-filtered", filter = filter_name(screen.filter, reader), count = screen.total)
        }
        ListName::Incoming => t!(lang, "list-incoming", count = screen.total),
        ListName::Outgoing => t!(lang, "list-outgoing", count = screen.total),
        ListName::Archive => t!(lang, "list-archive", count = screen.total),
    };
    let mut html = format!("<b>{title}</b>\n");
    match tickets {
        [] => html.push_str(&t!(lang, "list-empty")),
        tickets => html.push_str(&ticket_lines(tickets, ShowMode::Client, reader)),
    }
    let remark = screen.remark.map(|remark| match remark {
        ListRemark::OwnTickets => t!(lang, "list-client"),
        ListRemark::HeadOutgoing => t!(lang, "list-head-outgoing"),
    });
    let as_of = screen.as_of.map(|read_at| {
        let time = time::format_moment(lang, read_at, reader.now, &reader.zone);
        t!(lang, "list-as-of", time = time)
    });
    for line in remark.into_iter().chain(as_of) {
        html.push_str(&format!("\n<i>{}</i>", escape_html(&line)));
    }
    let view = MessageView::from_html(html);
    if screen.buttons == ListButtons::ChoosePage {
        return add_page_choices(view, screen);
    }
    let view = match (screen.list, screen.remark) {
        (ListName::Incoming, Some(ListRemark::OwnTickets)) => {
            view.with_row(ListFilter::OF_CLIENTS.map(|filter| filter_button(filter, screen, reader)))
        }
        (ListName::Incoming, _) => {
            let filters = ListFilter::OF_STAFF.map(|filter| filter_button(filter, screen, reader));
            let (first, second) = filters.split_at(4);
            // Only private chats have lists, where rows are wider than the measure that serves groups too.
            let mut view = view;
            view.buttons.extend([first.to_vec(), second.to_vec()]);
            view
        }
        _ => view,
    };
    add_number_buttons(view, tickets).with_row(page_buttons(screen, reader))
}

fn filter_name(filter: ListFilter, reader: &Reader) -> String {
    let lang = reader.lang;
    match filter {
        ListFilter::All => t!(lang, "filter-all"),
        ListFilter::Assigned => t!(lang, "filter-assigned"),
        ListFilter::Held => t!(lang, "filter-held"),
        ListFilter::MyUnits => t!(lang, "filter-my-units"),
        ListFilter::Free => t!(lang, "filter-free"),
        ListFilter::Urgent => t!(lang, "filter-urgent"),
        ListFilter::Overdue => t!(lang, "filter-overdue"),
        ListFilter::Open => t!(lang, "filter-open"),
        ListFilter::Done => t!(lang, "filter-done"),
    }
}

fn filter_button(filter: ListFilter, screen: &ListScreen, reader: &Reader) -> Button {
    let label = filter_name(filter, reader);
    let label = if filter == screen.filter { format!("• {label}") } else { label };
    Button::with_callback(label, &Callback::List { list: screen.list, filter: Some(filter), page: 0 })
}

/// The row that turns pages. From the last the first follows, so that no button moves under a thumb.
fn page_buttons(screen: &ListScreen, reader: &Reader) -> Vec<Button> {
    let ListScreen { list, filter, page, .. } = *screen;
    let pages = page_count(screen.total);
    let anew = Callback::ListAnew { list, filter, page };
    if pages == 1 {
        return vec![Button::with_callback(t!(reader.lang, "button-refresh"), &anew)];
    }
    let to = |label: &str, page: usize| {
        Button::with_callback(label, &Callback::List { list, filter: Some(filter), page })
    };
    let here = t!(reader.lang, "list-page", page = page + 1, pages = pages);
    vec![
        to("‹", (page + pages - 1) % pages),
        Button::with_callback(here, &Callback::ListPages { list, filter, page }),
        to("›", (page + 1) % pages),
        Button::with_callback("🔄", &anew),
    ]
}

/// A button for each page; where there are too many, for each second, third, …
fn add_page_choices(view: MessageView, screen: &ListScreen) -> MessageView {
    let pages = page_count(screen.total);
    let choices: Vec<_> = (0..pages).step_by(pages.div_ceil(MAX_PAGE_CHOICES)).collect();
    choices.chunks(PAGES_PER_ROW).fold(view, |view, row| {
        view.with_row(row.iter().map(|&page| {
            let number = page + 1;
            let label = if page == screen.page { format!("• {number}") } else { number.to_string() };
            Button::with_callback(
                label,
                &Callback::List { list: screen.list, filter: Some(screen.filter), page },
            )
        }))
    })
}

/// What a search has found: the first page of it.
pub fn search_results(
    words: &str,
    tickets: &[ListedTicket<'_>],
    total: usize,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    let mut html = format!("<b>{}</b>", t!(lang, "search-title", words = short_label(words), count = total));
    if !tickets.is_empty() {
        html.push_str(&format!("\n{}", ticket_lines(tickets, ShowMode::Client, reader)));
    }
    if total > tickets.len() {
        html.push_str(&format!("\n<i>{}</i>", t!(lang, "search-more", count = tickets.len())));
    }
    add_number_buttons(MessageView::from_html(html), tickets)
}

/// The tickets that one holds at the end of a shift: the first of them, of so many.
pub fn held_list(tickets: &[ListedTicket<'_>], total: usize, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let title = format!("<b>{}</b>", t!(lang, "signoff-title", count = total));
    if tickets.is_empty() {
        return MessageView::from_html(title);
    }
    let view =
        MessageView::from_html(format!("{title}\n{}", ticket_lines(tickets, ShowMode::Client, reader)));
    add_number_buttons(view, tickets).with_row([
        Button::with_callback(t!(lang, "signoff-release"), &Callback::ReleaseAll),
        Button::with_callback(t!(lang, "signoff-refer"), &Callback::ReferAll),
    ])
}
