//! A call's parameters after the check against the table: typed access, no rules.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::ApiError;

/// Checked parameters: what is present has the type that the table gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Params {
    pub fields: Map<String, Value>,
    /// Files that came along, by the names of their parts.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A chat as callers name it.
pub(super) enum ChatName<'a> {
    Id(i64),
    /// Without the `@`.
    Username(&'a str),
}

impl Params {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// A message's or a topic's number; one that doesn't fit names nothing.
    pub fn small(&self, name: &str) -> Option<i32> {
        self.int(name).map(|number| i32::try_from(number).unwrap_or(-1))
    }

    /// A text; absent is empty.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A flag; absent is false.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A list; absent is empty.
    pub fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// An object or a list of them as a type of ours.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|_| ApiError::bad(format!("can't parse {name}")))
    }

    /// The chat under this name: a number, a number in quotes, or `@username`.
    pub fn chat(&self, name: &str) -> Result<ChatName<'_>, ApiError> {
        let value = self.get(name).ok_or_else(|| ApiError::bad("chat_id is empty"))?;
        if let Some(id) = value.as_i64() {
            return Ok(ChatName::Id(id));
        }
        let text = value.as_str().unwrap_or_default();
        match (text.parse(), text.strip_prefix('@')) {
            (Ok(id), _) => Ok(ChatName::Id(id)),
            (Err(_), Some(username)) => Ok(ChatName::Username(username)),
            (Err(_), None) => Err(ApiError::bad("chat not found")),
        }
    }
}
