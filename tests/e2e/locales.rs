//! The messages: the same in every language, used by the source with exactly their variables, none unused; and
//! people's words stand in `locales/` alone.

mod book;
mod ftl;
mod labels;
mod source;
mod typography;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use deskgram::i18n::{self, Lang, Value};
use deskgram::t;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use self::ftl::Messages;
use self::source::Use;

/// Where every word that a person reads comes from `locales/`.
const SPEAKING: [&str; 4] = ["render", "bot", "service", "callback"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a directory with this extension, sorted.
fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn messages(lang: Lang) -> Messages {
    let mut messages = Messages::default();
    for path in files(&root().join("locales").join(lang.iso_code()), "ftl") {
        messages.add(&path.display().to_string(), &fs::read_to_string(&path).unwrap());
    }
    messages
}

/// Every `t!(` of the source, with the name of its file; and what is wrong with the way some are written.
fn uses() -> (Vec<(String, Use)>, Vec<String>) {
    let (mut uses, mut complaints) = (Vec::new(), Vec::new());
    for path in files(&root().join("src"), "rs") {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        for found in source::uses(&fs::read_to_string(&path).unwrap()) {
            match found {
                Ok(found) => uses.push((name.clone(), found)),
                Err(complaint) => complaints.push(format!("{name}: {complaint}")),
            }
        }
    }
    (uses, complaints)
}

/// How the messages of two languages differ.
fn differences(one: &Messages, other: &Messages) -> Vec<String> {
    let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    keys.into_iter()
        .filter(|key| one.variables(key) != other.variables(key))
        .map(|key| format!("{key}: {:?} and {:?}", one.variables(key), other.variables(key)))
        .collect()
}

/// Uses of messages that are not there, or with other variables than theirs.
fn misuses(messages: &Messages, uses: &[(String, Use)]) -> Vec<String> {
    uses.iter()
        .filter(|(_, found)| messages.variables(&found.key).as_ref() != Some(&found.variables))
        .map(|(file, found)| {
            format!(
                "{file}: {} with {:?}, not {:?}",
                found.key,
                found.variables,
                messages.variables(&found.key)
            )
        })
        .collect()
}

/// Messages that neither the source nor another message uses.
fn unused(messages: &Messages, uses: &[(String, Use)]) -> Vec<String> {
    let used: BTreeSet<_> = uses.iter().map(|(_, found)| found.key.as_str()).collect();
    messages
        .keys()
        .filter(|key| !used.contains(key.as_str()) && !messages.is_referenced(key))
        .cloned()
        .collect()
}

fn plural_forms(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => &["one", "other"],
        Lang::Ru | Lang::Uk => &["one", "few", "many"],
    }
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn every_file_reads_without_an_error() {
    for lang in Lang::ALL {
        assert_eq!(messages(lang).complaints, nothing(), "{lang:?}");
    }
}

#[test]
fn all_languages_have_the_same_messages_with_the_same_variables() {
    let english = messages(Lang::En);
    assert!(english.keys().next().is_some());
    for lang in [Lang::Ru, Lang::Uk] {
        assert_eq!(differences(&english, &messages(lang)), nothing(), "{lang:?}");
    }
}

#[test]
fn every_use_names_a_message_with_its_variables() {
    let (uses, complaints) = uses();
    assert_eq!(complaints, nothing());
    assert_eq!(misuses(&messages(Lang::En), &uses), nothing());
}

#[test]
fn no_message_is_unused() {
    assert_eq!(unused(&messages(Lang::En), &uses().0), nothing());
}

#[test]
fn every_message_is_embedded() {
    let strange = "\u{1f41f}";
    for lang in Lang::ALL {
        let written = messages(lang);
        for key in written.keys() {
            // The program takes keys that it knows when it is built; here they come out of a file.
            let key: &'static str = Box::leak(key.clone().into_boxed_str());
            assert_ne!(i18n::format_text(lang, key, [("unasked", Value::from(strange))]), key, "{lang:?}");
        }
    }
}

#[test]
fn plural_selections_have_every_form_of_the_language() {
    for lang in Lang::ALL {
        assert_eq!(messages(lang).lacking_plurals(plural_forms(lang)), nothing(), "{lang:?}");
    }
}

#[test]
fn words_stand_in_the_locales_alone() {
    let mut told = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let first = inside.iter().next().unwrap().to_str().unwrap();
        if SPEAKING.iter().any(|room| first.starts_with(room)) {
            let words = source::cyrillic(&fs::read_to_string(&path).unwrap());
            told.extend(words.into_iter().map(|word| format!("{}: {word}", inside.display())));
        }
    }
    assert_eq!(told, nothing());
}

#[test]
fn the_checks_see_what_they_are_for() {
    let mut one = Messages::default();
    one.add(
        "one",
        "a = { $x }\nb = { a }\nc =\n { $n ->\n [one] { $n }\n *[many] { $y }\n }\n-term = T\nd = { -term }",
    );
    let mut other = Messages::default();
    other.add("other", "a = { $y }\nb = text");
    assert_eq!(one.complaints, nothing());
    assert_eq!(
        differences(&one, &other),
        [
            r#"a: Some({"x"}) and Some({"y"})"#,
            r#"b: Some({"x"}) and Some({})"#,
            r#"c: Some({"n", "y"}) and None"#,
            "d: Some({}) and None",
        ]
    );
    assert_eq!(one.lacking_plurals(plural_forms(Lang::Uk)), ["c lacks few"]);
    assert_eq!(one.lacking_plurals(plural_forms(Lang::En)), ["c lacks other"]);

    let source = r##"
        // t!(lang, "comment")
        /* t!(lang, "comment") */
        /// "t!(lang, \"comment\")"
        fn f<'a>(x: &'a str) { format!("{}", '"'); "t!(lang, \"inner\")"; r#" " t!(lang, "raw") "#; }
        fn g() { crate::t!(f(a, b), "a", x = g(1, "y = z")); t![lang, "b", x = t!(lang, "c", n = 1, y = 2,)]; }
        #[cfg(test)]
        mod tests { fn h() { t!(lang, "test"); "тест" } }
        fn i() { t!(lang, key); t!(lang, "d", x); "слово"; 'ж' }
    "##;
    let (uses, complaints): (Vec<_>, Vec<_>) = source::uses(source).into_iter().partition(Result::is_ok);
    let uses: Vec<_> = uses.into_iter().map(|found| ("f".to_owned(), found.unwrap())).collect();
    let keys: Vec<_> = uses.iter().map(|(_, found)| found.key.as_str()).collect();
    assert_eq!(keys, ["a", "b", "c"]);
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert_eq!(source::cyrillic(source), ["слово", "ж"]);
    assert_eq!(misuses(&other, &uses).len(), 3);
    assert_eq!(misuses(&one, &uses), nothing());
    assert_eq!(unused(&one, &uses), ["d"]);

    let mut broken = Messages::default();
    broken.add("broken", "a = { $x\nb =\n    .title = t\nc = one\nc = two\nd = { missing }");
    assert_eq!(broken.complaints.len(), 3, "{:?}", broken.complaints);
    assert_eq!(broken.variables("d"), None);
}

#[test]
fn a_language_is_known_by_its_code() {
    for (code, lang) in [
        ("ru", Some(Lang::Ru)),
        ("ru-RU", Some(Lang::Ru)),
        ("uk_UA", Some(Lang::Uk)),
        ("ua", Some(Lang::Uk)),
        ("EN-gb", Some(Lang::En)),
        ("de", None),
        ("rus", None),
        ("", None),
    ] {
        assert_eq!(Lang::from_code(code), lang, "{code}");
    }
    for lang in Lang::ALL {
        assert_eq!(Lang::from_code(lang.iso_code()), Some(lang));
        assert_eq!(serde_json::to_value(lang).unwrap(), lang.iso_code());
    }
    assert_eq!(Lang::ALL.map(Lang::name), ["English", "Русский", "Українська"]);
}

#[test]
fn a_number_is_written_plainly() {
    assert_eq!(t!(Lang::En, "time-days", count = 1_234_567), "1234567\u{a0}days");
    assert_eq!(t!(Lang::Ru, "time-days", count = 1_234_567_usize), "1234567\u{a0}дней");
}

#[test]
fn a_key_without_a_message_comes_back_as_it_is() {
    assert_eq!(t!(Lang::Ru, "no-such-message"), "no-such-message");
}

/// What a function of time says in every language, with spaces that can be seen.
fn in_all(say: impl Fn(Lang) -> String) -> String {
    Lang::ALL.map(say).join(" | ").replace('\u{a0}', " ")
}

#[test]
fn a_deadline_is_told_in_words() {
    const CASES: [i64; 16] = [
        0,
        29,
        30,
        -29,
        90,
        59 * 60 + 29,
        59 * 60 + 30,
        100 * 60,
        -3 * 3600,
        -(3 * 3600 + 5 * 60),
        24 * 3600 - 30,
        51 * 3600 + 29 * 60,
        -(7 * 86_400 - 1800),
        21 * 86_400,
        -(112 * 86_400),
        -i64::MAX,
    ];
    let told = CASES
        .map(|seconds| in_all(|lang| i18n::time::format_left(lang, SignedDuration::from_secs(seconds))))
        .join("\n");
    insta::assert_snapshot!(told, @r#"
        due now | срок истекает | термін спливає
        due now | срок истекает | термін спливає
        1 min left | осталось 1 мин | лишилося 1 хв
        due now | срок истекает | термін спливає
        2 min left | осталось 2 мин | лишилося 2 хв
        59 min left | осталось 59 мин | лишилося 59 хв
        1 h left | осталось 1 ч | лишилося 1 год
        1 h 40 min left | осталось 1 ч 40 мин | лишилося 1 год 40 хв
        overdue by 3 h | просрочено на 3 ч | прострочено на 3 год
        overdue by 3 h 5 min | просрочено на 3 ч 5 мин | прострочено на 3 год 5 хв
        1 day left | осталось 1 день | лишилося 1 день
        2 days 3 h left | осталось 2 дня 3 ч | лишилося 2 дні 3 год
        overdue by 7 days | просрочено на 7 дней | прострочено на 7 днів
        21 days left | осталось 21 день | лишилося 21 день
        overdue by 112 days | просрочено на 112 дней | прострочено на 112 днів
        overdue by 106751991167300 days | просрочено на 106751991167300 дней | прострочено на 106751991167300 днів
    "#);
}

#[test]
fn an_age_is_told_in_words() {
    let told = [-3600, 0, 29, 300, 90 * 60, 26 * 3600, 12 * 86_400]
        .map(|seconds| in_all(|lang| i18n::time::format_age(lang, SignedDuration::from_secs(seconds))))
        .join("\n");
    insta::assert_snapshot!(told, @r#"
        just now | только что | щойно
        just now | только что | щойно
        just now | только что | щойно
        5 min ago | 5 мин назад | 5 хв тому
        1 h 30 min ago | 1 ч 30 мин назад | 1 год 30 хв тому
        1 day 2 h ago | 1 день 2 ч назад | 1 день 2 год тому
        12 days ago | 12 дней назад | 12 днів тому
    "#);
}

#[test]
fn a_moment_is_told_on_the_clocks_of_the_zone() {
    let now: Timestamp = "2014-11-24T10:26:00Z".parse().unwrap();
    let zone = TimeZone::get("Europe/Kiev").unwrap();
    let told: BTreeMap<_, _> = [
        "2014-11-24T10:26:00Z",
        "2014-11-23T21:59:59Z",
        "2014-11-23T22:00:00Z",
        "2014-07-01T06:05:00Z",
        "2013-12-31T22:00:00Z",
        "2013-12-31T21:59:00Z",
    ]
    .into_iter()
    .map(|at| (at, i18n::time::format_moment(Lang::Ru, at.parse().unwrap(), now, &zone)))
    .collect();
    insta::assert_debug_snapshot!(told, @r#"
        {
            "2013-12-31T21:59:00Z": "31.12.2013 23:59",
            "2013-12-31T22:00:00Z": "01.01 00:00",
            "2014-07-01T06:05:00Z": "01.07 09:05",
            "2014-11-23T21:59:59Z": "23.11 23:59",
            "2014-11-23T22:00:00Z": "00:00",
            "2014-11-24T10:26:00Z": "12:26",
        }
    "#);
}
