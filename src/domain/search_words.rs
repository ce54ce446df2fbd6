//! The words by which tickets that resemble each other are found: without their endings, in Russian, Ukrainian and English.

use std::collections::BTreeSet;

use rust_stemmers::{Algorithm, Stemmer};

/// More words than that make a text no easier to find.
const MAX_WORDS: usize = 60;
/// Shorter words stand in every text. Those with a digit in them don't: a room, a program.
const MIN_LETTERS: usize = 3;
/// No word of a language is longer.
const MAX_LETTERS: usize = 30;

/// The different words of a ticket, each without its ending.
pub fn search_words(subject: &str, text: &str) -> BTreeSet<String> {
    let stemmers = [Algorithm::Russian, Algorithm::English].map(Stemmer::create);
    let tokens = [subject, text].into_iter().flat_map(str::split_whitespace);
    let mut words = BTreeSet::new();
    for word in tokens.flat_map(split_words) {
        words.extend(stem_word(&word, &stemmers));
        if words.len() >= MAX_WORDS {
            break;
        }
    }
    words
}

/// The words of a piece, small. An apostrophe is part of its word.
fn split_words(token: &str) -> impl Iterator<Item = String> {
    let joined: String = token.chars().filter(|letter| !matches!(letter, '\'' | '’' | 'ʼ' | '`')).collect();
    let joined = joined.to_lowercase();
    let words: Vec<_> = joined.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect();
    words.into_iter().filter(|word| !word.is_empty())
}

/// A word without its ending; none where it tells nothing. There is no stemmer for Ukrainian: written with the letters of
/// Russian, its words lose the endings that both have, and meet the Russian words that they share.
fn stem_word(word: &str, [russian, english]: &[Stemmer; 2]) -> Option<String> {
    let length = word.chars().count();
    let has_digit = word.chars().any(char::is_numeric);
    if length > MAX_LETTERS || (length < MIN_LETTERS && !has_digit) {
        return None;
    }
    let is_cyrillic = word.chars().any(|letter| matches!(letter, '\u{400}'..='\u{52f}'));
    Some(if is_cyrillic {
        let written: String = word.chars().map(as_russian).collect();
        russian.stem(&written).into_owned()
    } else {
        english.stem(word).into_owned()
    })
}

fn as_russian(letter: char) -> char {
    match letter {
        'і' | 'ї' => 'и',
        'є' | 'ё' => 'е',
        'ґ' => 'г',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        search_words("", text).into_iter().collect()
    }

    #[test]
    fn endings_spelling_and_case_make_no_difference() {
        assert_eq!(words("Принтеры застревают"), words("принтером ЗАСТРЕВАЕТ"));
        assert_eq!(words("учётная"), words("учетную"));
        assert_eq!(words("комп'ютери"), words("комп’ютера"));
        assert_eq!(words("printers jammed"), words("Printer jamming"));
        assert_eq!(words("пошта"), words("пошти"));
    }

    #[test]
    fn rooms_and_programs_are_words_and_a_long_text_has_an_end() {
        assert_eq!(words("в 1С каб. 214"), ["1с", "214", "каб"].map(str::to_owned));
        let long: String = (0..500).map(|count| format!("{} ", "абвгд".repeat(count % 7 + 1))).collect();
        assert!(words(&long).len() <= MAX_WORDS);
    }
}
