//! The fields of one JSON object, read without insisting on their types: mends what is nearly JSON, and takes apart only
//! what is asked for. What the fields mean is the business of `rows`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

#[cfg(test)]
mod tests;

/// The fields of one JSON object, each as it is written until somebody asks.
#[derive(Debug)]
pub struct Object<'a>(Vec<(Cow<'a, str>, &'a str)>);

/// Reads an object, as it stands or else mended; `None` for anything else.
pub fn object<T>(raw: &str, read: impl FnOnce(&Object<'_>) -> T) -> Option<T> {
    if let Ok(object) = serde_json::from_str(raw) {
        return Some(read(&object));
    }
    serde_json::from_str(&mended(raw)).ok().map(|object| read(&object))
}

/// What a value that is neither list nor object says.
pub fn scalar(raw: &str) -> Option<Value> {
    if raw.starts_with(['[', '{']) {
        return None;
    }
    // A raw value is checked for its grammar only; half a surrogate pair shows up here.
    serde_json::from_str(raw).or_else(|_| serde_json::from_str(&mended(raw))).ok()
}

impl Object<'_> {
    /// Whether the field is there, be it null.
    pub fn has(&self, field: &str) -> bool {
        self.raw(field).is_some()
    }

    /// The field as it is written; empty when there is none.
    pub fn text(&self, field: &str) -> String {
        match self.raw(field).and_then(scalar) {
            Some(Value::String(text)) => text,
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => String::new(),
        }
    }

    /// The field trimmed, unless it is one of the helpdesk's ways to say nothing: null, "", "0", "null".
    pub fn word(&self, field: &str) -> Option<String> {
        something(&self.text(field)).map(str::to_owned)
    }

    /// The field as a whole number, be it written as a number, a float or a string.
    pub fn number(&self, field: &str) -> Option<i64> {
        match scalar(self.raw(field)?)? {
            Value::Bool(flag) => Some(i64::from(flag)),
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| whole(text.parse().ok()?))
            }
            _ => None,
        }
    }

    /// Of two fields of one name the last counts.
    fn raw(&self, field: &str) -> Option<&str> {
        self.0.iter().rfind(|(name, _)| name == field).map(|(_, raw)| *raw)
    }
}

impl<'a> From<&'a BTreeMap<String, String>> for Object<'a> {
    fn from(fields: &'a BTreeMap<String, String>) -> Self {
        Self(fields.iter().map(|(name, raw)| (Cow::Borrowed(name.as_str()), raw.as_str())).collect())
    }
}

/// A name that is copied only where it is written with escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), raw)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            members.push((name, raw.get()));
        }
        Ok(Object(members))
    }
}

/// The text trimmed, unless it is one of the helpdesk's ways to say nothing.
pub fn something(text: &str) -> Option<&str> {
    let text = text.trim();
    (!matches!(text, "" | "0" | "null" | "NULL")).then_some(text)
}

fn whole(number: f64) -> Option<i64> {
    // Beyond 2^53 a float does not say which whole number is meant.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within the limit, and the fraction is to be dropped"
    )]
    (number.abs() < LIMIT).then_some(number as i64)
}

/// Makes JSON of nearly-JSON: drops commas before a closing bracket (the document's own samples have them), escapes raw
/// control characters in strings, and replaces the halves of broken surrogate pairs.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_string = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\\' if in_string => {
                let (escape, length) = mended_escape(rest);
                out.push_str(escape);
                step = length;
            }
            c if in_string && c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            ',' if !in_string && rest[1..].trim_start().starts_with([']', '}']) => {}
            c => out.push(c),
        }
        rest = &rest[step..];
    }
    out
}

/// The escape at the beginning of `rest`, which starts with a backslash: what to write for it, and how long it is.
fn mended_escape(rest: &str) -> (&str, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (&rest[..12], 12),
        (Some(0xd800..=0xdfff), _) => ("\\ufffd", 6),
        _ => {
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            (&rest[..length], length)
        }
    }
}
