//! The newest warnings and errors, kept in memory for the administrators who ask.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;

use crate::domain::health::Trouble;

/// How many are kept.
const MOST: usize = 10;

/// The list; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Troubles(Arc<Mutex<VecDeque<Trouble>>>);

impl Troubles {
    pub fn note(&self, at: Timestamp, line: String) {
        let mut troubles = self.lock();
        if troubles.len() == MOST {
            troubles.pop_front();
        }
        troubles.push_back(Trouble { at, line });
    }

    /// The oldest first.
    pub fn all(&self) -> Vec<Trouble> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Trouble>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
