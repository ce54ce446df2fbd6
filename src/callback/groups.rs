//! Buttons of a group's subscription. They name the group, so that they work in the subscriber's own chat too; who may
//! press them is decided anew at every press.

use super::Arguments;
use crate::domain::digest::Digest;
use crate::domain::hours::{MINUTES_PER_DAY, Span};
use crate::domain::ids::{ChatId, Target, ThreadId, UnitId};
use crate::domain::settings::{BoardMode, BoardScope, ReactionMode, ShowMode, WeeklyPicture};
use crate::domain::ticket::Priority;
use crate::i18n::Lang;

/// A press about the subscription of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupPress {
    pub target: Target,
    pub step: GroupStep,
}

/// What it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupStep {
    Open(GroupPage),
    /// Put this unit in, or take it out.
    Unit(UnitId),
    /// Another page of the units.
    Units(usize),
    /// All units that the subscriber sees.
    EveryUnit,
    Floor(Option<Priority>),
    Which(BoardScope),
    Show(ShowMode),
    Quiet(Option<Span>),
    Lang(Lang),
    Board(BoardMode),
    Digest(Digest),
    Reactions(ReactionMode),
    WeeklyPicture(WeeklyPicture),
    /// Ends the subscription.
    End,
}

/// A page of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupPage {
    Main,
    Units,
    Floor,
    Show,
    Quiet,
    Lang,
    Digest,
}

/// The pages by their letters.
const PAGE_CODES: [(&str, GroupPage); 7] = [
    ("m", GroupPage::Main),
    ("u", GroupPage::Units),
    ("f", GroupPage::Floor),
    ("s", GroupPage::Show),
    ("q", GroupPage::Quiet),
    ("l", GroupPage::Lang),
    ("d", GroupPage::Digest),
];
const SHOW_CODES: [(&str, ShowMode); 3] =
    [("s", ShowMode::Subject), ("t", ShowMode::Text), ("c", ShowMode::Client)];
pub(super) const FLOOR_CODES: [(&str, Option<Priority>); 3] =
    [("l", None), ("m", Some(Priority::Medium)), ("h", Some(Priority::High))];
pub(super) const DIGEST_CODES: [(&str, Digest); 3] =
    [("n", Digest::Never), ("m", Digest::Morning), ("t", Digest::Twice)];
const BOARD_CODES: [(&str, BoardMode); 2] = [("n", BoardMode::None), ("p", BoardMode::Pinned)];
const REACTION_CODES: [(&str, ReactionMode); 2] =
    [("n", ReactionMode::Nothing), ("s", ReactionMode::Shortcuts)];
const WEEKLY_CODES: [(&str, WeeklyPicture); 2] = [("n", WeeklyPicture::None), ("m", WeeklyPicture::Monday)];
const WHICH_CODES: [(&str, BoardScope); 2] = [("a", BoardScope::All), ("u", BoardScope::Unassigned)];

impl GroupPress {
    pub(super) fn encode(self) -> String {
        let Target { chat, thread } = self.target;
        let thread = thread.map_or(0, |thread| thread.0);
        let step = match self.step {
            GroupStep::Open(page) => format!("o:{}", code_letter(&PAGE_CODES, page)),
            GroupStep::Unit(unit) => format!("u:{unit}"),
            GroupStep::Units(page) => format!("n:{page}"),
            GroupStep::EveryUnit => "e".into(),
            GroupStep::Floor(floor) => format!("f:{}", code_letter(&FLOOR_CODES, floor)),
            GroupStep::Which(which) => format!("w:{}", code_letter(&WHICH_CODES, which)),
            GroupStep::Show(show) => format!("s:{}", code_letter(&SHOW_CODES, show)),
            GroupStep::Quiet(None) => "q".into(),
            GroupStep::Quiet(Some(span)) => format!("q:{}:{}", span.from, span.to),
            GroupStep::Lang(lang) => format!("l:{}", lang.iso_code()),
            GroupStep::Digest(digest) => format!("d:{}", code_letter(&DIGEST_CODES, digest)),
            GroupStep::WeeklyPicture(weekly) => format!("p:{}", code_letter(&WEEKLY_CODES, weekly)),
            GroupStep::Board(board) => format!("b:{}", code_letter(&BOARD_CODES, board)),
            GroupStep::Reactions(reactions) => format!("r:{}", code_letter(&REACTION_CODES, reactions)),
            GroupStep::End => "x".into(),
        };
        format!("g:{chat}:{thread}:{step}")
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        let chat = ChatId(arguments.next_number()?);
        let thread = Some(arguments.next_number()?).filter(|&thread| thread != 0).map(ThreadId);
        let step = match arguments.0.next()? {
            "o" => GroupStep::Open(arguments.one_of(&PAGE_CODES)?),
            "u" => GroupStep::Unit(UnitId(arguments.next_number()?)),
            "n" => GroupStep::Units(arguments.next_number()?),
            "e" => GroupStep::EveryUnit,
            "f" => GroupStep::Floor(arguments.one_of(&FLOOR_CODES)?),
            "w" => GroupStep::Which(arguments.one_of(&WHICH_CODES)?),
            "s" => GroupStep::Show(arguments.one_of(&SHOW_CODES)?),
            "q" => GroupStep::Quiet(arguments.next_span()?),
            "d" => GroupStep::Digest(arguments.one_of(&DIGEST_CODES)?),
            "p" => GroupStep::WeeklyPicture(arguments.one_of(&WEEKLY_CODES)?),
            "b" => GroupStep::Board(arguments.one_of(&BOARD_CODES)?),
            "r" => GroupStep::Reactions(arguments.one_of(&REACTION_CODES)?),
            "l" => GroupStep::Lang(Lang::from_code(arguments.0.next()?)?),
            "x" => GroupStep::End,
            _ => return None,
        };
        Some(Self { target: Target { chat, thread }, step })
    }
}

/// The letter of a value that stands in a table.
pub(super) fn code_letter<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    // Each table names every value of its type.
    table.iter().find(|(_, known)| *known == value).map_or("?", |(letter, _)| letter)
}

impl Arguments<'_> {
    /// A value by its letter in a table.
    pub(super) fn one_of<T: Copy>(&mut self, table: &[(&'static str, T)]) -> Option<T> {
        let letter = self.0.next()?;
        table.iter().find(|(known, _)| *known == letter).map(|(_, value)| *value)
    }

    /// Two times of the day, or none; `None` for half a span or hours that no day has.
    pub(super) fn next_span(&mut self) -> Option<Option<Span>> {
        let Some(from) = self.0.next() else { return Some(None) };
        let (from, to) = (from.parse().ok()?, self.next_number()?);
        (from < MINUTES_PER_DAY && to < MINUTES_PER_DAY).then_some(Some(Span { from, to }))
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
        let mut steps = vec![
            GroupStep::Unit(UnitId(i64::MAX)),
            GroupStep::Units(9_999),
            GroupStep::EveryUnit,
            GroupStep::Quiet(None),
            GroupStep::Quiet(Some(Span { from: 1439, to: 1438 })),
            GroupStep::Lang(Lang::Uk),
            GroupStep::End,
        ];
        steps.extend(PAGE_CODES.map(|(_, page)| GroupStep::Open(page)));
        steps.extend(SHOW_CODES.map(|(_, show)| GroupStep::Show(show)));
        steps.extend(FLOOR_CODES.map(|(_, floor)| GroupStep::Floor(floor)));
        steps.extend(DIGEST_CODES.map(|(_, digest)| GroupStep::Digest(digest)));
        steps.extend(WEEKLY_CODES.map(|(_, weekly)| GroupStep::WeeklyPicture(weekly)));
        steps.extend(BOARD_CODES.map(|(_, board)| GroupStep::Board(board)));
        steps.extend(REACTION_CODES.map(|(_, reactions)| GroupStep::Reactions(reactions)));
        steps.extend(WHICH_CODES.map(|(_, which)| GroupStep::Which(which)));
        for step in steps {
            for target in [target, Target::whole_chat(ChatId(-1))] {
                let callback = Callback::Group(GroupPress { target, step });
                assert_comes_back(&callback);
            }
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_understood() {
        for data in
            ["1:g", "1:g:-1", "1:g:-1:0", "1:g:-1:0:o:z", "1:g:-1:0:q:1440:5", "1:g:-1:0:q:5", "1:g:-1:0:e:1"]
        {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
