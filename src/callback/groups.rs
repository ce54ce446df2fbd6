//! Buttons of a group's subscription. They name the group, so that they work in the subscriber's own chat too; who may
//! press them is decided anew at every press.

use super::Arguments;
use crate::domain::digest::Digest;
use crate::domain::hours::{DAY, Span};
use crate::domain::ids::{ChatId, Target, ThreadId, UnitId};
use crate::domain::settings::{Board, Show, Which};
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
    Which(Which),
    Show(Show),
    Quiet(Option<Span>),
    Lang(Lang),
    Board(Board),
    Digest(Digest),
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
}

/// The pages by their letters.
const PAGES: [(&str, GroupPage); 6] = [
    ("m", GroupPage::Main),
    ("u", GroupPage::Units),
    ("f", GroupPage::Floor),
    ("s", GroupPage::Show),
    ("q", GroupPage::Quiet),
    ("l", GroupPage::Lang),
];
const SHOWS: [(&str, Show); 3] = [("s", Show::Subject), ("t", Show::Text), ("c", Show::Client)];
pub(super) const FLOORS: [(&str, Option<Priority>); 3] =
    [("l", None), ("m", Some(Priority::Medium)), ("h", Some(Priority::High))];
pub(super) const DIGESTS: [(&str, Digest); 3] =
    [("n", Digest::Never), ("m", Digest::Morning), ("t", Digest::Twice)];
const BOARDS: [(&str, Board); 2] = [("n", Board::None), ("p", Board::Pinned)];
const WHICH: [(&str, Which); 2] = [("a", Which::All), ("u", Which::Unassigned)];

impl GroupPress {
    pub(super) fn encode(self) -> String {
        let Target { chat, thread } = self.target;
        let thread = thread.map_or(0, |thread| thread.0);
        let step = match self.step {
            GroupStep::Open(page) => format!("o:{}", letter(&PAGES, page)),
            GroupStep::Unit(unit) => format!("u:{unit}"),
            GroupStep::Units(page) => format!("n:{page}"),
            GroupStep::EveryUnit => "e".into(),
            GroupStep::Floor(floor) => format!("f:{}", letter(&FLOORS, floor)),
            GroupStep::Which(which) => format!("w:{}", letter(&WHICH, which)),
            GroupStep::Show(show) => format!("s:{}", letter(&SHOWS, show)),
            GroupStep::Quiet(None) => "q".into(),
            GroupStep::Quiet(Some(span)) => format!("q:{}:{}", span.from, span.to),
            GroupStep::Lang(lang) => format!("l:{}", lang.code()),
            GroupStep::Digest(digest) => format!("d:{}", letter(&DIGESTS, digest)),
            GroupStep::Board(board) => format!("b:{}", letter(&BOARDS, board)),
            GroupStep::End => "x".into(),
        };
        format!("g:{chat}:{thread}:{step}")
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        let chat = ChatId(arguments.number()?);
        let thread = Some(arguments.number()?).filter(|&thread| thread != 0).map(ThreadId);
        let step = match arguments.0.next()? {
            "o" => GroupStep::Open(arguments.one_of(&PAGES)?),
            "u" => GroupStep::Unit(UnitId(arguments.number()?)),
            "n" => GroupStep::Units(arguments.number()?),
            "e" => GroupStep::EveryUnit,
            "f" => GroupStep::Floor(arguments.one_of(&FLOORS)?),
            "w" => GroupStep::Which(arguments.one_of(&WHICH)?),
            "s" => GroupStep::Show(arguments.one_of(&SHOWS)?),
            "q" => GroupStep::Quiet(arguments.span()?),
            "d" => GroupStep::Digest(arguments.one_of(&DIGESTS)?),
            "b" => GroupStep::Board(arguments.one_of(&BOARDS)?),
            "l" => GroupStep::Lang(Lang::from_code(arguments.0.next()?)?),
            "x" => GroupStep::End,
            _ => return None,
        };
        Some(Self { target: Target { chat, thread }, step })
    }
}

/// The letter of a value that stands in a table.
pub(super) fn letter<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
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
    pub(super) fn span(&mut self) -> Option<Option<Span>> {
        let Some(from) = self.0.next() else { return Some(None) };
        let (from, to) = (from.parse().ok()?, self.number()?);
        (from < DAY && to < DAY).then_some(Some(Span { from, to }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Callback;
    use super::*;

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
        steps.extend(PAGES.map(|(_, page)| GroupStep::Open(page)));
        steps.extend(SHOWS.map(|(_, show)| GroupStep::Show(show)));
        steps.extend(FLOORS.map(|(_, floor)| GroupStep::Floor(floor)));
        steps.extend(DIGESTS.map(|(_, digest)| GroupStep::Digest(digest)));
        steps.extend(BOARDS.map(|(_, board)| GroupStep::Board(board)));
        steps.extend(WHICH.map(|(_, which)| GroupStep::Which(which)));
        for step in steps {
            for target in [target, Target::chat(ChatId(-1))] {
                let callback = Callback::Group(GroupPress { target, step });
                let data = callback.encode();
                assert!(data.len() <= 64, "{data}");
                assert_eq!(Callback::decode(&data), Some(callback), "{data}");
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
