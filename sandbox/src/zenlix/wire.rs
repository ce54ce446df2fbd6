//! The shapes on the wire: a request as PHP understands it, and JSON as PHP writes it. Knows no rule of the helpdesk.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::world::{ErrorDisplay, Numbers, Settings};
use crate::mischief::UNKNOWN_FIELD;

/// What follows every page that lives to its end, whether or not it has printed anything.
pub const TAIL: &str = "    ";

/// A request that PHP could read: one JSON object with a `mode`.
#[derive(Clone, Debug)]
pub struct Request {
    pub mode: String,
    fields: Map<String, Value>,
}

/// A field of a request as PHP would use it.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    Text(String),
    /// An array where a text was expected; most places make the word `Array` of it, some die.
    Array,
}

impl Request {
    /// Reads a body. Nothing for whatever PHP's `json_decode` refuses, for other things than objects, and for a
    /// missing or null `mode`.
    pub fn read(body: &[u8]) -> Option<Self> {
        let Value::Object(fields) = serde_json::from_slice(body).ok()? else { return None };
        let mode = match fields.get("mode")? {
            Value::Null => return None,
            Value::String(mode) => mode.clone(),
            // Whatever else it is, no mode is called so.
            other => other.to_string(),
        };
        Some(Self { mode, fields })
    }

    /// A field; null is as good as missing.
    pub fn field(&self, name: &str) -> Option<Field> {
        Some(match self.fields.get(name)? {
            Value::Null => return None,
            Value::String(text) => Field::Text(text.clone()),
            Value::Number(number) => Field::Text(number.to_string()),
            Value::Bool(true) => Field::Text("1".to_owned()),
            Value::Bool(false) => Field::Text(String::new()),
            Value::Array(_) | Value::Object(_) => Field::Array,
        })
    }

    /// A field where an array does no harm but become a word.
    pub fn text(&self, name: &str) -> Option<String> {
        self.field(name).map(Field::into_text)
    }

    /// All of these fields, or nothing if one is missing.
    pub fn texts<const N: usize>(&self, names: [&str; N]) -> Option<[String; N]> {
        let found: Vec<String> = names.iter().map_while(|name| self.text(name)).collect();
        found.try_into().ok()
    }
}

impl Field {
    /// As a text, whatever it is.
    pub fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Array => "Array".to_owned(),
        }
    }
}

/// JSON that keeps the order of its fields, and texts that may not be UTF-8.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Number(i64),
    Text(Vec<u8>),
    List(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text.into_bytes())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Json {
    /// A field of an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Json] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Whether this is the text `expected`.
    pub fn is_text(&self, expected: &str) -> bool {
        matches!(self, Self::Text(text) if text == expected.as_bytes())
    }

    /// The same with a field that nobody knows in every object.
    pub fn with_unknown_fields(&self) -> Self {
        match self {
            Self::List(items) => Self::List(items.iter().map(Self::with_unknown_fields).collect()),
            Self::Object(fields) => {
                let known = fields.iter().map(|(name, value)| (*name, value.with_unknown_fields()));
                Self::Object(known.chain([(UNKNOWN_FIELD, Self::List(vec![Self::Null, 1.into()]))]).collect())
            }
            plain => plain.clone(),
        }
    }

    /// As PHP's `json_encode` writes it: nothing but ASCII, slashes escaped. Nothing if a text is not UTF-8.
    fn encode(&self, numbers: Numbers, out: &mut String) -> Option<()> {
        match self {
            Self::Null => out.push_str("null"),
            Self::Number(number) => match numbers {
                Numbers::AsNumbers => write!(out, "{number}").ok()?,
                Numbers::AsStrings => write!(out, "\"{number}\"").ok()?,
            },
            Self::Text(text) => encode_text(std::str::from_utf8(text).ok()?, out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.encode(numbers, out)?;
                }
                out.push(']');
            }
            Self::Object(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    encode_text(name, out);
                    out.push(':');
                    value.encode(numbers, out)?;
                }
                out.push('}');
            }
        }
        Some(())
    }
}

fn encode_text(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='\u{7f}' => out.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a String never fails.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

/// How a page ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    /// It printed this.
    Json(Json),
    /// It came to its end and printed nothing.
    Nothing,
    /// PHP died; the text is what it prints of that where it prints such things.
    Died(String),
}

/// A response without its transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
    pub flow: Flow,
    /// Where to ask instead.
    pub location: Option<String>,
}

/// How a body goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Whole,
    /// The connection stays open behind it, and nothing more comes.
    Dripping,
    /// Sign by sign, and then spaces for ever.
    Trickling,
}

impl Response {
    /// A response like the real server's: HTTP 200 and the type of JSON, whatever the body is.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            content_type: "application/json",
            body: body.into(),
            flow: Flow::Whole,
            location: None,
        }
    }
}

/// A page as it leaves the server; `notices` is what PHP had to say before the end.
pub fn render(page: &Page, notices: &str, settings: &Settings) -> Response {
    match page {
        Page::Nothing => Response::ok(format!("{notices}{TAIL}")),
        Page::Json(json) => {
            let mut body = notices.to_owned();
            let before = body.len();
            if json.encode(settings.numbers, &mut body).is_none() {
                body.truncate(before);
            }
            body.push_str(TAIL);
            Response::ok(body)
        }
        Page::Died(message) => match settings.errors {
            ErrorDisplay::Off => Response { status: 500, ..Response::ok("") },
            ErrorDisplay::On => Response::ok(""),
            ErrorDisplay::Debug => Response::ok(message.as_str()),
        },
    }
}
