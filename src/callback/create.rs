//! Buttons of the dialogue that makes a new ticket. People are named by their place in the dialogue's own list.

use super::Arguments;
use crate::domain::ids::{SubjectId, UnitId};

/// What a press in the dialogue asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreatePress {
    /// The client at this place of the list.
    Client {
        place: usize,
    },
    Subject {
        subject: SubjectId,
    },
    Unit {
        unit: UnitId,
    },
    /// Tick or untick the person at this place of the list.
    Person {
        place: usize,
    },
    /// Another page of people.
    Page {
        page: usize,
    },
    /// Whoever is ticked, or the whole unit.
    PeopleDone,
    /// 0, 1 or 2.
    Priority {
        level: u8,
    },
    /// Go back to one line of the preview, by its letter.
    Change {
        line: FormLine,
    },
    /// Leave the line as it is.
    Back,
    Make,
}

/// A line of the preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FormLine {
    Client,
    Subject,
    Unit,
    People,
    Priority,
    Text,
}

impl FormLine {
    fn code_letter(self) -> &'static str {
        match self {
            Self::Client => "c",
            Self::Subject => "s",
            Self::Unit => "u",
            Self::People => "w",
            Self::Priority => "p",
            Self::Text => "t",
        }
    }

    fn from_letter(letter: &str) -> Option<Self> {
        [Self::Client, Self::Subject, Self::Unit, Self::People, Self::Priority, Self::Text]
            .into_iter()
            .find(|line| line.code_letter() == letter)
    }
}

impl CreatePress {
    pub(super) fn encode(self) -> String {
        match self {
            Self::Client { place } => format!("nc:{place}"),
            Self::Subject { subject } => format!("ns:{subject}"),
            Self::Unit { unit } => format!("nu:{unit}"),
            Self::Person { place } => format!("np:{place}"),
            Self::Page { page } => format!("ng:{page}"),
            Self::PeopleDone => "nd".into(),
            Self::Priority { level } => format!("ni:{level}"),
            Self::Change { line } => format!("ne:{}", line.code_letter()),
            Self::Back => "nb".into(),
            Self::Make => "nm".into(),
        }
    }

    pub(super) fn decode(verb: &str, arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match verb {
            "nc" => Self::Client { place: arguments.next_number()? },
            "ns" => Self::Subject { subject: SubjectId(arguments.next_number()?) },
            "nu" => Self::Unit { unit: UnitId(arguments.next_number()?) },
            "np" => Self::Person { place: arguments.next_number()? },
            "ng" => Self::Page { page: arguments.next_number()? },
            "nd" => Self::PeopleDone,
            "ni" => Self::Priority { level: arguments.next_number().filter(|level| *level <= 2)? },
            "ne" => Self::Change { line: FormLine::from_letter(arguments.0.next()?)? },
            "nb" => Self::Back,
            "nm" => Self::Make,
            _ => return None,
        })
    }
}
