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
        let known = all.get(&who).map(|watched| watched.since);
        let since = known.filter(|since| is_older(update, *since)).unwrap_or(update);
        all.insert(who, Watched { since, state: RedactionState::Asked });
    }

    /// With this update nobody asks any more, unless a later one has begun it anew; for a while a password may still come.
    pub fn watch(&self, who: TelegramUser, update: i64, heed: RedactionScope, now: Timestamp) {
        let mut all = self.0.lock();
        all.retain(|_, watched| watched.state.lasts(now));
        if all.get(&who).is_none_or(|watched| !is_older(update, watched.since)) {
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
        if is_older(incoming_update.update, watched.since) {
            return false;
        }
        match watched.state {
            // What asked is none. What ended the asking may be one, and comes here again where it could not be stored.
            RedactionState::Asked => incoming_update.update != watched.since,
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

/// So far apart the numbers of updates can be that are in hand at once.
const READ_AHEAD: i64 = 1_000_000;

/// Whether an update came before another one. After a week without any, Telegram goes on with any number, also a lower one; 0
/// stands for whatever came before this process.
fn is_older(update: i64, than: i64) -> bool {
    than > update && (update == 0 || than - update <= READ_AHEAD)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn says(update: i64) -> IncomingUpdate {
        let raw = format!(
            r#"{{"update_id":{update},"message":{{"message_id":1,"date":1,"from":{{"id":5,"is_bot":false,"first_name":"A"}},"chat":{{"id":5,"type":"private"}},"text":"secret"}}}}"#
        );
        IncomingUpdate::parse_update(&raw, "desk_bot").unwrap()
    }

    #[test]
    fn a_password_is_covered_also_when_telegram_begins_to_count_anew() {
        let (who, now) = (TelegramUser(5), Timestamp::UNIX_EPOCH);
        for (before, after) in [(900_000_000, 7_000_000), (7_000_000, 900_000_000)] {
            for ended in [false, true] {
                let redaction = PasswordRedaction::default();
                redaction.begin_for(who, before);
                if ended {
                    redaction.watch(who, before + 1, RedactionScope::SingleWords, now);
                }
                redaction.begin_for(who, after);
                assert!(redaction.covers_update(&says(after + 1), now), "{before} {after} {ended}");
                assert!(!redaction.covers_update(&says(after), now), "what asked is none");
            }
        }
    }

    #[test]
    fn what_was_read_ahead_ends_nothing_that_is_newer() {
        let (who, now) = (TelegramUser(5), Timestamp::UNIX_EPOCH);
        let redaction = PasswordRedaction::default();
        redaction.begin_for(who, 100);
        redaction.watch(who, 99, RedactionScope::SingleWords, now);
        redaction.watch(who, 0, RedactionScope::SingleWords, now);
        assert!(redaction.covers_update(&says(101), now + REDACTION_DURATION));
    }
}
