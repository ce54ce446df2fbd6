//! Files that people have sent: found by `getFile`, fetched from the path that it gives.

use serde_json::json;

use crate::sandbox::telegram::error::{Answer, ApiError};
use crate::sandbox::telegram::params::Params;
use crate::sandbox::telegram::state::State;

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
        "file_path": format!("documents/{id}"),
    }))
}
