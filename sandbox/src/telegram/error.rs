//! The refusals of the Bot API, in Telegram's words. Only shapes them: who refuses what is decided elsewhere.

use serde_json::{Value, json};

/// An answer with `"ok": false`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ApiError {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

/// What a method gives.
pub(super) type Answer = Result<Value, ApiError>;

impl ApiError {
    pub fn new(code: u16, description: String) -> Self {
        Self { code, description, parameters: None }
    }

    /// 400: the request can't be carried out.
    pub fn bad(reason: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {reason}"))
    }

    /// 403: the bot may not write there.
    pub fn forbidden(reason: &str) -> Self {
        Self::new(403, format!("Forbidden: {reason}"))
    }

    /// 404: no such method, or no such token's form.
    pub fn not_found() -> Self {
        Self::new(404, "Not Found".to_owned())
    }

    /// 401: not the token of this bot.
    pub fn unauthorized() -> Self {
        Self::new(401, "Unauthorized".to_owned())
    }

    /// 409: somebody else takes the updates.
    pub fn conflict(reason: &str) -> Self {
        Self::new(409, format!("Conflict: {reason}"))
    }

    /// 409 for the older of two pollers.
    pub fn other_poller() -> Self {
        Self::conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    }

    /// 429: too fast; come again after so many seconds.
    pub fn flood(retry_after: u64) -> Self {
        let description = format!("Too Many Requests: retry after {retry_after}");
        Self { parameters: Some(json!({ "retry_after": retry_after })), ..Self::new(429, description) }
    }

    /// 400 for a group that has become a supergroup with another id.
    pub fn migrated(to: i64) -> Self {
        Self {
            parameters: Some(json!({ "migrate_to_chat_id": to })),
            ..Self::bad("group chat was upgraded to a supergroup chat")
        }
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(parameters) = &self.parameters {
            body["parameters"] = parameters.clone();
        }
        body
    }
}
