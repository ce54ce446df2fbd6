//! Buttons of a person's own settings. They act on the settings of whoever presses them, and of nobody else.

use jiff::civil::Weekday;

use super::Arguments;
use super::groups::{DIGESTS, FLOORS, letter};
use crate::domain::digest::Digest;
use crate::domain::hours::{Span, WEEK};
use crate::domain::ids::UnitId;
use crate::domain::plan::Kind;
use crate::domain::settings::{Outside, Urgent};
use crate::domain::ticket::Priority;
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
    /// The hours of work; always if there are none.
    Hours(Option<Span>),
    /// Put this day of the week in, or take it out.
    Day(Weekday),
    Outside(Outside),
    Mute(Mute),
    /// Mute this unit, or hear it again.
    Unit(UnitId),
    /// Another page of the units.
    Units(usize),
    Floor(Option<Priority>),
    /// Have this kind of news ring, or not.
    Kind(Kind),
    Urgent(Urgent),
    Digest(Digest),
}

/// For how long all is to be muted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mute {
    Off,
    Hour,
    Morning,
}

/// A page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalPage {
    Main,
    Lang,
    Zone,
    Hours,
    Mute,
    Floor,
    Kinds,
}

/// The pages by their letters.
const PAGES: [(&str, PersonalPage); 7] = [
    ("m", PersonalPage::Main),
    ("l", PersonalPage::Lang),
    ("z", PersonalPage::Zone),
    ("h", PersonalPage::Hours),
    ("u", PersonalPage::Mute),
    ("f", PersonalPage::Floor),
    ("k", PersonalPage::Kinds),
];
const OUTSIDES: [(&str, Outside); 2] = [("s", Outside::Silent), ("w", Outside::Wait)];
const MUTES: [(&str, Mute); 3] = [("n", Mute::Off), ("h", Mute::Hour), ("m", Mute::Morning)];
const URGENTS: [(&str, Urgent); 2] = [("a", Urgent::Always), ("o", Urgent::AsOthers)];
const KINDS: [(&str, Kind); 7] = [
    ("n", Kind::New),
    ("m", Kind::Mine),
    ("v", Kind::Moves),
    ("p", Kind::Priority),
    ("c", Kind::Comments),
    ("d", Kind::Deadlines),
    ("u", Kind::Unclaimed),
];

impl PersonalPress {
    pub(super) fn encode(&self) -> String {
        let tail = match self {
            Self::Open(page) => format!("o:{}", letter(&PAGES, *page)),
            Self::Lang(lang) => format!("l:{}", lang.code()),
            Self::Zone(None) => "z".into(),
            Self::Zone(Some(zone)) => format!("z:{zone}"),
            Self::TypeZone => "t".into(),
            Self::Hours(None) => "h".into(),
            Self::Hours(Some(span)) => format!("h:{}:{}", span.from, span.to),
            Self::Day(day) => format!("d:{}", day.to_monday_zero_offset()),
            Self::Outside(outside) => format!("a:{}", letter(&OUTSIDES, *outside)),
            Self::Mute(mute) => format!("m:{}", letter(&MUTES, *mute)),
            Self::Unit(unit) => format!("u:{unit}"),
            Self::Units(page) => format!("n:{page}"),
            Self::Floor(floor) => format!("f:{}", letter(&FLOORS, *floor)),
            Self::Kind(kind) => format!("k:{}", letter(&KINDS, *kind)),
            Self::Digest(digest) => format!("g:{}", letter(&DIGESTS, *digest)),
            Self::Urgent(urgent) => format!("r:{}", letter(&URGENTS, *urgent)),
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
            "h" => Self::Hours(arguments.span()?),
            "d" => Self::Day(*WEEK.get(arguments.number::<usize>()?)?),
            "a" => Self::Outside(arguments.one_of(&OUTSIDES)?),
            "m" => Self::Mute(arguments.one_of(&MUTES)?),
            "u" => Self::Unit(UnitId(arguments.number()?)),
            "n" => Self::Units(arguments.number()?),
            "f" => Self::Floor(arguments.one_of(&FLOORS)?),
            "k" => Self::Kind(arguments.one_of(&KINDS)?),
            "g" => Self::Digest(arguments.one_of(&DIGESTS)?),
            "r" => Self::Urgent(arguments.one_of(&URGENTS)?),
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
            PersonalPress::Hours(None),
            PersonalPress::Hours(Some(Span { from: 1439, to: 1438 })),
            PersonalPress::Unit(UnitId(i64::MAX)),
            PersonalPress::Units(usize::MAX),
        ];
        all.extend(WEEK.map(PersonalPress::Day));
        all.extend(OUTSIDES.map(|(_, outside)| PersonalPress::Outside(outside)));
        all.extend(MUTES.map(|(_, mute)| PersonalPress::Mute(mute)));
        all.extend(FLOORS.map(|(_, floor)| PersonalPress::Floor(floor)));
        all.extend(Kind::ALL.map(PersonalPress::Kind));
        all.extend(DIGESTS.map(|(_, digest)| PersonalPress::Digest(digest)));
        all.extend(URGENTS.map(|(_, urgent)| PersonalPress::Urgent(urgent)));
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
        for data in
            ["1:p", "1:p:o", "1:p:o:?", "1:p:l:zz", "1:p:t:1", "1:p:z:Europe/Kyiv:1", "1:p:d:7", "1:p:h:5"]
        {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
