//! Keeps a loop going that must not end before deskgram does: one that panics is begun anew. What it was at is in the
//! database, so nothing but the moment is lost.

use std::future::Future;
use std::time::Duration;

/// Runs a loop until it ends by itself.
pub async fn restart_on_panic<F, L>(what: &str, pause: Duration, mut begin: F)
where
    F: FnMut() -> L,
    L: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(begin()).await {
        // Otherwise the whole program is about to end.
        if !error.is_panic() {
            return;
        }
        // The panic's own message is in the log already.
        log::error!("{what} panicked, restarting in {pause:?}");
        tokio::time::sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_loop_that_panics_begins_anew_until_it_ends_by_itself() {
        let begun = Arc::new(AtomicUsize::new(0));
        restart_on_panic("a loop", Duration::ZERO, || {
            let count = begun.fetch_add(1, Ordering::Relaxed);
            async move { assert!(count >= 2, "on purpose") }
        })
        .await;
        assert_eq!(begun.load(Ordering::Relaxed), 3);
    }
}
