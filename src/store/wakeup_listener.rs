//! Passes on the wake-ups that other processes of the same PostgreSQL database send.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::postgres_link::PostgresLink;
use super::sql::StoreError;
use super::wakeups::Wakeups;

/// How soon a thread that listens notices that nobody wants to hear any more, and how long it rests without a server.
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

/// Forwards the wake-ups of other processes on the same database, on a thread of its own, for as long as somebody listens.
pub(super) fn listen_topics(mut link: PostgresLink, wakeups: &Arc<Wakeups>) -> Result<(), StoreError> {
    let wakeups = Arc::downgrade(wakeups);
    let listen = move || {
        while wakeups.strong_count() > 0 {
            let notify =
                |topic| wakeups.upgrade().into_iter().for_each(|wakeups| wakeups.notify_topic(topic));
            if let Err(error) = link.listen_channel(RECONNECT_DELAY, notify) {
                log::warn!("wake-up listener: {error}");
                link.drop_connection();
                thread::sleep(RECONNECT_DELAY);
            }
        }
    };
    let begun = thread::Builder::new().name("store-wakeups".to_owned()).spawn(listen);
    begun.map(drop).map_err(|error| StoreError::Database(error.to_string()))
}
