//! Notices that the clock was set back. Everything that waits for its time would otherwise wait for as long as the clock was
//! ahead: an hour, or until 2037. A clock that jumps forward needs nothing: what waits comes a little early.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::clock::was_set_back;
use crate::context::Context;
use crate::store::StoreError;

/// Notices when the clock was set back.
#[derive(Clone)]
pub struct ClockWatch {
    ctx: Context,
    /// The newest moment that was seen; nothing before the first look.
    newest: Arc<Mutex<Option<Timestamp>>>,
}

impl ClockWatch {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, newest: Arc::default() }
    }

    /// Looks at the clock; if it has been set back, what waits is brought back with it. Says by how much. At the first look
    /// the last run's time counts as seen.
    pub async fn check_clock(&self) -> Result<Option<SignedDuration>, StoreError> {
        let seen = *self.newest.lock();
        let newest = match seen {
            Some(newest) => Some(newest),
            None => self.ctx.store.read(|db| db.newest_moment()).await?,
        };
        let now = self.ctx.clock.now();
        let ahead =
            newest.filter(|newest| was_set_back(*newest, now)).map(|newest| newest.duration_since(now));
        if let Some(ahead) = ahead {
            log::warn!("the clock was set back by {} s; what waits goes back with it", ahead.as_secs());
            self.ctx.store.write(move |db| db.clock_was_ahead(ahead, now)).await?;
        }
        *self.newest.lock() = Some(now);
        Ok(ahead)
    }
}
