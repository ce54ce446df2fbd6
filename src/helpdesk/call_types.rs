//! What the calls about tickets are given, and what they give back.

use super::error::{HelpdeskError, Refusal};
use super::key::ApiKey;
use crate::domain::ids::{SubjectId, TicketHash, TicketId, UnitId, UserHash};
use crate::domain::ticket::{Priority, TicketComment, TicketRelation};

/// A successful sign-in.
#[derive(Debug)]
pub struct SignedIn {
    pub key: ApiKey,
    /// The full name; empty when the helpdesk has none.
    pub name: String,
    /// The first name, where the helpdesk says it.
    pub short_name: Option<String>,
}

/// Which tickets to list. For a client account every kind lists the client's own live tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// Live tickets for the person or their units.
    Incoming,
    /// Live tickets made by the person. For a head of a unit the server always breaks down here ([`HelpdeskError::NoData`]).
    Outgoing,
    Archive,
}

/// What came of an action on a ticket. For the rights that the person has now, ask for the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionAnswer {
    pub verdict: ActionReply,
    /// The state before the action, which tells why it was refused; `None` if the answer does not say.
    pub before: Option<TicketRelation>,
    /// Who held the ticket before.
    pub holder: Option<String>,
    /// Who had finished it before.
    pub finisher: Option<String>,
}

/// Whether the helpdesk did it. "Accepted" is no proof: two people can take one ticket at once and both be told so, and
/// for a head chief an unknown hash is accepted too. The view tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionReply {
    Accepted,
    Refused(Refusal),
}

/// A ticket to be made. All ids must come from the helpdesk's own lists: it stores whatever it is given.
#[derive(Clone, Debug)]
pub struct NewTicket {
    pub unit: UnitId,
    /// Nobody means the whole unit.
    pub people: Vec<UserHash>,
    pub subject: SubjectId,
    pub client: UserHash,
    pub priority: Priority,
    /// As the person wrote it; it is sent as [`for_ticket`](super::text_repair::for_ticket) gives it.
    pub text: String,
}

/// A ticket that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    pub hash: TicketHash,
    /// A server by the letter of the document does not say it; [`HelpdeskClient::view_hash`](super::HelpdeskClient::view_hash) does.
    pub id: Option<TicketId>,
}

/// The comments of a ticket, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentThread {
    /// The ticket they belong to, where the helpdesk says it.
    pub ticket: Option<TicketId>,
    pub list: Vec<TicketComment>,
}

/// What answers at the helpdesk's address.
#[derive(Debug)]
pub enum ProbeResult {
    /// A helpdesk, ready to work.
    Works,
    /// A helpdesk whose administrator has switched the API off, as far as an empty answer can tell.
    SwitchedOff,
    /// A helpdesk that breaks down on every call: HTTP 500 with nothing, as while its database is down.
    BrokenDown,
    /// A ZENLIX of a later version, whose API is another.
    OtherVersion,
    /// Something that does not answer as a helpdesk does.
    Foreign(HelpdeskError),
    /// Nothing, or not in time.
    Unreachable(HelpdeskError),
}
