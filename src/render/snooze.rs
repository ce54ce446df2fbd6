//! Putting a ticket aside: the times to choose from, what was arranged, and the list of all that is.

use jiff::civil::Date;

use super::html::escape_html;
use super::reader::{Reader, ticket_number};
use crate::callback::{Callback, PersonalPage, PersonalPress, SnoozePress};
use crate::domain::hours::Hours;
use crate::domain::ids::TicketId;
use crate::domain::snooze::{SnoozeChoice, SnoozeEnd};
use crate::domain::ticket::Ticket;
use crate::i18n::time;
use crate::t;
use crate::view::{Button, MessageView};

/// How many tickets stand on a page of the list.
const PAGE_SIZE: usize = 8;

/// How much of a subject the list names.
const MAX_SUBJECT_LENGTH: usize = 50;

/// The times to choose from, with what was arranged before.
pub fn snooze_offer(
    ticket: TicketId,
    arranged: Option<SnoozeEnd>,
    hours: Option<Hours>,
    back: Button,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    let mut lines: Vec<_> = arranged.map(|end| end_sentence(ticket, end, reader)).into_iter().collect();
    lines.push(t!(lang, "snooze-ask", number = ticket_number(ticket)));
    let offered = |choice: SnoozeChoice| {
        let end = choice.find_end(reader.now, &reader.zone, hours)?;
        let press = Callback::Snooze(SnoozePress::Set { choice, ticket });
        Some(Button::with_callback(choice_label(choice, end, reader), &press))
    };
    let soon = [SnoozeChoice::Hour, SnoozeChoice::Afternoon].into_iter().filter_map(offered);
    let view = MessageView::from_html(lines.join("\n"))
        .with_row(soon)
        .with_row(offered(SnoozeChoice::Tomorrow))
        .with_row(offered(SnoozeChoice::Comment));
    view.with_row(arranged.map(|_| drop_button(ticket, reader)).into_iter().chain([back]))
}

/// What was arranged, with both ways back.
pub fn snooze_set(ticket: TicketId, end: SnoozeEnd, back: Button, reader: &Reader) -> MessageView {
    MessageView::from_html(end_sentence(ticket, end, reader)).with_row([drop_button(ticket, reader), back])
}

/// A ticket that somebody has put aside; without the ticket where they see no more of it than its number.
pub struct SnoozedTicket {
    pub id: TicketId,
    pub end: SnoozeEnd,
    pub ticket: Option<Ticket>,
}

/// A page of all that somebody has put aside; what they have just dropped from it can be put back.
pub fn snoozed_list(
    snoozed: &[SnoozedTicket],
    page: usize,
    dropped: Option<(TicketId, SnoozeEnd)>,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    let pages = snoozed.len().div_ceil(PAGE_SIZE).max(1);
    let page = page.min(pages - 1);
    let shown = snoozed.iter().skip(page * PAGE_SIZE).take(PAGE_SIZE);
    let mut lines = vec![format!("<b>{}</b>", t!(lang, "snoozed-title"))];
    if snoozed.is_empty() {
        lines.push(t!(lang, "snoozed-none"));
    }
    lines.extend(shown.clone().map(|one| {
        let subject = one.ticket.as_ref().map(|ticket| reader.subject_text(ticket, MAX_SUBJECT_LENGTH));
        let head = format!("{} {}", ticket_number(one.id), escape_html(&subject.unwrap_or_default()));
        format!("{} · {}", head.trim_end(), end_words(one.end, reader))
    }));
    let row = |one: &SnoozedTicket| {
        let number = ticket_number(one.id);
        let forget = Callback::Snooze(SnoozePress::DropListed { ticket: one.id });
        [
            Button::with_callback(format!("🎫 {number}"), &Callback::Open { ticket: one.id }),
            Button::with_callback(format!("✖ {number}"), &forget),
        ]
    };
    let restore = dropped.map(|(ticket, end)| {
        let until = match end {
            SnoozeEnd::At(at) => Some(at.as_second()),
            SnoozeEnd::Comment => None,
        };
        let label = t!(lang, "snooze-restore", number = ticket_number(ticket));
        Button::with_callback(label, &Callback::Snooze(SnoozePress::Restore { ticket, until }))
    });
    let turn = |label, page| Button::with_callback(label, &Callback::Snooze(SnoozePress::List { page }));
    let back = (page > 0).then(|| turn("◀", page - 1));
    let on = (page + 1 < pages).then(|| turn("▶", page + 1));
    let settings = Callback::Personal(PersonalPress::Open(PersonalPage::Main));
    shown
        .map(row)
        .fold(MessageView::from_html(lines.join("\n")), MessageView::with_row)
        .with_row(back.into_iter().chain(on))
        .with_row(restore)
        .with_row([Button::with_callback(t!(lang, "button-back"), &settings)])
}

fn drop_button(ticket: TicketId, reader: &Reader) -> Button {
    let press = Callback::Snooze(SnoozePress::Drop { ticket });
    Button::with_callback(t!(reader.lang, "snooze-drop"), &press)
}

fn choice_label(choice: SnoozeChoice, end: SnoozeEnd, reader: &Reader) -> String {
    let lang = reader.lang;
    match (choice, end) {
        (SnoozeChoice::Hour, _) => t!(lang, "snooze-hour"),
        (SnoozeChoice::Afternoon, _) => t!(lang, "snooze-afternoon"),
        (SnoozeChoice::Tomorrow, SnoozeEnd::At(at)) => {
            let here = reader.zone.to_datetime(at);
            let is_tomorrow = today(reader).tomorrow().is_ok_and(|day| day == here.date());
            let words = time::format_moment(lang, at, reader.now, &reader.zone);
            let clock = here.strftime("%H:%M").to_string();
            if is_tomorrow { t!(lang, "snooze-tomorrow", clock = clock) } else { words }
        }
        (SnoozeChoice::Tomorrow | SnoozeChoice::Comment, _) => t!(lang, "snooze-comment"),
    }
}

fn today(reader: &Reader) -> Date {
    reader.zone.to_datetime(reader.now).date()
}

fn end_sentence(ticket: TicketId, end: SnoozeEnd, reader: &Reader) -> String {
    let number = ticket_number(ticket);
    match end {
        SnoozeEnd::At(_) => t!(reader.lang, "snooze-set-at", number = number, time = end_words(end, reader)),
        SnoozeEnd::Comment => t!(reader.lang, "snooze-set-comment", number = number),
    }
}

fn end_words(end: SnoozeEnd, reader: &Reader) -> String {
    match end {
        SnoozeEnd::At(at) => time::format_moment(reader.lang, at, reader.now, &reader.zone),
        SnoozeEnd::Comment => t!(reader.lang, "snoozed-until-comment"),
    }
}
