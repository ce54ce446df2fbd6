//! What a card shows of a ticket, as its place may see it.

use crate::domain::action::{Action, UndoLayout};
use crate::domain::contact::Contact;
use crate::domain::escalation::EscalationCall;
use crate::domain::ids::TicketId;
use crate::domain::relevance::WatchState;
use crate::domain::settings::ShowMode;
use crate::domain::ticket::{Details, Ticket};

/// What a card shows.
pub struct CardView<'a> {
    pub ticket: &'a Ticket,
    pub details: Option<&'a Details>,
    pub comments: Option<u32>,
    /// The name of the ticket's unit, where it could be another than the reader's own.
    pub unit: Option<&'a str>,
    /// How to reach the client.
    pub contact: Option<&'a Contact>,
    /// Who was called because nobody takes it.
    pub calls: &'a [EscalationCall],
    /// The ticket's page in the helpdesk.
    pub link: Option<&'a str>,
    /// A ticket that the helpdesk can't tell from this one.
    pub twin: Option<TicketId>,
    /// The actions to offer, the likeliest first.
    pub actions: &'a [Action],
    /// How the card was laid out before the last action, while that can still be taken back from here.
    pub undo: Option<UndoLayout>,
    /// Whether the reader watches the ticket; nothing where that makes no sense.
    pub watch: Option<WatchState>,
    /// How much the place may see.
    pub show: ShowMode,
    /// Whether quick replies can be sent from here.
    pub quick_replies: bool,
    pub keyboard: CardKeyboard,
}

/// Which of a card's buttons stand below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKeyboard {
    /// What is likely to be pressed next.
    Usual,
    /// The rest.
    Menu,
    /// All of them, for one person in the place of a group's card.
    Panel,
}
