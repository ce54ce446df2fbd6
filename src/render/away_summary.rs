//! What has happened while somebody was away: one message for all of it, with a button to each ticket.

use super::html::text_length;
use super::reader::{Reader, ticket_number};
use super::{card, notification};
use crate::callback::Callback;
use crate::domain::event::Event;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::Ticket;
use crate::domain::ticket_list::ListName;
use crate::t;
use crate::view::{Button, MessageView};

/// How long the message may grow; Telegram takes some more.
const MAX_SUMMARY_LENGTH: usize = 3500;
/// How many buttons there are, and how many in a row.
const MAX_BUTTONS: usize = 12;
const BUTTONS_PER_ROW: usize = 4;

/// A ticket and what is still true of what happened to it.
pub struct TicketNews {
    pub ticket: Ticket,
    pub events: Vec<Event>,
}

/// Renders all of it, as far as there is room.
pub fn summary_view(all: &[TicketNews], reader: &Reader) -> MessageView {
    let mut text = t!(reader.lang, "meanwhile-title", count = all.len());
    let mut shown = 0;
    for news in all {
        let entry = news_entry(news, reader);
        if text_length(&text) + text_length(&entry) > MAX_SUMMARY_LENGTH {
            break;
        }
        text.push_str("\n\n");
        text.push_str(&entry);
        shown += 1;
    }
    if shown < all.len() {
        text.push_str("\n\n");
        text.push_str(&t!(reader.lang, "meanwhile-more", count = all.len() - shown));
    }
    let open = |news: &TicketNews| {
        let ticket = news.ticket.at.id;
        Button::with_callback(ticket_number(ticket), &Callback::Open { ticket })
    };
    let buttons: Vec<_> = all.iter().take(shown.min(MAX_BUTTONS)).map(open).collect();
    let view = buttons
        .chunks(BUTTONS_PER_ROW)
        .fold(MessageView::from_html(text), |view, row| view.with_row(row.to_vec()));
    let list = Callback::List { list: ListName::Incoming, filter: None, page: 0 };
    view.with_row([Button::with_callback(t!(reader.lang, "button-incoming"), &list)])
}

/// A ticket's headline, and what happened to it besides coming.
fn news_entry(news: &TicketNews, reader: &Reader) -> String {
    let head = card::card_headline(&news.ticket, ShowMode::Client, reader).html;
    let lines =
        news.events.iter().filter_map(|event| notification::notification_line(event, &news.ticket, reader));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}
