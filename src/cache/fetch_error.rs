//! Why something was not fetched from the helpdesk.

use crate::helpdesk::HelpdeskError;
use crate::store::StoreError;

/// The helpdesk did not answer well, or what it said could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error(transparent)]
    Helpdesk(#[from] HelpdeskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
