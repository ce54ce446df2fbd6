//! Answers to presses and to inline queries: once, and in time.

use serde_json::json;

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::params::Params;
use crate::telegram::queries::{Asked, Shown, Toast};
use crate::telegram::state::State;

/// The longest text of an answer to a press.
const MAX_TOAST: usize = 200;

/// The most results of an inline query.
const MAX_RESULTS: usize = 50;

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

/// `answerCallbackQuery`.
pub(super) fn press(state: &mut State, params: &Params) -> Answer {
    let text = params.text("text");
    if text.chars().count() > MAX_TOAST {
        return Err(ApiError::bad("MESSAGE_TOO_LONG"));
    }
    let now = state.now();
    let id = params.text("callback_query_id");
    let query = state.queries.waiting(id, now).ok_or_else(|| ApiError::bad(TOO_OLD))?;
    let Asked::Press { answer } = &mut query.asked else { return Err(ApiError::bad(TOO_OLD)) };
    *answer = Some(Toast {
        query: id.to_owned(),
        text: text.to_owned(),
        shown: if params.flag("show_alert") { Shown::Alert } else { Shown::Toast },
        url: params.get("url").and_then(|url| url.as_str()).map(str::to_owned),
    });
    Ok(json!(true))
}

/// `answerInlineQuery`. The results are kept as they came: of their many forms only the number is checked.
pub(super) fn inline(state: &mut State, params: &Params) -> Answer {
    let given = params.list("results");
    if given.len() > MAX_RESULTS {
        return Err(ApiError::bad("RESULTS_TOO_MUCH"));
    }
    let mut ids: Vec<&str> = given.iter().filter_map(|result| result["id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < given.len() {
        return Err(ApiError::bad("RESULT_ID_DUPLICATE"));
    }
    let now = state.now();
    let query =
        state.queries.waiting(params.text("inline_query_id"), now).ok_or_else(|| ApiError::bad(TOO_OLD))?;
    let Asked::Inline { results } = &mut query.asked else { return Err(ApiError::bad(TOO_OLD)) };
    *results = Some(given.to_vec());
    Ok(json!(true))
}
