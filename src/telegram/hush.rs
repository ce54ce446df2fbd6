//! Who may be typing a password, so that what they write is never written down and does not stay in the chat.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};

use super::incoming::{ChatKind, Incoming, What};
use crate::domain::ids::TelegramUser;

/// So long after a link to the page, the end of a question or a sign-in a password may still come.
pub const WATCHED: SignedDuration = SignedDuration::from_mins(10);

/// People who may be typing a password, each with the update that began it. Updates are read ahead of being dealt with, so
/// an older one never ends what a newer one has begun.
#[derive(Clone, Debug, Default)]
pub struct Hush(Arc<Mutex<HashMap<TelegramUser, Watched>>>);

#[derive(Clone, Copy, Debug)]
struct Watched {
    since: i64,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// They are asked for a login or a password: whatever they write may be one.
    Asked,
    /// Nobody asks any more.
    Lately { until: Timestamp, heed: Heed },
}

/// What is taken for a password that nobody has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// All that is said: whoever is not signed in has little else to say.
    Everything,
    /// A single word, as it comes twice from somebody in haste.
    SingleWords,
}

impl Hush {
    /// From this update on they are asked.
    pub fn begin(&self, who: TelegramUser, update: i64) {
        let mut all = self.lock();
        let since = all.get(&who).map_or(update, |watched| watched.since.max(update));
        all.insert(who, Watched { since, state: State::Asked });
    }

    /// With this update nobody asks any more, unless a later one has begun it anew; for a while a password may still come.
    pub fn watch(&self, who: TelegramUser, update: i64, heed: Heed, now: Timestamp) {
        let mut all = self.lock();
        all.retain(|_, watched| watched.state.lasts(now));
        if all.get(&who).is_none_or(|watched| watched.since <= update) {
            all.insert(who, Watched { since: update, state: State::Lately { until: now + WATCHED, heed } });
        }
    }

    /// They are watched from now on, whatever they have written last.
    pub fn watch_on(&self, who: TelegramUser, heed: Heed, now: Timestamp) {
        let since = self.lock().get(&who).map_or(0, |watched| watched.since);
        self.watch(who, since, heed, now);
    }

    /// The same for whoever was asked; nobody else is watched.
    pub fn end(&self, who: TelegramUser, update: i64, heed: Heed, now: Timestamp) {
        let asked = matches!(self.lock().get(&who), Some(Watched { state: State::Asked, .. }));
        if asked {
            self.watch(who, update, heed, now);
        }
    }

    /// Whether this may be a password: something said to us in a private chat, by somebody who may be typing one.
    pub fn covers(&self, incoming: &Incoming, now: Timestamp) -> bool {
        if incoming.place.kind != ChatKind::Private {
            return false;
        }
        let all = self.lock();
        let Some(watched) = all.get(&incoming.from.who) else { return false };
        if incoming.update <= watched.since {
            return false;
        }
        match watched.state {
            State::Asked => true,
            State::Lately { until, .. } if until <= now => false,
            State::Lately { heed: Heed::Everything, .. } => true,
            State::Lately { heed: Heed::SingleWords, .. } => is_single_word(&incoming.what),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TelegramUser, Watched>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl State {
    fn lasts(self, now: Timestamp) -> bool {
        match self {
            Self::Asked => true,
            Self::Lately { until, .. } => now < until,
        }
    }
}

/// One word that answers nothing.
fn is_single_word(what: &What) -> bool {
    let words = match what {
        What::Text { text, reply_to: None, .. } => text,
        What::Media { caption, reply_to: None, .. } => caption,
        _ => return false,
    };
    words.split_whitespace().count() == 1
}
