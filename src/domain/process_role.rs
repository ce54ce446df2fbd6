//! The parts of the work that can be done by different processes.

/// A part of the work that one process does at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessRole {
    /// Taking updates from Telegram, and all that people ask for.
    Updates,
    /// Sending what waits in the outbox.
    Outbox,
    /// Reading the lists, and what has to be done from time to time.
    Lists,
}

impl ProcessRole {
    /// In the order in which a process would rather keep them.
    pub const ALL: [Self; 3] = [Self::Updates, Self::Outbox, Self::Lists];

    pub fn name(self) -> &'static str {
        match self {
            Self::Updates => "updates",
            Self::Outbox => "outbox",
            Self::Lists => "lists",
        }
    }
}
