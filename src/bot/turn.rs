//! What one update leads to: writes and messages, collected while an endpoint works and committed in one transaction
//! with the tick in the journal. A kill before the commit leaves nothing; the update is then dealt with anew.

use jiff::Timestamp;

use crate::domain::ids::Target;
use crate::screen::{Class, Screen};
use crate::service::answers::{self, Asker};
use crate::service::parcel::{self, Parcel};
use crate::service::turns::Follows;
use crate::store::{Db, Result};
use crate::telegram::gateway::{Toast, ToastKind};

type Write = Box<dyn FnOnce(&mut Db<'_>) -> Result<()> + Send>;

/// One effect of an update.
enum Effect {
    Store(Write),
    /// Something to be shown to whoever asked.
    Answer {
        target: Target,
        parcel: Parcel,
        now: Timestamp,
    },
}

/// The effects of one update.
#[derive(Default)]
pub struct Turn {
    effects: Vec<Effect>,
    /// What a press is answered with; nothing but the end of the spinner if `None`.
    pub toast: Option<Toast>,
}

impl Turn {
    /// A press that is answered with a passing word.
    pub fn toast(text: impl Into<String>) -> Self {
        let toast = Toast { text: text.into(), kind: ToastKind::Passing, url: None };
        Self { toast: Some(toast), ..Self::default() }
    }

    /// A press that is answered with a window, because it must be read.
    pub fn window(text: impl Into<String>) -> Self {
        let toast = Toast { text: text.into(), kind: ToastKind::Window, url: None };
        Self { toast: Some(toast), ..Self::default() }
    }

    /// What follows from something that was done at the helpdesk.
    pub fn storing(follows: Follows) -> Self {
        let mut turn = Self::default();
        turn.write(move |db| follows.store(db));
        turn
    }

    /// Nothing but one message.
    pub fn saying(target: Target, screen: Screen, now: Timestamp) -> Self {
        let mut turn = Self::default();
        turn.say(target, screen, now);
        turn
    }

    /// A message as the answer to somebody who waits for it.
    pub fn say(&mut self, target: Target, screen: Screen, now: Timestamp) {
        self.post(target, Parcel::say(screen), now);
    }

    /// Anything else to be shown as an answer.
    pub fn post(&mut self, target: Target, parcel: Parcel, now: Timestamp) {
        self.effects.push(Effect::Answer { target, parcel, now });
    }

    /// A message that must be read, whoever asked or did something.
    pub fn warn(&mut self, target: Target, screen: Screen, now: Timestamp) {
        self.write(move |db| answers::warn(db, target, screen, now));
    }

    /// Something to be stored.
    pub fn write(&mut self, write: impl FnOnce(&mut Db<'_>) -> Result<()> + Send + 'static) {
        self.effects.push(Effect::Store(Box::new(write)));
    }

    /// Adds what another turn would do, after what this one does.
    pub fn absorb(&mut self, other: Self) {
        self.effects.extend(other.effects);
        self.toast = self.toast.take().or(other.toast);
    }

    /// Does it all, within the caller's transaction.
    pub fn commit(self, db: &mut Db<'_>) -> Result<()> {
        self.effects.into_iter().try_for_each(|effect| match effect {
            Effect::Store(write) => write(db),
            Effect::Answer { target, parcel, now } => parcel::post(db, target, Class::Answer, &parcel, now),
        })
    }

    /// The same, with answers as this asker gets them.
    pub fn commit_for(self, db: &mut Db<'_>, asker: &Asker) -> Result<()> {
        self.effects.into_iter().try_for_each(|effect| match effect {
            Effect::Store(write) => write(db),
            Effect::Answer { target, parcel, now } => answers::post(db, asker, target, &parcel, now),
        })
    }
}
