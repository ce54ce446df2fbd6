//! What the courier has on its way to Telegram, and how it ends. Knows nothing of messages.

use std::collections::HashSet;
use std::future;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::domain::ids::ChatId;
use crate::store::StoreError;

/// What is on its way to Telegram: one row for each chat, so that every chat gets its messages in order and none waits
/// for another.
#[derive(Default)]
pub struct Round<'a> {
    sending: FuturesUnordered<BoxFuture<'a, (ChatId, Result<Fate, StoreError>)>>,
    chats: HashSet<ChatId>,
    done: usize,
    trouble: Option<StoreError>,
}

impl<'a> Round<'a> {
    /// Puts something on its way to a chat; it says itself where it went and what became of it.
    pub fn begin(&mut self, chat: ChatId, carrying: BoxFuture<'a, (ChatId, Result<Fate, StoreError>)>) {
        self.chats.insert(chat);
        self.sending.push(carrying);
    }

    /// Whether something is on its way to this chat.
    pub fn is_at(&self, chat: ChatId) -> bool {
        self.chats.contains(&chat)
    }

    /// How many chats are being written to.
    pub fn size(&self) -> usize {
        self.sending.len()
    }

    /// How many rows are done with by now, unless something could not be recorded.
    pub fn done(&mut self) -> Result<usize, StoreError> {
        self.trouble.take().map_or(Ok(self.done), Err)
    }

    /// Ready when something has ended; never while nothing is on its way.
    pub async fn moves(&mut self) {
        let Some(ended) = self.sending.next().await else { return future::pending().await };
        self.note(ended);
        while let Some(Some(ended)) = self.sending.next().now_or_never() {
            self.note(ended);
        }
    }

    /// Ready when nothing is on its way any more.
    pub async fn ends(&mut self) {
        while !self.sending.is_empty() {
            self.moves().await;
        }
    }

    fn note(&mut self, (chat, ended): (ChatId, Result<Fate, StoreError>)) {
        self.chats.remove(&chat);
        match ended {
            Ok(fate) => self.done += usize::from(fate == Fate::Over),
            Err(error) => {
                log::error!("what was sent to chat {chat} can't be recorded yet: {error}");
                self.trouble = Some(error);
            }
        }
    }
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is out of the outbox.
    Over,
    /// It is tried again later.
    Stays,
}
