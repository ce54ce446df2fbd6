//! Keyboards under messages: what Telegram takes as one.

use serde_json::{Value, json};

use crate::telegram::error::ApiError;
use crate::telegram::params::Params;

const MAX_BUTTONS: usize = 100;
const MAX_IN_ROW: usize = 8;
const MAX_BYTES: usize = 10 << 10;
const MAX_DATA_BYTES: usize = 64;
const MAX_COPY_CHARS: usize = 256;

/// What makes a button do something; exactly one stands in each.
const ACTIONS: [&str; 10] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

/// The colours of a button (9.4).
const STYLES: [&str; 3] = ["danger", "success", "primary"];

/// A message's markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Markup {
    /// Buttons under the message.
    pub inline: Option<Value>,
    /// Buttons instead of the person's keyboard, their removal, or a forced reply.
    pub reply: Option<Value>,
}

/// Reads and checks `reply_markup`.
pub(super) fn read(params: &Params, chat: Option<i64>) -> Result<Markup, ApiError> {
    let Some(markup) = params.get("reply_markup") else { return Ok(Markup::default()) };
    let Some(rows) = markup.get("inline_keyboard").and_then(Value::as_array) else {
        return Ok(Markup { inline: None, reply: Some(markup.clone()) });
    };
    let mut kept = Vec::new();
    let mut count = 0;
    for row in rows.iter().filter_map(Value::as_array).filter(|row| !row.is_empty()) {
        if row.len() > MAX_IN_ROW {
            return Err(ApiError::bad("REPLY_MARKUP_INVALID"));
        }
        count += row.len();
        kept.push(row.iter().map(|button| checked(button, chat)).collect::<Result<Vec<_>, _>>()?);
    }
    if count > MAX_BUTTONS {
        return Err(ApiError::bad("reply markup is too long"));
    }
    let inline = (count > 0).then(|| json!({ "inline_keyboard": kept }));
    if inline.as_ref().is_some_and(|inline| inline.to_string().len() > MAX_BYTES) {
        return Err(ApiError::bad("reply markup is too long"));
    }
    Ok(Markup { inline, reply: None })
}

fn checked(button: &Value, chat: Option<i64>) -> Result<Value, ApiError> {
    let text = button["text"].as_str().unwrap_or_default().trim();
    if text.is_empty() {
        return Err(ApiError::bad("BUTTON_TEXT_INVALID"));
    }
    if button.get("style").is_some_and(|style| !STYLES.iter().any(|known| style == known)) {
        return Err(ApiError::bad("can't parse inline keyboard button: invalid button style specified"));
    }
    let actions: Vec<&str> = ACTIONS.into_iter().filter(|action| button.get(action).is_some()).collect();
    let [action] = actions[..] else {
        return Err(ApiError::bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    };
    let value = &button[action];
    match action {
        "callback_data" => {
            let bytes = value.as_str().map_or(0, str::len);
            if bytes == 0 || bytes > MAX_DATA_BYTES {
                return Err(ApiError::bad("BUTTON_DATA_INVALID"));
            }
        }
        "url" => check_url(value.as_str().unwrap_or_default())?,
        "copy_text" => {
            let chars = value["text"].as_str().map_or(0, |text| text.chars().count());
            if chars == 0 || chars > MAX_COPY_CHARS {
                return Err(ApiError::bad("BUTTON_COPY_TEXT_INVALID"));
            }
        }
        "web_app" => {
            let url = value["url"].as_str().unwrap_or_default();
            if !url.starts_with("https://") {
                let reason = "is invalid: Only HTTPS links are allowed";
                return Err(ApiError::bad(format!("inline keyboard button Web App URL '{url}' {reason}")));
            }
            if chat.is_some_and(|chat| chat < 0) {
                return Err(ApiError::bad("BUTTON_TYPE_INVALID"));
            }
        }
        _ => {}
    }
    let mut button = button.clone();
    button["text"] = json!(text);
    Ok(button)
}

fn check_url(url: &str) -> Result<(), ApiError> {
    let refused =
        |reason| Err(ApiError::bad(format!("inline keyboard button URL '{url}' is invalid: {reason}")));
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    if !["http", "https", "tg", "ton", "tonsite"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return refused("Unsupported URL protocol");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Telegram opens no links into the sender's own machine.
    if scheme.starts_with("http") && !host.contains('.') {
        return refused("Wrong HTTP URL");
    }
    if host.is_empty() { refused("URL host is empty") } else { Ok(()) }
}
