//! Why a list of tickets was not read.

use crate::helpdesk::HelpdeskError;
use crate::store::StoreError;

/// Why a list was not read, or not stored.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Helpdesk(#[from] HelpdeskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
