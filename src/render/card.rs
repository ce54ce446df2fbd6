//! The card: one ticket, whole, with the buttons that its reader may press now.

use jiff::Timestamp;

use super::card_keyboard::card_buttons;
use super::card_view::{CardKeyboard, CardView};
use super::escalation::calls_line;
use super::html::{
    MAX_MESSAGE_LENGTH, MAX_PANEL_LENGTH, TimeFormat, cut_text, escape_html, local_time, one_line, own_text,
    text_length,
};
use super::phone::phone_html;
use super::reader::{Reader, priority_sign, short_label, ticket_number};
use super::ticket_lines::priority_shape;
use crate::domain::action::Action;
use crate::domain::ids::TicketId;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::{Assignees, PersonRef, Ticket, TicketState};
use crate::i18n::{Lang, time};
use crate::t;
use crate::view::MessageView;

/// A text that is no longer than this stands in the headline as a whole; of a longer one, so much.
const MAX_WHOLE_TEXT: usize = 120;
const MAX_CUT_TEXT: usize = 64;

/// Renders a card. Its first line is what a lock screen shows.
pub fn render_card(card: &CardView<'_>, reader: &Reader) -> MessageView {
    let headline = card_headline(card.ticket, card.show, reader);
    let calls = calls_line(card.calls, card.show, reader);
    let facts = [reach_line(card, reader), people_line(card, reader), calls, origin_line(card, reader)];
    let facts = facts.into_iter().filter(|line| !line.is_empty());
    let tail: Vec<_> = facts.chain(twin_line(card, reader)).collect();
    let mut lines = vec![headline.html, status_line(card, reader)];
    // The text gets what the rest leaves.
    let taken: usize = lines.iter().chain(&tail).map(|line| text_length(line) + 1).sum();
    if headline.is_cut {
        let longest = match card.keyboard {
            CardKeyboard::Panel => MAX_PANEL_LENGTH,
            CardKeyboard::Usual | CardKeyboard::Menu => MAX_MESSAGE_LENGTH,
        };
        let room = longest.saturating_sub(taken + 64);
        lines.push(quote_text(&cut_text(card.ticket.text.trim(), room.min(3000))));
    }
    lines.extend(tail);
    MessageView { html: lines.join("\n"), buttons: card_buttons(card, reader) }
}

/// The first line of a card.
pub struct Headline {
    /// Escaped.
    pub html: String,
    /// Whether the ticket's text goes on.
    is_cut: bool,
}

/// What is new about a ticket: `🔴 #49 Kovalenko R.: the printer…`, as much of it as a place may see.
pub fn card_headline(ticket: &Ticket, show: ShowMode, reader: &Reader) -> Headline {
    let client = &ticket.client;
    let name = (show >= ShowMode::Client && client.name.is_some() && !reader.is_person(client))
        .then(|| reader.person_name(client));
    let (sign, number) = (priority_sign(ticket), ticket_number(ticket.at.id));
    let sign = format!("{sign}{}", priority_shape(ticket));
    let head = match name {
        Some(name) => format!("{sign} <b>{number} {name}:</b>"),
        None => format!("{sign} <b>{number}</b>"),
    };
    let text = one_line(&ticket.text, usize::MAX);
    if text.is_empty() || show < ShowMode::Text {
        let html = format!("{head} {}", escape_html(&reader.subject_text(ticket, 60)));
        return Headline { html, is_cut: false };
    }
    let is_cut = text_length(&text) > MAX_WHOLE_TEXT;
    let text = if is_cut { cut_text(&text, MAX_CUT_TEXT) } else { text };
    Headline { html: format!("{head} {}", escape_html(&text)), is_cut }
}

/// What it is about, whose it is, and how much time is left.
fn status_line(card: &CardView<'_>, reader: &Reader) -> String {
    let ticket = card.ticket;
    let says_subject = card.show >= ShowMode::Text && !ticket.text.trim().is_empty();
    let deadline = open_deadline(card);
    let is_overdue = deadline.is_some_and(|deadline| deadline < reader.now);
    let left = deadline.map(|deadline| {
        let left = time::format_left(reader.lang, deadline.duration_since(reader.now));
        // Of what has passed an app would say how long ago it was, and not that it is late.
        let left = if is_overdue { left } else { local_time(deadline, TimeFormat::Relative, &left) };
        t!(reader.lang, "card-deadline", left = left)
    });
    let (overdue, left) = if is_overdue { (left, None) } else { (None, left) };
    let subject = says_subject.then(|| escape_html(&reader.subject_text(ticket, 60)));
    let unit = card.unit.map(|unit| escape_html(&cut_text(unit, 40)));
    let mut parts: Vec<_> = [overdue, subject, unit, left].into_iter().flatten().collect();
    // The button to take it says that nobody has.
    let is_plain = ticket.state == TicketState::Free && card.actions.contains(&Action::Take);
    if !is_plain || parts.is_empty() {
        parts.push(reader.state_text(&ticket.state));
    }
    parts.join(" · ")
}

/// How to reach the client.
fn reach_line(card: &CardView<'_>, reader: &Reader) -> String {
    let shown = card.show >= ShowMode::Client && !reader.is_person(&card.ticket.client);
    let Some(contact) = card.contact.filter(|_| shown) else { return String::new() };
    let phone = phone_html(&contact.phone).unwrap_or_default();
    let room = escape_html(&one_line(&contact.room, 60));
    match (phone.as_str(), room.as_str()) {
        ("", room) => format!("📍 {room}"),
        (phone, "") => format!("📞 {phone}"),
        (phone, room) => format!("📞 {phone} · {room}"),
    }
}

/// Who else has to do with it: its author, and those it is for by name.
fn people_line(card: &CardView<'_>, reader: &Reader) -> String {
    let (ticket, lang) = (card.ticket, reader.lang);
    let is_other = !ticket.author.is_same(&ticket.client);
    let author = (card.show >= ShowMode::Client && is_other)
        .then(|| t!(lang, "card-author", name = reader.name_or_you(&ticket.author)));
    let assignees = match &ticket.assignees {
        Assignees::Unit => None,
        Assignees::People(people) => {
            let names = first_names(people, |person| reader.name_or_you(person)).join(", ");
            Some(t!(lang, "card-for", count = people.len(), names = names))
        }
    };
    author.into_iter().chain(assignees).collect::<Vec<_>>().join(" · ")
}

/// When it was made, and where to see all of it.
fn origin_line(card: &CardView<'_>, reader: &Reader) -> String {
    let created = card.ticket.created.map(|created| {
        let words = time::format_moment(reader.lang, created, reader.now, &reader.zone);
        t!(reader.lang, "card-created", time = local_time(created, TimeFormat::DayAndTime, &words))
    });
    let link = card.link.filter(|_| card.twin.is_none()).map(|link| helpdesk_link(link, reader.lang));
    created.into_iter().chain(link).collect::<Vec<_>>().join(" · ")
}

/// Why there is nothing to press where the helpdesk takes two tickets for one.
fn twin_line(card: &CardView<'_>, reader: &Reader) -> Option<String> {
    let why = t!(reader.lang, "card-twin", number = ticket_number(card.twin?));
    Some(match card.link {
        Some(link) => format!("{why} {}", helpdesk_link(link, reader.lang)),
        None => why,
    })
}

/// A link to a ticket's page in the helpdesk.
pub fn helpdesk_link(url: &str, lang: Lang) -> String {
    format!("<a href=\"{}\">{}</a>", own_text(url), t!(lang, "card-link"))
}

/// What is left of a card once its reader may not see the ticket any more: where it went, and nothing of what it says.
pub fn render_parted(ticket: &Ticket, unit: Option<&str>, reader: &Reader) -> MessageView {
    let number = ticket_number(ticket.at.id);
    let people = match &ticket.assignees {
        Assignees::Unit => Vec::new(),
        Assignees::People(people) => first_names(people, |person| reader.person_name(person)),
    };
    let to = unit.map(short_label).into_iter().chain(people).collect::<Vec<_>>().join(" · ");
    MessageView::from_html(match to.as_str() {
        "" => t!(reader.lang, "card-parted", number = number),
        to => t!(reader.lang, "card-parted-to", number = number, to = to),
    })
}

/// What is left of a card once the sign-in has ended through which it was seen.
pub fn closed(lang: Lang, ticket: TicketId) -> MessageView {
    MessageView::from_html(t!(lang, "card-closed", number = ticket_number(ticket), id = ticket.0.to_string()))
}

/// A quotation; a long one folds, so that the buttons stay within a thumb's reach.
fn quote_text(text: &str) -> String {
    let fold = if text_length(text) > 400 || text.lines().count() > 8 { " expandable" } else { "" };
    format!("<blockquote{fold}>{}</blockquote>", escape_html(text))
}

/// The names of these people, as many as a card has room for.
fn first_names(people: &[PersonRef], name: impl Fn(&PersonRef) -> String) -> Vec<String> {
    const MOST: usize = 12;
    let more = (people.len() > MOST).then(|| "…".to_owned());
    people.iter().take(MOST).map(name).chain(more).collect()
}

/// The deadline, while it matters.
fn open_deadline(card: &CardView<'_>) -> Option<Timestamp> {
    // While Done can be taken back, the line keeps its length as the buttons keep their places.
    let is_over =
        matches!(card.ticket.state, TicketState::Done(_) | TicketState::Archived) && card.undo.is_none();
    card.details?.deadline.filter(|_| !is_over)
}
