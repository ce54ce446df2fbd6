//! The charts of the picture, each within its panel.

use super::canvas::{Area, Canvas, Paint, TextAnchor, fit_text, text_width};
use super::theme::{Theme, theme_colours};
use super::{StatsSheet, began_word, column_words, draw_heading};
use crate::domain::stats::{OpenAge, StatsColumn, WaitingTimes};
use crate::i18n::Lang;
use crate::i18n::number::format_count;
use crate::i18n::time::{format_day, format_span};
use crate::t;
use jiff::SignedDuration;

/// Between the heading of a panel and what stands below it.
const BELOW_HEADING: i32 = 58;
/// Between two rows of a list, and how thick its bars are.
const ROW: i32 = 58;
const BAR: i32 = 12;
/// How many rows a list has.
const ROWS: usize = 5;
/// About how many lines a chart has across.
const GRID_LINES: u32 = 3;
/// What the scale of times begins and ends with, and what is written below it.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);
const TICKS: [SignedDuration; 5] = [
    SHORTEST,
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(24),
    SignedDuration::from_hours(7 * 24),
];

/// New and finished tickets side by side, for each day or week.
pub fn draw_columns(sheet: &StatsSheet, canvas: &mut Canvas<'_>, panel: Area) {
    let (stats, lang, theme) = (&sheet.stats, sheet.lang, theme_colours(sheet.theme));
    draw_heading(canvas, &column_words(stats.period.span, lang), panel, theme);
    draw_legend(sheet, canvas, panel);
    let most = stats.columns.iter().map(|column| column.new.max(column.finished)).max().unwrap_or(0);
    if most == 0 {
        return draw_nothing(canvas, lang, panel, theme);
    }
    let label = theme.label(theme.muted);
    let step = grid_step(most);
    let top = most.div_ceil(step) * step;
    let left = panel.left + text_width(&format_count(lang, top), label) + 16;
    let plot =
        Area { left, top: panel.top + BELOW_HEADING + 10, right: panel.right, bottom: panel.bottom - 42 };
    let height_of = |count: u32| {
        // Far below 2^31: a count of tickets times some hundred pixels.
        (i64::from(count) * i64::from(plot.bottom - plot.top) / i64::from(top)) as i32
    };
    for line in (0..=top).step_by(step as usize) {
        let y = plot.bottom - height_of(line);
        canvas.line((plot.left, y), (plot.right, y), 2, theme.grid);
        canvas.write(&format_count(lang, line), (plot.left - 16, y - 11), TextAnchor::Right, label);
    }
    let columns = i32::try_from(stats.columns.len()).unwrap_or(1);
    let edge_of = |column: i32| plot.left + plot.width() * column / columns;
    for (at, column) in (0..).zip(&stats.columns) {
        let (from, to) = (edge_of(at), edge_of(at + 1));
        let bar = ((to - from) * 2 / 5).clamp(4, 44);
        let middle = (from + to) / 2;
        let bars = [(column.new, middle - bar, theme.new), (column.finished, middle + 1, theme.finished)];
        for (count, left, paint) in bars.into_iter().filter(|(count, ..)| *count > 0) {
            let bar_top = plot.bottom - height_of(count).max(3);
            canvas.fill(Area { left, top: bar_top, right: left + bar - 1, bottom: plot.bottom }, paint);
        }
    }
    draw_days(canvas, &stats.columns, lang, plot, theme);
}

/// The days below the columns: as many as stand there without touching, the newest among them.
fn draw_days(canvas: &mut Canvas<'_>, columns: &[StatsColumn], lang: Lang, plot: Area, theme: &Theme) {
    let label = theme.label(theme.muted);
    let count = i32::try_from(columns.len()).unwrap_or(1);
    let widest = columns.iter().map(|column| text_width(&format_day(lang, column.first), label)).max();
    let each = plot.width() / count;
    // The newest is moved to the left where it would stick out.
    let (widest, each) = (widest.unwrap_or(0), each.max(1));
    let every = (widest + 18 + ((widest - each) / 2).max(0)) / each + 1;
    for (at, column) in (0..count).zip(columns).filter(|(at, _)| (count - 1 - at) % every == 0) {
        let words = format_day(lang, column.first);
        let half = text_width(&words, label) / 2;
        let middle = plot.left + plot.width() * (2 * at + 1) / (2 * count);
        let middle = middle.clamp(plot.left + half, plot.right - half);
        canvas.write(&words, (middle, plot.bottom + 16), TextAnchor::Centre, label);
    }
}

/// Which colour is what, at the right of the heading.
fn draw_legend(sheet: &StatsSheet, canvas: &mut Canvas<'_>, panel: Area) {
    let theme = theme_colours(sheet.theme);
    let label = theme.label(theme.muted);
    let entries = [(t!(sheet.lang, "stats-finished"), theme.finished), (began_word(sheet), theme.new)];
    let mut right = panel.right;
    for (word, paint) in entries {
        canvas.write(&word, (right, panel.top + 2), TextAnchor::Right, label);
        let left = right - text_width(&word, label) - 34;
        canvas.fill(Area { left, top: panel.top, right: left + 22, bottom: panel.top + 22 }, paint);
        right = left - 30;
    }
}

/// How long it took until tickets were taken and done: half of them, and nine of ten, on a scale from a minute to a month.
pub fn draw_waiting(sheet: &StatsSheet, canvas: &mut Canvas<'_>, panel: Area) {
    let (stats, lang, theme) = (&sheet.stats, sheet.lang, theme_colours(sheet.theme));
    draw_heading(canvas, &t!(lang, "stats-waiting"), panel, theme);
    let rows = [(stats.until_taken, theme.new), (stats.until_done, theme.finished)];
    if rows.iter().all(|(times, _)| times.is_none()) {
        return draw_nothing(canvas, lang, panel, theme);
    }
    let (left, right) = (panel.left + 8, panel.right - 8);
    for (at, (times, paint)) in (0..).zip(rows) {
        let top = panel.top + BELOW_HEADING + at * 68;
        let words = match (at, times) {
            (0, Some(times)) => {
                t!(lang, "stats-until-taken", half = half(lang, times), most = most(lang, times))
            }
            (0, None) => t!(lang, "stats-none-taken"),
            (_, Some(times)) => {
                t!(lang, "stats-until-done", half = half(lang, times), most = most(lang, times))
            }
            (_, None) => t!(lang, "stats-none-done"),
        };
        canvas.write(&words, (panel.left, top), TextAnchor::Left, theme.label(theme.text));
        let y = top + 42;
        canvas.line((left, y), (right, y), 2, theme.grid);
        let Some(times) = times else { continue };
        let place = |time| left + place_on_scale(time, right - left);
        let (half, most) = (place(times.median), place(times.nine_tenths));
        canvas.line((half, y), (most, y), 8, paint);
        canvas.dot((most, y), 8, paint);
        canvas.dot((half, y), 13, paint);
        canvas.dot((half, y), 6, theme.panel);
    }
    let label = theme.label(theme.muted);
    for tick in TICKS {
        let words = format_span(lang, tick);
        let (x, half) = (left + place_on_scale(tick, right - left), text_width(&words, label) / 2);
        let x = x.clamp(panel.left + half, panel.right - half);
        canvas.write(&words, (x, panel.bottom - 26), TextAnchor::Centre, label);
    }
}

fn half(lang: Lang, times: WaitingTimes) -> String {
    format_span(lang, times.median)
}

fn most(lang: Lang, times: WaitingTimes) -> String {
    format_span(lang, times.nine_tenths)
}

/// Where a time stands on a scale whose every step is so many times the one before.
fn place_on_scale(time: SignedDuration, width: i32) -> i32 {
    let share = |time: SignedDuration| time.as_secs_f64().max(1.0).ln();
    let time = time.clamp(SHORTEST, LONGEST);
    let place = (share(time) - share(SHORTEST)) / (share(LONGEST) - share(SHORTEST));
    // Between 0 and the width.
    (place * f64::from(width)) as i32
}

/// Open tickets by their age.
pub fn draw_ages(sheet: &StatsSheet, canvas: &mut Canvas<'_>, panel: Area) {
    let (lang, theme) = (sheet.lang, theme_colours(sheet.theme));
    draw_heading(canvas, &t!(lang, "stats-ages"), panel, theme);
    if sheet.stats.open_count() == 0 {
        return draw_nothing(canvas, lang, panel, theme);
    }
    let rows = OpenAge::ALL.into_iter().zip(sheet.stats.open_by_age).zip(theme.ages);
    let rows = rows.map(|((age, count), paint)| ListRow { words: age_words(age, lang), count, paint });
    draw_list(canvas, &rows.collect::<Vec<_>>(), panel, sheet);
}

/// What the new tickets were about: the most frequent subjects, and all others together.
pub fn draw_subjects(sheet: &StatsSheet, canvas: &mut Canvas<'_>, panel: Area) {
    let (lang, theme, subjects) = (sheet.lang, theme_colours(sheet.theme), &sheet.stats.subjects);
    draw_heading(canvas, &t!(lang, "stats-subjects"), panel, theme);
    if subjects.is_empty() {
        return draw_nothing(canvas, lang, panel, theme);
    }
    let shown = if subjects.len() > ROWS { ROWS - 1 } else { subjects.len() };
    let (named, others) = subjects.split_at(shown);
    let named = named.iter().map(|one| match one.subject.as_str() {
        "" => (t!(lang, "subject-none"), one.count),
        subject => (subject.to_owned(), one.count),
    });
    let rest = others.iter().map(|one| one.count).sum::<u32>();
    let rest = (rest > 0).then(|| (t!(lang, "stats-others"), rest));
    let rows = named.chain(rest).map(|(words, count)| ListRow { words, count, paint: theme.subject });
    draw_list(canvas, &rows.collect::<Vec<_>>(), panel, sheet);
}

/// A line of a list.
struct ListRow {
    words: String,
    count: u32,
    paint: Paint,
}

/// Words and a number on a line, and a bar below them.
fn draw_list(canvas: &mut Canvas<'_>, rows: &[ListRow], panel: Area, sheet: &StatsSheet) {
    let theme = theme_colours(sheet.theme);
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    let label = theme.label(theme.text);
    for (at, row) in (0..).zip(rows) {
        let top = panel.top + BELOW_HEADING + at * ROW;
        let number = format_count(sheet.lang, row.count);
        canvas.write(&number, (panel.right, top), TextAnchor::Right, label);
        let room = panel.width() - text_width(&number, label) - 24;
        canvas.write(&fit_text(&row.words, label, room), (panel.left, top), TextAnchor::Left, label);
        let bar = Area { left: panel.left, top: top + 31, right: panel.right, bottom: top + 31 + BAR };
        canvas.fill(bar, theme.grid);
        // At most the width of the panel.
        let length = (i64::from(row.count) * i64::from(panel.width()) / i64::from(most)) as i32;
        if row.count > 0 {
            canvas.fill(Area { right: panel.left + length.max(4), ..bar }, row.paint);
        }
    }
}

fn draw_nothing(canvas: &mut Canvas<'_>, lang: Lang, panel: Area, theme: &Theme) {
    let at = (panel.left, panel.top + BELOW_HEADING + 8);
    canvas.write(&t!(lang, "stats-nothing"), at, TextAnchor::Left, theme.label(theme.muted));
}

fn age_words(age: OpenAge, lang: Lang) -> String {
    match age {
        OpenAge::Day => t!(lang, "stats-age-day"),
        OpenAge::ThreeDays => t!(lang, "stats-age-three-days"),
        OpenAge::Week => t!(lang, "stats-age-week"),
        OpenAge::Month => t!(lang, "stats-age-month"),
        OpenAge::Older => t!(lang, "stats-age-older"),
    }
}

/// The distance between two lines of the grid: 1, 2 or 5 times a power of ten.
fn grid_step(most: u32) -> u32 {
    let wanted = most.div_ceil(GRID_LINES).max(1);
    let power = 10u32.pow(wanted.ilog10());
    [1, 2, 5, 10]
        .map(|times| power.saturating_mul(times))
        .into_iter()
        .find(|step| *step >= wanted)
        .unwrap_or(wanted)
}
