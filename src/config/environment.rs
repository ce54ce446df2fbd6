//! The environment as a value: taken from the process once, made by hand in tests. Nothing else looks at the process.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The environment variables that deskgram can see.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// The environment of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn of_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The system's folder for what need not last; on most systems `TMPDIR` can name another.
    pub fn temporary_folder() -> PathBuf {
        std::env::temp_dir()
    }

    /// The language that messages are to be in, such as `ru_RU.UTF-8`, if the system says.
    pub fn language(&self) -> Option<&str> {
        let value = |name: &&str| self.0.get(OsStr::new(name))?.to_str().filter(|value| !value.is_empty());
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(value)
    }

    /// The variables whose names can be text at all, in the order of their names.
    pub(super) fn text_variables(&self) -> impl Iterator<Item = (&str, &OsStr)> {
        self.0.iter().filter_map(|(name, value)| Some((name.to_str()?, value.as_os_str())))
    }
}

impl<Name: Into<OsString>, Value: Into<OsString>> FromIterator<(Name, Value)> for Environment {
    fn from_iter<Pairs: IntoIterator<Item = (Name, Value)>>(pairs: Pairs) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
