//! The phrase book: every message in every language as it reads with its variables filled in, so that no toast and no screen
//! changes its words without somebody seeing it; and what pops up over a button fits there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use deskgram::i18n::{self, Lang, Value};

use super::{files, messages, root};

/// Telegram cuts off nothing: a longer answer to a press is refused.
const TOAST: usize = 200;

/// More variables than all messages have together.
const MOST: usize = 96;

/// The messages that belong to the demonstration; its own tests show them.
const DEMO: [&str; 2] = ["demo-", "tour-"];

/// A message with plain words for its variables, and a number for those that count.
fn read(lang: Lang, key: &str, variables: &BTreeSet<String>, count: i64) -> String {
    // The program takes names that it knows when it is built; here they come out of a file.
    let name = |name: &str| -> &'static str { Box::leak(name.to_owned().into_boxed_str()) };
    let mut filled = variables.iter().map(|variable| match variable.as_str() {
        "count" => ("count", Value::from(count)),
        "number" => ("number", Value::from("#49")),
        other => (name(other), Value::from(format!("‹{other}›"))),
    });
    let arguments: [_; MOST] = std::array::from_fn(|_| filled.next().unwrap_or(("", Value::from(""))));
    assert!(filled.next().is_none(), "{key} has more than {MOST} variables");
    i18n::format_text(lang, name(key), arguments)
}

/// How it reads; with each number that words change for, where it counts.
pub fn phrases(lang: Lang, key: &str, variables: &BTreeSet<String>) -> Vec<String> {
    let counts: &[i64] = if variables.contains("count") { &[1, 2, 5] } else { &[1] };
    let mut phrases: Vec<_> = counts.iter().map(|count| read(lang, key, variables, *count)).collect();
    phrases.dedup();
    phrases
}

#[test]
fn every_message_reads_as_it_did() {
    for lang in Lang::ALL {
        let messages = messages(lang);
        let keys = messages.keys().filter(|key| !DEMO.iter().any(|demo| key.starts_with(demo)));
        let book: Vec<_> = keys
            .map(|key| {
                let variables = messages.variables(key).unwrap();
                format!("{key}\n    {}", phrases(lang, key, &variables).join("\n").replace('\n', "\n    "))
            })
            .collect();
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("book_{}", lang.iso_code()), book.join("\n"));
        });
    }
}

/// The keys of whatever the source answers a press with, each with its file.
pub fn toasts() -> BTreeMap<String, String> {
    const OPENINGS: [&str; 3] = ["Effects::with_toast(t!(", "Effects::alert(t!(", "reply_text(update, t!("];
    let mut found = BTreeMap::new();
    for path in files(&root().join("src/bot"), "rs") {
        let source = fs::read_to_string(&path)
            .unwrap()
            .replace("incoming_update", "update")
            .replace("&update", "update");
        for opening in OPENINGS {
            for rest in source.split(opening).skip(1) {
                if let Some(key) = rest.split('"').nth(1) {
                    found.insert(key.to_owned(), path.display().to_string());
                }
            }
        }
    }
    found
}

#[test]
fn what_pops_up_fits_there() {
    let toasts = toasts();
    assert!(toasts.len() > 30, "they are found: {toasts:?}");
    let mut too_long = Vec::new();
    for lang in Lang::ALL {
        let messages = messages(lang);
        for (key, file) in &toasts {
            let variables = messages.variables(key).unwrap_or_else(|| panic!("{file}: {key}"));
            for phrase in phrases(lang, key, &variables) {
                let length = phrase.chars().count();
                if length > TOAST {
                    too_long.push(format!("{key} in {}: {length}, from {file}", lang.iso_code()));
                }
            }
        }
    }
    assert_eq!(too_long, Vec::<String>::new());
}
