//! The kinds of work with a time that the jobs table holds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{CardRef, ChatId, QuestionId, Target, TicketId, UnitId, UserHash};
use crate::i18n::Lang;
use crate::view::MessageView;

/// Work with a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ScheduledJob {
    /// An action can't be taken back any more: its button goes.
    UndoOver { ticket: TicketId },
    /// A referral has waited long enough for a Cancel.
    Refer(Referral),
    /// The deletion of a quick reply can't be taken back any more. `shown` is the message that speaks of it.
    DropReply { template: i64, shown: CardRef },
    /// The subscription of a group that began then is to end. `shown` is the message that speaks of it, once it is sent.
    EndSubscription { target: Target, since: Timestamp, shown: Option<CardRef> },
    /// Tickets that were released at once can't be taken back any more: the message keeps what it says, without its button.
    ReleaseOver { tickets: Vec<TicketId>, shown: CardRef, view: MessageView },
    /// Nobody has answered a question in time.
    ExpireQuestion { question: QuestionId },
    /// The answer has arrived; now the ticket is finished. `source` is the message that the answer came from.
    Finish { ticket: TicketId, target: Target, source: CardRef },
    /// A ticket that somebody has put aside comes back.
    Remind { ticket: TicketId },
    /// Nobody has answered in time who was asked to swap turns of a rota.
    ExpireSwap { rota: i64, number: i64 },
    /// A group that the administrator has not named is left, unless it turns out that a named one has become it. `lang` is
    /// that of whoever spoke there first.
    LeaveGroup { chat: ChatId, lang: Lang },
}

impl ScheduledJob {
    /// Whether both end the same thing, wherever they were asked for.
    pub fn ends_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::DropReply { template, .. }, Self::DropReply { template: other, .. }) => template == other,
            (Self::EndSubscription { target, .. }, Self::EndSubscription { target: other, .. }) => {
                target == other
            }
            _ => false,
        }
    }
}

/// A ticket to be passed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    pub ticket: TicketId,
    pub unit: UnitId,
    pub people: Vec<UserHash>,
    pub reason: String,
    /// The message that speaks of it.
    pub shown: Option<CardRef>,
    #[serde(default)]
    pub stage: JobStage,
}

/// How far a referral has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobStage {
    /// The helpdesk was never asked, or has certainly not done it.
    #[default]
    Waiting,
    /// The helpdesk may have it since then: noted before it is asked.
    Begun(Timestamp),
    /// Nothing shows that the helpdesk has it, and its author was asked whether to send it again.
    Asked,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line for each form that was ever stored. Lines are added and none is taken away.
    #[test]
    fn every_form_that_was_ever_stored_is_read() {
        for line in include_str!("../../tests/fixtures/stored/jobs.jsonl").lines() {
            let read: ScheduledJob =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            let stored = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<ScheduledJob>(&stored).unwrap(), read, "{line}");
        }
    }
}
