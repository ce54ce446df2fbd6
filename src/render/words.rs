//! Small pieces that several screens share: people, states, priorities, the reader.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::html::{escape, line};
use crate::domain::action::Action;
use crate::domain::hours::{Span, clock};
use crate::domain::ids::TicketId;
use crate::domain::ticket::{PersonRef, Priority, State, Ticket};
use crate::i18n::Lang;
use crate::t;

/// The longest name that is shown, in UTF-16 units. Nobody's is longer; but the helpdesk stores what it is given.
const NAME: usize = 60;

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
    pub fn is(&self, person: &PersonRef) -> bool {
        self.me.as_ref().is_some_and(|me| me.is(person))
    }

    /// A person's name, escaped; what to say where it is unknown.
    pub fn name(&self, person: &PersonRef) -> String {
        match &person.name {
            Some(name) => named(name),
            None => t!(self.lang, "person-unknown"),
        }
    }

    /// The state in one word or two, with the holder's name, escaped.
    pub fn state(&self, state: &State) -> String {
        match state {
            State::Free => t!(self.lang, "state-free"),
            State::Held(who) if self.is(who) => t!(self.lang, "state-held-by-you"),
            State::Held(who) => match &who.name {
                Some(name) => t!(self.lang, "state-held-by", name = named(name)),
                None => t!(self.lang, "state-held"),
            },
            State::Done(who) if self.is(who) => t!(self.lang, "state-done-by-you"),
            State::Done(who) => match &who.name {
                Some(name) => t!(self.lang, "state-done-by", name = named(name)),
                None => t!(self.lang, "state-done"),
            },
            State::Archived => t!(self.lang, "state-archived"),
        }
    }

    /// What to do, as it stands on a button.
    pub fn action(&self, action: Action) -> String {
        match action {
            Action::Take => t!(self.lang, "action-take"),
            Action::Release => t!(self.lang, "action-release"),
            Action::Finish => t!(self.lang, "action-finish"),
            Action::Reopen => t!(self.lang, "action-reopen"),
            Action::Refer => t!(self.lang, "action-refer"),
        }
    }

    /// The subject, or what stands for it; on one line, not escaped.
    pub fn subject(&self, ticket: &Ticket, most: usize) -> String {
        match ticket.subject.trim() {
            "" => t!(self.lang, "subject-none"),
            subject => line(subject, most),
        }
    }
}

/// A name of a person or a unit, on one line, escaped.
pub fn named(name: &str) -> String {
    escape(&line(name, NAME))
}

/// The sign in front of a ticket: what became of it, else how urgent it is.
pub fn sign(ticket: &Ticket) -> &'static str {
    match (&ticket.state, ticket.priority) {
        (State::Done(_), _) => "✅",
        (State::Archived, _) => "🗄",
        (_, Priority::High) => "🔴",
        (_, Priority::Medium) => "🟡",
        (_, Priority::Low) => "🟢",
    }
}

/// A ticket's number as people write it.
pub fn number(id: TicketId) -> String {
    format!("#{id}")
}

/// Part of a day as clocks show it: `20:00–08:00`.
pub fn span(span: Span) -> String {
    format!("{}–{}", minutes(span.from), minutes(span.to))
}

/// A time of the day as clocks show it, from its minutes after midnight.
pub fn minutes(minutes: u16) -> String {
    clock(minutes).strftime("%H:%M").to_string()
}
