//! Small pieces that several screens share: people, states, priorities, the reader.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::html::{escape_html, one_line};
use crate::domain::action::Action;
use crate::domain::hours::{Span, time_of_day};
use crate::domain::ids::TicketId;
use crate::domain::ticket::{PersonRef, Priority, Ticket, TicketState};
use crate::i18n::Lang;
use crate::t;

/// The longest name that is shown, in UTF-16 units. Nobody's is longer; but the helpdesk stores what it is given.
const MAX_NAME_LENGTH: usize = 60;

/// Who reads, and when.
#[derive(Clone, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub zone: TimeZone,
    pub now: Timestamp,
    /// The reader's own account; `None` where many read.
    pub me: Option<PersonRef>,
}

impl Reader {
    /// Whether this person is the reader.
    pub fn is_person(&self, person: &PersonRef) -> bool {
        self.me.as_ref().is_some_and(|me| me.is_same(person))
    }

    /// A person's name, escaped; what to say where it is unknown.
    pub fn person_name(&self, person: &PersonRef) -> String {
        match &person.name {
            Some(name) => short_label(name),
            None => t!(self.lang, "person-unknown"),
        }
    }

    /// The same, where the reader is addressed.
    pub fn name_or_you(&self, person: &PersonRef) -> String {
        if self.is_person(person) { t!(self.lang, "person-you") } else { self.person_name(person) }
    }

    /// The state in one word or two, with the holder's name, escaped.
    pub fn state_text(&self, state: &TicketState) -> String {
        match state {
            TicketState::Free => t!(self.lang, "state-free"),
            TicketState::Held(who) if self.is_person(who) => t!(self.lang, "state-held-by-you"),
            TicketState::Held(who) => match &who.name {
                Some(name) => t!(self.lang, "state-held-by", name = short_label(name)),
                None => t!(self.lang, "state-held"),
            },
            TicketState::Done(who) if self.is_person(who) => t!(self.lang, "state-done-by-you"),
            TicketState::Done(who) => match &who.name {
                Some(name) => t!(self.lang, "state-done-by", name = short_label(name)),
                None => t!(self.lang, "state-done"),
            },
            TicketState::Archived => t!(self.lang, "state-archived"),
        }
    }

    /// What to do, as it stands on a button.
    pub fn action_label(&self, action: Action) -> String {
        match action {
            Action::Take => t!(self.lang, "action-take"),
            Action::Release => t!(self.lang, "action-release"),
            Action::Finish => t!(self.lang, "action-finish"),
            Action::Reopen => t!(self.lang, "action-reopen"),
            Action::Refer => t!(self.lang, "action-refer"),
        }
    }

    /// The subject, or what stands for it; on one line, not escaped.
    pub fn subject_text(&self, ticket: &Ticket, most: usize) -> String {
        match ticket.subject.trim() {
            "" => t!(self.lang, "subject-none"),
            subject => one_line(subject, most),
        }
    }
}

/// A name of a person or a unit, on one line, escaped.
pub fn short_label(name: &str) -> String {
    escape_html(&join_initials(one_line(name, MAX_NAME_LENGTH)))
}

/// Somebody's surname, where the helpdesk has shortened the rest to initials; else the name as it is. Not escaped.
pub fn surname(name: &str) -> String {
    let name = one_line(name, MAX_NAME_LENGTH);
    match name.split_once(' ') {
        Some((surname, rest)) if is_initials(rest) => surname.to_owned(),
        _ => name,
    }
}

/// A name that doesn't break before its initials.
fn join_initials(name: String) -> String {
    match name.split_once(' ') {
        Some((surname, rest)) if is_initials(rest) => {
            format!("{surname}\u{a0}{}", rest.replace(' ', "\u{a0}"))
        }
        _ => name,
    }
}

/// Whether this is `Н.С.` or `Н. С.`
fn is_initials(text: &str) -> bool {
    let mut initials = text.split('.').map(str::trim);
    let ends = initials.next_back() == Some("");
    let mut count = 0;
    ends && initials.all(|initial| {
        count += 1;
        initial.chars().count() == 1 && initial.starts_with(char::is_uppercase)
    }) && count > 0
}

/// A word of a sentence as a label.
pub fn capitalize(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The sign in front of a ticket: what became of it, else how urgent it is.
pub fn priority_sign(ticket: &Ticket) -> &'static str {
    match (&ticket.state, ticket.priority) {
        (TicketState::Done(_), _) => "✅",
        (TicketState::Archived, _) => "🗄",
        (_, Priority::High) => "🔴",
        (_, Priority::Medium) => "🟡",
        (_, Priority::Low) => "🟢",
    }
}

/// A ticket's number as people write it.
pub fn ticket_number(id: TicketId) -> String {
    format!("#{id}")
}

/// Part of a day as clocks show it: `20:00–08:00`.
pub fn span_text(span: Span) -> String {
    format!("{}–{}", minutes_text(span.from), minutes_text(span.to))
}

/// A time of the day as clocks show it, from its minutes after midnight.
pub fn minutes_text(minutes: u16) -> String {
    time_of_day(minutes).strftime("%H:%M").to_string()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::ids::{TicketHash, TicketRef};
    use crate::domain::ticket::Assignees;

    /// A ticket about nothing in particular.
    pub fn ticket() -> Ticket {
        Ticket {
            at: TicketRef { id: TicketId(49), hash: TicketHash("0".into()) },
            priority: Priority::Medium,
            subject: String::new(),
            text: String::new(),
            created: None,
            state: TicketState::Free,
            unit: None,
            assignees: Assignees::Unit,
            author: PersonRef::default(),
            client: PersonRef::default(),
        }
    }

    #[test]
    fn initials_stay_with_their_surname() {
        for (name, shown, family) in [
            ("Ким Н.С.", "Ким\u{a0}Н.С.", "Ким"),
            ("Ким Н. С.", "Ким\u{a0}Н.\u{a0}С.", "Ким"),
            ("Mark Petersen", "Mark Petersen", "Mark Petersen"),
            ("Отдел кадров.", "Отдел кадров.", "Отдел кадров."),
            ("Ким", "Ким", "Ким"),
        ] {
            assert_eq!(short_label(name), shown);
            assert_eq!(surname(name), family);
        }
    }
}
