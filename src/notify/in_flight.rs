//! What is on its way to one of the two servers, and how it ends: one thing at a time for each chat or ticket, so that each gets
//! its own in order and none waits for another.

use std::collections::HashSet;
use std::fmt::Display;
use std::future;
use std::hash::Hash;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::store::StoreError;

/// What is on its way to places of a kind.
pub struct InFlight<'a, K> {
    /// How such a place is called in the log.
    kind: &'static str,
    under_way: FuturesUnordered<BoxFuture<'a, (K, Result<Completion, StoreError>)>>,
    places: HashSet<K>,
    done: usize,
    trouble: Option<StoreError>,
}

impl<'a, K: Copy + Eq + Hash + Display> InFlight<'a, K> {
    pub fn of_kind(kind: &'static str) -> Self {
        Self { kind, under_way: FuturesUnordered::new(), places: HashSet::new(), done: 0, trouble: None }
    }

    /// Puts something on its way to a place; it says itself where it went and what became of it.
    pub fn start_task(&mut self, place: K, carrying: BoxFuture<'a, (K, Result<Completion, StoreError>)>) {
        self.places.insert(place);
        self.under_way.push(carrying);
    }

    /// Whether something is on its way to this place.
    pub fn is_busy(&self, place: K) -> bool {
        self.places.contains(&place)
    }

    /// To how many places something is on its way.
    pub fn task_count(&self) -> usize {
        self.under_way.len()
    }

    /// How many things are done with by now, unless something could not be recorded.
    pub fn take_done(&mut self) -> Result<usize, StoreError> {
        self.trouble.take().map_or(Ok(self.done), Err)
    }

    /// Ready when something has ended; never while nothing is on its way.
    pub async fn next_completed(&mut self) {
        let Some(ended) = self.under_way.next().await else { return future::pending().await };
        self.record_completion(ended);
        while let Some(Some(ended)) = self.under_way.next().now_or_never() {
            self.record_completion(ended);
        }
    }

    /// Ready when nothing is on its way any more.
    pub async fn drain_all(&mut self) {
        while !self.under_way.is_empty() {
            self.next_completed().await;
        }
    }

    fn record_completion(&mut self, (place, ended): (K, Result<Completion, StoreError>)) {
        self.places.remove(&place);
        match ended {
            Ok(fate) => self.done += usize::from(fate == Completion::Over),
            Err(error) => {
                log::error!("what was sent to {} {place} can't be recorded yet: {error}", self.kind);
                self.trouble = Some(error);
            }
        }
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// It is over, or a step of it.
    Over,
    /// It is tried again later.
    Stays,
}
