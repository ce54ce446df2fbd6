//! Wake-ups: on commit, a transaction wakes the loops that it has created work for, in this process through `Notify`, in
//! others through NOTIFY. A wake-up carries no data: what there is to do is in the database.

use tokio::sync::Notify;

const TOPIC_COUNT: usize = 6;

/// Which loop is to wake up.
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
    /// Somebody's command menu may have become another.
    Menus,
}

impl Topic {
    pub const ALL: [Self; TOPIC_COUNT] =
        [Self::Outbox, Self::Comments, Self::Jobs, Self::Sessions, Self::Lists, Self::Menus];

    /// Its name in NOTIFY.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Comments => "comments",
            Self::Jobs => "jobs",
            Self::Sessions => "sessions",
            Self::Lists => "lists",
            Self::Menus => "menus",
        }
    }
}

/// All wake-ups. Each has one listener, and stays pending until it listens.
#[derive(Debug, Default)]
pub struct Wakeups([Notify; TOPIC_COUNT]);

impl Wakeups {
    pub fn notify_topic(&self, topic: Topic) {
        self.0[topic as usize].notify_one();
    }

    /// Ready when the topic is notified, or was since this was last ready.
    pub async fn notified(&self, topic: Topic) {
        self.0[topic as usize].notified().await;
    }
}

/// The topics that a transaction will notify when it commits.
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
