//! Buttons of a person's own settings. They act on the settings of whoever presses them, and of nobody else.

use super::Arguments;
use super::groups::letter;
use crate::i18n::Lang;

/// What a press asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonalPress {
    Open(PersonalPage),
    Lang(Lang),
    /// By its IANA name; the helpdesk's own if there is none.
    Zone(Option<String>),
    /// The next message names the zone.
    TypeZone,
}

/// A page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalPage {
    Main,
    Lang,
    Zone,
}

/// The pages by their letters.
const PAGES: [(&str, PersonalPage); 3] =
    [("m", PersonalPage::Main), ("l", PersonalPage::Lang), ("z", PersonalPage::Zone)];

impl PersonalPress {
    pub(super) fn encode(&self) -> String {
        let tail = match self {
            Self::Open(page) => format!("o:{}", letter(&PAGES, *page)),
            Self::Lang(lang) => format!("l:{}", lang.code()),
            Self::Zone(None) => "z".into(),
            Self::Zone(Some(zone)) => format!("z:{zone}"),
            Self::TypeZone => "t".into(),
        };
        format!("p:{tail}")
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match arguments.0.next()? {
            "o" => Self::Open(arguments.one_of(&PAGES)?),
            "l" => Self::Lang(Lang::from_code(arguments.0.next()?)?),
            "z" => Self::Zone(arguments.0.next().map(str::to_owned)),
            "t" => Self::TypeZone,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Callback;
    use super::*;

    #[test]
    fn everything_comes_back_and_fits() {
        let longest = jiff::tz::db().available().max_by_key(|name| name.as_str().len()).unwrap();
        let mut all = vec![
            PersonalPress::Lang(Lang::Uk),
            PersonalPress::Zone(None),
            PersonalPress::Zone(Some(longest.as_str().to_owned())),
            PersonalPress::TypeZone,
        ];
        all.extend(PAGES.map(|(_, page)| PersonalPress::Open(page)));
        for press in all {
            let callback = Callback::Personal(press);
            let data = callback.encode();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Callback::decode(&data), Some(callback), "{data}");
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_understood() {
        for data in ["1:p", "1:p:o", "1:p:o:?", "1:p:l:zz", "1:p:t:1", "1:p:z:Europe/Kyiv:1"] {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
