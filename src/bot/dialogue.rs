//! Conversations of more than one message. A conversation lives on disk: it survives a restart, runs out after a while, and
//! can be cancelled at every step.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Bot;
use super::draft::Draft;
use super::effects::Effects;
use super::referral_draft::ReferralDraft;
use crate::domain::account::Account;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::i18n::Lang;
use crate::render::reader::ticket_number;
use crate::store::{QuestionEnd, StoreError};
use crate::t;
use crate::telegram::password_redaction::REDACTION_DURATION;
use crate::view::MessageView;

/// What somebody is in the middle of. Always in their private chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Dialogue {
    /// The next message is the name at the helpdesk.
    LoginName,
    /// The next message is the password.
    LoginPassword {
        /// May be a password in the wrong place.
        #[serde(with = "crate::domain::secret")]
        login: String,
    },
    /// The next message is the code that the page shows.
    LoginCode(Box<Pending>),
    /// Nobody asks for a password any more, and one may still come.
    LoginOver,
    /// The next message is a comment.
    Comment { ticket: TicketId },
    /// The next message is a comment, after which the ticket is done.
    Answer { ticket: TicketId },
    /// Passing tickets on.
    Refer(ReferralDraft),
    /// Making a ticket.
    Create(Box<Draft>),
    /// The next message is a new quick reply.
    NewReply { shared: bool },
    /// The next message is another text for a quick reply.
    ChangeReply { template: i64 },
    /// The next message names a time zone.
    Zone,
}

impl Dialogue {
    /// Whether what is written now may be a password.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::LoginName | Self::LoginPassword { .. } | Self::LoginCode(_))
    }

    /// What its question becomes when it is given up, or runs out.
    pub fn unanswered(&self, lang: Lang) -> QuestionEnd {
        let text = match self {
            Self::LoginName | Self::LoginPassword { .. } | Self::LoginCode(_) | Self::LoginOver => {
                return QuestionEnd::Delete;
            }
            Self::Comment { ticket } => t!(lang, "comment-unwritten", number = ticket_number(*ticket)),
            Self::Answer { ticket } => t!(lang, "answer-unwritten", number = ticket_number(*ticket)),
            Self::Refer(referral) => t!(lang, "refer-given-up", number = referral.number(lang)),
            Self::Create(_) => t!(lang, "new-given-up"),
            Self::NewReply { .. } | Self::ChangeReply { .. } => t!(lang, "quick-given-up"),
            Self::Zone => t!(lang, "settings-zone-kept"),
        };
        QuestionEnd::Edit(MessageView::from_html(text))
    }
}

/// A sign-in on the page that waits for its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    #[serde(with = "crate::domain::secret")]
    pub code: String,
    #[serde(with = "crate::domain::secret")]
    pub key: String,
    pub account: Account,
    pub left: u8,
    pub until: Timestamp,
}

/// After this long without a word a conversation is over.
pub const DIALOGUE_TIMEOUT: SignedDuration = SignedDuration::from_mins(15);

/// So long a conversation that is over is still known: a password that comes late is deleted all the same.
pub const DRAFT_TIMEOUT: SignedDuration = SignedDuration::from_hours(24);

impl Bot {
    pub async fn active_dialogue(&self, who: TelegramUser) -> Result<Option<Dialogue>, StoreError> {
        let now = self.ctx.clock.now();
        let found =
            self.ctx.store.read_inline(move |db| db.find_dialogue(who, who.private_chat(), now)).await?;
        Ok(found.filter(|dialogue| *dialogue != Dialogue::LoginOver))
    }
}

impl Effects {
    /// Stores where a conversation stands. Its question is asked by [`Effects::ask`].
    pub(super) fn put_dialogue(&mut self, who: TelegramUser, dialogue: Dialogue) {
        self.add_write(move |tx| {
            tx.db.put_dialogue(who, who.private_chat(), &dialogue, tx.now + DIALOGUE_TIMEOUT)
        });
    }

    /// Ends a conversation in which a password was asked for.
    pub fn end_sign_in(&mut self, who: TelegramUser) {
        self.add_write(move |tx| {
            tx.db.put_dialogue(who, who.private_chat(), &Dialogue::LoginOver, tx.now + REDACTION_DURATION)
        });
        self.close_questions(who, None);
    }

    /// Gives a conversation up.
    pub fn clear_dialogue(&mut self, who: TelegramUser) {
        self.add_write(move |tx| tx.db.drop_dialogue(who, who.private_chat()).map(drop));
        self.close_questions(who, None);
    }

    /// Ends a conversation that has got its answer: its question becomes this.
    pub fn complete_dialogue(&mut self, who: TelegramUser, end: QuestionEnd) {
        self.add_write(move |tx| tx.db.drop_dialogue(who, who.private_chat()).map(drop));
        self.close_questions(who, Some(end));
    }

    /// Gives up whatever conversation it was.
    pub fn end_dialogue(&mut self, who: TelegramUser, dialogue: Option<&Dialogue>) {
        match dialogue {
            Some(dialogue) if dialogue.is_secret() => self.end_sign_in(who),
            _ => self.clear_dialogue(who),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line for each form that was ever stored. Lines are added and none is taken away.
    #[test]
    fn every_form_that_was_ever_stored_is_read() {
        for line in include_str!("../../tests/fixtures/stored/dialogues.jsonl").lines() {
            let read: Dialogue = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            let stored = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Dialogue>(&stored).unwrap(), read, "{line}");
        }
    }
}
