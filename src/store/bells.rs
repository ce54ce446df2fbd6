//! What a transaction leaves for others to do, as bells: whoever does it sleeps until theirs is rung. A bell says only that it is
//! worth a look; what there is to do stands in the database.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::Notify;

use super::postgres::Link;
use super::sql::StoreError;

/// How soon a thread that listens notices that nobody wants to hear any more, and how long it rests without a server.
const A_WHILE: Duration = Duration::from_secs(1);

const COUNT: usize = 5;

/// Who is to wake up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bell {
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

impl Bell {
    pub const ALL: [Self; COUNT] = [Self::Outbox, Self::Comments, Self::Jobs, Self::Sessions, Self::Lists];

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

/// All bells. Each has one who listens, and stays rung until they do.
#[derive(Debug, Default)]
pub struct Bells([Notify; COUNT]);

impl Bells {
    pub fn ring(&self, bell: Bell) {
        self.0[bell as usize].notify_one();
    }

    /// Ready when the bell is rung, or was since this was last ready.
    pub async fn rung(&self, bell: Bell) {
        self.0[bell as usize].notified().await;
    }
}

/// Rings the bells that other processes of the same database pull, from a thread of its own, for as long as somebody has them.
pub(super) fn hear(mut link: Link, bells: &Arc<Bells>) -> Result<(), StoreError> {
    let bells = Arc::downgrade(bells);
    let listen = move || {
        while bells.strong_count() > 0 {
            let ring = |bell| bells.upgrade().into_iter().for_each(|bells| bells.ring(bell));
            if let Err(error) = link.listen(A_WHILE, ring) {
                log::warn!("other processes' bells can't be heard: {error}");
                link.forget();
                thread::sleep(A_WHILE);
            }
        }
    };
    let begun = thread::Builder::new().name("store-bells".to_owned()).spawn(listen);
    begun.map(drop).map_err(|error| StoreError::Database(error.to_string()))
}

/// Those that a transaction will ring, if it ends well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pulled([bool; COUNT]);

impl Pulled {
    pub fn pull(&mut self, bell: Bell) {
        self.0[bell as usize] = true;
    }

    pub fn all(self) -> impl Iterator<Item = Bell> {
        Bell::ALL.into_iter().filter(move |bell| self.0[*bell as usize])
    }
}
