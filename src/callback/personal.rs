//! Buttons of a person's own settings. They act on the settings of whoever presses them, and of nobody else.

use jiff::civil::Weekday;

use super::Arguments;
use super::groups::{DIGEST_CODES, FLOOR_CODES, code_letter};
use crate::domain::digest::Digest;
use crate::domain::hours::{Span, WEEK};
use crate::domain::ids::UnitId;
use crate::domain::relevance::NotificationKind;
use crate::domain::settings::{OutsideHours, UrgentMode};
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
    Outside(OutsideHours),
    Mute(Mute),
    /// Mute this unit, or hear it again.
    Unit(UnitId),
    /// Another page of the units.
    Units(usize),
    Floor(Option<Priority>),
    /// Have this kind of news ring, or not.
    Kind(NotificationKind),
    Urgent(UrgentMode),
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
    Digest,
}

/// The pages by their letters.
const PAGE_CODES: [(&str, PersonalPage); 8] = [
    ("m", PersonalPage::Main),
    ("l", PersonalPage::Lang),
    ("z", PersonalPage::Zone),
    ("h", PersonalPage::Hours),
    ("u", PersonalPage::Mute),
    ("f", PersonalPage::Floor),
    ("k", PersonalPage::Kinds),
    ("d", PersonalPage::Digest),
];
const OUTSIDE_CODES: [(&str, OutsideHours); 2] = [("s", OutsideHours::Silent), ("w", OutsideHours::Wait)];
const MUTE_CODES: [(&str, Mute); 3] = [("n", Mute::Off), ("h", Mute::Hour), ("m", Mute::Morning)];
const URGENT_CODES: [(&str, UrgentMode); 2] = [("a", UrgentMode::Always), ("o", UrgentMode::AsOthers)];
const KIND_CODES: [(&str, NotificationKind); 7] = [
    ("n", NotificationKind::New),
    ("m", NotificationKind::Mine),
    ("v", NotificationKind::Moves),
    ("p", NotificationKind::Priority),
    ("c", NotificationKind::Comments),
    ("d", NotificationKind::Deadlines),
    ("u", NotificationKind::Unclaimed),
];

impl PersonalPress {
    pub(super) fn encode(&self) -> String {
        let tail = match self {
            Self::Open(page) => format!("o:{}", code_letter(&PAGE_CODES, *page)),
            Self::Lang(lang) => format!("l:{}", lang.iso_code()),
            Self::Zone(None) => "z".into(),
            Self::Zone(Some(zone)) => format!("z:{zone}"),
            Self::TypeZone => "t".into(),
            Self::Hours(None) => "h".into(),
            Self::Hours(Some(span)) => format!("h:{}:{}", span.from, span.to),
            Self::Day(day) => format!("d:{}", day.to_monday_zero_offset()),
            Self::Outside(outside) => format!("a:{}", code_letter(&OUTSIDE_CODES, *outside)),
            Self::Mute(mute) => format!("m:{}", code_letter(&MUTE_CODES, *mute)),
            Self::Unit(unit) => format!("u:{unit}"),
            Self::Units(page) => format!("n:{page}"),
            Self::Floor(floor) => format!("f:{}", code_letter(&FLOOR_CODES, *floor)),
            Self::Kind(kind) => format!("k:{}", code_letter(&KIND_CODES, *kind)),
            Self::Digest(digest) => format!("g:{}", code_letter(&DIGEST_CODES, *digest)),
            Self::Urgent(urgent) => format!("r:{}", code_letter(&URGENT_CODES, *urgent)),
        };
        format!("p:{tail}")
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match arguments.0.next()? {
            "o" => Self::Open(arguments.one_of(&PAGE_CODES)?),
            "l" => Self::Lang(Lang::from_code(arguments.0.next()?)?),
            "z" => Self::Zone(arguments.0.next().map(str::to_owned)),
            "t" => Self::TypeZone,
            "h" => Self::Hours(arguments.next_span()?),
            "d" => Self::Day(*WEEK.get(arguments.next_number::<usize>()?)?),
            "a" => Self::Outside(arguments.one_of(&OUTSIDE_CODES)?),
            "m" => Self::Mute(arguments.one_of(&MUTE_CODES)?),
            "u" => Self::Unit(UnitId(arguments.next_number()?)),
            "n" => Self::Units(arguments.next_number()?),
            "f" => Self::Floor(arguments.one_of(&FLOOR_CODES)?),
            "k" => Self::Kind(arguments.one_of(&KIND_CODES)?),
            "g" => Self::Digest(arguments.one_of(&DIGEST_CODES)?),
            "r" => Self::Urgent(arguments.one_of(&URGENT_CODES)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Callback;
    use super::*;
    use crate::callback::tests::assert_comes_back;

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
        all.extend(OUTSIDE_CODES.map(|(_, outside)| PersonalPress::Outside(outside)));
        all.extend(MUTE_CODES.map(|(_, mute)| PersonalPress::Mute(mute)));
        all.extend(FLOOR_CODES.map(|(_, floor)| PersonalPress::Floor(floor)));
        all.extend(NotificationKind::ALL.map(PersonalPress::Kind));
        all.extend(DIGEST_CODES.map(|(_, digest)| PersonalPress::Digest(digest)));
        all.extend(URGENT_CODES.map(|(_, urgent)| PersonalPress::Urgent(urgent)));
        all.extend(PAGE_CODES.map(|(_, page)| PersonalPress::Open(page)));
        for press in all {
            let callback = Callback::Personal(press);
            assert_comes_back(&callback);
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
