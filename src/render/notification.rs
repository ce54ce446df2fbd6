//! A word about a ticket: one line that says what has happened, as a reply to the card that shows the rest.

use super::html::{cut_text, escape_html};
use super::reader::{Reader, ticket_number};
use crate::domain::escalation::EscalationTarget;
use crate::domain::event::{DeadlineStage, Event, EventKind};
use crate::domain::ticket::{PersonRef, Priority, Ticket, TicketState};
use crate::i18n::time;
use crate::t;

/// How much of a subject a line names.
const MAX_SUBJECT_LENGTH: usize = 60;
/// How much of a comment a line quotes.
const MAX_QUOTE_LENGTH: usize = 600;

/// The line, escaped; `None` where the card itself says all there is to say. Whoever wrote the ticket may have others under way: to
/// them it is named by more than its number.
pub fn notification_line(event: &Event, ticket: &Ticket, reader: &Reader) -> Option<String> {
    let line = event_line(event, ticket, reader)?;
    let says_enough = matches!(event.what, EventKind::Comment { .. });
    if says_enough || !reader.is_person(&ticket.client) {
        return Some(line);
    }
    Some(format!("{line} · {}", escape_html(&reader.subject_text(ticket, MAX_SUBJECT_LENGTH))))
}

/// Why a ticket comes back to whoever has put it aside, with the comment that they waited for.
pub fn reminder_line(comment: Option<&Event>, ticket: &Ticket, reader: &Reader) -> String {
    let number = ticket_number(ticket.at.id);
    match comment.and_then(|comment| event_line(comment, ticket, reader)) {
        Some(said) => format!("{}\n{said}", t!(reader.lang, "snooze-due-comment", number = number)),
        None => t!(reader.lang, "snooze-due", number = number),
    }
}

fn event_line(event: &Event, ticket: &Ticket, reader: &Reader) -> Option<String> {
    let lang = reader.lang;
    let number = ticket_number(event.ticket);
    let who = event.by.as_ref().filter(|by| by.name.is_some()).map(|by| reader.person_name(by));
    Some(match &event.what {
        EventKind::New => return None,
        EventKind::Referred { to, .. } if to.iter().any(|person| reader.is_person(person)) => with_person(
            who,
            |name| t!(lang, "ping-yours-by", number = &*number, name = name),
            || t!(lang, "ping-yours", number = &*number),
        ),
        EventKind::Referred { .. } => with_person(
            who,
            |name| t!(lang, "ping-referred-by", number = &*number, name = name),
            || t!(lang, "ping-referred", number = &*number),
        ),
        EventKind::Taken => with_person(
            who,
            |name| t!(lang, "ping-taken-by", number = &*number, name = name),
            || t!(lang, "ping-taken", number = &*number),
        ),
        EventKind::Released { from } if reader.is_person(from) => t!(lang, "ping-lost", number = number),
        EventKind::Released { .. } => t!(lang, "ping-released", number = number),
        EventKind::Done => with_person(
            who,
            |name| t!(lang, "ping-done-by", number = &*number, name = name),
            || t!(lang, "ping-done", number = &*number),
        ),
        EventKind::Reopened if is_holder(ticket, reader) => t!(lang, "ping-returned", number = number),
        EventKind::Reopened => t!(lang, "ping-reopened", number = number),
        EventKind::Priority { to, .. } => match to {
            Priority::Low => t!(lang, "ping-priority-low", number = number),
            Priority::Medium => t!(lang, "ping-priority-medium", number = number),
            Priority::High => t!(lang, "ping-priority-high", number = number),
        },
        EventKind::Comment { text, omitted, .. } => {
            let name = reader.person_name(event.by.as_ref().unwrap_or(&PersonRef::default()));
            let text = match text.trim() {
                "" => t!(lang, "comments-no-text"),
                text => escape_html(&cut_text(text, MAX_QUOTE_LENGTH)),
            };
            let line = t!(lang, "ping-comment", number = number, name = name, text = text);
            match omitted {
                0 => line,
                _ => format!("{line}\n<i>{}</i>", t!(lang, "ping-comments-omitted", count = *omitted)),
            }
        }
        EventKind::Deadline { due, nears } => {
            let left = time::format_left(lang, due.duration_since(reader.now));
            match nears {
                DeadlineStage::Passed => t!(lang, "ping-overdue", number = number),
                DeadlineStage::Day | DeadlineStage::TwoHours => {
                    t!(lang, "ping-deadline", number = number, left = left)
                }
            }
        }
        EventKind::Unclaimed { since, step, .. } => {
            let waits = time::format_span(lang, reader.now.duration_since(*since));
            match step {
                EscalationTarget::Duty => t!(lang, "ping-unclaimed-duty", number = number, time = waits),
                EscalationTarget::Next => t!(lang, "ping-unclaimed-next", number = number, time = waits),
                EscalationTarget::Unit | EscalationTarget::Group => {
                    t!(lang, "ping-unclaimed", number = number, time = waits)
                }
                EscalationTarget::Head => t!(lang, "ping-unclaimed-head", number = number, time = waits),
            }
        }
    })
}

fn with_person(
    who: Option<String>,
    named: impl FnOnce(String) -> String,
    unnamed: impl FnOnce() -> String,
) -> String {
    match who {
        Some(name) => named(name),
        None => unnamed(),
    }
}

fn is_holder(ticket: &Ticket, reader: &Reader) -> bool {
    matches!(&ticket.state, TicketState::Held(who) if reader.is_person(who))
}
