//! The file that a message carries, read as tolerantly as the rest of it: a form that nobody knows yet is no file.

use crate::domain::hidden::is_visible;
use serde_json::Value;

/// A file at Telegram's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What Telegram calls it. Good for our bot alone, and of no use without its token.
    pub id: String,
    /// What its sender calls it, or a name for what it is.
    pub name: String,
    /// In bytes, if Telegram says so.
    pub size: Option<u64>,
}

impl Attachment {
    /// One that comes under a name of its own, or else under this one.
    pub(super) fn from_json(file: &Value, otherwise: &str) -> Option<Self> {
        let name = file["file_name"].as_str().unwrap_or_default();
        let name: String = name.chars().filter(|&letter| is_visible(letter)).collect();
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        Some(Self {
            id: file["file_id"].as_str()?.to_owned(),
            name: name.unwrap_or(otherwise).to_owned(),
            size: file["file_size"].as_u64(),
        })
    }

    /// The largest of a picture's sizes.
    pub(super) fn largest_photo(sizes: &Value, name: &str) -> Option<Self> {
        let area = |size: &&Value| {
            size["width"].as_u64().zip(size["height"].as_u64()).map(|(w, h)| w.saturating_mul(h))
        };
        Self::from_json(sizes.as_array()?.iter().max_by_key(area)?, name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_largest_size_of_a_photo_is_its_file() {
        let sizes = json!([
            { "file_id": "small", "width": 90, "height": 90 },
            { "file_id": "large", "width": 800, "height": 600, "file_size": 9 },
            { "file_id": "odd" },
        ]);
        let found = Attachment::largest_photo(&sizes, "photo.jpg").unwrap();
        assert_eq!((found.id.as_str(), found.name.as_str(), found.size), ("large", "photo.jpg", Some(9)));
        assert_eq!(Attachment::largest_photo(&json!({}), "photo.jpg"), None);
        assert_eq!(Attachment::largest_photo(&json!([]), "photo.jpg"), None);
    }

    #[test]
    fn a_file_of_another_shape_is_none() {
        assert_eq!(Attachment::from_json(&json!({ "file_id": 7 }), "x"), None);
        assert_eq!(Attachment::from_json(&json!("file"), "x"), None);
        let nameless =
            Attachment::from_json(&json!({ "file_id": "a", "file_name": " ", "file_size": -1 }), "x")
                .unwrap();
        assert_eq!((nameless.name.as_str(), nameless.size), ("x", None));
    }
}
