//! Buttons of dialogues: each carries the number of the question that it answers, so that it answers no other. People are named
//! by their place in the dialogue's own list.

use super::{Arguments, CreatePress};
use crate::domain::ids::{QuestionId, UnitId};

/// A question's button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialoguePress {
    pub question: QuestionId,
    pub answer: Answer,
}

/// What a button answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: the dialogue ends.
    Cancel,
    /// Passing tickets on.
    Refer(ReferPress),
    /// Making a ticket.
    Create(CreatePress),
    /// This quick reply is the comment.
    QuickReply { template: i64 },
    /// The time zone of this name.
    Zone(String),
}

/// What a press asks for while tickets are passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferPress {
    /// The unit is chosen.
    Unit { unit: UnitId },
    /// Pass them on to the colleague at this place of the list of those chosen lately.
    Colleague { place: usize },
    /// Pass them on to the person at this place of the list; tick or untick them where there may be several.
    Person { place: usize },
    /// Another page of the list.
    Page { page: usize },
    /// There are to be several people: tick them.
    Several,
    /// Whoever is ticked, or the whole unit.
    Reason,
    /// Send, without a reason.
    Send,
    /// To the question before.
    Back,
}

impl DialoguePress {
    pub(super) fn encode(&self) -> String {
        let answer = match &self.answer {
            Answer::Cancel => "x".to_owned(),
            Answer::Refer(press) => press.encode(),
            Answer::Create(press) => press.encode(),
            Answer::QuickReply { template } => format!("q:{template}"),
            Answer::Zone(zone) => format!("z:{zone}"),
        };
        format!("d:{}:{answer}", self.question)
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        let question = QuestionId(arguments.next_number()?);
        let answer = match arguments.0.next()? {
            "x" => Answer::Cancel,
            "q" => Answer::QuickReply { template: arguments.next_number()? },
            "z" => Answer::Zone(arguments.0.next()?.to_owned()),
            verb if verb.starts_with('r') => Answer::Refer(ReferPress::decode(verb, arguments)?),
            verb => Answer::Create(CreatePress::decode(verb, arguments)?),
        };
        Some(Self { question, answer })
    }
}

impl ReferPress {
    fn encode(self) -> String {
        match self {
            Self::Unit { unit } => format!("ru:{unit}"),
            Self::Colleague { place } => format!("rc:{place}"),
            Self::Person { place } => format!("rp:{place}"),
            Self::Several => "rm".into(),
            Self::Page { page } => format!("rl:{page}"),
            Self::Reason => "rr".into(),
            Self::Send => "rs".into(),
            Self::Back => "rb".into(),
        }
    }

    fn decode(verb: &str, arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match verb {
            "ru" => Self::Unit { unit: UnitId(arguments.next_number()?) },
            "rc" => Self::Colleague { place: arguments.next_number()? },
            "rm" => Self::Several,
            "rp" => Self::Person { place: arguments.next_number()? },
            "rl" => Self::Page { page: arguments.next_number()? },
            "rr" => Self::Reason,
            "rs" => Self::Send,
            "rb" => Self::Back,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_comes_back;
    use super::super::{Callback, FormLine};
    use super::*;
    use crate::domain::ids::SubjectId;

    #[test]
    fn everything_comes_back_and_fits() {
        let longest = jiff::tz::db().available().max_by_key(|name| name.as_str().len()).unwrap();
        let refer = [
            ReferPress::Unit { unit: UnitId(i64::MAX) },
            ReferPress::Colleague { place: usize::MAX },
            ReferPress::Person { place: usize::MAX },
            ReferPress::Several,
            ReferPress::Page { page: usize::MAX },
            ReferPress::Reason,
            ReferPress::Send,
            ReferPress::Back,
        ];
        let create = [
            CreatePress::Client { place: usize::MAX },
            CreatePress::Subject { subject: SubjectId(i64::MAX) },
            CreatePress::Unit { unit: UnitId(i64::MAX) },
            CreatePress::Person { place: usize::MAX },
            CreatePress::Page { page: usize::MAX },
            CreatePress::PeopleDone,
            CreatePress::Priority { level: 2 },
            CreatePress::Change { line: FormLine::Priority },
            CreatePress::Change { line: FormLine::People },
            CreatePress::Back,
            CreatePress::Make,
        ];
        let other = [
            Answer::Cancel,
            Answer::QuickReply { template: i64::MAX },
            Answer::Zone(longest.as_str().to_owned()),
        ];
        let refer = refer.map(Answer::Refer).into_iter();
        for answer in refer.chain(create.map(Answer::Create)).chain(other) {
            let callback =
                Callback::Dialogue(DialoguePress { question: QuestionId(u32::MAX.into()), answer });
            assert_comes_back(&callback);
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_understood() {
        for data in ["1:d", "1:d:x", "1:d:7", "1:d:7:", "1:d:7:x:1", "1:d:7:r", "1:d:7:q", "1:d:7:nz"] {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
