//! Answers as tables for people and as JSON for programs.

use crate::domain::hidden::is_visible;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A table in the making; all columns but the last are as wide as their widest cell.
pub(super) struct TextTable<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> TextTable<COLUMNS> {
    pub fn new(head: [&str; COLUMNS]) -> Self {
        Self { rows: vec![head.map(str::to_owned)] }
    }

    pub fn add_row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells.map(|cell| escape_control(&cell)));
    }

    /// The whole, a line for each row; without any row `none` says so.
    pub fn render_table(&self, none: &str) -> String {
        if self.rows.len() == 1 {
            return format!("{none}\n");
        }
        let width = |at: usize| self.rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
        let widths: Vec<_> = (0..COLUMNS).map(width).collect();
        let line = |row: &[String; COLUMNS]| {
            let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        self.rows.iter().map(line).collect()
    }
}

/// What people have typed must not steer the administrator's terminal.
fn escape_control(text: &str) -> String {
    text.chars().map(|letter| if is_visible(letter) { letter } else { '\u{fffd}' }).collect()
}

/// A moment on the helpdesk's clock.
pub(super) fn format_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// One record for programs.
pub(super) fn format_record(record: &serde_json::Value) -> String {
    format!("{record:#}\n")
}

/// Records for programs.
pub(super) fn format_records(records: impl Iterator<Item = serde_json::Value>) -> String {
    format_record(&serde_json::Value::Array(records.collect()))
}
