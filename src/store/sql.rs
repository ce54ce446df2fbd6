//! The wall between deskgram's statements and a database: a statement with `$1`, `$2`, … in their order, values in,
//! rows out. The statements keep to what SQLite and PostgreSQL both understand.

use std::borrow::Cow;
use std::fmt;

use super::dialect::Dialect;
use super::seal::Seal;
use super::secrets::{close_secrets, is_open, open_secrets};

/// Why the store could not do it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed: disk full, locked, broken. Trying again later may help.
    #[error("database: {0}")]
    Database(String),
    /// What was read is not what was ever written: another program's file, or damage.
    #[error("stored data can't be read: {0}")]
    Unreadable(String),
    /// The database was made by a newer deskgram.
    #[error("the database is of version {found}, this deskgram knows {known}: start the newer one")]
    Newer { found: i64, known: i64 },
    /// The database is to be brought up to date, which only a start does.
    #[error(
        "the database is of version {found}, and a start of this deskgram makes it {known}: \
         make a backup, then start it"
    )]
    Older { found: i64, known: i64 },
    /// The database holds something else.
    #[error("the database belongs to another program")]
    Foreign,
    /// Another process serves with it.
    #[error("another deskgram works with this database: stop it first")]
    InUse,
    #[error("there is no database {0}")]
    Missing(String),
    /// What is to be filled holds something already.
    #[error("the target is not empty: give it a database of its own")]
    NotEmpty,
    #[error("what was copied into {table} is not what was there; nothing was stored")]
    Differs { table: String },
    /// Other processes do the work of this one.
    #[error("another deskgram does this one's work now")]
    Fenced,
    /// The server went away while it was to store something: it may be stored, or not.
    #[error("database: the server went away, and it is not known whether the last change was stored")]
    Unsure,
    /// The thread that owns the database has ended; the process is shutting down.
    #[error("the database is closed")]
    Closed,
}

/// A value on its way into a statement or out of a row.
#[derive(Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

/// Without what it holds: a driver logs the values of its statements.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int",
            Self::Text(_) => "Text",
            Self::Bytes(_) => "Bytes",
        })
    }
}

/// One database connection inside a transaction.
pub(super) trait SqlExecutor {
    /// For the few statements that the databases don't share.
    fn dialect(&self) -> Dialect;
    /// Runs a statement and says how many rows it changed.
    fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError>;
    /// Runs a query and returns all of its rows.
    fn query_rows(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError>;
}

/// A row of a query's answer; columns are taken from the left.
#[derive(Debug)]
pub(super) struct Row(pub Vec<Value<'static>>);

impl Row {
    /// The value of column `at`, in the type that the caller's table promises.
    pub fn get<T: FromValue>(&self, at: usize) -> Result<T, StoreError> {
        let value = self.0.get(at).cloned().unwrap_or(Value::Null);
        T::from_value(value).ok_or_else(|| StoreError::Unreadable(format!("column {at} has another type")))
    }
}

/// What a column can be read as.
pub(super) trait FromValue: Sized {
    fn from_value(value: Value<'static>) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }
}

impl FromValue for i32 {
    fn from_value(value: Value<'static>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for String {
    fn from_value(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.into_owned()),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'static>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for Value<'_> {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// The values of a statement, each turned into a [`Value`].
macro_rules! sql_values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::sql::Value::from($value)),*] };
}
pub(super) use sql_values;

/// Writes a structured value for a TEXT column; what is secret in it is sealed.
pub(super) fn to_json<T: serde::Serialize>(seal: &Seal, value: &T) -> Result<String, StoreError> {
    Ok(close_secrets(seal, &plain_json(value)?).into_owned())
}

/// Reads a structured value from a TEXT column.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(seal: &Seal, text: &str) -> Result<T, StoreError> {
    from_plain_json(&open_secrets(seal, text))
}

/// The same for what is of no use without its secrets: nothing where another key has sealed them.
pub(super) fn from_json_if_open<T>(seal: &Seal, text: &str) -> Result<Option<T>, StoreError>
where
    T: serde::de::DeserializeOwned,
{
    if is_open(seal, text) { from_json(seal, text).map(Some) } else { Ok(None) }
}

/// The same for what holds no secret, or is sealed as a whole.
pub(super) fn plain_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable(error.to_string()))
}

pub(super) fn from_plain_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    // serde's message can quote the stored text, so only the place is kept.
    serde_json::from_str(text)
        .map_err(|error| StoreError::Unreadable(format!("a record, at column {}", error.column())))
}
