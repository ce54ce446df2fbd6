//! What the bot asked for, kept for tests and for the page: every call, and every call that broke the API's own
//! description.

use jiff::Timestamp;
use serde_json::Value;

/// A call as it came.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Call {
    /// In Telegram's spelling where the method exists, else as it came.
    pub method: String,
    pub params: Value,
    pub at: Timestamp,
    /// The answer's status; none while there is no answer (and for ever if the connection was reset).
    pub status: Option<u16>,
    /// Why it was refused.
    pub refusal: Option<String>,
}

/// A call that Telegram's description doesn't allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub method: String,
    /// What is wrong with it, in a sentence.
    pub wrong: String,
}

/// The record.
#[derive(Default)]
pub(super) struct Journal {
    pub calls: Vec<Call>,
    pub violations: Vec<Violation>,
}

impl Journal {
    /// Writes down a call that has come and gives its place, for [`Journal::answered`].
    pub fn came(&mut self, method: &str, params: Value, at: Timestamp) -> usize {
        self.calls.push(Call { method: method.to_owned(), params, at, status: None, refusal: None });
        self.calls.len() - 1
    }

    pub fn answered(&mut self, place: usize, status: u16, refusal: Option<String>) {
        if let Some(call) = self.calls.get_mut(place) {
            call.status = Some(status);
            call.refusal = refusal;
        }
    }

    pub fn violated(&mut self, method: &str, wrong: &str) {
        self.violations.push(Violation { method: method.to_owned(), wrong: wrong.to_owned() });
    }
}
