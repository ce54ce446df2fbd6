//! What one update leads to: writes and messages, collected while an endpoint works and committed in one transaction
//! with the tick in the journal. A kill before the commit leaves nothing; the update is then dealt with anew.

use jiff::Timestamp;

use crate::domain::ids::{Target, TelegramUser};
use crate::notify::answers::{self, Asker};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::questions::{self, NewQuestion};
use crate::store::{Db, QuestionEnd, Result};
use crate::telegram::client::{Toast, ToastKind};
use crate::tickets::ticket_locks::{TicketLock, UnitOfWork};
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
    /// A question of a dialogue is put, and all others of its reader are closed.
    OpenQuestion {
        who: TelegramUser,
        question: NewQuestion,
        now: Timestamp,
    },
    /// Whatever was asked is closed, as this.
    CloseQuestions {
        who: TelegramUser,
        end: Option<QuestionEnd>,
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
    /// What one person is shown in the place of the window, where that can be.
    pub panel: Option<MessageView>,
    /// What they are shown alone goes, and everybody's message is seen again.
    pub closes_panel: bool,
    /// Held until all of it is committed.
    pub ticket_lock: Option<TicketLock>,
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

    /// A press on the way back from what one person alone sees.
    pub fn closing_panel() -> Self {
        Self { closes_panel: true, ..Self::default() }
    }

    /// What this person is shown in their own chat alone: where it stands among the effects, and what it is.
    pub fn find_private_answer(&self, who: TelegramUser) -> Option<(usize, &OutboxMessage)> {
        let own = Target::whole_chat(who.private_chat());
        self.effects.iter().enumerate().find_map(|(at, effect)| match effect {
            Effect::Answer { target, message, .. } if *target == own => Some((at, message)),
            _ => None,
        })
    }

    /// Leaves out what was shown already.
    pub fn drop_answer(&mut self, at: usize) {
        self.effects.remove(at);
    }

    /// What follows from something that was done at the helpdesk.
    pub fn from_work(work: UnitOfWork) -> Self {
        let (writes, ticket_lock) = work.into_parts();
        let mut effects = Self { ticket_lock, ..Self::default() };
        effects.add_write(writes);
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

    /// A dialogue waits for the answer to this from now on.
    pub fn open_question(&mut self, who: TelegramUser, question: NewQuestion, now: Timestamp) {
        self.effects.push(Effect::OpenQuestion { who, question, now });
    }

    /// Nothing is asked any more: what was becomes this, or what it becomes when nobody answers.
    pub fn close_questions(&mut self, who: TelegramUser, end: Option<QuestionEnd>, now: Timestamp) {
        self.effects.push(Effect::CloseQuestions { who, end, now });
    }

    /// Adds what another turn would do, after what this one does.
    pub fn merge_effects(&mut self, other: Self) {
        self.effects.extend(other.effects);
        self.toast = self.toast.take().or(other.toast);
        self.late_failure = self.late_failure.take().or(other.late_failure);
        self.panel = self.panel.take().or(other.panel);
        self.closes_panel |= other.closes_panel;
        self.ticket_lock = self.ticket_lock.take().or(other.ticket_lock);
    }

    /// Does it all, within the caller's transaction.
    pub fn commit_effects(self, db: &mut Db<'_>) -> Result<()> {
        let urgent = |_| SendPriority::Answer;
        self.commit(db, urgent, |db, target, message, now| {
            outbox_message::enqueue(db, target, SendPriority::Answer, message, now)
        })
    }

    /// The same, with answers as this asker gets them.
    pub fn commit_for(self, db: &mut Db<'_>, asker: &Asker) -> Result<()> {
        let urgent = |now| asker.priority(now);
        self.commit(db, urgent, |db, target, message, now| answers::post(db, asker, target, message, now))
    }

    fn commit(
        self,
        db: &mut Db<'_>,
        priority: impl Fn(Timestamp) -> SendPriority,
        post: impl Fn(&mut Db<'_>, Target, &OutboxMessage, Timestamp) -> Result<()>,
    ) -> Result<()> {
        self.effects.into_iter().try_for_each(|effect| match effect {
            Effect::Store(write) => write(db),
            Effect::Answer { target, message, now } => post(db, target, &message, now),
            Effect::OpenQuestion { who, question, now } => {
                questions::open_question(db, who, &question, priority(now), now)
            }
            Effect::CloseQuestions { who, end, now } => {
                questions::close_questions(db, who, end.as_ref(), priority(now), now)
            }
        })
    }
}
