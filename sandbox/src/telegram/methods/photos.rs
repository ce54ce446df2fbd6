//! Photos of the bot's: sent, or put in the place of what a message shows. They come as files of the same call.

use serde_json::{Map, Value, json};

use super::{edit, send};
use crate::telegram::entities::{self, Formatted};
use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::{Body, Stored};
use crate::telegram::params::Params;
use crate::telegram::state::State;

/// In UTF-16 units, after parsing.
const MAX_CAPTION: usize = 1024;
const MAX_BYTES: usize = 10 << 20;
/// Of width and height together, and of one to the other.
const MAX_SIDES: u32 = 10_000;
const MAX_RATIO: u32 = 20;

/// `sendPhoto`.
pub(super) fn send(state: &mut State, params: &Params) -> Answer {
    let caption = caption(state, &params.fields)?;
    let body = photo(state, params, params.text("photo"))?;
    send::place(state, params, body, caption)
}

/// `editMessageMedia`, with a photo: its caption comes with it, and a keyboard that doesn't is taken away.
pub(super) fn edit(state: &mut State, params: &Params) -> Answer {
    let media: Map<String, Value> = params.read("media")?.unwrap_or_default();
    let text = |name: &str| media.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("type") != "photo" {
        return Err(ApiError::bad("media of this type is not played here"));
    }
    let content = caption(state, &media)?;
    let body = photo(state, params, text("media"))?;
    let message = edit::own(state, params)?;
    edit::replace(state, params, Stored { body, content, ..message })
}

fn caption(state: &State, fields: &Map<String, Value>) -> Result<Formatted, ApiError> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let content = entities::read(text("caption"), text("parse_mode"), None, &state.lacking);
    let content = content.map_err(ApiError::bad)?;
    if content.units() > MAX_CAPTION {
        return Err(ApiError::bad("message caption is too long"));
    }
    Ok(content)
}

/// What a message with this photo carries; the file is kept.
fn photo(state: &mut State, params: &Params, named: &str) -> Result<Body, ApiError> {
    let Some(part) = named.strip_prefix("attach://") else {
        return Err(ApiError::bad("wrong remote file identifier specified: Wrong character in the string"));
    };
    let file = params.files.get(part).ok_or_else(|| ApiError::bad("there is no photo in the request"))?;
    if file.len() > MAX_BYTES {
        return Err(ApiError::bad("file of size too big for a photo"));
    }
    let (width, height) = png_size(file).ok_or_else(|| ApiError::bad("IMAGE_PROCESS_FAILED"))?;
    if width + height > MAX_SIDES || width > height * MAX_RATIO || height > width * MAX_RATIO {
        return Err(ApiError::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    let (file, id) = (file.clone(), format!("sandbox-photo-{}", state.fresh()));
    let size = json!({
        "file_id": id,
        "file_unique_id": format!("u{id}"),
        "width": width,
        "height": height,
        "file_size": file.len(),
    });
    state.files.insert(id, file);
    Ok(Body::Media(Map::from_iter([("photo".to_owned(), json!([size]))])))
}

/// The width and height that the head of a PNG tells. No other kind of picture is played here.
fn png_size(file: &[u8]) -> Option<(u32, u32)> {
    let head = file.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..16)?.strip_prefix(b"IHDR")?;
    let side = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((side(0)?, side(4)?)).filter(|(width, height)| *width > 0 && *height > 0)
}
