//! What one update leads to: writes and messages, collected while an endpoint works and committed in one transaction
//! with the tick in the journal. A kill before the commit leaves nothing; the update is then dealt with anew.

use std::fmt;

use crate::context::tx::Tx;
use crate::domain::ids::{Target, TelegramUser};
use crate::notify::answers::{self, Asker};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::questions::{self, NewQuestion};
use crate::store::{QuestionEnd, Result};
use crate::telegram::client::{Toast, ToastKind};
use crate::tickets::ticket_locks::{PendingWrite, TicketLock, UnitOfWork};
use crate::view::{MessageView, SendPriority};

/// One effect of an update.
enum Effect {
    Store(PendingWrite),
    /// Something to be shown to whoever asked.
    Answer {
        target: Target,
        message: OutboxMessage,
    },
    /// A question of a dialogue is put, and all others of its reader are closed.
    OpenQuestion {
        who: TelegramUser,
        question: NewQuestion,
    },
    /// Whatever was asked is closed, as this.
    CloseQuestions {
        who: TelegramUser,
        end: Option<QuestionEnd>,
    },
}

/// Kinds and places without any text: nobody's words belong in a log.
impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(write) => write.fmt(f),
            Self::Answer { target, .. } => write!(f, "answer in {}", target.chat),
            Self::OpenQuestion { who, .. } => write!(f, "question to {who}"),
            Self::CloseQuestions { who, .. } => write!(f, "end of questions to {who}"),
        }
    }
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
        Self { effects: writes.into_iter().map(Effect::Store).collect(), ticket_lock, ..Self::default() }
    }

    /// Nothing but one message.
    pub fn with_message(target: Target, view: MessageView) -> Self {
        let mut effects = Self::default();
        effects.send_view(target, view);
        effects
    }

    /// A message as the answer to somebody who waits for it.
    pub fn send_view(&mut self, target: Target, view: MessageView) {
        self.post_message(target, OutboxMessage::send_view(view));
    }

    /// Anything else to be shown as an answer.
    pub fn post_message(&mut self, target: Target, message: OutboxMessage) {
        self.effects.push(Effect::Answer { target, message });
    }

    /// A message that must be read, whoever asked or did something.
    #[track_caller]
    pub fn warn(&mut self, target: Target, view: MessageView) {
        self.add_write(move |tx| answers::warn(tx.db, target, view, tx.now));
    }

    /// Something to be stored.
    #[track_caller]
    pub fn add_write(&mut self, write: impl FnOnce(&mut Tx<'_, '_>) -> Result<()> + Send + 'static) {
        self.effects.push(Effect::Store(PendingWrite::new(write)));
    }

    /// A dialogue waits for the answer to this from now on.
    pub fn open_question(&mut self, who: TelegramUser, question: NewQuestion) {
        self.effects.push(Effect::OpenQuestion { who, question });
    }

    /// Nothing is asked any more: what was becomes this, or what it becomes when nobody answers.
    pub fn close_questions(&mut self, who: TelegramUser, end: Option<QuestionEnd>) {
        self.effects.push(Effect::CloseQuestions { who, end });
    }

    /// What is to be done, in order, without anybody's words.
    pub fn outline(&self) -> impl fmt::Debug {
        &self.effects
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
    pub fn commit_effects(self, tx: &mut Tx<'_, '_>) -> Result<()> {
        self.commit(tx, SendPriority::Answer, |tx, target, message| {
            outbox_message::enqueue(tx.db, target, SendPriority::Answer, message, tx.now)
        })
    }

    /// The same, with answers as this asker gets them.
    pub fn commit_for(self, tx: &mut Tx<'_, '_>, asker: &Asker) -> Result<()> {
        self.commit(tx, asker.priority(tx.now), |tx, target, message| {
            answers::post(tx.db, asker, target, message, tx.now)
        })
    }

    fn commit(
        self,
        tx: &mut Tx<'_, '_>,
        priority: SendPriority,
        post: impl Fn(&mut Tx<'_, '_>, Target, &OutboxMessage) -> Result<()>,
    ) -> Result<()> {
        self.effects.into_iter().try_for_each(|effect| match effect {
            Effect::Store(write) => write.run(tx),
            Effect::Answer { target, message } => post(tx, target, &message),
            Effect::OpenQuestion { who, question } => {
                questions::open_question(tx.db, who, &question, priority, tx.now)
            }
            Effect::CloseQuestions { who, end } => {
                questions::close_questions(tx.db, who, end.as_ref(), priority, tx.now)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ChatId;

    #[test]
    fn the_outline_names_each_effect_and_nobody_s_words() {
        let mut effects = Effects::default();
        effects.add_write(|_| Ok(()));
        effects.send_view(Target::whole_chat(ChatId(7)), MessageView::from_html("secret"));
        effects.close_questions(TelegramUser(7), None);
        let outline = format!("{:?}", effects.outline());
        assert!(outline.starts_with("[write of src/bot/effects.rs:"), "{outline}");
        assert!(outline.ends_with(", answer in 7, end of questions to 7]"), "{outline}");
    }
}
