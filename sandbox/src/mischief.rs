//! Mischief of the wire, which a sound bot does not notice: what real servers do now and then although it means nothing. Both
//! simulated servers can be told to do it all the time, by a seed that repeats it.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt;
use serde_json::{Value, json};

/// A field that no version of any interface has.
pub const UNKNOWN_FIELD: &str = "sandbox_unknown_field";

/// How long a slow server thinks before and after a call, at most, in microseconds.
const LONGEST_DELAY: u64 = 3_000;

/// The largest piece of an answer that comes in pieces. Most are smaller than any field.
const LARGEST_PIECE: usize = 1_400;

/// What changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mischief {
    /// Telegram brings every update twice: in one answer, or once more after it was confirmed.
    DoubledUpdates,
    /// Every object of every answer and update has a field that nobody knows.
    UnknownFields,
    /// After every message comes an edit that changes nothing: a reaction makes Telegram send that.
    RepeatedEdits,
    /// Both servers take their time before they act and before they answer.
    SlowAnswers,
    /// Answers come in pieces.
    ChunkedAnswers,
}

/// The mischief that a server is up to.
#[derive(Clone, Debug, Default)]
pub(super) struct Mischiefs {
    on: BTreeSet<Mischief>,
    dice: Dice,
}

impl Mischiefs {
    pub fn new(on: &[Mischief], seed: u64) -> Self {
        Self { on: on.iter().copied().collect(), dice: Dice::new(seed) }
    }

    pub fn plays(&self, mischief: Mischief) -> bool {
        self.on.contains(&mischief)
    }

    /// How long to wait now; nothing where nothing is slow.
    pub fn delay(&mut self) -> Duration {
        match self.plays(Mischief::SlowAnswers) {
            true => Duration::from_micros(self.dice.roll(LONGEST_DELAY)),
            false => Duration::ZERO,
        }
    }

    /// An answer on its way out: as it is, or piece by piece.
    pub fn send_body(&mut self, bytes: impl Into<Vec<u8>>) -> Body {
        let bytes = bytes.into();
        if !self.plays(Mischief::ChunkedAnswers) {
            return Body::from(bytes);
        }
        let mut pieces = Vec::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let largest = if self.dice.roll(4) == 0 { LARGEST_PIECE } else { 40 };
            let (piece, left) = rest.split_at((1 + self.dice.roll_index(largest)).min(rest.len()));
            pieces.push(piece.to_vec());
            rest = left;
        }
        let pieces = futures_util::stream::iter(pieces).then(|piece| async {
            // So that it leaves before the next one is there.
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(piece)
        });
        Body::from_stream(pieces)
    }
}

/// These bytes one by one, and spaces behind them for ever: who waits for silence waits in vain.
pub(super) fn trickle(bytes: Vec<u8>) -> Body {
    let endless = bytes.into_iter().chain(std::iter::repeat(b' '));
    let slowly = futures_util::stream::iter(endless).then(|byte| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok::<_, Infallible>(vec![byte])
    });
    Body::from_stream(slowly)
}

/// Adds the unknown field to every object within.
pub(super) fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_unknown_fields),
        Value::Object(fields) => {
            fields.values_mut().for_each(add_unknown_fields);
            fields.insert(UNKNOWN_FIELD.to_owned(), json!({ "of": ["the future", null, 1.5] }));
        }
        _ => {}
    }
}

/// Numbers that look like chance and are the same for the same seed.
#[derive(Clone, Debug, Default)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`, which is at least one.
    pub fn roll(&mut self, sides: u64) -> u64 {
        // SplitMix64: every seed, 0 too, begins well.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    /// The place of one among so many.
    pub fn roll_index(&mut self, among: usize) -> usize {
        usize::try_from(self.roll(among as u64)).unwrap_or(0)
    }

    /// One of these.
    ///
    /// # Panics
    /// If there is none.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll_index(from.len())]
    }
}
