//! Buttons of quick replies: having them offered, and keeping the list of them.

use super::Arguments;
use crate::domain::ids::TicketId;

/// What a press about quick replies asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyPress {
    /// Offer the quick replies for a ticket.
    Offer {
        ticket: TicketId,
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
