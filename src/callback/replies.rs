//! Buttons of quick replies: using one, and keeping the list of them.

use super::Arguments;
use crate::domain::ids::TicketId;

/// What a press about quick replies asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyPress {
    /// Offer the quick replies for a ticket.
    Offer {
        ticket: TicketId,
    },
    /// Send this one as a comment.
    Use {
        ticket: TicketId,
        template: i64,
    },
    /// Send this one as a comment, then finish the ticket.
    Answer {
        ticket: TicketId,
        template: i64,
    },
    /// Show the list to keep.
    Keep,
    /// Add one of one's own.
    AddOwn,
    /// Add one for everybody.
    AddShared,
    /// Show one with what can be done about it.
    Show {
        template: i64,
    },
    Change {
        template: i64,
    },
    Raise {
        template: i64,
    },
    Delete {
        template: i64,
    },
}

impl ReplyPress {
    pub(super) fn encode(self) -> String {
        match self {
            Self::Offer { ticket } => format!("q:{ticket}"),
            Self::Use { ticket, template } => format!("qu:{ticket}:{template}"),
            Self::Answer { ticket, template } => format!("qa:{ticket}:{template}"),
            Self::Keep => "qk".into(),
            Self::AddOwn => "qo".into(),
            Self::AddShared => "qe".into(),
            Self::Show { template } => format!("qs:{template}"),
            Self::Change { template } => format!("qc:{template}"),
            Self::Raise { template } => format!("qr:{template}"),
            Self::Delete { template } => format!("qd:{template}"),
        }
    }

    pub(super) fn decode(verb: &str, arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match verb {
            "q" => Self::Offer { ticket: arguments.next_ticket()? },
            "qu" => Self::Use { ticket: arguments.next_ticket()?, template: arguments.next_number()? },
            "qa" => Self::Answer { ticket: arguments.next_ticket()?, template: arguments.next_number()? },
            "qk" => Self::Keep,
            "qo" => Self::AddOwn,
            "qe" => Self::AddShared,
            "qs" => Self::Show { template: arguments.next_number()? },
            "qc" => Self::Change { template: arguments.next_number()? },
            "qr" => Self::Raise { template: arguments.next_number()? },
            "qd" => Self::Delete { template: arguments.next_number()? },
            _ => return None,
        })
    }
}
