//! `getUpdates`: waiting for updates, one poller at a time.

use std::pin::pin;
use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use super::Shared;
use super::error::{Answer, ApiError};
use super::methods::remember_allowed;
use super::params::Params;

const MAX_BATCH: i64 = 100;

/// The longest wait; a longer one is shortened, as at Telegram.
const MAX_WAIT: i64 = 50;

/// Waits for updates up to the asked time. A newer poller, or a webhook, ends the wait with 409.
pub(super) async fn get_updates(shared: &Shared, params: &Params) -> Answer {
    let wait = params.int("timeout").unwrap_or_default().clamp(0, MAX_WAIT);
    let mut patience = pin!(sleep(Duration::from_secs(wait.unsigned_abs())));
    let limit = match params.int("limit").unwrap_or(MAX_BATCH) {
        limit @ 1..=MAX_BATCH => usize::try_from(limit).unwrap_or(1),
        _ => 100,
    };
    let mine = shared.act(|state| {
        if state.queue.webhook.is_some() {
            return Err(ApiError::conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook \
                 first",
            ));
        }
        remember_allowed(state, params);
        let now = state.now();
        state.queue.confirm(params.int("offset").unwrap_or_default(), now);
        state.queue.poller += 1;
        Ok(state.queue.poller)
    })?;
    let mut changed = shared.changed.subscribe();
    loop {
        let batch = shared.look(|state| {
            if state.queue.webhook.is_some() {
                return Err(ApiError::conflict("terminated by setWebhook request"));
            }
            if state.queue.poller != mine {
                return Err(ApiError::other_poller());
            }
            Ok(state.queue.batch(limit))
        })?;
        if !batch.is_empty() || patience.is_elapsed() {
            return Ok(Value::Array(batch));
        }
        // Whether it was a change or the time that ended the wait is seen at the top.
        tokio::select! {
            _ = changed.changed() => {}
            () = &mut patience => {}
        }
    }
}
