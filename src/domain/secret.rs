//! Text that must not be stored in clear. It carries a mark when it is written as JSON, by which the store knows what to
//! seal; used as `#[serde(with = "…")]` on a field.

use serde::{Deserialize, Deserializer, Serializer};

/// What stands before such text in JSON.
pub const MARK: &str = "secret:";

pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{MARK}{text}"))
}

/// Takes text without the mark too, as it was stored before there was one.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(text.strip_prefix(MARK).map(str::to_owned).unwrap_or(text))
}
