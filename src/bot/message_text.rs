//! The words of a message, whatever kind of message it is.

use crate::telegram::media_kind::MediaKind;
use crate::telegram::update::{IncomingUpdate, UpdateKind};

/// The text of a message, where it has any: its own, or its caption. What else it holds comes with it.
pub fn message_text(update: &IncomingUpdate) -> Option<(&str, Option<MediaKind>)> {
    match &update.what {
        UpdateKind::Text { text, .. }
        | UpdateKind::Command { text, .. }
        | UpdateKind::Edited { text, .. } => Some((text, None)),
        UpdateKind::Media { caption, kind, .. } => Some((caption, Some(*kind))),
        _ => None,
    }
}

/// What was written, whatever it looks like.
pub fn written(update: &IncomingUpdate) -> Option<&str> {
    match &update.what {
        UpdateKind::Command { text, .. } => Some(text),
        _ => message_text(update).map(|(text, _)| text),
    }
}
