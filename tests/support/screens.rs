//! How screens look: the text as it arrives and its buttons row by row, held against what is kept beside the tests.

use deskgram_sandbox::telegram::{Button, Message};

pub const LANGUAGES: [&str; 3] = ["en", "ru", "uk"];

/// A message as a reader sees it.
pub fn seen(message: &Message) -> String {
    let row = |row: &Vec<Button>| {
        row.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" ")
    };
    let rows: Vec<_> = message.buttons.iter().map(row).collect();
    format!("{}\n\n{}", message.html, rows.join("\n")).trim_end().to_owned()
}

/// Holds what was seen against what is kept.
pub fn hold(name: &str, language: &str, screens: &[String]) {
    insta::with_settings!({ snapshot_path => "../e2e/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("{name}_{language}"), screens.join("\n\n————\n\n"));
    });
}
