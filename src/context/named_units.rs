//! The units whose names are stored, so that nobody looks for them at every press.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::ids::UnitId;

/// The units whose names are known by now; clones share them.
#[derive(Clone, Default)]
pub struct NamedUnits(Arc<Mutex<HashSet<UnitId>>>);

impl NamedUnits {
    pub fn contains_unit(&self, unit: UnitId) -> bool {
        self.0.lock().contains(&unit)
    }

    pub fn insert_unit(&self, unit: UnitId) {
        self.0.lock().insert(unit);
    }
}
