//! Whether the server knows ephemeral messages. It says so by the first refusal, and is not asked again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::api::ApiFailure;

/// Whether the server has shown that it knows none of this. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct EphemeralSupport {
    is_missing: Arc<AtomicBool>,
}

impl EphemeralSupport {
    pub fn is_missing(&self) -> bool {
        self.is_missing.load(Ordering::Relaxed)
    }

    /// Remembers what a refusal says of the server.
    pub fn learn(&self, failure: &ApiFailure) {
        let ApiFailure::Refused { code, description, .. } = failure else { return };
        let words = description.to_lowercase();
        let is_unknown =
            *code == 404 || words.contains("chat_id is empty") || words.contains("reply_parameters");
        if is_unknown && !self.is_missing.swap(true, Ordering::Relaxed) {
            log::info!(
                "this Bot API server is older than 10.4: what concerns one member of a group goes to their own chat"
            );
        }
    }
}
