//! The card: one ticket, whole, with the buttons that its reader may press now.

use super::html::{MAX_MESSAGE_LENGTH, cut_text, escape_html, text_length};
use super::reader::{Reader, priority_sign, short_label, ticket_number};
use crate::callback::Callback;
use crate::domain::action::{Action, UndoLayout};
use crate::domain::ids::TicketId;
use crate::domain::relevance::WatchState;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::{Assignees, Details, PersonRef, Priority, Ticket, TicketState};
use crate::i18n::{Lang, time};
use crate::t;
use crate::view::{Button, MessageView};

/// What a card shows.
pub struct CardView<'a> {
    pub ticket: &'a Ticket,
    pub details: Option<&'a Details>,
    pub comments: Option<u32>,
    /// The name of the ticket's unit.
    pub unit: Option<&'a str>,
    /// The actions to offer, the likeliest first.
    pub actions: &'a [Action],
    /// How the card was laid out before the last action, while that can still be taken back from here.
    pub undo: Option<UndoLayout>,
    /// Whether the reader watches the ticket; nothing where that makes no sense.
    pub watch: Option<WatchState>,
    /// How much the place may see.
    pub show: ShowMode,
}

/// Renders a card. Its first line is what a lock screen shows.
pub fn render_card(card: &CardView<'_>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let ticket = card.ticket;
    let mut facts = Vec::new();
    if card.show >= ShowMode::Client {
        facts.push(t!(lang, "card-client", name = reader.person_name(&ticket.client)));
    }
    if card.show >= ShowMode::Client && !ticket.author.is_same(&ticket.client) {
        facts.push(t!(lang, "card-author", name = reader.person_name(&ticket.author)));
    }
    facts.push(t!(lang, "card-for", name = card_addressee(card, reader)));
    facts.push(priority_line(ticket.priority, reader));
    if let Some(created) = ticket.created {
        facts.push(t!(
            lang,
            "card-created",
            time = time::format_moment(lang, created, reader.now, &reader.zone)
        ));
    }
    if let Some(deadline) = deadline_line(card, reader) {
        facts.push(deadline);
    }
    if let Some(count) = card.comments.filter(|&count| count > 0) {
        facts.push(t!(lang, "card-comments", count = count));
    }
    let head = format!("<b>{}</b>", card_headline(ticket, card.unit, reader));
    let facts = facts.join("\n");
    // The text gets what the rest leaves.
    let room = MAX_MESSAGE_LENGTH.saturating_sub(text_length(&head) + text_length(&facts) + 64);
    let text = match ticket.text.trim() {
        _ if card.show < ShowMode::Text => None,
        "" => Some(format!("<i>{}</i>", t!(lang, "card-no-text"))),
        text => Some(quote_text(&cut_text(text, room.min(3000)))),
    };
    let parts: Vec<_> = [Some(head), text, Some(facts)].into_iter().flatten().collect();
    MessageView { html: parts.join("\n\n"), buttons: card_buttons(card, reader) }
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

/// The push line: `🔴 #49 Printer · Accounting · free`, escaped.
pub fn card_headline(ticket: &Ticket, unit: Option<&str>, reader: &Reader) -> String {
    let mut parts = vec![format!(
        "{} {} {}",
        priority_sign(ticket),
        ticket_number(ticket.at.id),
        escape_html(&reader.subject_text(ticket, 60))
    )];
    parts.extend(unit.map(|unit| escape_html(&cut_text(unit, 40))));
    parts.push(reader.state_text(&ticket.state));
    parts.join(" · ")
}

/// A quotation; a long one folds, so that the buttons stay within a thumb's reach.
fn quote_text(text: &str) -> String {
    let fold = if text_length(text) > 400 || text.lines().count() > 8 { " expandable" } else { "" };
    format!("<blockquote{fold}>{}</blockquote>", escape_html(text))
}

/// For whom it is: people by name, or the whole unit.
fn card_addressee(card: &CardView<'_>, reader: &Reader) -> String {
    let unit = card.unit.map(short_label);
    match &card.ticket.assignees {
        Assignees::Unit => unit.unwrap_or_else(|| t!(reader.lang, "unit-unknown")),
        Assignees::People(people) => {
            let names = first_names(people, |person| person_or_you(person, reader));
            match unit {
                Some(unit) => format!("{} ({unit})", names.join(", ")),
                None => names.join(", "),
            }
        }
    }
}

/// The names of these people, as many as a card has room for.
fn first_names(people: &[PersonRef], name: impl Fn(&PersonRef) -> String) -> Vec<String> {
    const MOST: usize = 12;
    let more = (people.len() > MOST).then(|| "…".to_owned());
    people.iter().take(MOST).map(name).chain(more).collect()
}

fn person_or_you(person: &PersonRef, reader: &Reader) -> String {
    if reader.is_person(person) { t!(reader.lang, "person-you") } else { reader.person_name(person) }
}

fn priority_line(priority: Priority, reader: &Reader) -> String {
    match priority {
        Priority::Low => t!(reader.lang, "priority-low"),
        Priority::Medium => t!(reader.lang, "priority-medium"),
        Priority::High => t!(reader.lang, "priority-high"),
    }
}

/// The deadline as time left, while it matters.
fn deadline_line(card: &CardView<'_>, reader: &Reader) -> Option<String> {
    let deadline = card.details?.deadline?;
    // While Done can be taken back, the line keeps its place as the buttons do.
    if matches!(card.ticket.state, TicketState::Done(_) | TicketState::Archived) && card.undo.is_none() {
        return None;
    }
    let left = time::format_left(reader.lang, deadline.duration_since(reader.now));
    Some(t!(reader.lang, "card-deadline", left = left))
}

/// The rows of buttons. After an action that can be taken back they stay as they were: a second tap of the same thumb must
/// not find another button in that place.
fn card_buttons(card: &CardView<'_>, reader: &Reader) -> Vec<Vec<Button>> {
    let lang = reader.lang;
    let ticket = card.ticket.at.id;
    let places = card.undo.map_or(card.actions, |layout| layout.offered);
    let place = |&action: &Action| match card.undo {
        Some(layout) if layout.pressed == action => {
            Button::with_callback(t!(lang, "button-undo"), &Callback::Undo { ticket })
        }
        Some(_) if !card.actions.contains(&action) => empty_place(),
        _ => Button::with_callback(reader.action_label(action), &Callback::Act { action, ticket }),
    };
    let quick: Vec<_> = places.iter().filter(|&&action| action != Action::Refer).map(place).collect();
    let refer: Vec<_> = places.iter().filter(|&&action| action == Action::Refer).map(place).collect();
    let answer = places.contains(&Action::Finish).then(|| match card.actions.contains(&Action::Finish) {
        true => Button::with_callback(t!(lang, "button-answer"), &Callback::Answer { ticket }),
        false => empty_place(),
    });
    let comments = match card.comments {
        Some(count) if count > 0 => t!(lang, "button-comments-count", count = count),
        _ => t!(lang, "button-comments"),
    };
    let watch = card.watch.map(|watch| match watch {
        WatchState::Off => Button::with_callback(t!(lang, "button-watch"), &Callback::Watch { ticket }),
        WatchState::On => Button::with_callback(t!(lang, "button-unwatch"), &Callback::Unwatch { ticket }),
    });
    let comments = Button::with_callback(comments, &Callback::Comments { ticket, page: 0 });
    let refresh = Button::with_callback(t!(lang, "button-refresh"), &Callback::Refresh { ticket });
    let last: Vec<_> = refer.into_iter().chain([comments, refresh]).chain(watch).collect();
    // Four side by side are too narrow for a phone.
    let last = last.chunks(if last.len() > 3 { 2 } else { 3 }).map(<[Button]>::to_vec);
    let rows = [quick, answer.into_iter().collect()];
    rows.into_iter().filter(|row| !row.is_empty()).chain(last).collect()
}

/// Keeps the place of a button that the ticket has no use for now.
fn empty_place() -> Button {
    Button::with_callback("·", &Callback::Nothing)
}
