//! The panel of a group's subscription: what it is set to, and the buttons that change it.

use super::choices::choice_page;
use super::html::escape_html;
use super::reader::{Reader, capitalize};
use crate::callback::{Callback, GroupPage, GroupPress, GroupStep};
use crate::domain::digest::Digest;
use crate::domain::hours::Span;
use crate::domain::ids::Target;
use crate::domain::person::Unit;
use crate::domain::settings::{
    BoardMode, BoardScope, GroupSettings, PauseReason, ReactionMode, ShowMode, WeeklyPicture,
};
use crate::domain::ticket::Priority;
use crate::i18n::Lang;
use crate::t;
use crate::view::{Button, MessageView};

/// The silences to choose from.
const QUIET_CHOICES: [Span; 4] =
    [Span::hours(18, 9), Span::hours(20, 8), Span::hours(21, 7), Span::hours(22, 6)];

/// A subscription as its panel shows it.
pub struct GroupPanel<'a> {
    pub target: Target,
    /// What the group is called; empty where that goes without saying.
    pub title: &'a str,
    pub owner: &'a str,
    pub settings: &'a GroupSettings,
    pub rests: Option<PauseReason>,
    /// The units to choose from, with the names of those that are chosen.
    pub units: &'a [Unit],
    /// Which page of them.
    pub units_page: usize,
}

/// Renders a page of the panel.
pub fn group_panel(panel: &GroupPanel<'_>, page: GroupPage, reader: &Reader) -> MessageView {
    let view = match page {
        GroupPage::Main => return main_page(panel, reader),
        GroupPage::Units => units_page(panel, reader),
        GroupPage::Floor => floor_page(panel, reader),
        GroupPage::Show => show_page(panel, reader),
        GroupPage::Quiet => quiet_page(panel, reader),
        GroupPage::Lang => language_page(panel, reader),
        GroupPage::Digest => digest_page(panel, reader),
    };
    let back = t!(reader.lang, "button-back");
    view.with_row([panel.step_button(back, GroupStep::Open(GroupPage::Main))])
}

fn main_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let settings = panel.settings;
    let mut lines = vec![t!(lang, "group-title", name = escape_html(panel.owner))];
    if !panel.title.is_empty() {
        lines.insert(0, format!("<b>{}</b>", place_name(panel.title, panel.target, lang)));
    }
    if let Some(rest) = panel.rests {
        lines.push(pause_text(panel.owner, rest, lang));
    }
    lines.push(String::new());
    lines.push(t!(lang, "group-units", units = escape_html(&unit_names(panel, lang))));
    lines.push(t!(lang, "group-floor", floor = floor_word(settings.floor, lang)));
    lines.push(t!(lang, "group-which", which = which_word(settings.which, lang)));
    lines.push(t!(lang, "group-show", show = show_word(settings.show, lang)));
    lines.push(t!(lang, "group-board", board = board_word(settings.board, lang)));
    let digest = settings.digest.unwrap_or(Digest::Never);
    lines.push(t!(lang, "settings-digest", digest = digest_word(digest, lang)));
    lines.push(t!(lang, "reactions-are", mode = reactions_word(settings.reactions, lang)));
    lines.push(t!(lang, "group-quiet", quiet = quiet_word(settings.quiet, lang)));
    lines.push(String::new());
    lines.push(format!("<i>{}</i>", t!(lang, "group-hint")));
    let open = |label, page| panel.step_button(label, GroupStep::Open(page));
    let (other, other_label) = match settings.which {
        BoardScope::All => (BoardScope::Unassigned, t!(lang, "group-button-unassigned")),
        BoardScope::Unassigned => (BoardScope::All, t!(lang, "group-button-all")),
    };
    MessageView::from_html(lines.join("\n"))
        .with_row([
            open(t!(lang, "group-button-units"), GroupPage::Units),
            open(t!(lang, "group-button-floor"), GroupPage::Floor),
        ])
        .with_row([
            open(t!(lang, "group-button-show"), GroupPage::Show),
            open(t!(lang, "group-button-quiet"), GroupPage::Quiet),
        ])
        .with_row([panel.step_button(other_label, GroupStep::Which(other)), board_button(panel, reader)])
        .with_row([
            open(t!(lang, "button-language"), GroupPage::Lang),
            open(t!(lang, "settings-button-digest"), GroupPage::Digest),
        ])
        .with_row([reactions_button(panel, lang)])
        .with_row([panel.step_button(t!(lang, "group-button-end"), GroupStep::End)])
}

/// The button that makes shortcuts of reactions, or no longer.
fn reactions_button(panel: &GroupPanel<'_>, lang: Lang) -> Button {
    let (other, label) = match panel.settings.reactions {
        ReactionMode::Nothing => (ReactionMode::Shortcuts, t!(lang, "reactions-button-on")),
        ReactionMode::Shortcuts => (ReactionMode::Nothing, t!(lang, "reactions-button-off")),
    };
    panel.step_button(label, GroupStep::Reactions(other))
}

fn reactions_word(mode: ReactionMode, lang: Lang) -> String {
    match mode {
        ReactionMode::Nothing => t!(lang, "reactions-nothing"),
        ReactionMode::Shortcuts => t!(lang, "reactions-shortcuts"),
    }
}

/// The button that puts the board up, or takes it down.
fn board_button(panel: &GroupPanel<'_>, reader: &Reader) -> Button {
    let (other, label) = match panel.settings.board {
        BoardMode::None => (BoardMode::Pinned, t!(reader.lang, "group-button-board")),
        BoardMode::Pinned => (BoardMode::None, t!(reader.lang, "group-button-no-board")),
    };
    panel.step_button(label, GroupStep::Board(other))
}

fn units_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let chosen = &panel.settings.units;
    let every = panel.step_button(
        tick_label(chosen.is_empty(), &t!(reader.lang, "group-every-unit")),
        GroupStep::EveryUnit,
    );
    let view = MessageView::from_html(t!(reader.lang, "group-ask-units")).with_row([every]);
    let button = |_, unit: &Unit, label: String| {
        panel.step_button(tick_label(chosen.contains(&unit.id), &label), GroupStep::Unit(unit.id))
    };
    let turn = |page| panel.press(GroupStep::Units(page));
    choice_page(view, panel.units, panel.units_page, |unit| &unit.name, button, turn)
}

fn floor_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let floors = [None, Some(Priority::Medium), Some(Priority::High)];
    let button = |floor| {
        let label = tick_label(panel.settings.floor == floor, &floor_word(floor, reader.lang));
        [panel.step_button(label, GroupStep::Floor(floor))]
    };
    floors
        .into_iter()
        .map(button)
        .fold(MessageView::from_html(t!(reader.lang, "group-ask-floor")), MessageView::with_row)
}

fn show_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let button = |show| {
        let label = tick_label(panel.settings.show == show, &show_word(show, reader.lang));
        [panel.step_button(label, GroupStep::Show(show))]
    };
    let levels = [ShowMode::Subject, ShowMode::Text, ShowMode::Client];
    levels
        .into_iter()
        .map(button)
        .fold(MessageView::from_html(t!(reader.lang, "group-ask-show")), MessageView::with_row)
}

fn quiet_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let choices = std::iter::once(None).chain(QUIET_CHOICES.map(Some));
    let button = |quiet| {
        let label = tick_label(panel.settings.quiet == quiet, &quiet_word(quiet, reader.lang));
        [panel.step_button(label, GroupStep::Quiet(quiet))]
    };
    choices
        .map(button)
        .fold(MessageView::from_html(t!(reader.lang, "group-ask-quiet")), MessageView::with_row)
}

fn digest_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let chosen = panel.settings.digest.unwrap_or(Digest::Never);
    let button = |digest| {
        let label = tick_label(chosen == digest, &digest_word(digest, reader.lang));
        [panel.step_button(label, GroupStep::Digest(digest))]
    };
    let view = MessageView::from_html(t!(reader.lang, "settings-ask-digest"));
    let view = Digest::ALL.into_iter().map(button).fold(view, MessageView::with_row);
    let weekly = panel.settings.weekly_picture;
    let other = match weekly {
        WeeklyPicture::None => WeeklyPicture::Monday,
        WeeklyPicture::Monday => WeeklyPicture::None,
    };
    let label = tick_label(weekly == WeeklyPicture::Monday, &t!(reader.lang, "stats-weekly"));
    view.with_row([panel.step_button(label, GroupStep::WeeklyPicture(other))])
}

fn language_page(panel: &GroupPanel<'_>, reader: &Reader) -> MessageView {
    let button = |lang: Lang| {
        [panel.step_button(tick_label(reader.lang == lang, &lang.name()), GroupStep::Lang(lang))]
    };
    let view = MessageView::from_html(t!(reader.lang, "language-which"));
    Lang::ALL.into_iter().map(button).fold(view, MessageView::with_row)
}

/// The subscriptions to choose from, each with the name of its group.
pub fn subscription_choices(all: &[(String, Target)], page: usize, reader: &Reader) -> MessageView {
    let named = |(title, target): &(String, Target)| (plain_place_name(title, *target, reader.lang), *target);
    let all: Vec<_> = all.iter().map(named).collect();
    let button = |_, (_, target): &(String, Target), label| {
        let press = GroupPress { target: *target, step: GroupStep::Open(GroupPage::Main) };
        Button::with_callback(label, &Callback::Group(press))
    };
    let view = MessageView::from_html(t!(reader.lang, "group-choose"));
    choice_page(view, &all, page, |(name, _)| name, button, |page| Callback::Subscriptions { page })
}

/// What the group is told when a subscription goes to rest or wakes.
pub fn subscription_status(owner: &str, rest: Option<PauseReason>, reader: &Reader) -> String {
    match rest {
        Some(rest) => pause_text(owner, rest, reader.lang),
        None => t!(reader.lang, "group-woke", name = escape_html(owner)),
    }
}

fn pause_text(owner: &str, rest: PauseReason, lang: Lang) -> String {
    let name = escape_html(owner);
    match rest {
        PauseReason::SignedOut => t!(lang, "group-rests-signed-out", name = name),
        PauseReason::NotAdmin => t!(lang, "group-rests-not-admin", name = name),
        PauseReason::NoUnits => t!(lang, "group-rests-no-units", name = name),
    }
}

/// The same as a part of a message.
pub fn place_name(title: &str, target: Target, lang: Lang) -> String {
    escape_html(&plain_place_name(title, target, lang))
}

/// A group by its name, a topic by its number too: Telegram tells bots no topic's name. Not escaped.
fn plain_place_name(title: &str, target: Target, lang: Lang) -> String {
    match target.thread {
        Some(thread) => t!(lang, "group-topic", title = title, number = thread.0),
        None => title.to_owned(),
    }
}

fn unit_names(panel: &GroupPanel<'_>, lang: Lang) -> String {
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

fn which_word(which: BoardScope, lang: Lang) -> String {
    match which {
        BoardScope::All => t!(lang, "group-which-all"),
        BoardScope::Unassigned => t!(lang, "group-which-unassigned"),
    }
}

fn show_word(show: ShowMode, lang: Lang) -> String {
    match show {
        ShowMode::Subject => t!(lang, "group-show-subject"),
        ShowMode::Text => t!(lang, "group-show-text"),
        ShowMode::Client => t!(lang, "group-show-client"),
    }
}

pub(super) fn digest_word(digest: Digest, lang: Lang) -> String {
    match digest {
        Digest::Never => t!(lang, "digest-never"),
        Digest::Morning => t!(lang, "digest-in-the-morning"),
        Digest::Twice => t!(lang, "digest-twice"),
    }
}

fn board_word(board: BoardMode, lang: Lang) -> String {
    match board {
        BoardMode::None => t!(lang, "group-board-none"),
        BoardMode::Pinned => t!(lang, "group-board-pinned"),
    }
}

fn quiet_word(quiet: Option<Span>, lang: Lang) -> String {
    match quiet {
        None => t!(lang, "group-quiet-never"),
        Some(span) => super::reader::span_text(span),
    }
}

/// A choice with its mark.
pub(super) fn tick_label(chosen: bool, label: &str) -> String {
    format!("{} {}", if chosen { "☑" } else { "☐" }, capitalize(label))
}

impl GroupPanel<'_> {
    fn step_button(&self, label: String, step: GroupStep) -> Button {
        Button::with_callback(label, &self.press(step))
    }

    fn press(&self, step: GroupStep) -> Callback {
        Callback::Group(GroupPress { target: self.target, step })
    }
}
