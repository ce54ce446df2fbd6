//! What a script asks of a person that nobody can do in Telegram.

/// Why a person can't do what was asked of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ScriptError(pub(super) String);

pub(super) fn script_error<T>(reason: impl Into<String>) -> Result<T, ScriptError> {
    Err(ScriptError(reason.into()))
}

#[track_caller]
pub(super) fn expect_possible<T>(result: Result<T, ScriptError>) -> T {
    result.unwrap_or_else(|impossible| panic!("{impossible}"))
}
