use jiff::civil::date;
use jiff::{SignedDuration, Span};

use super::*;
use crate::domain::stats::{StatsColumn, SubjectCount, WaitingTimes};

/// What Telegram takes as a photo is far more; this is what a phone loads at once.
const MAX_BYTES: usize = 100_000;

/// A long title, and what tickets are about, one without a subject among them.
const WORDS: &str = include_str!("../../../tests/fixtures/stats/words.txt");

/// Some work, `load` times as much as a small team has.
fn some_stats(span: StatsSpan, load: u32) -> Stats {
    let period = StatsPeriod::ending_on(date(2026, 11, 30), span);
    let columns = span.days() / span.days_per_column();
    let column = |at: i32| StatsColumn {
        first: period.first.saturating_add(Span::new().days(at * span.days_per_column())),
        new: (at as u32 * 7 + 3) % 11 * load,
        finished: (at as u32 * 5 + 4) % 9 * load,
    };
    let times = |median, nine_tenths| {
        let [median, nine_tenths] = [median, nine_tenths].map(SignedDuration::from_mins);
        Some(WaitingTimes { median, nine_tenths })
    };
    let subjects: Vec<_> = WORDS.lines().skip(1).collect();
    Stats {
        period,
        columns: (0..columns).map(column).collect(),
        until_taken: times(12, 100),
        until_done: times(6 * 24 * 60 + 23 * 60, 89 * 24 * 60),
        open_by_age: [4, 7, 2, 0, 1].map(|count| count * load),
        subjects: (0..9)
            .map(|at: u32| SubjectCount {
                subject: subjects[at as usize % 5].to_owned(),
                count: (12 - at) * load,
            })
            .collect(),
    }
}

fn nothing(span: StatsSpan) -> Stats {
    let mut stats = some_stats(span, 0);
    (stats.until_taken, stats.until_done) = (None, None);
    stats.subjects.clear();
    stats
}

/// A single ticket: taken at once and not yet done.
fn one_ticket(span: StatsSpan) -> Stats {
    let mut stats = nothing(span);
    let newest = stats.columns.len() - 1;
    stats.columns[newest].new = 1;
    stats.open_by_age[0] = 1;
    let once = SignedDuration::from_secs(20);
    stats.until_taken = Some(WaitingTimes { median: once, nine_tenths: once });
    stats.subjects.push(SubjectCount { subject: "Wi-Fi".into(), count: 1 });
    stats
}

/// Every picture that has to be readable, with a name.
fn all_sheets() -> Vec<(String, StatsSheet)> {
    let mut sheets = Vec::new();
    for lang in Lang::ALL {
        for theme in [StatsTheme::Light, StatsTheme::Dark] {
            for span in StatsSpan::ALL {
                let contents = [
                    ("some", some_stats(span, 1)),
                    ("crowd", some_stats(span, 1_000)),
                    ("one", one_ticket(span)),
                    ("none", nothing(span)),
                ];
                for (name, stats) in contents {
                    let whose = if name == "some" { StatsWording::Took } else { StatsWording::Came };
                    let title = WORDS.lines().next().unwrap_or_default().to_owned();
                    let sheet = StatsSheet { title, whose, stats, theme, lang };
                    sheets.push((format!("{name}-{span:?}-{theme:?}-{}", lang.iso_code()), sheet));
                }
            }
        }
    }
    sheets
}

#[test]
fn pictures_are_small() {
    for (name, sheet) in all_sheets().into_iter().filter(|(name, _)| name.starts_with("crowd-Quarter")) {
        let file = draw_stats(&sheet);
        assert!(file.starts_with(b"\x89PNG") && file.len() < MAX_BYTES, "{name}: {} bytes", file.len());
    }
}

#[test]
fn no_word_is_cut_or_stands_on_another() {
    for (name, sheet) in all_sheets() {
        let mut pixels = vec![0; Canvas::BYTES];
        let mut canvas = Canvas::over(&mut pixels, theme_colours(sheet.theme).ground);
        draw_sheet(&sheet, &mut canvas);
        let (left, right, bottom) = (MARGIN, WIDTH as i32 - MARGIN, HEIGHT as i32 - MARGIN);
        for (at, (text, area)) in canvas.texts.iter().enumerate() {
            assert!(
                left <= area.left && area.right <= right && area.bottom <= bottom,
                "{name}: {text:?} {area:?}"
            );
            for (other, taken) in &canvas.texts[..at] {
                let apart = area.right < taken.left
                    || taken.right < area.left
                    || area.bottom <= taken.top
                    || taken.bottom <= area.top;
                assert!(apart, "{name}: {text:?} {area:?} stands on {other:?} {taken:?}");
            }
        }
    }
}

/// Writes all pictures into a folder, to be looked at: `cargo test --lib look_at_the_pictures -- --ignored`.
#[test]
#[ignore = "writes pictures for people to look at"]
fn look_at_the_pictures() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/stats");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, sheet) in all_sheets() {
        std::fs::write(folder.join(format!("{name}.png")), draw_stats(&sheet)).unwrap();
    }
}
