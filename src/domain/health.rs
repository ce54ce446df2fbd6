//! How deskgram is doing, in numbers.

use jiff::{SignedDuration, Timestamp};

/// What waits somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueStats {
    pub count: i64,
    /// Since when the oldest of it waits.
    pub oldest: Option<Timestamp>,
}

/// The last reading of one person's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListReading {
    pub at: Timestamp,
    /// How long the helpdesk took.
    pub took: SignedDuration,
}

/// A line that an administrator should see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentError {
    pub at: Timestamp,
    pub line: String,
}
