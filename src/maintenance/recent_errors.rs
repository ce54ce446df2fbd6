//! The newest warnings and errors, kept in memory for the administrators who ask.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;

use crate::domain::health::RecentError;

/// How many are kept.
const MAX_ERRORS: usize = 10;

/// The list; clones share it.
#[derive(Clone, Debug, Default)]
pub struct RecentErrors(Arc<Mutex<VecDeque<RecentError>>>);

impl RecentErrors {
    pub fn record_error(&self, at: Timestamp, line: String) {
        let mut recent_errors = self.0.lock();
        if recent_errors.len() == MAX_ERRORS {
            recent_errors.pop_front();
        }
        recent_errors.push_back(RecentError { at, line });
    }

    /// The oldest first.
    pub fn list_errors(&self) -> Vec<RecentError> {
        self.0.lock().iter().cloned().collect()
    }
}
