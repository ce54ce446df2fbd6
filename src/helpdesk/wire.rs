//! Tolerant reading of the helpdesk's answers: finds the JSON among what PHP prints around it, mends what is nearly
//! JSON, and gives fields whatever type they arrive as. What the fields mean is the business of `rows`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

#[cfg(test)]
mod tests;

/// How many places that look like the start of an answer are tried. Notices before the JSON hold a few at most; without
/// a bound a large broken answer would be read once for each of its rows.
const MAX_STARTS: usize = 32;

/// Why a body holds no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing but white space, or nothing but PHP's report of a breakdown.
    Blank,
    /// The JSON begins and does not end.
    Cut,
    /// Something else.
    Garbled,
}

/// One answer of the helpdesk: its fields, the large ones not yet taken apart.
#[derive(Debug)]
pub struct Answer {
    fields: BTreeMap<String, Box<RawValue>>,
}

/// What `status` of an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    /// With the helpdesk's `error_description`.
    Error(String),
    /// `null`: there is no such ticket.
    Nothing,
}

impl Answer {
    /// Finds the answer in a body. It is the first whole JSON object with a `status`; the array around it, notices
    /// before it and anything after it say nothing.
    pub fn find(body: &[u8]) -> Result<Self, Unreadable> {
        let text = String::from_utf8_lossy(body);
        // `trim` knows no byte order mark.
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0').is_empty() {
            return Err(Unreadable::Blank);
        }
        for (nth, start) in starts(&text).take(MAX_STARTS).enumerate() {
            match first_object(&text[start..]) {
                Ok(fields) => {
                    let answer = Self { fields };
                    // Behind a broken start a whole object may be just a row of that broken answer: only an object
                    // that has everything an answer has is taken there.
                    if answer.status().is_some() && (nth == 0 || answer.has("error_description")) {
                        return Ok(answer);
                    }
                }
                // What follows lies inside the answer that was cut.
                Err(error) if error.is_eof() => return Err(Unreadable::Cut),
                Err(_) => {}
            }
        }
        // Where PHP is told to show its errors a breakdown gives this, elsewhere the same breakdown gives an empty body.
        let breakdown = text.contains("<b>Fatal error</b>");
        Err(if breakdown { Unreadable::Blank } else { Unreadable::Garbled })
    }

    /// What the answer says of itself; `None` for something that is no status of an answer.
    pub fn status(&self) -> Option<Status> {
        match value(self.fields.get("status")?.get())? {
            Value::Null => Some(Status::Nothing),
            Value::String(word) => match word.trim().to_lowercase().as_str() {
                "ok" => Some(Status::Ok),
                "error" => Some(Status::Error(self.object().text("error_description"))),
                "" | "null" => Some(Status::Nothing),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the answer has this field, be it null.
    pub fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// The answer's small fields (lists and objects are left out).
    pub fn object(&self) -> Object {
        let scalars = self.fields.iter().filter(|(_, raw)| !raw.get().starts_with(['[', '{']));
        Object(scalars.filter_map(|(name, raw)| Some((name.clone(), value(raw.get())?))).collect())
    }

    /// Hands out the rows of a list one after another. `Ok(false)` if there is no such list. A list of one may come as
    /// the bare object. An entry that is no object is an error: leaving it out would make the list look complete.
    pub fn each_row<E: From<Unreadable>>(
        &self,
        field: &str,
        mut take: impl FnMut(Object) -> Result<(), E>,
    ) -> Result<bool, E> {
        let Some(raw) = self.fields.get(field).filter(|raw| raw.get() != "null") else {
            return Ok(false);
        };
        if raw.get().starts_with('{') {
            take(object(raw.get())?)?;
            return Ok(true);
        }
        let rows: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|_| Unreadable::Garbled)?;
        for row in rows {
            take(object(row.get())?)?;
        }
        Ok(true)
    }
}

/// The places where an answer may begin: an opening brace that a member's name or the closing brace follows. Braces in
/// PHP's messages (`{main}`, `{$var}`) don't look like that.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('{').map(|(at, _)| at).filter(|at| text[at + 1..].trim_start().starts_with(['"', '}']))
}

/// The object at the very beginning of `text`, read as it stands or else mended.
fn first_object(text: &str) -> Result<BTreeMap<String, Box<RawValue>>, serde_json::Error> {
    let read = |text: &str| BTreeMap::deserialize(&mut serde_json::Deserializer::from_str(text));
    read(text).or_else(|error| if error.is_eof() { Err(error) } else { read(&mended(text)) })
}

fn object(raw: &str) -> Result<Object, Unreadable> {
    match value(raw) {
        Some(Value::Object(fields)) => Ok(Object(fields)),
        _ => Err(Unreadable::Garbled),
    }
}

fn value(raw: &str) -> Option<Value> {
    // A raw value is checked for its grammar only; half a surrogate pair shows up here.
    serde_json::from_str(raw).or_else(|_| serde_json::from_str(&mended(raw))).ok()
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

/// The fields of one JSON object, read without insisting on their types.
#[derive(Clone, Debug, Default)]
pub struct Object(Map<String, Value>);

impl Object {
    /// Whether the field is there, be it null.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// The field as it is written; empty when there is none.
    pub fn text(&self, field: &str) -> String {
        match self.0.get(field) {
            Some(Value::String(text)) => text.clone(),
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
        match self.0.get(field)? {
            Value::Bool(flag) => Some(i64::from(*flag)),
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| whole(text.parse().ok()?))
            }
            _ => None,
        }
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
