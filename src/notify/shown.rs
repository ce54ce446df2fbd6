//! What the bot's messages show, as far as this process has sent it: so that nothing is edited to what it shows already, and no message
//! of a group more often than anybody can follow. What is forgotten costs one edit in vain.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::domain::ids::CardRef;
use crate::view::MessageView;

/// So many messages are remembered.
const MOST: usize = 20_000;

/// How often a message of a group is changed at most: a panel on which somebody presses button after button is drawn once.
const EVERY: SignedDuration = SignedDuration::from_secs(3);

/// The memory; clones share it.
#[derive(Clone, Default)]
pub struct Shown(Arc<Mutex<HashMap<CardRef, Last>>>);

#[derive(Clone, Copy)]
struct Last {
    digest: u64,
    edited: Option<Timestamp>,
}

/// What is to be done about an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Send,
    /// It stands there.
    Spare,
    /// It was changed a moment ago.
    Wait(Timestamp),
}

impl Shown {
    /// Whether a message has to be changed to look like this, and now.
    pub fn judge(&self, at: CardRef, view: &MessageView, now: Timestamp) -> Edit {
        let Some(last) = self.0.lock().get(&at).copied() else { return Edit::Send };
        if last.digest == digest(view) {
            return Edit::Spare;
        }
        match last.edited.map(|edited| edited + EVERY) {
            // A clock that was set back is nobody's reason to wait.
            Some(next) if !at.chat.is_private() && next > now && next - now <= EVERY => Edit::Wait(next),
            _ => Edit::Send,
        }
    }

    /// A new message stands there.
    pub fn sent(&self, at: CardRef, view: &MessageView) {
        self.note(at, Last { digest: digest(view), edited: None });
    }

    /// A message was changed.
    pub fn edited(&self, at: CardRef, view: &MessageView, now: Timestamp) {
        self.note(at, Last { digest: digest(view), edited: Some(now) });
    }

    /// Nobody knows what it shows.
    pub fn forget(&self, at: CardRef) {
        self.0.lock().remove(&at);
    }

    /// Somebody else has sent meanwhile.
    pub fn forget_all(&self) {
        self.0.lock().clear();
    }

    fn note(&self, at: CardRef, last: Last) {
        let mut all = self.0.lock();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(at, last);
    }
}

fn digest(view: &MessageView) -> u64 {
    let mut hasher = DefaultHasher::new();
    view.hash(&mut hasher);
    hasher.finish()
}
