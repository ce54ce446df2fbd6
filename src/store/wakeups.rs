//! What a transaction leaves for others to do, as wake-ups: whoever does it sleeps until theirs is rung. A wake-up says only that it is
//! worth a look; what there is to do stands in the database.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::Notify;

use super::postgres::PostgresLink;
use super::sql::StoreError;

/// How soon a thread that listens notices that nobody wants to hear any more, and how long it rests without a server.
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

const TOPIC_COUNT: usize = 5;

/// Who is to wake up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Something waits to be sent.
    Outbox,
    /// A comment was written down.
    Comments,
    /// Something was put off.
    Jobs,
    /// Somebody has signed in or out.
    Sessions,
    /// A list is to be read before its time.
    Lists,
}

impl Topic {
    pub const ALL: [Self; TOPIC_COUNT] =
        [Self::Outbox, Self::Comments, Self::Jobs, Self::Sessions, Self::Lists];

    /// As other processes hear it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Comments => "comments",
            Self::Jobs => "jobs",
            Self::Sessions => "sessions",
            Self::Lists => "lists",
        }
    }
}

/// All wake-ups. Each has one who listens, and stays rung until they do.
#[derive(Debug, Default)]
pub struct Wakeups([Notify; TOPIC_COUNT]);

impl Wakeups {
    pub fn notify_topic(&self, topic: Topic) {
        self.0[topic as usize].notify_one();
    }

    /// Ready when the wake-up is rung, or was since this was last ready.
    pub async fn notified(&self, topic: Topic) {
        self.0[topic as usize].notified().await;
    }
}

/// Sends the wake-ups that other processes of the same database pull, from a thread of its own, for as long as somebody has them.
pub(super) fn listen_topics(mut link: PostgresLink, wakeups: &Arc<Wakeups>) -> Result<(), StoreError> {
    let wakeups = Arc::downgrade(wakeups);
    let listen = move || {
        while wakeups.strong_count() > 0 {
            let ring = |topic| wakeups.upgrade().into_iter().for_each(|wakeups| wakeups.notify_topic(topic));
            if let Err(error) = link.listen_channel(RECONNECT_DELAY, ring) {
                log::warn!("wake-up listener: {error}");
                link.drop_connection();
                thread::sleep(RECONNECT_DELAY);
            }
        }
    };
    let begun = thread::Builder::new().name("store-bells".to_owned()).spawn(listen);
    begun.map(drop).map_err(|error| StoreError::Database(error.to_string()))
}

/// Those that a transaction will ring, if it ends well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PendingWakeups([bool; TOPIC_COUNT]);

impl PendingWakeups {
    pub fn add_topic(&mut self, topic: Topic) {
        self.0[topic as usize] = true;
    }

    pub fn topics(self) -> impl Iterator<Item = Topic> {
        Topic::ALL.into_iter().filter(move |topic| self.0[*topic as usize])
    }
}
