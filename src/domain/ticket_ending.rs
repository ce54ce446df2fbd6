//! How a ticket has ended: what its last comment by staff says.

use serde::{Deserialize, Serialize};

use super::secret;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketEnding {
    /// Sealed where it is stored: whoever finishes a ticket may write a new password.
    #[serde(with = "secret")]
    pub text: String,
}
