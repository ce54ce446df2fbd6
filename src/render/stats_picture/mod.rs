//! The picture of how the work goes: what was new and finished, how long people waited, what is open, what it was about. One sheet
//! for a phone; what it says in words stands in its caption too.

mod canvas;
mod charts;
mod png;
mod theme;

use self::canvas::{Area, Canvas, HEIGHT, Paint, TextAnchor, TextLook, TextWeight, WIDTH, fit_text};
use self::theme::{Theme, theme_colours};
use super::reader::capitalize;
use crate::domain::settings::StatsTheme;
use crate::domain::stats::{Stats, StatsPeriod, StatsSpan};
use crate::i18n::Lang;
use crate::i18n::number::format_count;
use crate::i18n::time::format_day;
use crate::t;

/// What is drawn, for whom.
#[derive(Clone, Debug, PartialEq)]
pub struct StatsSheet {
    /// Whose work it is: a person, a unit, a group.
    pub title: String,
    pub whose: StatsWording,
    pub stats: Stats,
    pub theme: StatsTheme,
    pub lang: Lang,
}

/// Whether a column counts what came, or what somebody has taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatsWording {
    Came,
    Took,
}

/// The empty border of the sheet and of its panels.
const MARGIN: i32 = 32;
const PADDING: i32 = 28;
const GAP: i32 = 20;
/// Where each row of panels begins and ends.
const FIGURES: (i32, i32) = (146, 286);
const COLUMNS: (i32, i32) = (304, 686);
const WAITING: (i32, i32) = (706, 966);
const LISTS: (i32, i32) = (984, HEIGHT as i32 - MARGIN);

/// Draws it as a PNG.
pub fn draw_stats(sheet: &StatsSheet) -> Vec<u8> {
    let mut pixels = vec![0; Canvas::BYTES];
    let mut canvas = Canvas::over(&mut pixels, theme_colours(sheet.theme).ground);
    draw_sheet(sheet, &mut canvas);
    drop(canvas);
    png::encode_png(&pixels, WIDTH, HEIGHT).unwrap_or_else(|error| {
        log::error!("a picture can't be written: {error}");
        Vec::new()
    })
}

fn draw_sheet(sheet: &StatsSheet, canvas: &mut Canvas<'_>) {
    let theme = theme_colours(sheet.theme);
    let (left, right) = (MARGIN, WIDTH as i32 - MARGIN);
    let title = TextLook { size: 64, weight: TextWeight::Bold, paint: theme.text };
    let name = fit_text(&sheet.title, title, right - left - 2 * PADDING);
    canvas.write(&name, (left + PADDING, 32), TextAnchor::Left, title);
    let days = period_words(&sheet.stats.period, sheet.lang);
    canvas.write(&days, (left + PADDING, 98), TextAnchor::Left, theme.label(theme.muted));

    draw_figures(sheet, canvas, Area { left, top: FIGURES.0, right, bottom: FIGURES.1 });
    let panel = |(top, bottom): (i32, i32)| Area { left, top, right, bottom };
    charts::draw_columns(sheet, canvas, open_panel(canvas, panel(COLUMNS), theme));
    charts::draw_waiting(sheet, canvas, open_panel(canvas, panel(WAITING), theme));
    let middle = (left + right) / 2;
    let ages = Area { right: middle - GAP / 2, ..panel(LISTS) };
    charts::draw_ages(sheet, canvas, open_panel(canvas, ages, theme));
    let subjects = Area { left: middle + GAP / 2, ..panel(LISTS) };
    charts::draw_subjects(sheet, canvas, open_panel(canvas, subjects, theme));
}

/// The three numbers that matter most.
fn draw_figures(sheet: &StatsSheet, canvas: &mut Canvas<'_>, row: Area) {
    let (stats, lang, theme) = (&sheet.stats, sheet.lang, theme_colours(sheet.theme));
    let figures = [
        (stats.new_count(), began_word(sheet), theme.new),
        (stats.finished_count(), t!(lang, "stats-finished"), theme.finished),
        (stats.open_count(), t!(lang, "stats-open"), theme.text),
    ];
    let width = (row.width() - 2 * GAP) / 3;
    for ((number, word, paint), left) in
        figures.into_iter().zip([0, 1, 2].map(|at| row.left + at * (width + GAP)))
    {
        let inside = open_panel(canvas, Area { left, right: left + width, ..row }, theme);
        let look = TextLook { size: 104, weight: TextWeight::Bold, paint };
        canvas.write(&format_count(lang, number), (inside.left, inside.top), TextAnchor::Left, look);
        canvas.write(&word, (inside.left, inside.top + 72), TextAnchor::Left, theme.label(theme.muted));
    }
}

/// Fills a panel; gives what is left within its padding.
fn open_panel(canvas: &Canvas<'_>, panel: Area, theme: &Theme) -> Area {
    canvas.fill_round(panel, 18, theme.panel);
    Area {
        left: panel.left + PADDING,
        top: panel.top + 22,
        right: panel.right - PADDING,
        bottom: panel.bottom - 16,
    }
}

/// What the first of the two columns counts.
pub(super) fn began_word(sheet: &StatsSheet) -> String {
    match sheet.whose {
        StatsWording::Came => t!(sheet.lang, "stats-new"),
        StatsWording::Took => t!(sheet.lang, "stats-taken"),
    }
}

/// The days that are counted: `24 Nov – 30 Nov`.
pub(super) fn period_words(period: &StatsPeriod, lang: Lang) -> String {
    format!("{}\u{a0}– {}", format_day(lang, period.first), format_day(lang, period.last))
}

/// What one column stands for.
fn column_words(span: StatsSpan, lang: Lang) -> String {
    match span {
        StatsSpan::Week | StatsSpan::Month => t!(lang, "stats-by-day"),
        StatsSpan::Quarter => t!(lang, "stats-by-week"),
    }
}

impl Theme {
    fn label(&self, paint: Paint) -> TextLook {
        TextLook { size: 38, weight: TextWeight::Regular, paint }
    }

    fn heading(&self) -> TextLook {
        TextLook { size: 42, weight: TextWeight::Bold, paint: self.text }
    }
}

/// A heading as it stands on a panel.
fn draw_heading(canvas: &mut Canvas<'_>, words: &str, panel: Area, theme: &Theme) {
    canvas.write(&capitalize(words), (panel.left, panel.top), TextAnchor::Left, theme.heading());
}

#[cfg(test)]
mod tests;
