//! The units whose names are stored, so that nobody looks for them at every press.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::domain::ids::UnitId;

/// The units whose names are known by now; clones share them.
#[derive(Clone, Default)]
pub struct NamedUnits(Arc<Mutex<HashSet<UnitId>>>);

impl NamedUnits {
    pub fn contains_unit(&self, unit: UnitId) -> bool {
        self.lock_units().contains(&unit)
    }

    pub fn insert_unit(&self, unit: UnitId) {
        self.lock_units().insert(unit);
    }

    fn lock_units(&self) -> MutexGuard<'_, HashSet<UnitId>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
