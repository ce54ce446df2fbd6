//! A word about a ticket: one line that says what has happened, as a reply to the card that shows the rest.

use super::html::{cut, escape};
use super::words::{Reader, number};
use crate::domain::event::{Event, Happening, Nears, Step};
use crate::domain::ticket::{PersonRef, Priority, State, Ticket};
use crate::i18n::time;
use crate::t;

/// How much of a comment a line quotes.
const QUOTE: usize = 600;

/// The line, escaped; `None` where the card itself says all there is to say.
pub fn line(event: &Event, ticket: &Ticket, reader: &Reader) -> Option<String> {
    let lang = reader.lang;
    let number = number(event.ticket);
    let who = event.by.as_ref().filter(|by| by.name.is_some()).map(|by| reader.name(by));
    Some(match &event.what {
        Happening::New => return None,
        Happening::Referred { to, .. } if to.iter().any(|person| reader.is(person)) => with(
            who,
            |name| t!(lang, "ping-yours-by", number = &*number, name = name),
            || t!(lang, "ping-yours", number = &*number),
        ),
        Happening::Referred { .. } => with(
            who,
            |name| t!(lang, "ping-referred-by", number = &*number, name = name),
            || t!(lang, "ping-referred", number = &*number),
        ),
        Happening::Taken => with(
            who,
            |name| t!(lang, "ping-taken-by", number = &*number, name = name),
            || t!(lang, "ping-taken", number = &*number),
        ),
        Happening::Released { from } if reader.is(from) => t!(lang, "ping-lost", number = number),
        Happening::Released { .. } => t!(lang, "ping-released", number = number),
        Happening::Done => with(
            who,
            |name| t!(lang, "ping-done-by", number = &*number, name = name),
            || t!(lang, "ping-done", number = &*number),
        ),
        Happening::Reopened if holds(ticket, reader) => t!(lang, "ping-returned", number = number),
        Happening::Reopened => t!(lang, "ping-reopened", number = number),
        Happening::Priority { to, .. } => match to {
            Priority::Low => t!(lang, "ping-priority-low", number = number),
            Priority::Medium => t!(lang, "ping-priority-medium", number = number),
            Priority::High => t!(lang, "ping-priority-high", number = number),
        },
        Happening::Comment { text, .. } => {
            let name = reader.name(event.by.as_ref().unwrap_or(&PersonRef::default()));
            let text = match text.trim() {
                "" => t!(lang, "comments-no-text"),
                text => escape(&cut(text, QUOTE)),
            };
            t!(lang, "ping-comment", number = number, name = name, text = text)
        }
        Happening::Deadline { due, nears } => {
            let left = time::time_left(lang, due.duration_since(reader.now));
            match nears {
                Nears::Passed => t!(lang, "ping-overdue", number = number),
                Nears::Day | Nears::TwoHours => t!(lang, "ping-deadline", number = number, left = left),
            }
        }
        Happening::Unclaimed { since, step } => {
            let waits = time::span(lang, reader.now.duration_since(*since));
            match step {
                Step::Again => t!(lang, "ping-unclaimed", number = number, time = waits),
                Step::Head => t!(lang, "ping-unclaimed-head", number = number, time = waits),
            }
        }
    })
}

fn with(
    who: Option<String>,
    named: impl FnOnce(String) -> String,
    unnamed: impl FnOnce() -> String,
) -> String {
    match who {
        Some(name) => named(name),
        None => unnamed(),
    }
}

fn holds(ticket: &Ticket, reader: &Reader) -> bool {
    matches!(&ticket.state, State::Held(who) if reader.is(who))
}
