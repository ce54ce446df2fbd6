//! The panel of a group's subscription: what it is set to, and the buttons that change it.

use super::choices::choose;
use super::html::escape;
use super::words::Reader;
use crate::callback::{Callback, GroupPage, GroupPress, GroupStep};
use crate::domain::digest::Digest;
use crate::domain::hours::Span;
use crate::domain::ids::Target;
use crate::domain::person::Unit;
use crate::domain::settings::{Board, Group, Rest, Show, Which};
use crate::domain::ticket::Priority;
use crate::i18n::Lang;
use crate::screen::{Button, Screen};
use crate::t;

/// The silences to choose from.
const NIGHTS: [Span; 4] = [Span::hours(18, 9), Span::hours(20, 8), Span::hours(21, 7), Span::hours(22, 6)];

/// A subscription as its panel shows it.
pub struct Panel<'a> {
    pub target: Target,
    /// What the group is called; empty where that goes without saying.
    pub title: &'a str,
    pub owner: &'a str,
    pub settings: &'a Group,
    pub rests: Option<Rest>,
    /// The units to choose from, with the names of those that are chosen.
    pub units: &'a [Unit],
    /// Which page of them.
    pub units_page: usize,
}

/// Renders a page of the panel.
pub fn panel(panel: &Panel<'_>, page: GroupPage, reader: &Reader) -> Screen {
    let screen = match page {
        GroupPage::Main => return main(panel, reader),
        GroupPage::Units => units(panel, reader),
        GroupPage::Floor => floor(panel, reader),
        GroupPage::Show => show(panel, reader),
        GroupPage::Quiet => quiet(panel, reader),
        GroupPage::Lang => language(panel, reader),
    };
    let back = t!(reader.lang, "button-back");
    screen.row([panel.button(back, GroupStep::Open(GroupPage::Main))])
}

fn main(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let settings = panel.settings;
    let mut lines = vec![t!(lang, "group-title", name = escape(panel.owner))];
    if !panel.title.is_empty() {
        lines.insert(0, format!("<b>{}</b>", place_name(panel.title, panel.target, lang)));
    }
    if let Some(rest) = panel.rests {
        lines.push(rests(panel.owner, rest, lang));
    }
    lines.push(String::new());
    lines.push(t!(lang, "group-units", units = escape(&unit_names(panel, lang))));
    lines.push(t!(lang, "group-floor", floor = floor_word(settings.floor, lang)));
    lines.push(t!(lang, "group-which", which = which_word(settings.which, lang)));
    lines.push(t!(lang, "group-show", show = show_word(settings.show, lang)));
    lines.push(t!(lang, "group-board", board = board_word(settings.board, lang)));
    let digest = settings.digest.unwrap_or(Digest::Never);
    lines.push(t!(lang, "settings-digest", digest = digest_word(digest, lang)));
    lines.push(t!(lang, "group-quiet", quiet = quiet_word(settings.quiet, lang)));
    lines.push(String::new());
    lines.push(format!("<i>{}</i>", t!(lang, "group-hint")));
    let open = |label, page| panel.button(label, GroupStep::Open(page));
    let (other, other_label) = match settings.which {
        Which::All => (Which::Unassigned, t!(lang, "group-button-unassigned")),
        Which::Unassigned => (Which::All, t!(lang, "group-button-all")),
    };
    Screen::text(lines.join("\n"))
        .row([
            open(t!(lang, "group-button-units"), GroupPage::Units),
            open(t!(lang, "group-button-floor"), GroupPage::Floor),
        ])
        .row([
            open(t!(lang, "group-button-show"), GroupPage::Show),
            open(t!(lang, "group-button-quiet"), GroupPage::Quiet),
        ])
        .row([panel.button(other_label, GroupStep::Which(other)), board(panel, reader)])
        .row([
            open(t!(lang, "button-language"), GroupPage::Lang),
            panel.button(digest_button(digest, lang), GroupStep::Digest(digest.next())),
        ])
        .row([panel.button(t!(lang, "group-button-end"), GroupStep::End)])
}

/// The button that puts the board up, or takes it down.
fn board(panel: &Panel<'_>, reader: &Reader) -> Button {
    let (other, label) = match panel.settings.board {
        Board::None => (Board::Pinned, t!(reader.lang, "group-button-board")),
        Board::Pinned => (Board::None, t!(reader.lang, "group-button-no-board")),
    };
    panel.button(label, GroupStep::Board(other))
}

fn units(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let chosen = &panel.settings.units;
    let every =
        panel.button(tick(chosen.is_empty(), &t!(reader.lang, "group-every-unit")), GroupStep::EveryUnit);
    let screen = Screen::text(t!(reader.lang, "group-ask-units")).row([every]);
    let button = |_, unit: &Unit, label: String| {
        panel.button(tick(chosen.contains(&unit.id), &label), GroupStep::Unit(unit.id))
    };
    let turn = |page| panel.press(GroupStep::Units(page));
    choose(screen, panel.units, panel.units_page, |unit| &unit.name, button, turn)
}

fn floor(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let floors = [None, Some(Priority::Medium), Some(Priority::High)];
    let button = |floor| {
        let label = tick(panel.settings.floor == floor, &floor_word(floor, reader.lang));
        [panel.button(label, GroupStep::Floor(floor))]
    };
    floors.into_iter().map(button).fold(Screen::text(t!(reader.lang, "group-ask-floor")), Screen::row)
}

fn show(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let button = |show| {
        let label = tick(panel.settings.show == show, &show_word(show, reader.lang));
        [panel.button(label, GroupStep::Show(show))]
    };
    let levels = [Show::Subject, Show::Text, Show::Client];
    levels.into_iter().map(button).fold(Screen::text(t!(reader.lang, "group-ask-show")), Screen::row)
}

fn quiet(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let choices = std::iter::once(None).chain(NIGHTS.map(Some));
    let button = |quiet| {
        let label = tick(panel.settings.quiet == quiet, &quiet_word(quiet, reader.lang));
        [panel.button(label, GroupStep::Quiet(quiet))]
    };
    choices.map(button).fold(Screen::text(t!(reader.lang, "group-ask-quiet")), Screen::row)
}

fn language(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let buttons = Lang::ALL.map(|lang| panel.button(lang.name(), GroupStep::Lang(lang)));
    Screen::text(t!(reader.lang, "language-which")).row(buttons)
}

/// The subscriptions to choose from, each with the name of its group.
pub fn choices(all: &[(String, Target)], page: usize, reader: &Reader) -> Screen {
    let named = |(title, target): &(String, Target)| (place(title, *target, reader.lang), *target);
    let all: Vec<_> = all.iter().map(named).collect();
    let button = |_, (_, target): &(String, Target), label| {
        let press = GroupPress { target: *target, step: GroupStep::Open(GroupPage::Main) };
        Button::call(label, &Callback::Group(press))
    };
    let screen = Screen::text(t!(reader.lang, "group-choose"));
    choose(screen, &all, page, |(name, _)| name, button, |page| Callback::Subscriptions { page })
}

/// What the group is told when a subscription goes to rest or wakes.
pub fn standing(owner: &str, rest: Option<Rest>, reader: &Reader) -> String {
    match rest {
        Some(rest) => rests(owner, rest, reader.lang),
        None => t!(reader.lang, "group-woke", name = escape(owner)),
    }
}

fn rests(owner: &str, rest: Rest, lang: Lang) -> String {
    let name = escape(owner);
    match rest {
        Rest::SignedOut => t!(lang, "group-rests-signed-out", name = name),
        Rest::NotAdmin => t!(lang, "group-rests-not-admin", name = name),
        Rest::NoUnits => t!(lang, "group-rests-no-units", name = name),
    }
}

/// The same as a part of a message.
pub fn place_name(title: &str, target: Target, lang: Lang) -> String {
    escape(&place(title, target, lang))
}

/// A group by its name, a topic by its number too: Telegram tells bots no topic's name. Not escaped.
fn place(title: &str, target: Target, lang: Lang) -> String {
    match target.thread {
        Some(thread) => t!(lang, "group-topic", title = title, number = thread.0),
        None => title.to_owned(),
    }
}

fn unit_names(panel: &Panel<'_>, lang: Lang) -> String {
    let chosen = panel.units.iter().filter(|unit| panel.settings.units.contains(&unit.id));
    let names: Vec<_> = chosen.map(|unit| unit.name.as_str()).collect();
    match names.is_empty() {
        true => t!(lang, "group-every-unit"),
        false => names.join(", "),
    }
}

pub(super) fn floor_word(floor: Option<Priority>, lang: Lang) -> String {
    match floor {
        None | Some(Priority::Low) => t!(lang, "group-floor-any"),
        Some(Priority::Medium) => t!(lang, "group-floor-medium"),
        Some(Priority::High) => t!(lang, "group-floor-high"),
    }
}

fn which_word(which: Which, lang: Lang) -> String {
    match which {
        Which::All => t!(lang, "group-which-all"),
        Which::Unassigned => t!(lang, "group-which-unassigned"),
    }
}

fn show_word(show: Show, lang: Lang) -> String {
    match show {
        Show::Subject => t!(lang, "group-show-subject"),
        Show::Text => t!(lang, "group-show-text"),
        Show::Client => t!(lang, "group-show-client"),
    }
}

pub(super) fn digest_word(digest: Digest, lang: Lang) -> String {
    match digest {
        Digest::Never => t!(lang, "digest-never"),
        Digest::Morning => t!(lang, "digest-in-the-morning"),
        Digest::Twice => t!(lang, "digest-twice"),
    }
}

/// What a press on the digest's button chooses.
pub(super) fn digest_button(digest: Digest, lang: Lang) -> String {
    t!(lang, "settings-button-digest", digest = digest_word(digest.next(), lang))
}

fn board_word(board: Board, lang: Lang) -> String {
    match board {
        Board::None => t!(lang, "group-board-none"),
        Board::Pinned => t!(lang, "group-board-pinned"),
    }
}

fn quiet_word(quiet: Option<Span>, lang: Lang) -> String {
    match quiet {
        None => t!(lang, "group-quiet-never"),
        Some(span) => super::words::span(span),
    }
}

/// A choice with its mark.
pub(super) fn tick(chosen: bool, label: &str) -> String {
    format!("{} {label}", if chosen { "☑" } else { "☐" })
}

impl Panel<'_> {
    fn button(&self, label: String, step: GroupStep) -> Button {
        Button::call(label, &self.press(step))
    }

    fn press(&self, step: GroupStep) -> Callback {
        Callback::Group(GroupPress { target: self.target, step })
    }
}
