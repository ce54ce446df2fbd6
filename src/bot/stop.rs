//! Why an endpoint goes no further. A guard's answer and a failure of the database both leave it by `?`.

use super::effects::Effects;
use crate::store::StoreError;

/// Why an endpoint goes no further.
pub enum Stop {
    /// This is all that follows from the update.
    Answer(Box<Effects>),
    Store(StoreError),
}

impl Stop {
    /// What follows from an update whose endpoint has stopped, unless the database failed.
    pub fn into_effects(self) -> Result<Effects, StoreError> {
        match self {
            Self::Answer(effects) => Ok(*effects),
            Self::Store(error) => Err(error),
        }
    }
}

impl From<Effects> for Stop {
    fn from(effects: Effects) -> Self {
        Self::Answer(Box::new(effects))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
