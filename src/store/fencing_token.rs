//! The number by which a process proves, in every transaction, that nobody has taken its work over. How it comes by one is
//! in `lease`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The number of this process, as far as it has one; 0 while it checks nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct FencingToken(Arc<AtomicI64>);

impl FencingToken {
    pub fn token_number(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Acquire)).filter(|&number| number != 0)
    }

    pub fn set_token(&self, number: i64) {
        self.0.store(number, Ordering::Release);
    }
}
