//! Closing the questions of dialogues: whichever way one ends, its message becomes what was chosen, or goes, and no live button
//! stays. Everything that opens or ends a dialogue passes here.

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::{MessageId, QuestionId, Target, TelegramUser};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::{AskedQuestion, Db, JobId, QuestionEnd, ScheduledJob, StoreError};
use crate::view::SendPriority;

/// How a question is asked.
#[derive(Clone, Debug)]
pub struct NewQuestion {
    pub id: QuestionId,
    /// The message that asks it, where it stands there already.
    pub message: Option<MessageId>,
    /// What becomes of it if nobody answers.
    pub unanswered: QuestionEnd,
    /// What becomes of those that were open before; their own end if there is none.
    pub replaces: Option<QuestionEnd>,
    pub expires: Timestamp,
}

/// Opens a question, for which the dialogue of this person waits from now on; closes all others.
pub fn open_question(
    db: &mut Db<'_>,
    who: TelegramUser,
    question: &NewQuestion,
    class: SendPriority,
    now: Timestamp,
) -> Result<(), StoreError> {
    db.add_question(question.id, who, question.message, &question.unanswered, now)?;
    for other in db.open_questions(who)?.into_iter().filter(|other| other.id != question.id) {
        let end = question.replaces.clone().unwrap_or_else(|| other.end.clone());
        close(db, who, &other, end, class, now)?;
    }
    db.set_question(who, who.private_chat(), question.id)?;
    let expiry = ScheduledJob::ExpireQuestion { question: question.id };
    db.add_job(who, &expiry, question.expires).map(drop)
}

/// Closes whatever somebody was asked: it becomes this, or what it becomes when nobody answers.
pub fn close_questions(
    db: &mut Db<'_>,
    who: TelegramUser,
    end: Option<&QuestionEnd>,
    class: SendPriority,
    now: Timestamp,
) -> Result<(), StoreError> {
    for question in db.open_questions(who)? {
        let end = end.unwrap_or(&question.end).clone();
        close(db, who, &question, end, class, now)?;
    }
    Ok(())
}

fn close(
    db: &mut Db<'_>,
    who: TelegramUser,
    question: &AskedQuestion,
    end: QuestionEnd,
    class: SendPriority,
    now: Timestamp,
) -> Result<(), StoreError> {
    db.close_question(question.id, &end)?;
    match question.message {
        Some(message) => show_end(db, Target::whole_chat(who.private_chat()), message, end, class, now),
        None => Ok(()),
    }
}

/// Makes the message of a closed question what it has become.
pub fn show_end(
    db: &mut Db<'_>,
    target: Target,
    message: MessageId,
    end: QuestionEnd,
    class: SendPriority,
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = match end {
        QuestionEnd::Edit(view) => OutboxMessage::Edit { message, view },
        QuestionEnd::Delete => OutboxMessage::Delete { message },
        QuestionEnd::Shown => return Ok(()),
    };
    outbox_message::enqueue(db, target, class, &change, now)
}

/// The message of a question stands in the chat. It may have been closed while it was on its way.
pub fn question_sent(
    db: &mut Db<'_>,
    target: Target,
    id: QuestionId,
    message: MessageId,
    now: Timestamp,
) -> Result<(), StoreError> {
    db.place_question(id, message)?;
    match db.find_question(id)? {
        Some(question) if question.is_closed => {
            show_end(db, target, message, question.end, SendPriority::Refresh, now)
        }
        _ => Ok(()),
    }
}

/// Closes a question that nobody has answered in time; one that was redrawn meanwhile has more of it.
pub fn expire_question(
    db: &mut Db<'_>,
    job: JobId,
    who: TelegramUser,
    id: QuestionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some((open, expires)) = db.open_question(who, who.private_chat(), now)?
        && open == id
    {
        return db.postpone_job(job, expires.max(now + SignedDuration::from_secs(1)));
    }
    db.drop_job(job)?;
    match db.find_question(id)? {
        Some(question) if !question.is_closed => {
            let end = question.end.clone();
            close(db, who, &question, end, SendPriority::Refresh, now)
        }
        _ => Ok(()),
    }
}
