//! What has happened while somebody was away: one message for all of it, with a button to each ticket.

use super::html::length;
use super::words::{Reader, number};
use super::{card, ping};
use crate::callback::{Callback, Filter, ListName};
use crate::domain::event::Event;
use crate::domain::ticket::Ticket;
use crate::screen::{Button, Screen};
use crate::t;

/// How long the message may grow; Telegram takes some more.
const ROOM: usize = 3500;
/// How many buttons there are, and how many in a row.
const BUTTONS: usize = 12;
const A_ROW: usize = 4;

/// A ticket and what is still true of what happened to it.
pub struct News {
    pub ticket: Ticket,
    /// The name of its unit.
    pub unit: Option<String>,
    pub events: Vec<Event>,
}

/// Renders all of it, as far as there is room.
pub fn screen(all: &[News], reader: &Reader) -> Screen {
    let mut text = t!(reader.lang, "meanwhile-title", count = all.len());
    let mut shown = 0;
    for news in all {
        let entry = entry(news, reader);
        if length(&text) + length(&entry) > ROOM {
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
    let open = |news: &News| {
        let ticket = news.ticket.at.id;
        Button::call(number(ticket), &Callback::Open { ticket })
    };
    let buttons: Vec<_> = all.iter().take(shown.min(BUTTONS)).map(open).collect();
    let screen = buttons.chunks(A_ROW).fold(Screen::text(text), |screen, row| screen.row(row.to_vec()));
    let list = Callback::List { list: ListName::Incoming, filter: Filter::All, page: 0 };
    screen.row([Button::call(t!(reader.lang, "button-incoming"), &list)])
}

/// A ticket's headline, and what happened to it besides coming.
fn entry(news: &News, reader: &Reader) -> String {
    let head = format!("<b>{}</b>", card::headline(&news.ticket, news.unit.as_deref(), reader));
    let lines = news.events.iter().filter_map(|event| ping::line(event, &news.ticket, reader));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}
