//! What is wrong with the settings, in words for the person who sets them: by name, with the cause and the fix.
//! Never holds the value of a secret: who makes a problem of one says what was wrong, not what it was.

use std::borrow::Cow;
use std::fmt;

/// One setting, or one name that is none, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The name as the person wrote it: `HELPDESK_URL`, `--proxy`, `helpdesk_url in deskgram.toml`.
    pub name: String,
    pub wrong: InvalidValue,
}

/// What is wrong with a value and how to put it right, each a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    pub what: Cow<'static, str>,
    pub fix: Cow<'static, str>,
}

impl InvalidValue {
    pub(super) fn new(what: impl Into<Cow<'static, str>>, fix: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), fix: fix.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. {}.", self.name, self.wrong.what, self.wrong.fix)
    }
}

/// All that is wrong with the settings. Never empty.
#[derive(Debug)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings can't be used:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for ConfigErrors {}
