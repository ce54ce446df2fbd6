//! Buttons about who is on duty. They name a rota by its number, a turn by its first moment and a person by a key; who may press
//! them is decided anew at every press.

use jiff::Timestamp;

use super::groups::code_letter;
use super::{Arguments, PersonKey};
use crate::domain::ids::{ChatId, Target, ThreadId, UnitId};
use crate::domain::rota::{DutyPlace, OthersNews};

/// What a press asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyPress {
    /// Who is on in this place.
    Open(DutyPlace),
    /// A rota for this place, which has none.
    SetUp(DutyPlace),
    At {
        rota: i64,
        step: DutyStep,
    },
    /// The presser's calendar link.
    Calendar,
    /// Another one in its place.
    NewCalendar,
    /// No more of it.
    EndCalendar,
}

/// What it asks for in one rota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyStep {
    Show,
    /// The next is on from now on.
    HandOver,
    /// Not so: what was handed over at this moment is taken back.
    TakeBack(Timestamp),
    /// Somebody's absence: of the member whom whoever edits the rota names, or the presser's own.
    Absence {
        of: Option<PersonKey>,
        step: AbsenceStep,
    },
    /// Swap a turn: which of one's own?
    AskGiven,
    /// And for which?
    AskTaken(Timestamp),
    Propose {
        given: Timestamp,
        taken: Timestamp,
    },
    Accept(i64),
    Decline(i64),
    Edit(RotaPage),
    /// A page of the people who can be put in.
    Members(usize),
    /// Put this person in at the end, or take them out.
    Member(PersonKey),
    Daily,
    /// Weekly, on a day counted from Monday.
    Weekly(u8),
    /// One more turn of so many days in a pattern of one's own.
    AddDays(u8),
    /// A pattern of one's own begins anew.
    ClearDays,
    At(u16),
    /// One of the zones that are offered.
    Zone(usize),
    Others(OthersNews),
    Use,
    Rest,
}

/// What a press says of somebody's absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceStep {
    /// For how long?
    Ask,
    Away(AwaySpan),
    Back,
}

/// For how long somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwaySpan {
    Tomorrow,
    Monday,
    Week,
    TwoWeeks,
}

impl AwaySpan {
    pub const ALL: [Self; 4] = [Self::Tomorrow, Self::Monday, Self::Week, Self::TwoWeeks];
}

/// A page on which a rota is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotaPage {
    Main,
    Members,
    Pattern,
    Days,
    Time,
    Zone,
    Others,
    /// Who of its people is away.
    Away,
}

const PAGE_CODES: [(&str, RotaPage); 8] = [
    ("m", RotaPage::Main),
    ("p", RotaPage::Members),
    ("h", RotaPage::Pattern),
    ("d", RotaPage::Days),
    ("t", RotaPage::Time),
    ("z", RotaPage::Zone),
    ("o", RotaPage::Others),
    ("a", RotaPage::Away),
];
const AWAY_CODES: [(&str, AwaySpan); 4] =
    [("t", AwaySpan::Tomorrow), ("m", AwaySpan::Monday), ("w", AwaySpan::Week), ("f", AwaySpan::TwoWeeks)];
const OTHERS_CODES: [(&str, OthersNews); 3] =
    [("u", OthersNews::Usual), ("s", OthersNews::Silent), ("n", OthersNews::Never)];

impl DutyPress {
    pub(super) fn encode(&self) -> String {
        match self {
            Self::Open(place) => format!("yo:{}", place_tail(*place)),
            Self::SetUp(place) => format!("yn:{}", place_tail(*place)),
            Self::At { rota, step } => format!("y:{rota}:{}", step.encode()),
            Self::Calendar => "yc".into(),
            Self::NewCalendar => "yr".into(),
            Self::EndCalendar => "yx".into(),
        }
    }

    /// Reads what follows the verb.
    pub(super) fn decode(verb: &str, arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match verb {
            "yo" => Self::Open(arguments.next_place()?),
            "yn" => Self::SetUp(arguments.next_place()?),
            "y" => Self::At { rota: arguments.next_number()?, step: DutyStep::decode(arguments)? },
            "yc" => Self::Calendar,
            "yr" => Self::NewCalendar,
            "yx" => Self::EndCalendar,
            _ => return None,
        })
    }
}

impl DutyStep {
    fn encode(&self) -> String {
        match self {
            Self::Show => "s".into(),
            Self::HandOver => "h".into(),
            Self::TakeBack(at) => format!("u:{}", at.as_millisecond()),
            Self::Absence { of: None, step } => match step {
                AbsenceStep::Ask => "a".into(),
                AbsenceStep::Away(span) => format!("af:{}", code_letter(&AWAY_CODES, *span)),
                AbsenceStep::Back => "ab".into(),
            },
            Self::Absence { of: Some(key), step } => match step {
                AbsenceStep::Ask => format!("v:{}", key.digits()),
                AbsenceStep::Away(span) => {
                    format!("vf:{}:{}", key.digits(), code_letter(&AWAY_CODES, *span))
                }
                AbsenceStep::Back => format!("vb:{}", key.digits()),
            },
            Self::AskGiven => "g".into(),
            Self::AskTaken(given) => format!("t:{}", given.as_millisecond()),
            Self::Propose { given, taken } => {
                format!("p:{}:{}", given.as_millisecond(), taken.as_millisecond())
            }
            Self::Accept(number) => format!("y:{number}"),
            Self::Decline(number) => format!("n:{number}"),
            Self::Edit(page) => format!("e:{}", code_letter(&PAGE_CODES, *page)),
            Self::Members(page) => format!("m:{page}"),
            Self::Member(key) => format!("mt:{}", key.digits()),
            Self::Daily => "d".into(),
            Self::Weekly(day) => format!("w:{day}"),
            Self::AddDays(days) => format!("l:{days}"),
            Self::ClearDays => "lx".into(),
            Self::At(minute) => format!("c:{minute}"),
            Self::Zone(zone) => format!("z:{zone}"),
            Self::Others(others) => format!("o:{}", code_letter(&OTHERS_CODES, *others)),
            Self::Use => "on".into(),
            Self::Rest => "off".into(),
        }
    }

    fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        Some(match arguments.0.next()? {
            "s" => Self::Show,
            "h" => Self::HandOver,
            "u" => Self::TakeBack(arguments.next_moment()?),
            verb @ ("a" | "af" | "ab" | "v" | "vf" | "vb") => {
                let of = if verb.starts_with('v') { Some(arguments.next_person()?) } else { None };
                let step = match verb {
                    "a" | "v" => AbsenceStep::Ask,
                    "ab" | "vb" => AbsenceStep::Back,
                    _ => AbsenceStep::Away(arguments.one_of(&AWAY_CODES)?),
                };
                Self::Absence { of, step }
            }
            "g" => Self::AskGiven,
            "t" => Self::AskTaken(arguments.next_moment()?),
            "p" => Self::Propose { given: arguments.next_moment()?, taken: arguments.next_moment()? },
            "y" => Self::Accept(arguments.next_number()?),
            "n" => Self::Decline(arguments.next_number()?),
            "e" => Self::Edit(arguments.one_of(&PAGE_CODES)?),
            "m" => Self::Members(arguments.next_number()?),
            "mt" => Self::Member(arguments.next_person()?),
            "d" => Self::Daily,
            "w" => Self::Weekly(arguments.next_number().filter(|day| *day < 7)?),
            "l" => Self::AddDays(arguments.next_number()?),
            "lx" => Self::ClearDays,
            "c" => Self::At(arguments.next_number().filter(|minute| *minute < 24 * 60)?),
            "z" => Self::Zone(arguments.next_number()?),
            "o" => Self::Others(arguments.one_of(&OTHERS_CODES)?),
            "on" => Self::Use,
            "off" => Self::Rest,
            _ => return None,
        })
    }
}

fn place_tail(place: DutyPlace) -> String {
    match place {
        DutyPlace::Unit(unit) => format!("u:{unit}"),
        DutyPlace::Group(Target { chat, thread }) => {
            format!("g:{chat}:{}", thread.map_or(0, |thread| thread.0))
        }
    }
}

impl Arguments<'_> {
    fn next_place(&mut self) -> Option<DutyPlace> {
        match self.0.next()? {
            "u" => Some(DutyPlace::Unit(UnitId(self.next_number()?))),
            "g" => {
                let chat = ChatId(self.next_number()?);
                let thread = Some(self.next_number()?).filter(|&thread| thread != 0).map(ThreadId);
                Some(DutyPlace::Group(Target { chat, thread }))
            }
            _ => None,
        }
    }

    fn next_person(&mut self) -> Option<PersonKey> {
        PersonKey::from_digits(self.0.next()?)
    }

    fn next_moment(&mut self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.next_number()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Callback;
    use super::*;
    use crate::callback::tests::assert_comes_back;

    #[test]
    fn everything_comes_back_and_fits() {
        let target = Target { chat: ChatId(i64::MIN), thread: Some(ThreadId(i32::MAX)) };
        let places = [
            DutyPlace::Unit(UnitId(i64::MAX)),
            DutyPlace::Group(target),
            DutyPlace::Group(Target::whole_chat(ChatId(-1))),
        ];
        let at = Timestamp::from_millisecond(1_799_999_999_999).unwrap();
        let person = || PersonKey::from_digits(&"a".repeat(PersonKey::LENGTH)).unwrap();
        let mut steps = vec![
            DutyStep::Show,
            DutyStep::HandOver,
            DutyStep::TakeBack(at),
            DutyStep::AskGiven,
            DutyStep::AskTaken(at),
            DutyStep::Propose { given: at, taken: at },
            DutyStep::Accept(i64::MAX),
            DutyStep::Decline(i64::MAX),
            DutyStep::Members(9_999),
            DutyStep::Member(person()),
            DutyStep::Daily,
            DutyStep::Weekly(6),
            DutyStep::AddDays(28),
            DutyStep::ClearDays,
            DutyStep::At(1439),
            DutyStep::Zone(11),
            DutyStep::Use,
            DutyStep::Rest,
        ];
        steps.extend(PAGE_CODES.map(|(_, page)| DutyStep::Edit(page)));
        for of in [None, Some(person())] {
            let mut absences = vec![AbsenceStep::Ask, AbsenceStep::Back];
            absences.extend(AWAY_CODES.map(|(_, span)| AbsenceStep::Away(span)));
            steps.extend(absences.into_iter().map(|step| DutyStep::Absence { of: of.clone(), step }));
        }
        steps.extend(OTHERS_CODES.map(|(_, others)| DutyStep::Others(others)));
        let at = |step| DutyPress::At { rota: i64::MAX, step };
        let mut presses: Vec<_> = steps.into_iter().map(at).collect();
        presses.extend(places.map(DutyPress::Open));
        presses.extend(places.map(DutyPress::SetUp));
        presses.extend([DutyPress::Calendar, DutyPress::NewCalendar, DutyPress::EndCalendar]);
        presses.into_iter().for_each(|press| assert_comes_back(&Callback::Duty(press)));
    }

    #[test]
    fn what_nobody_wrote_is_not_understood() {
        for data in ["1:y", "1:y:5", "1:y:5:w:7", "1:y:5:c:1440", "1:yo:x:5", "1:yo:g:5", "1:yz", "1:y:5:t:x"]
        {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
