//! Presses and inline queries that wait for an answer, and what people saw of the answers.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::ephemeral::Pressed;

/// How long Telegram waits for an answer to a press or an inline query.
const PATIENCE: SignedDuration = SignedDuration::from_secs(15);

/// How an answer to a press is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Shown {
    /// A line that goes away by itself.
    Toast,
    /// A window to be closed.
    Alert,
}

/// What a person saw after a press.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Toast {
    pub query: String,
    /// Empty where the bot only stopped the waiting.
    pub text: String,
    pub shown: Shown,
    /// A link to open.
    pub url: Option<String>,
}

/// What is asked.
pub(super) enum Asked {
    Press { answer: Option<Toast> },
    Inline { results: Option<Vec<Value>> },
}

/// Something that a person waits for.
pub(super) struct Query {
    pub id: String,
    pub user: i64,
    pub at: Timestamp,
    pub asked: Asked,
    /// Where a button was pressed.
    pub pressed: Option<Pressed>,
}

/// All that was asked, oldest first.
#[derive(Default)]
pub(super) struct Queries(pub Vec<Query>);

impl Queries {
    /// The query of this number if it still waits for an answer.
    pub fn waiting(&mut self, id: &str, now: Timestamp) -> Option<&mut Query> {
        self.0.iter_mut().find(|query| {
            let unanswered =
                matches!(query.asked, Asked::Press { answer: None } | Asked::Inline { results: None });
            query.id == id && unanswered && now.duration_since(query.at) < PATIENCE
        })
    }
}
