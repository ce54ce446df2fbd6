//! What has changed between two readings of a list. Lists are compared by fingerprints, so that a list of ten thousand
//! tickets is remembered in 160 kB and forgotten as soon as it has been compared.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::ids::TicketId;
use super::ticket::Ticket;

/// One row of a list, remembered: which ticket, and a fingerprint of what people would see change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFingerprint {
    pub id: TicketId,
    pub mark: u64,
}

impl RowFingerprint {
    /// The fingerprint of what the contract says to compare: state, assignees, unit, priority; and the text, which
    /// grows when a ticket is referred with a reason.
    pub fn of_ticket(ticket: &Ticket) -> Self {
        // SipHash with fixed keys: the same on every run of one build; another build reads a changed list at worst.
        let mut hasher = DefaultHasher::new();
        (&ticket.state, &ticket.assignees, ticket.unit, ticket.priority, &ticket.subject, &ticket.text)
            .hash(&mut hasher);
        Self { id: ticket.at.id, mark: hasher.finish() }
    }
}

/// What one row of a new list is, compared with the list before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowChange {
    Appeared,
    /// With its fingerprint as it was.
    Changed(RowFingerprint),
    Same,
}

/// A list as it was, ready to be compared row by row with what it has become.
pub struct PreviousList {
    marks: HashMap<TicketId, u64>,
}

impl PreviousList {
    pub fn new(rows: &[RowFingerprint]) -> Self {
        Self { marks: rows.iter().map(|row| (row.id, row.mark)).collect() }
    }

    /// Compares one row of the new list, and takes it out of what is left.
    pub fn compare_row(&mut self, row: RowFingerprint) -> RowChange {
        match self.marks.remove(&row.id) {
            None => RowChange::Appeared,
            Some(mark) if mark == row.mark => RowChange::Same,
            Some(mark) => RowChange::Changed(RowFingerprint { id: row.id, mark }),
        }
    }

    /// The tickets that the new list no longer has, as they were.
    pub fn vanished_rows(self) -> Vec<RowFingerprint> {
        let mut rows: Vec<_> = self.marks.into_iter().map(|(id, mark)| RowFingerprint { id, mark }).collect();
        rows.sort_by_key(|row| row.id);
        rows
    }
}
