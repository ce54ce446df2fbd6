//! Asking: every question of a dialogue is put here, and every press on one comes in here. A question has a number, which all its
//! buttons carry, so that an old button can never answer a newer question.

use super::Bot;
use super::dialogue::{DIALOGUE_TIMEOUT, Dialogue};
use super::effects::Effects;
use super::stop::Stop;
use crate::callback::Answer;
use crate::clock::random_bytes;
use crate::domain::ids::{MessageId, QuestionId, Target, TelegramUser};
use crate::notify::outbox_message::OutboxMessage;
use crate::notify::questions::{self, NewQuestion};
use crate::render::reader::Reader;
use crate::store::QuestionEnd;
use crate::t;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::{Button, MessageView, SendPriority};

/// Who is asked, and where: always in their private chat.
pub struct Asked<'a> {
    pub who: TelegramUser,
    pub target: Target,
    pub reader: &'a Reader,
}

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionPlace {
    /// In a new message; what was asked before is off.
    Anew,
    /// In a new message, and its dialogue goes on: the earlier question goes.
    Below,
    /// In the message of this question, whose button was pressed.
    Pressed(MessageId),
    /// The same question, drawn again.
    Redrawn(QuestionId, MessageId),
}

/// A dialogue whose open question was pressed. Made by the gate alone.
pub struct OpenQuestion {
    pub at: PressedQuestion,
    pub dialogue: Dialogue,
}

/// The open question that was pressed. Made by the gate alone.
#[derive(Clone, Copy)]
pub struct PressedQuestion {
    id: QuestionId,
    message: MessageId,
}

impl PressedQuestion {
    /// The next question takes the place of this one.
    pub fn next(self) -> QuestionPlace {
        QuestionPlace::Pressed(self.message)
    }

    /// This question, drawn again.
    pub fn again(self) -> QuestionPlace {
        QuestionPlace::Redrawn(self.id, self.message)
    }
}

impl<'a> Asked<'a> {
    /// Whoever is behind an update.
    pub fn by(update: &IncomingUpdate, reader: &'a Reader) -> Self {
        let who = update.from.who;
        let target = match update.is_private() {
            true => update.place.target,
            false => Target::whole_chat(who.private_chat()),
        };
        Self { who, target, reader }
    }
}

impl Effects {
    /// Asks the question that the dialogue waits to have answered. `draw` is given its number, for its buttons; the button that
    /// ends it comes below.
    pub fn ask(
        &mut self,
        asked: &Asked<'_>,
        dialogue: Dialogue,
        place: QuestionPlace,
        draw: impl FnOnce(QuestionId) -> MessageView,
    ) {
        let Asked { who, target, reader } = *asked;
        let now = reader.now;
        let unanswered = dialogue.unanswered(reader.lang);
        self.put_dialogue(who, dialogue);
        let (id, message, replaces) = match place {
            QuestionPlace::Redrawn(id, message) => (id, Some(message), None),
            QuestionPlace::Pressed(message) => (new_number(), Some(message), Some(QuestionEnd::Delete)),
            QuestionPlace::Below => (new_number(), None, Some(QuestionEnd::Delete)),
            QuestionPlace::Anew => (new_number(), None, None),
        };
        let view =
            draw(id).with_row([Button::for_question(t!(reader.lang, "button-cancel"), id, Answer::Cancel)]);
        let shown = match message {
            Some(message) => OutboxMessage::Edit { message, view },
            None => OutboxMessage::Question { question: id, view },
        };
        // Before the earlier question goes: the chat's next moment is for what its reader waits for.
        self.post_message(target, shown);
        match place {
            QuestionPlace::Redrawn(..) => {
                self.add_write(move |tx| tx.db.set_question(who, who.private_chat(), id));
            }
            _ => self.open_question(
                who,
                NewQuestion { id, message, unanswered, replaces, expires: now + DIALOGUE_TIMEOUT },
            ),
        }
    }
}

/// No two questions that stand in a chat have the same.
fn new_number() -> QuestionId {
    QuestionId(u32::from_le_bytes(random_bytes()).into())
}

impl Bot {
    /// The one gate of all presses in dialogues: the question is the one that is waited for, or nothing happens but a word.
    pub async fn require_open(
        &self,
        update: &IncomingUpdate,
        question: QuestionId,
    ) -> Result<OpenQuestion, Stop> {
        let reader = self.reader_for_update(update).await?;
        let (who, now) = (update.from.who, reader.now);
        let Some(message) = update.place.message.filter(|_| matches!(update.what, UpdateKind::Press { .. }))
        else {
            return Err(Effects::default().into());
        };
        let found = self.ctx.store.read_inline(move |db| {
            Ok((
                db.open_questions(who)?.into_iter().any(|open| open.id == question),
                db.open_question(who, who.private_chat(), now)?.map(|(open, _)| open),
                db.find_dialogue::<Dialogue>(who, who.private_chat(), now)?,
                db.question_in(who, message)?,
            ))
        });
        let (is_open, open, dialogue, stands) = found.await?;
        if let (Some(dialogue), true) = (dialogue, is_open && open == Some(question)) {
            let at = PressedQuestion { id: question, message };
            return Ok(OpenQuestion { at, dialogue });
        }
        let text = t!(reader.lang, "dialogue-over");
        let effects = match stands {
            // A second tap of the same thumb: the message asks the next question already.
            Some(stands) if !stands.is_closed && Some(stands.id) == open => Effects::with_toast(text),
            Some(stands) => {
                let mut effects = Effects::alert(text);
                let target = update.place.target;
                effects.add_write(move |tx| {
                    questions::show_end(tx.db, target, message, stands.end, SendPriority::Answer, tx.now)
                });
                effects
            }
            None => {
                let mut effects = Effects::alert(text.clone());
                let view = MessageView::from_html(text);
                effects.post_message(update.place.target, OutboxMessage::Edit { message, view });
                effects
            }
        };
        Err(effects.into())
    }
}
