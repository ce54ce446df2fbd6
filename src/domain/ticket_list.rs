//! A list of tickets as somebody looks at it: which one, what of it, and which page.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::ids::TicketId;
use super::ticket::{Priority, Ticket, TicketRelation, TicketState};

/// A list that has pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListName {
    Incoming,
    Outgoing,
    Archive,
}

/// What of a list is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListFilter {
    #[default]
    All,
    /// It is assigned to me by name.
    Assigned,
    /// I hold it.
    Held,
    /// In one of my units.
    MyUnits,
    /// Nobody works on it.
    Free,
    /// Of high priority and not done.
    Urgent,
    /// The deadline has passed.
    Overdue,
    /// Not done.
    Open,
    Done,
}

impl ListFilter {
    /// What those who work on tickets choose from.
    pub const OF_STAFF: [Self; 7] =
        [Self::All, Self::Assigned, Self::Held, Self::MyUnits, Self::Free, Self::Urgent, Self::Overdue];
    /// What those choose from who have written them.
    pub const OF_CLIENTS: [Self; 3] = [Self::All, Self::Open, Self::Done];

    /// The same filter for somebody with this account; everything, where it is none of theirs.
    pub fn for_account(self, account: &Account) -> Self {
        let own: &[Self] = if account.is_staff() { &Self::OF_STAFF } else { &Self::OF_CLIENTS };
        if own.contains(&self) { self } else { Self::All }
    }

    /// Whether a ticket is shown; lists know no deadlines, so whoever asks says whether it is overdue.
    pub fn shows_ticket(self, ticket: &Ticket, account: &Account, overdue: bool) -> bool {
        match self {
            Self::All => true,
            Self::Assigned => ticket.assignees.includes_person(&account.me) && is_open(ticket),
            Self::Held => ticket.state.relation_to(&account.me) == TicketRelation::HeldByMe,
            Self::MyUnits => ticket.unit.is_some_and(|unit| account.units.contains(&unit)),
            Self::Free => ticket.state == TicketState::Free,
            Self::Urgent => ticket.priority == Priority::High && is_open(ticket),
            Self::Overdue => overdue && is_open(ticket),
            Self::Open => is_open(ticket),
            Self::Done => matches!(ticket.state, TicketState::Done(_)),
        }
    }
}

fn is_open(ticket: &Ticket) -> bool {
    matches!(ticket.state, TicketState::Free | TicketState::Held(_))
}

/// A page of a list as it stands in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListScreen {
    pub list: ListName,
    pub filter: ListFilter,
    /// From 0.
    pub page: usize,
    /// How many tickets the list has in all.
    pub total: usize,
    /// The tickets of this page, in their order.
    pub tickets: Vec<TicketId>,
    pub remark: Option<ListRemark>,
    /// The helpdesk doesn't answer: the list is as it was then.
    pub as_of: Option<Timestamp>,
    pub buttons: ListButtons,
}

/// Something to say about a list itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListRemark {
    /// A client gets their own open tickets, whatever list they ask for.
    OwnTickets,
    /// A head gets what they wrote in their own units.
    HeadOutgoing,
}

/// What the buttons below a list are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListButtons {
    OpenTickets,
    ChoosePage,
}
