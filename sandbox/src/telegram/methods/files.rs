//! Files that people have sent: found by `getFile`, fetched from the path that it gives.

use serde_json::json;

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::params::Params;
use crate::telegram::state::State;

/// How long a path is good: Telegram promises no more.
const GOOD_FOR: i64 = 3600;

/// Bots can fetch files up to 20 MB.
const MAX_BYTES: usize = 20 << 20;

/// `getFile`.
pub(super) fn get(state: &State, params: &Params) -> Answer {
    let id = params.text("file_id");
    let file = state.files.get(id);
    let file = file.ok_or_else(|| ApiError::bad("wrong file_id or the file is temporarily unavailable"))?;
    if file.len() > MAX_BYTES {
        return Err(ApiError::bad("file is too big"));
    }
    Ok(json!({
        "file_id": id,
        "file_unique_id": format!("u{id}"),
        "file_size": file.len(),
        "file_path": format!("documents/{}/{id}", state.now().as_second()),
    }))
}

/// What lies under a path that `getFile` gave not too long ago.
pub(in crate::telegram) fn at(state: &State, path: &str) -> Option<Vec<u8>> {
    let (given, id) = path.strip_prefix("documents/")?.split_once('/')?;
    let age = state.now().as_second() - given.parse::<i64>().ok()?;
    state.files.get(id).filter(|_| age < GOOD_FOR).cloned()
}
