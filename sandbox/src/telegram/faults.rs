//! Faults on order: which call is spoilt, how, and how often. Chooses; the server carries them out.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

/// Which calls a fault meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    Any,
    /// A method by its name, in any case.
    Method(&'static str),
}

/// In which chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum In {
    Any,
    Chat(i64),
}

/// How a call is spoilt.
#[derive(Clone, Debug, PartialEq)]
pub enum Spoil {
    /// Not carried out; this status and this body.
    Status(u16, String),
    /// Not carried out; this code and these words, in the form of a refusal.
    Refuse(u16, String),
    /// Not carried out; 429 with so many seconds.
    RetryAfter(u64),
    /// Not carried out, never answered.
    Stall,
    /// Carried out and answered after [`super::Telegram::release`].
    Hold,
    /// Not carried out; the connection is reset.
    ResetBefore,
    /// Carried out; then the connection is reset.
    AppliedThenReset,
    /// Carried out; half of the answer comes, and then nothing more.
    Drip,
    /// The call is done; its answer comes sign by sign and never ends.
    Trickle,
    /// Carried out; the answer is a page that is not JSON.
    Garbage,
    /// Carried out; the answer's JSON ends in the middle.
    CutJson,
    /// Carried out; the answer is empty.
    EmptyBody,
    /// Carried out and answered as usual, but as `text/html`.
    WrongContentType,
    /// Carried out; the answer's message has an entity of a kind that nobody knows yet.
    UnknownEntity,
    /// Not carried out; 409, as if another copy of the bot took the updates.
    Conflict409,
    /// Not carried out; 401.
    Unauthorized401,
}

/// An order for the next `times` calls that match.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub on: On,
    pub within: In,
    pub spoil: Spoil,
    pub times: u32,
}

impl Fault {
    /// Spoils the next call of this method, in any chat.
    pub fn once(method: &'static str, spoil: Spoil) -> Self {
        Self { on: On::Method(method), within: In::Any, spoil, times: 1 }
    }

    /// Refuses the next message with 400 and these words, such as `TOPIC_CLOSED`.
    pub fn refusal(words: &str) -> Self {
        Self::once("sendMessage", Spoil::Refuse(400, format!("Bad Request: {words}")))
    }

    /// Spoils the next `times` calls of any method.
    pub fn any(spoil: Spoil, times: u32) -> Self {
        Self { on: On::Any, within: In::Any, spoil, times }
    }

    /// The same, in one chat alone.
    pub fn within(self, chat: i64) -> Self {
        Self { within: In::Chat(chat), ..self }
    }

    /// The same, so many times.
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

/// The orders that are not used up, and the gate that held calls wait at.
pub(super) struct Faults {
    ordered: Vec<Fault>,
    /// How much longer every call takes.
    pub delay: Duration,
    pub gate: watch::Sender<u64>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { ordered: Vec::new(), delay: Duration::ZERO, gate: watch::Sender::new(0) }
    }
}

impl Faults {
    pub fn order(&mut self, fault: Fault) {
        self.ordered.push(fault);
    }

    pub fn clear(&mut self) {
        self.ordered.clear();
    }

    /// The fault that meets this call, the oldest order first; counts it down.
    pub fn meet(&mut self, method: &str, chat: Option<i64>) -> Option<Spoil> {
        let meets = |fault: &Fault| {
            let method_fits = match fault.on {
                On::Any => true,
                On::Method(name) => name.eq_ignore_ascii_case(method),
            };
            let chat_fits = match fault.within {
                In::Any => true,
                In::Chat(id) => chat == Some(id),
            };
            fault.times > 0 && method_fits && chat_fits
        };
        let fault = self.ordered.iter_mut().find(|fault| meets(fault))?;
        fault.times -= 1;
        let spoil = fault.spoil.clone();
        self.ordered.retain(|fault| fault.times > 0);
        Some(spoil)
    }
}

/// Adds to a message in an answer an entity of a kind from the future.
pub(super) fn add_unknown_entity(answer: &mut Value) {
    let entity = serde_json::json!({ "type": "sandbox_future_kind", "offset": 0, "length": 1 });
    if let Some(message) = answer.get_mut("result").and_then(Value::as_object_mut) {
        let entities = message.entry("entities").or_insert_with(|| Value::Array(Vec::new()));
        if let Some(entities) = entities.as_array_mut() {
            entities.push(entity);
        }
    }
}
