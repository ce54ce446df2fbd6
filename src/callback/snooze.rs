//! Buttons that put a ticket aside for whoever presses them, and bring it back.

use super::Arguments;
use crate::domain::ids::TicketId;
use crate::domain::snooze::SnoozeChoice;

/// What a press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnoozePress {
    /// Offer the times.
    Offer { ticket: TicketId },
    /// Put it aside until then.
    Set { choice: SnoozeChoice, ticket: TicketId },
    /// Not any more, and show its card again.
    Drop { ticket: TicketId },
    /// Show a page of all that one has put aside.
    List { page: usize },
    /// Not any more, and show the rest of them.
    DropListed { ticket: TicketId },
    /// As it was before that: until this second, or until somebody comments.
    Restore { ticket: TicketId, until: Option<i64> },
}

/// The choices by their verbs.
const CHOICES: [(&str, SnoozeChoice); 4] = [
    ("zh", SnoozeChoice::Hour),
    ("za", SnoozeChoice::Afternoon),
    ("zt", SnoozeChoice::Tomorrow),
    ("zc", SnoozeChoice::Comment),
];

impl SnoozePress {
    pub(super) fn encode(self) -> String {
        match self {
            Self::Offer { ticket } => format!("zo:{ticket}"),
            Self::Set { choice, ticket } => format!("{}:{ticket}", super::code_letter(&CHOICES, choice)),
            Self::Drop { ticket } => format!("zx:{ticket}"),
            Self::List { page } => format!("zl:{page}"),
            Self::DropListed { ticket } => format!("zd:{ticket}"),
            Self::Restore { ticket, until: Some(until) } => format!("zr:{ticket}:{until}"),
            Self::Restore { ticket, until: None } => format!("zr:{ticket}"),
        }
    }

    /// Whether its button only ever stands in somebody's own chat.
    pub(super) fn is_private(self) -> bool {
        matches!(self, Self::List { .. } | Self::DropListed { .. } | Self::Restore { .. })
    }

    pub(super) fn decode(verb: &str, arguments: &mut Arguments<'_>) -> Option<Self> {
        if let Some((_, choice)) = CHOICES.iter().find(|(known, _)| *known == verb) {
            return Some(Self::Set { choice: *choice, ticket: arguments.next_ticket()? });
        }
        Some(match verb {
            "zo" => Self::Offer { ticket: arguments.next_ticket()? },
            "zx" => Self::Drop { ticket: arguments.next_ticket()? },
            "zl" => Self::List { page: arguments.next_number()? },
            "zd" => Self::DropListed { ticket: arguments.next_ticket()? },
            "zr" => {
                let ticket = arguments.next_ticket()?;
                let until = match arguments.0.clone().next() {
                    Some(_) => Some(arguments.next_number()?),
                    None => None,
                };
                Self::Restore { ticket, until }
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Callback;
    use super::*;
    use crate::callback::tests::assert_comes_back;

    #[test]
    fn everything_comes_back_and_fits() {
        let ticket = TicketId(i64::MAX);
        let mut all = vec![
            SnoozePress::Offer { ticket },
            SnoozePress::Drop { ticket },
            SnoozePress::List { page: usize::MAX },
            SnoozePress::DropListed { ticket },
            SnoozePress::Restore { ticket, until: None },
            SnoozePress::Restore { ticket, until: Some(i64::MAX) },
        ];
        all.extend(SnoozeChoice::ALL.map(|choice| SnoozePress::Set { choice, ticket }));
        for press in all {
            assert_comes_back(&Callback::Snooze(press));
        }
    }
}
