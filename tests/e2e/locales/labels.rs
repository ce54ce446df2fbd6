//! Labels of buttons can be read on a phone, on every screen that is kept beside the tests, in every language.

use std::fs;

use deskgram::view::label_width::fits_in_row;

use super::{files, root};

/// The labels of a line that shows a row of buttons.
fn labels(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("] [").collect())
}

#[test]
fn every_label_begins_with_a_capital_letter() {
    let mut small = Vec::new();
    for path in files(&root().join("tests/e2e/snapshots"), "snap") {
        let screens = fs::read_to_string(&path).unwrap();
        for label in screens.lines().filter_map(labels).flatten() {
            let first = label.chars().find(|sign| sign.is_alphanumeric());
            if first.is_some_and(char::is_lowercase) {
                small.push(format!("{}: {label}", path.file_name().unwrap().display()));
            }
        }
    }
    assert_eq!(small, Vec::<String>::new());
}

#[test]
fn every_row_of_buttons_can_be_read_on_a_phone() {
    let (mut rows, mut cut) = (0, Vec::new());
    for path in files(&root().join("tests/e2e/snapshots"), "snap") {
        let screens = fs::read_to_string(&path).unwrap();
        for row in screens.lines().filter_map(labels) {
            rows += 1;
            if !fits_in_row(row.iter().copied()) {
                cut.push(format!("{}: {row:?}", path.file_name().unwrap().display()));
            }
        }
    }
    assert!(rows > 300, "{rows} rows are found");
    assert_eq!(cut, Vec::<String>::new());
}
