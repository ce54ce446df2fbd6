//! Who may be typing a password, so that what they write is never written down and does not stay in the chat.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::update::{ChatKind, IncomingUpdate, UpdateKind};
use crate::domain::ids::TelegramUser;

/// So long after a link to the page, the end of a question or a sign-in a password may still come.
pub const REDACTION_DURATION: SignedDuration = SignedDuration::from_mins(10);

/// People who may be typing a password, each with the update that began it. Updates are read ahead of being dealt with, so
/// an older one never ends what a newer one has begun.
#[derive(Clone, Debug, Default)]
pub struct PasswordRedaction(Arc<Mutex<HashMap<TelegramUser, Watched>>>);

#[derive(Clone, Copy, Debug)]
struct Watched {
    since: i64,
    state: RedactionState,
}

#[derive(Clone, Copy, Debug)]
enum RedactionState {
    /// They are asked for a login or a password: whatever they write may be one.
    Asked,
    /// Nobody asks any more.
    Lately { until: Timestamp, heed: RedactionScope },
}

/// What is taken for a password that nobody has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedactionScope {
    /// All that is said: whoever is not signed in has little else to say.
    Everything,
    /// A single word, as it comes twice from somebody in haste.
    SingleWords,
}

impl PasswordRedaction {
    /// From this update on they are asked.
    pub fn begin_for(&self, who: TelegramUser, update: i64) {
        let mut all = self.0.lock();
        let since = all.get(&who).map_or(update, |watched| watched.since.max(update));
        all.insert(who, Watched { since, state: RedactionState::Asked });
    }

    /// With this update nobody asks any more, unless a later one has begun it anew; for a while a password may still come.
    pub fn watch(&self, who: TelegramUser, update: i64, heed: RedactionScope, now: Timestamp) {
        let mut all = self.0.lock();
        all.retain(|_, watched| watched.state.lasts(now));
        if all.get(&who).is_none_or(|watched| watched.since <= update) {
            all.insert(
                who,
                Watched {
                    since: update,
                    state: RedactionState::Lately { until: now + REDACTION_DURATION, heed },
                },
            );
        }
    }

    /// They are watched from now on, whatever they have written last.
    pub fn watch_on(&self, who: TelegramUser, heed: RedactionScope, now: Timestamp) {
        let since = self.0.lock().get(&who).map_or(0, |watched| watched.since);
        self.watch(who, since, heed, now);
    }

    /// The same for whoever was asked; nobody else is watched.
    pub fn end_for(&self, who: TelegramUser, update: i64, heed: RedactionScope, now: Timestamp) {
        let asked = matches!(self.0.lock().get(&who), Some(Watched { state: RedactionState::Asked, .. }));
        if asked {
            self.watch(who, update, heed, now);
        }
    }

    /// Whether this may be a password: something said to us in a private chat, by somebody who may be typing one.
    pub fn covers_update(&self, incoming_update: &IncomingUpdate, now: Timestamp) -> bool {
        if incoming_update.place.kind != ChatKind::Private {
            return false;
        }
        let all = self.0.lock();
        let Some(watched) = all.get(&incoming_update.from.who) else { return false };
        if incoming_update.update <= watched.since {
            return false;
        }
        match watched.state {
            RedactionState::Asked => true,
            RedactionState::Lately { until, .. } if until <= now => false,
            RedactionState::Lately { heed: RedactionScope::Everything, .. } => true,
            RedactionState::Lately { heed: RedactionScope::SingleWords, .. } => {
                is_single_word(&incoming_update.what)
            }
        }
    }
}

impl RedactionState {
    fn lasts(self, now: Timestamp) -> bool {
        match self {
            Self::Asked => true,
            Self::Lately { until, .. } => now < until,
        }
    }
}

/// One word that answers nothing.
fn is_single_word(what: &UpdateKind) -> bool {
    let words = match what {
        UpdateKind::Text { text, reply_to: None, .. } => text,
        UpdateKind::Media { caption, reply_to: None, .. } => caption,
        _ => return false,
    };
    words.split_whitespace().count() == 1
}
