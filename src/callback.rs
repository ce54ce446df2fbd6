//! What a button carries: at most 64 bytes, versioned. Names a ticket by its number, never by a hash, and never a person:
//! the data of a button can be read and forged by anybody, so it grants nothing.
//!
//! Form: version, verb and numbers, joined by `:`. A form that was ever shipped is understood for ever.

use crate::domain::action::Action;
use crate::domain::ids::{TicketId, UnitId};
use crate::i18n::Lang;

/// The version that is written.
const VERSION: &str = "1";

/// What a press asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// Do this with the ticket of the card.
    Act { action: Action, ticket: TicketId },
    /// Read the ticket anew.
    Refresh { ticket: TicketId },
    /// Show the ticket as a card.
    Open { ticket: TicketId },
    /// Show a page of the comments.
    Comments { ticket: TicketId, page: usize },
    /// The next message is to be a comment.
    Write { ticket: TicketId },
    /// Show a page of a list.
    List { list: ListName, page: usize },
    /// Refer: the unit is chosen.
    ReferUnit { unit: UnitId },
    /// Refer: tick or untick the person at this place of the dialogue's list.
    ReferPerson { place: usize },
    /// Refer: another page of people.
    ReferPage { page: usize },
    /// Refer: on to the reason.
    ReferReason,
    /// Refer: send, without a reason.
    ReferSend,
    /// Choose a language.
    Language { lang: Lang },
    /// End the dialogue.
    Cancel,
    /// Try a comment once more.
    CommentRetry { comment: i64 },
    /// Give a comment up.
    CommentDrop { comment: i64 },
    /// A button that only fills its row.
    Nothing,
}

/// A list that has pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListName {
    Incoming,
    Outgoing,
    Archive,
}

impl ListName {
    fn letter(self) -> &'static str {
        match self {
            Self::Incoming => "i",
            Self::Outgoing => "o",
            Self::Archive => "a",
        }
    }

    fn of(letter: &str) -> Option<Self> {
        match letter {
            "i" => Some(Self::Incoming),
            "o" => Some(Self::Outgoing),
            "a" => Some(Self::Archive),
            _ => None,
        }
    }
}

impl Callback {
    /// The data of a button.
    pub fn encode(&self) -> String {
        let tail = match self {
            Self::Act { action, ticket } => format!("{}:{ticket}", verb(*action)),
            Self::Refresh { ticket } => format!("u:{ticket}"),
            Self::Open { ticket } => format!("v:{ticket}"),
            Self::Comments { ticket, page } => format!("c:{ticket}:{page}"),
            Self::Write { ticket } => format!("w:{ticket}"),
            Self::List { list, page } => format!("l:{}:{page}", list.letter()),
            Self::ReferUnit { unit } => format!("ru:{unit}"),
            Self::ReferPerson { place } => format!("rp:{place}"),
            Self::ReferPage { page } => format!("rl:{page}"),
            Self::ReferReason => "rr".into(),
            Self::ReferSend => "rs".into(),
            Self::Language { lang } => format!("lang:{}", lang.code()),
            Self::Cancel => "x".into(),
            Self::CommentRetry { comment } => format!("cr:{comment}"),
            Self::CommentDrop { comment } => format!("cd:{comment}"),
            Self::Nothing => "-".into(),
        };
        format!("{VERSION}:{tail}")
    }

    /// Reads the data of a button; `None` for what no version of deskgram ever wrote.
    pub fn decode(data: &str) -> Option<Self> {
        let mut parts = data.split(':');
        if parts.next()? != VERSION {
            return None;
        }
        let verb = parts.next()?;
        let mut arguments = Arguments(parts);
        let callback = match verb {
            "t" => arguments.act(Action::Take)?,
            "r" => arguments.act(Action::Release)?,
            "f" => arguments.act(Action::Finish)?,
            "o" => arguments.act(Action::Reopen)?,
            "e" => arguments.act(Action::Refer)?,
            "u" => Self::Refresh { ticket: arguments.ticket()? },
            "v" => Self::Open { ticket: arguments.ticket()? },
            "c" => Self::Comments { ticket: arguments.ticket()?, page: arguments.number()? },
            "w" => Self::Write { ticket: arguments.ticket()? },
            "l" => Self::List { list: ListName::of(arguments.0.next()?)?, page: arguments.number()? },
            "ru" => Self::ReferUnit { unit: UnitId(arguments.number()?) },
            "rp" => Self::ReferPerson { place: arguments.number()? },
            "rl" => Self::ReferPage { page: arguments.number()? },
            "rr" => Self::ReferReason,
            "rs" => Self::ReferSend,
            "lang" => Self::Language { lang: Lang::from_code(arguments.0.next()?)? },
            "x" => Self::Cancel,
            "cr" => Self::CommentRetry { comment: arguments.number()? },
            "cd" => Self::CommentDrop { comment: arguments.number()? },
            "-" => Self::Nothing,
            _ => return None,
        };
        // Whatever follows makes it something else than what was written.
        arguments.0.next().is_none().then_some(callback)
    }
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::Take => "t",
        Action::Release => "r",
        Action::Finish => "f",
        Action::Reopen => "o",
        Action::Refer => "e",
    }
}

struct Arguments<'a>(std::str::Split<'a, char>);

impl Arguments<'_> {
    fn number<N: std::str::FromStr>(&mut self) -> Option<N> {
        self.0.next()?.parse().ok()
    }

    fn ticket(&mut self) -> Option<TicketId> {
        self.number().map(TicketId)
    }

    fn act(&mut self, action: Action) -> Option<Callback> {
        Some(Callback::Act { action, ticket: self.ticket()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_back_and_fits() {
        let far = TicketId(i64::MAX);
        let all = [
            Callback::Act { action: Action::Take, ticket: far },
            Callback::Act { action: Action::Release, ticket: far },
            Callback::Act { action: Action::Finish, ticket: far },
            Callback::Act { action: Action::Reopen, ticket: far },
            Callback::Act { action: Action::Refer, ticket: far },
            Callback::Refresh { ticket: far },
            Callback::Open { ticket: far },
            Callback::Comments { ticket: far, page: usize::MAX },
            Callback::Write { ticket: far },
            Callback::List { list: ListName::Incoming, page: usize::MAX },
            Callback::List { list: ListName::Outgoing, page: 0 },
            Callback::List { list: ListName::Archive, page: 0 },
            Callback::ReferUnit { unit: UnitId(i64::MAX) },
            Callback::ReferPerson { place: usize::MAX },
            Callback::ReferPage { page: usize::MAX },
            Callback::ReferReason,
            Callback::ReferSend,
            Callback::Language { lang: Lang::Uk },
            Callback::Cancel,
            Callback::CommentRetry { comment: i64::MAX },
            Callback::CommentDrop { comment: i64::MAX },
            Callback::Nothing,
        ];
        for callback in all {
            let data = callback.encode();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Callback::decode(&data), Some(callback), "{data}");
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_understood() {
        for data in ["", "1", "1:t", "1:t:x", "1:t:4:4", "0:t:4", "2:t:4", "1:zz:4", "1:l:q:0", "1:lang:zz"] {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
