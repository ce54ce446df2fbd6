//! Takes updates from Telegram, by asking or as they are brought: each is on disk before Telegram is told that it has
//! arrived, and what may be a password never is. What Telegram was asked for is dealt with while it goes to disk: a kill in
//! between leaves it with Telegram. One pass is one request; the loop around it lives in `app`.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::payloads::{GetUpdates, GetUpdatesSetters};

use super::api::ApiFailure;
use super::client::TelegramClient;
use super::password_redaction::PasswordRedaction;
use super::raw_update::ALLOWED_UPDATES;
use super::update::{IncomingUpdate, UpdateKind};
use super::webhook;
use crate::callback::Callback;
use crate::clock::Clock;
use crate::store::{Store, StoreError};

/// Telegram numbers updates anew after a week of silence, so a number that old confirms nothing any more.
const UPDATE_ID_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// Why a pass has brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error(transparent)]
    Telegram(#[from] ApiFailure),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who takes the updates of one token.
pub struct UpdateReceiver {
    telegram: TelegramClient,
    store: Store,
    clock: Clock,
    bot: String,
    redaction: PasswordRedaction,
    /// The number after the newest update on disk, and when it came.
    next: Option<(i64, Timestamp)>,
    pending: Option<PendingJournal>,
}

/// Updates that are handed out and may not be on disk yet, as they go there.
struct PendingJournal {
    rows: Arc<[(i64, String)]>,
    came: Timestamp,
    /// Nothing once that was in vain.
    writing: Option<BoxFuture<'static, Result<(), StoreError>>>,
}

impl UpdateReceiver {
    /// `bot` is our user name, without `@`.
    pub fn new(
        telegram: TelegramClient,
        store: Store,
        clock: Clock,
        bot: String,
        redaction: PasswordRedaction,
    ) -> Self {
        Self { telegram, store, clock, bot, redaction, next: None, pending: None }
    }

    /// The updates of an earlier run that were written down and not dealt with.
    pub async fn unfinished_updates(&self) -> Result<Vec<IncomingUpdate>, StoreError> {
        let open = self.store.read(|db| db.open_journal_entries()).await?;
        let left: Vec<_> =
            open.iter().filter_map(|(_, body)| IncomingUpdate::parse_update(body, &self.bot)).collect();
        // Whoever had just asked to sign in types the password next, perhaps before that is dealt with again.
        left.iter()
            .filter(|update| self.asks_to_sign_in(update))
            .for_each(|update| self.redaction.begin_for(update.from.who, update.update));
        Ok(left)
    }

    /// Asks once, waits `wait` at most, and returns what is new. Whatever was delivered before is left out. It is on its way to
    /// the disk; that it has arrived there is made sure of before Telegram is asked again. A webhook that stands in the way
    /// is removed.
    pub async fn poll_once(&mut self, wait: Duration) -> Result<Vec<IncomingUpdate>, ReceiveError> {
        self.flush_journal().await?;
        let now = self.clock.now();
        let offset =
            self.next.filter(|(_, at)| now.duration_since(*at) < UPDATE_ID_LIFETIME).map(|(next, _)| next);
        let mut payload =
            GetUpdates::new().limit(100).timeout(wait.as_secs() as u32).allowed_updates(ALLOWED_UPDATES);
        payload.offset = offset.map(|offset| offset as i32);
        let asked = self.telegram.api.call_method(&payload, wait + self.telegram.deadlines.updates).await;
        let raw: Vec<Box<RawValue>> = match asked {
            Err(failure) if webhook::is_conflict(&failure) => {
                webhook::remove_webhook(&self.telegram).await?;
                log::warn!("updates went to a webhook; it is removed, and they are asked for from now on");
                return Ok(Vec::new());
            }
            asked => asked?,
        };
        Ok(self.journal_updates(raw.iter().map(|raw| raw.get()).collect(), now).await?)
    }

    /// Writes down what Telegram has brought, and gives it, on disk, if it is new. What can't be read is left out: Telegram would
    /// bring it for ever.
    pub async fn receive_raw(&mut self, raw: &str) -> Result<Option<IncomingUpdate>, StoreError> {
        let fresh = self.journal_updates(vec![raw], self.clock.now()).await?;
        if let Err(error) = self.flush_journal().await {
            // It was not handed out: it comes again.
            self.pending = None;
            return Err(error);
        }
        Ok(fresh.into_iter().next())
    }

    /// Ready when all that was handed out is on disk.
    async fn flush_journal(&mut self) -> Result<(), StoreError> {
        let Some(wet) = &mut self.pending else { return Ok(()) };
        let written = match wet.writing.take() {
            Some(writing) => writing.await.is_ok(),
            None => false,
        };
        if !written {
            journal_update(&self.store, &wet.rows, wet.came).await?;
        }
        let newest = wet.rows.iter().map(|(id, _)| *id).max();
        self.next = newest.map(|newest| (newest + 1, wet.came)).or(self.next);
        self.pending = None;
        Ok(())
    }

    /// Begins to write updates down and returns those that are new.
    async fn journal_updates(
        &mut self,
        raw: Vec<&str>,
        now: Timestamp,
    ) -> Result<Vec<IncomingUpdate>, StoreError> {
        let mut read = Vec::with_capacity(raw.len());
        for raw in raw {
            match IncomingUpdate::parse_update(raw, &self.bot) {
                Some(update) => read.push((raw, update)),
                None => {
                    log::warn!("Telegram sent something that is no update ({} bytes); left out", raw.len());
                }
            }
        }
        if read.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = read.iter().map(|(_, update)| update.update).collect();
        let mut known = self.store.read_inline(move |db| db.journaled_ids(&ids)).await?;
        let write = |(raw, update): &(&str, IncomingUpdate)| {
            let body = self.journal_text(raw, update);
            // What comes again was dealt with, or will be: it asks for no password once more.
            if self.asks_to_sign_in(update) && !known.contains(&update.update) {
                self.redaction.begin_for(update.from.who, update.update);
            }
            (update.update, body)
        };
        let rows: Arc<[_]> = read.iter().map(write).collect();
        let writing = Some(journal_update(&self.store, &rows, now));
        self.pending = Some(PendingJournal { rows, came: now, writing });
        // One that is in this very answer twice counts once.
        Ok(read.into_iter().map(|(_, update)| update).filter(|new| known.insert(new.update)).collect())
    }

    /// What goes to disk of an update: all of it, but for what may be a password.
    fn journal_text(&self, raw: &str, update: &IncomingUpdate) -> String {
        let said = update.words_behind_login(&self.bot);
        match said {
            // A name is no secret, unless it is a password in the wrong place.
            Some(words) if is_one_word(&words) && update.is_private() => self.store.seal_text(raw),
            Some(words) if !words.is_empty() => redact_text(raw, true),
            _ if self.may_be_secret(update) => redact_text(raw, false),
            _ => raw.to_owned(),
        }
    }

    /// Whether this is `/login`, or the button that says it, where passwords are typed.
    fn asks_to_sign_in(&self, update: &IncomingUpdate) -> bool {
        let pressed = matches!(&update.what, UpdateKind::Press { data, .. } if Callback::decode(data) == Some(Callback::SignIn));
        update.is_private() && (pressed || update.words_behind_login(&self.bot).is_some())
    }

    /// Whether somebody writes this to us in the middle of signing in. Even a command may be a password.
    fn may_be_secret(&self, update: &IncomingUpdate) -> bool {
        let said = matches!(
            update.what,
            UpdateKind::Command { .. }
                | UpdateKind::Text { .. }
                | UpdateKind::Edited { .. }
                | UpdateKind::Media { .. }
        );
        said && self.redaction.covers_update(update, self.clock.now())
    }
}

fn is_one_word(words: &str) -> bool {
    words.split_whitespace().count() == 1
}

/// Begins to write updates down, before anything that follows from them.
fn journal_update(
    store: &Store,
    rows: &Arc<[(i64, String)]>,
    now: Timestamp,
) -> BoxFuture<'static, Result<(), StoreError>> {
    let rows = Arc::clone(rows);
    store
        .write(move |db| rows.iter().try_for_each(|(id, body)| db.journal_update(*id, body, now).map(drop)))
        .boxed()
}

/// The update with every text that a person wrote taken out, and the mark that it was: see [`UpdateKind::Withheld`].
/// An edit that is no `/login` is no answer to anything, and what it has changed may be old and stand for long: it stays.
fn redact_text(raw: &str, is_login: bool) -> String {
    #[derive(Deserialize)]
    struct Keep {
        update_id: i64,
        message: Option<Message>,
        edited_message: Option<Message>,
    }
    #[derive(Deserialize)]
    struct Message {
        message_id: i64,
        from: Option<serde_json::Value>,
        chat: serde_json::Value,
    }
    let message = |message: Message, withheld: bool| {
        serde_json::json!({
            "message_id": message.message_id, "from": message.from, "chat": message.chat, "withheld": withheld,
        })
    };
    // What was read once as an update reads again.
    let Ok(keep) = serde_json::from_str::<Keep>(raw) else { return String::new() };
    let mut kept = serde_json::json!({ "update_id": keep.update_id });
    if let Some(new) = keep.message {
        kept["message"] = message(new, true);
    }
    if let Some(edited) = keep.edited_message {
        kept["edited_message"] = message(edited, is_login);
    }
    kept.to_string()
}
