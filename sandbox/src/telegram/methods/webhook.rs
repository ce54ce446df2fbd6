//! Where updates go by themselves. Delivery is the server's business.

use serde_json::{Value, json};

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::params::Params;
use crate::telegram::state::State;
use crate::telegram::updates::Webhook;

const MAX_CONNECTIONS: i64 = 40;
const MAX_SECRET: usize = 256;

/// `setWebhook`. Plain HTTP is taken on loopback, where the real server would insist on HTTPS.
pub(super) fn set(state: &mut State, params: &Params) -> Answer {
    let url = params.text("url");
    if url.is_empty() {
        return delete(state, params);
    }
    let on_loopback =
        ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|lead| url.starts_with(lead));
    if !url.starts_with("https://") && !on_loopback {
        return Err(ApiError::bad("bad webhook: HTTPS url must be provided for webhook"));
    }
    let secret = params.get("secret_token").and_then(Value::as_str).map(str::to_owned);
    let is_fit = |secret: &String| {
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        (1..=MAX_SECRET).contains(&secret.len()) && secret.chars().all(legal)
    };
    if !secret.as_ref().is_none_or(is_fit) {
        return Err(ApiError::bad("secret token contains unallowed characters"));
    }
    drop_pending(state, params);
    remember_allowed(state, params);
    state.queue.webhook = Some(Webhook {
        url: url.to_owned(),
        secret,
        max_connections: params.int("max_connections").unwrap_or(MAX_CONNECTIONS),
        last_error: None,
    });
    Ok(json!(true))
}

/// `deleteWebhook`.
pub(super) fn delete(state: &mut State, params: &Params) -> Answer {
    drop_pending(state, params);
    state.queue.webhook = None;
    Ok(json!(true))
}

/// `getWebhookInfo`.
pub(super) fn info(state: &State) -> Value {
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": state.queue.pending().len(),
    });
    if let Some(webhook) = &state.queue.webhook {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.max_connections);
        if let Some((at, reason)) = &webhook.last_error {
            info["last_error_date"] = json!(at.as_second());
            info["last_error_message"] = json!(reason);
        }
    }
    if !state.queue.allowed.is_empty() {
        info["allowed_updates"] = json!(state.queue.allowed);
    }
    info
}

/// The kinds that the bot wants are kept until it names others; an empty list is the default set.
pub(in crate::telegram) fn remember_allowed(state: &mut State, params: &Params) {
    if params.get("allowed_updates").is_some() {
        let kinds = params.list("allowed_updates").iter().filter_map(Value::as_str);
        state.queue.allowed = kinds.map(str::to_owned).collect();
    }
}

fn drop_pending(state: &mut State, params: &Params) {
    if params.flag("drop_pending_updates") {
        state.queue.drop_all();
    }
}
