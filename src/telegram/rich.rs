//! The words and the files of a rich message. Blocks are read by what they hold and not by what they are called: one of a kind
//! that is newer than this program still gives its text.

use serde_json::Value;

use super::attachment::Attachment;
use super::media_kind::MediaKind;
use super::plain_text::{location, needs_address};

/// What a rich message holds.
#[derive(Default)]
pub struct RichContent {
    pub text: String,
    /// What the first of the files is.
    pub kind: Option<MediaKind>,
    pub files: Vec<Attachment>,
}

/// The fields of a block that hold a file, with a name for it.
const FILE_BLOCKS: [(&str, &str, MediaKind); 7] = [
    ("document", "file", MediaKind::Document),
    ("video", "video.mp4", MediaKind::Video),
    ("animation", "video.mp4", MediaKind::Video),
    ("video_note", "video.mp4", MediaKind::Video),
    ("voice_note", "voice.ogg", MediaKind::Voice),
    ("voice", "voice.ogg", MediaKind::Voice),
    ("audio", "audio.mp3", MediaKind::Audio),
];

/// Reads a rich message.
pub fn read(message: &Value) -> RichContent {
    let mut rich = RichContent::default();
    let lines = rich.blocks(&message["blocks"]);
    rich.text = lines.join("\n").trim().to_owned();
    rich
}

impl RichContent {
    fn blocks(&mut self, blocks: &Value) -> Vec<String> {
        list(blocks).iter().flat_map(|block| self.block(block)).collect()
    }

    /// The lines of a block, in the order in which they are seen.
    fn block(&mut self, block: &Value) -> Vec<String> {
        let mut lines = Vec::new();
        for field in ["summary", "text", "expression"] {
            lines.extend(said(&block[field]));
        }
        lines.extend(self.blocks(&block["blocks"]));
        for item in list(&block["items"]) {
            lines.extend(self.item(item));
        }
        lines.extend(list(&block["cells"]).iter().filter_map(row));
        lines.extend(location(&block["location"]));
        self.file(block);
        let caption = &block["caption"];
        // The caption of a table is a text, that of a picture holds one.
        lines.extend(said(if caption["type"].is_null() && caption.is_object() {
            &caption["text"]
        } else {
            caption
        }));
        for credit in [&caption["credit"], &block["credit"]] {
            lines.extend(said(credit).map(|credit| format!("— {credit}")));
        }
        match block["type"].as_str() {
            Some(quote) if quote.contains("quot") => quoted(lines),
            _ => lines,
        }
    }

    /// A point of a list: its mark, its text, and whatever stands below it.
    fn item(&mut self, item: &Value) -> Vec<String> {
        let mut lines = self.blocks(&item["blocks"]);
        lines.extend(said(&item["text"]));
        let mark = match (item["has_checkbox"].as_bool(), item["is_checked"].as_bool()) {
            (Some(true), Some(true)) => "☑",
            (Some(true), _) => "☐",
            _ => item["label"].as_str().unwrap_or("•"),
        };
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        let below = lines.iter().map(|line| format!("   {line}"));
        std::iter::once(format!("{mark} {first}").trim().to_owned()).chain(below).collect()
    }

    fn file(&mut self, block: &Value) {
        let photo =
            Attachment::largest_photo(&block["photo"], "photo.jpg").map(|file| (file, MediaKind::Photo));
        let other = || {
            FILE_BLOCKS
                .iter()
                .find_map(|(field, name, kind)| Some((Attachment::from_json(&block[*field], name)?, *kind)))
        };
        if let Some((file, kind)) = photo.or_else(other) {
            self.files.push(file);
            self.kind.get_or_insert(kind);
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A row of a table; an empty one is none.
fn row(cells: &Value) -> Option<String> {
    let cells: Vec<_> = list(cells).iter().map(|cell| said(&cell["text"]).unwrap_or_default()).collect();
    cells.iter().any(|cell| !cell.is_empty()).then(|| cells.join(" | "))
}

fn quoted(lines: Vec<String>) -> Vec<String> {
    let lines = lines.iter().flat_map(|line| line.lines());
    lines.map(|line| format!("> {line}")).collect()
}

/// A rich text as plain text, unless it is empty.
fn said(text: &Value) -> Option<String> {
    let mut plain = String::new();
    write(text, &mut plain);
    let plain = plain.trim_end();
    (!plain.trim().is_empty()).then(|| plain.to_owned())
}

fn write(text: &Value, plain: &mut String) {
    match text {
        Value::String(text) => plain.push_str(text),
        Value::Array(parts) => parts.iter().for_each(|part| write(part, plain)),
        Value::Object(part) => {
            let begins = plain.len();
            for field in ["text", "alternative_text", "expression"] {
                part.get(field).into_iter().for_each(|text| write(text, plain));
            }
            for (field, scheme) in [("url", ""), ("email_address", "mailto:")] {
                let Some(address) = part.get(field).and_then(Value::as_str) else { continue };
                if needs_address(&plain[begins..], &format!("{scheme}{address}")) {
                    plain.push_str(&format!(" ({address})"));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_block_gives_its_words() {
        let text = |text: &str| json!({ "type": "paragraph", "text": text });
        let link =
            json!({ "type": "url", "text": { "type": "bold", "text": "here" }, "url": "https://x.example" });
        let photo = json!({ "file_id": "p", "width": 1, "height": 1 });
        let blocks = json!([
            { "type": "heading", "size": 1, "text": "Printers" },
            { "type": "paragraph", "text": ["From ", link, { "type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": "🙂" }] },
            { "type": "divider" },
            { "type": "list", "items": [
                { "label": "1.", "blocks": [text("Off"), text("and on")] },
                { "label": "2.", "has_checkbox": true, "is_checked": true, "blocks": [text("Toner")] },
            ] },
            { "type": "table", "cells": [
                [{ "text": "Room", "align": "left", "valign": "top" }, { "text": "State" }],
                [{ "text": "12" }, {}],
                [{}, {}],
            ], "caption": "Today" },
            { "type": "blockquote", "blocks": [text("It burns")], "credit": "Kim" },
            { "type": "details", "summary": "More", "blocks": [{ "type": "mathematical_expression", "expression": "x^2" }] },
            { "type": "map", "location": { "latitude": 1.0, "longitude": 2.0 }, "caption": { "text": "There" } },
            { "type": "photo", "photo": [photo], "caption": { "text": "The fire", "credit": "Me" } },
            { "type": "hologram", "text": "still read" },
        ]);
        let rich = read(&json!({ "blocks": blocks }));
        let wanted = [
            "Printers",
            "From here (https://x.example)🙂",
            "1. Off",
            "   and on",
            "☑ Toner",
            "Room | State",
            "12 | ",
            "Today",
            "> It burns",
            "> — Kim",
            "More",
            "x^2",
            "1.000000,2.000000 https://maps.google.com/?q=1.000000,2.000000",
            "There",
            "The fire",
            "— Me",
            "still read",
        ];
        assert_eq!(rich.text.lines().collect::<Vec<_>>(), wanted);
        assert_eq!((rich.kind, rich.files.len()), (Some(MediaKind::Photo), 1));
    }

    #[test]
    fn nonsense_has_no_words() {
        for odd in [json!(7), json!({ "blocks": "x" }), json!({ "blocks": [1, [2], { "items": 3 }] })] {
            assert_eq!(read(&odd).text, "", "{odd}");
        }
    }
}
