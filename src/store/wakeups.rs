//! What a transaction leaves for others to do, as wake-ups: whoever does it sleeps until theirs is rung. A wake-up says only that it is
//! worth a look; what there is to do stands in the database.

use tokio::sync::Notify;

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
