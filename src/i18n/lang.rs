//! The languages deskgram speaks. Which one somebody reads is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::t;

/// A language of deskgram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Also for those whose language deskgram does not speak.
    #[default]
    En,
    Ru,
    Uk,
}

impl Lang {
    pub const ALL: [Self; 3] = [Self::En, Self::Ru, Self::Uk];

    /// The language of a code such as `ru`, `ru-RU` or `uk_UA`; `None` for one that deskgram does not speak. Ukrainian is
    /// also known by the country's code, which the helpdesk uses for it.
    pub fn from_code(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next()?;
        if language.eq_ignore_ascii_case("ua") {
            return Some(Self::Uk);
        }
        Self::ALL.into_iter().find(|lang| lang.iso_code().eq_ignore_ascii_case(language))
    }

    /// The code of ISO 639-1.
    pub fn iso_code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::Uk => "uk",
        }
    }

    /// The language's name in the language itself.
    pub fn name(self) -> String {
        t!(self, "language-name")
    }
}
