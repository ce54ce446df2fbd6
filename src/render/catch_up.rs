//! What whoever comes late to a ticket wants to know, on one screen of a phone: who did what when, what was said last, and how
//! much time is left.

use std::collections::HashMap;

use jiff::Timestamp;

use super::html::{TimeFormat, escape_html, local_time, one_line};
use super::reader::{Reader, priority_sign, short_label, ticket_number};
use crate::domain::ids::UnitId;
use crate::domain::relevance;
use crate::domain::ticket::{Details, PersonRef, Priority, Ticket, TicketComment, short_name};
use crate::domain::ticket_history::{HistoryEntry, HistoryKind};
use crate::i18n::time;
use crate::t;

/// How many comments are quoted, and how much of each.
const QUOTED: usize = 3;
const MAX_QUOTE_LENGTH: usize = 110;
/// How many lines tell what happened after the ticket was made, and how many people one of them names.
const MAX_EVENTS: usize = 7;
const MAX_NAMES: usize = 3;

/// What is known of a ticket's past.
pub struct TicketPast<'a> {
    pub ticket: &'a Ticket,
    pub details: Option<&'a Details>,
    /// Since when it has been watched.
    pub first_seen: Timestamp,
    /// The oldest first.
    pub history: &'a [HistoryEntry],
    pub comments: &'a [TicketComment],
    /// What the units are called that the history names.
    pub units: &'a HashMap<UnitId, String>,
}

/// A line to be: when it was, what it was, and who did it.
struct PastEvent {
    at: Option<Timestamp>,
    what: String,
    people: Vec<String>,
}

/// Renders the screen, without buttons.
pub fn catch_up_text(past: &TicketPast<'_>, reader: &Reader) -> String {
    let lang = reader.lang;
    let mut events = later_events(past, reader);
    let mut lines = vec![headline(past, reader), status_line(past, reader), String::new()];
    lines.push(event_line(&creation(past, reader), reader));
    if events.len() > MAX_EVENTS {
        let left_out = events.len() + 1 - MAX_EVENTS;
        events.drain(..left_out);
        lines.push(t!(lang, "catchup-more", count = left_out));
    }
    lines.extend(events.iter().map(|event| event_line(event, reader)));
    lines.push(String::new());
    let quoted = &past.comments[past.comments.len().saturating_sub(QUOTED)..];
    if quoted.is_empty() {
        lines.push(t!(lang, "comments-none"));
    }
    lines.extend(quoted.iter().map(|comment| quote_line(comment, reader)));
    lines.push(String::new());
    let since = moment(past.first_seen, reader);
    lines.push(format!("<i>{}</i>", t!(lang, "catchup-since", time = since)));
    lines.join("\n")
}

fn headline(past: &TicketPast<'_>, reader: &Reader) -> String {
    let ticket = past.ticket;
    let (sign, number) = (priority_sign(ticket), ticket_number(ticket.at.id));
    format!("{sign} <b>{number}</b> {}", escape_html(&reader.subject_text(ticket, 60)))
}

/// How it stands now.
fn status_line(past: &TicketPast<'_>, reader: &Reader) -> String {
    let ticket = past.ticket;
    let deadline = past.details.and_then(|details| details.deadline);
    let left = deadline.filter(|_| !relevance::is_closed(ticket)).map(|deadline| {
        let left = time::format_left(reader.lang, deadline.duration_since(reader.now));
        t!(reader.lang, "card-deadline", left = left)
    });
    std::iter::once(reader.state_text(&ticket.state)).chain(left).collect::<Vec<_>>().join(" · ")
}

/// That it was made: what the ticket itself says, however long ago that was.
fn creation(past: &TicketPast<'_>, reader: &Reader) -> PastEvent {
    let ticket = past.ticket;
    let noted = past.history.iter().find(|entry| entry.kind == HistoryKind::Created);
    let at = ticket.created.or(noted.map(|entry| entry.at));
    PastEvent { at, what: t!(reader.lang, "catchup-created"), people: vec![person(&ticket.author, reader)] }
}

/// What has happened since, the oldest first. Comments that are not quoted are told by their authors, those that follow one
/// another in one line.
fn later_events(past: &TicketPast<'_>, reader: &Reader) -> Vec<PastEvent> {
    let told = |entry: &&HistoryEntry| !matches!(entry.kind, HistoryKind::Created | HistoryKind::Commented);
    let mut entries: Vec<_> = past.history.iter().filter(told).collect();
    let earlier = &past.comments[..past.comments.len().saturating_sub(QUOTED)];
    let mut events = Vec::new();
    let mut run: Vec<&TicketComment> = Vec::new();
    for comment in earlier {
        let before = |entry: &&HistoryEntry| comment.written.is_some_and(|written| entry.at <= written);
        let done = entries.iter().take_while(|entry| before(entry)).count();
        if done > 0 {
            events.extend(comment_run(&std::mem::take(&mut run), reader));
            events.extend(entries.drain(..done).map(|entry| history_event(entry, past, reader)));
        }
        run.push(comment);
    }
    events.extend(comment_run(&run, reader));
    events.extend(entries.into_iter().map(|entry| history_event(entry, past, reader)));
    events
}

fn comment_run(run: &[&TicketComment], reader: &Reader) -> Option<PastEvent> {
    let first = run.first()?;
    let mut people = Vec::new();
    for comment in run {
        let name = comment_author(comment, reader);
        if !people.contains(&name) {
            people.push(name);
        }
    }
    let what = t!(reader.lang, "catchup-commented", count = run.len());
    Some(PastEvent { at: first.written, what, people })
}

fn history_event(entry: &HistoryEntry, past: &TicketPast<'_>, reader: &Reader) -> PastEvent {
    let lang = reader.lang;
    let what = match entry.kind {
        HistoryKind::Created => t!(lang, "catchup-created"),
        HistoryKind::Referred => t!(lang, "catchup-referred", to = destination(entry, past, reader)),
        HistoryKind::Taken => t!(lang, "catchup-taken"),
        HistoryKind::Released => t!(lang, "catchup-released"),
        HistoryKind::Done => t!(lang, "catchup-done"),
        HistoryKind::Reopened => t!(lang, "catchup-reopened"),
        HistoryKind::Priority => match entry.priority {
            Priority::Low => t!(lang, "catchup-priority-low"),
            Priority::Medium => t!(lang, "catchup-priority-medium"),
            Priority::High => t!(lang, "catchup-priority-high"),
        },
        HistoryKind::Commented => t!(lang, "catchup-commented", count = 1),
    };
    let people = entry.who.iter().map(|who| person(who, reader)).collect();
    PastEvent { at: Some(entry.at), what, people }
}

/// To whom a ticket was passed on: its unit then, and the people by name.
fn destination(entry: &HistoryEntry, past: &TicketPast<'_>, reader: &Reader) -> String {
    let unit = entry.unit.and_then(|unit| past.units.get(&unit)).map(|name| short_label(name));
    let people = entry.whom.iter().map(|whom| person(whom, reader));
    let to: Vec<_> = unit.into_iter().chain(some_names(people.collect())).collect();
    if to.is_empty() { t!(reader.lang, "unit-unknown") } else { to.join(", ") }
}

fn event_line(event: &PastEvent, reader: &Reader) -> String {
    let at = event.at.map(|at| format!("{} ", moment(at, reader))).unwrap_or_default();
    let people = some_names(event.people.clone()).join(", ");
    if people.is_empty() { format!("{at}{}", event.what) } else { format!("{at}{} · {people}", event.what) }
}

fn quote_line(comment: &TicketComment, reader: &Reader) -> String {
    let when = comment.written.map(|written| format!(" {}", moment(written, reader))).unwrap_or_default();
    let text = match one_line(&comment.text, MAX_QUOTE_LENGTH) {
        text if text.is_empty() => t!(reader.lang, "comments-no-text"),
        text => escape_html(&text),
    };
    format!("💬 <b>{}</b>{when}: {text}", comment_author(comment, reader))
}

fn some_names(mut names: Vec<String>) -> Vec<String> {
    if names.len() > MAX_NAMES {
        names.truncate(MAX_NAMES);
        names.push("…".to_owned());
    }
    names
}

fn person(who: &PersonRef, reader: &Reader) -> String {
    if reader.is_person(who) { t!(reader.lang, "person-you") } else { reader.person_name(who) }
}

/// Comments name people in full, and everything else by surname and initials.
fn comment_author(comment: &TicketComment, reader: &Reader) -> String {
    let name = comment.author.name.as_deref().map(short_name);
    person(&PersonRef { name, ..comment.author.clone() }, reader)
}

fn moment(at: Timestamp, reader: &Reader) -> String {
    let words = time::format_moment(reader.lang, at, reader.now, &reader.zone);
    local_time(at, TimeFormat::DayAndTime, &words)
}
