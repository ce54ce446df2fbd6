//! Formatted text: a plain text and the stretches of it that look or act in a special way, measured in UTF-16 units as
//! Telegram does. Parsing and rendering only; knows nothing of messages or chats.

mod detect;
mod html;
mod markdown;
mod render;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(super) use detect::{command, detect};
pub(super) use render::to_html;

/// One stretch of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    pub kind: String,
    /// In UTF-16 units, like the length.
    pub offset: usize,
    pub length: usize,
    /// `url`, `language`, `user`, `custom_emoji_id`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A text with its entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Formatted {
    pub text: String,
    pub entities: Vec<Entity>,
}

impl Entity {
    pub fn new(kind: &str, offset: usize, length: usize) -> Self {
        Self { kind: kind.to_owned(), offset, length, extra: Map::new() }
    }

    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(key.to_owned(), value.into());
        self
    }

    fn end(&self) -> usize {
        self.offset + self.length
    }
}

impl Formatted {
    /// A person's text: no markup, but what is found in it by itself (commands, links, mentions).
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), entities: detect(text) }
    }

    /// The length that limits are measured in.
    pub fn units(&self) -> usize {
        units(&self.text)
    }
}

/// The length of a text in UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Reads a text as a bot sends it: markup by `parse_mode`, or the entities given beside it; what Telegram finds by
/// itself is added, and white space at both ends is cut. `lacking` are the tags that the server is too old for.
///
/// # Errors
/// The reason in Telegram's words, after `Bad Request: `.
pub(super) fn read(
    text: &str,
    parse_mode: &str,
    given: Option<Vec<Entity>>,
    lacking: &BTreeSet<&str>,
) -> Result<Formatted, String> {
    let parsed = match parse_mode.to_ascii_lowercase().as_str() {
        "" => Ok(Formatted { text: text.to_owned(), entities: given.unwrap_or_default() }),
        "html" => html::parse(text, lacking),
        "markdownv2" => markdown::parse(text),
        "markdown" => return Err("the sandbox does not play the legacy Markdown".to_owned()),
        _ => return Err("unsupported parse_mode".to_owned()),
    };
    let parsed = parsed.map_err(|reason| format!("can't parse entities: {reason}"))?;
    let length = parsed.units();
    if let Some(wrong) = parsed.entities.iter().find(|entity| entity.end() > length) {
        return Err(format!(
            "entity beginning at UTF-16 offset {} ends after the end of the text at UTF-16 offset {}",
            wrong.offset,
            wrong.end()
        ));
    }
    Ok(settle(parsed))
}

/// Cuts white space at both ends, drops what became empty, adds what is found in the text by itself, and orders.
fn settle(parsed: Formatted) -> Formatted {
    let text = parsed.text.trim();
    let cut = units(&parsed.text[..parsed.text.len() - parsed.text.trim_start().len()]);
    let length = units(text);
    let mut entities = Vec::new();
    for entity in parsed.entities {
        let start = entity.offset.saturating_sub(cut);
        let end = entity.end().saturating_sub(cut).min(length);
        if start < end {
            entities.push(Entity { offset: start, length: end - start, ..entity });
        }
    }
    for found in detect(text) {
        let overlaps = |entity: &Entity| entity.offset < found.end() && found.offset < entity.end();
        if !entities.iter().any(overlaps) {
            entities.push(found);
        }
    }
    entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    Formatted { text: text.to_owned(), entities }
}

/// The address of a link if Telegram would make one of it: a web or `tg:` address, the scheme may be left out.
fn link(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
    let known =
        ["http", "https", "tg", "ton", "tonsite"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A host without a dot (`localhost`) makes no link.
    let named = host.contains('.') || scheme.eq_ignore_ascii_case("tg");
    if !known || host.is_empty() || !named || host.contains(char::is_whitespace) {
        return None;
    }
    Some(if address.contains("://") { address.to_owned() } else { format!("http://{address}/") })
}

/// A link's entity; a link to a person by number is a mention, which the simulator keeps as a link.
fn link_entity(address: &str, offset: usize, length: usize) -> Option<Entity> {
    Some(Entity::new("text_link", offset, length).with("url", link(address)?))
}
