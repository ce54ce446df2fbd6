//! What one update leads to: writes and messages, collected while an endpoint works and committed in one transaction
//! with the tick in the journal. A kill before the commit leaves nothing; the update is then dealt with anew.

use jiff::Timestamp;

use crate::domain::ids::Target;
use crate::notify::answers::{self, Asker};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::{Db, Result};
use crate::telegram::client::{Toast, ToastKind};
use crate::tickets::ticket_locks::UnitOfWork;
use crate::view::{MessageView, SendPriority};

type PendingWrite = Box<dyn FnOnce(&mut Db<'_>) -> Result<()> + Send>;

/// One effect of an update.
enum Effect {
    Store(PendingWrite),
    /// Something to be shown to whoever asked.
    Answer {
        target: Target,
        message: OutboxMessage,
        now: Timestamp,
    },
}

/// The effects of one update.
#[derive(Default)]
pub struct Effects {
    effects: Vec<Effect>,
    /// What a press is answered with; nothing but the end of the spinner if `None`.
    pub toast: Option<Toast>,
    /// What is sent in its place, with a sound, where the press was answered before its result was known.
    pub late_failure: Option<OutboxMessage>,
}

impl Effects {
    /// A press that is answered with a passing word.
    pub fn with_toast(text: impl Into<String>) -> Self {
        let toast = Toast { text: text.into(), kind: ToastKind::Passing, url: None };
        Self { toast: Some(toast), ..Self::default() }
    }

    /// A press that is answered with a window, because it must be read.
    pub fn alert(text: impl Into<String>) -> Self {
        let toast = Toast { text: text.into(), kind: ToastKind::Window, url: None };
        Self { toast: Some(toast), ..Self::default() }
    }

    /// What follows from something that was done at the helpdesk.
    pub fn from_work(work: UnitOfWork) -> Self {
        let mut effects = Self::default();
        effects.add_write(move |db| work.store_all(db));
        effects
    }

    /// Nothing but one message.
    pub fn with_message(target: Target, view: MessageView, now: Timestamp) -> Self {
        let mut effects = Self::default();
        effects.send_view(target, view, now);
        effects
    }

    /// A message as the answer to somebody who waits for it.
    pub fn send_view(&mut self, target: Target, view: MessageView, now: Timestamp) {
        self.post_message(target, OutboxMessage::send_view(view), now);
    }

    /// Anything else to be shown as an answer.
    pub fn post_message(&mut self, target: Target, message: OutboxMessage, now: Timestamp) {
        self.effects.push(Effect::Answer { target, message, now });
    }

    /// A message that must be read, whoever asked or did something.
    pub fn warn(&mut self, target: Target, view: MessageView, now: Timestamp) {
        self.add_write(move |db| answers::warn(db, target, view, now));
    }

    /// Something to be stored.
    pub fn add_write(&mut self, write: impl FnOnce(&mut Db<'_>) -> Result<()> + Send + 'static) {
        self.effects.push(Effect::Store(Box::new(write)));
    }

    /// Adds what another turn would do, after what this one does.
    pub fn merge_effects(&mut self, other: Self) {
        self.effects.extend(other.effects);
        self.toast = self.toast.take().or(other.toast);
        self.late_failure = self.late_failure.take().or(other.late_failure);
    }

    /// Does it all, within the caller's transaction.
    pub fn commit_effects(self, db: &mut Db<'_>) -> Result<()> {
        self.effects.into_iter().try_for_each(|effect| match effect {
            Effect::Store(write) => write(db),
            Effect::Answer { target, message, now } => {
                outbox_message::enqueue(db, target, SendPriority::Answer, &message, now)
            }
        })
    }

    /// The same, with answers as this asker gets them.
    pub fn commit_for(self, db: &mut Db<'_>, asker: &Asker) -> Result<()> {
        self.effects.into_iter().try_for_each(|effect| match effect {
            Effect::Store(write) => write(db),
            Effect::Answer { target, message, now } => answers::post(db, asker, target, &message, now),
        })
    }
}
