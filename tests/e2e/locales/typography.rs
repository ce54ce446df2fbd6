//! How words are set: the marks of each language, and the same end for what pops up.

use deskgram::i18n::Lang;

use super::book::{phrases, toasts};
use super::{messages, nothing};

/// Every phrase of a language with its key, as people read it.
fn all_phrases(lang: Lang) -> Vec<(String, String)> {
    let messages = messages(lang);
    let keys = messages.keys().cloned().collect::<Vec<_>>();
    keys.into_iter()
        .flat_map(|key| {
            let variables = messages.variables(&key).unwrap();
            phrases(lang, &key, &variables).into_iter().map(move |phrase| (key.clone(), phrase))
        })
        .collect()
}

fn complaints(lang: Lang, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let wrong = all_phrases(lang).into_iter().filter(|(_, phrase)| is_wrong(phrase));
    wrong.map(|(key, phrase)| format!("{key}: {phrase}")).collect()
}

/// Without tags, which hold straight quotes.
fn words_only(text: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => in_tag = true,
            '>' => in_tag = false,
            letter if !in_tag => words.push(letter),
            _ => {}
        }
    }
    words
}

#[test]
fn no_line_begins_with_a_dash_that_belongs_to_the_line_before() {
    for lang in Lang::ALL {
        assert_eq!(complaints(lang, |phrase| phrase.contains(" —")), nothing(), "{lang:?}");
    }
}

#[test]
fn a_number_stays_with_its_unit() {
    const UNITS: [&str; 12] = ["h", "min", "s", "KB", "MB", "ч", "мин", "с", "год", "хв", "КБ", "МБ"];
    for lang in Lang::ALL {
        let parted = |phrase: &str| {
            let mut words = phrase.split(' ').peekable();
            let mut found = false;
            while let Some(word) = words.next() {
                let next =
                    words.peek().map(|next| next.trim_end_matches(|letter: char| !letter.is_alphanumeric()));
                let number =
                    word.ends_with(|letter: char| letter.is_ascii_digit()) || word.ends_with("size›");
                found |= number && next.is_some_and(|next| UNITS.contains(&next));
            }
            found
        };
        assert_eq!(complaints(lang, parted), nothing(), "{lang:?}");
    }
}

#[test]
fn quotation_marks_and_apostrophes_are_those_of_the_language() {
    for lang in [Lang::Ru, Lang::Uk] {
        let straight = |phrase: &str| words_only(phrase).contains(['"', '\'', '“', '”']);
        assert_eq!(complaints(lang, straight), nothing(), "{lang:?}");
    }
    let double = |phrase: &str| words_only(phrase).contains('"');
    assert_eq!(complaints(Lang::En, double), nothing());
}

#[test]
fn what_pops_up_ends_alike() {
    for lang in Lang::ALL {
        let messages = messages(lang);
        let mut wrong = Vec::new();
        for key in toasts().keys() {
            let variables = messages.variables(key).unwrap();
            for phrase in phrases(lang, key, &variables) {
                let sentences = phrase.matches(['.', '?', '!']).count();
                let one = sentences <= 1 && !phrase.trim_end_matches('.').contains(". ");
                if one && phrase.ends_with('.') {
                    wrong.push(format!("{key}: {phrase}"));
                }
            }
        }
        assert_eq!(wrong, nothing(), "one sentence has no dot, {lang:?}");
    }
}

#[test]
fn words_for_one_act_are_one_word() {
    // Words that gave way to those of the glossary.
    let left: [(Lang, &[&str]); 3] = [
        (Lang::En, &["passed on", "Refer", "reopened", "switched off", " rings"]),
        (Lang::Ru, &["ереадрес", "тпусти", "готова", "новости", " ключ", "аглуш"]),
        (
            Lang::Uk,
            &[
                "ереадрес",
                "ідпусти",
                "готова",
                "строк",
                "новини",
                " ключ",
                "аглуш",
                "дайте відповідь",
                "хелпдеска",
            ],
        ),
    ];
    for (lang, words) in left {
        for word in words {
            let used = |phrase: &str| phrase.contains(word);
            assert_eq!(complaints(lang, used), nothing(), "{word} in {lang:?}");
        }
    }
}
