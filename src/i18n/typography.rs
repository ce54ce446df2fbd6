//! Spaces at which no line may break: before a dash, behind №, between a number and its unit. In `locales/` they are plain spaces,
//! because nobody would see the difference there; here they become what they have to be.

/// The words that stay with the number before them, in all languages.
const UNITS: [&str; 19] = [
    "day", "days", "h", "min", "s", "KB", "MB", "день", "дня", "дней", "дні", "днів", "ч", "год", "мин",
    "хв", "с", "КБ", "МБ",
];

pub const NO_BREAK_SPACE: char = '\u{a0}';

/// The source of messages with the spaces that hold a line together.
pub fn join_words(source: &str) -> String {
    source.split_inclusive('\n').map(join_line).collect()
}

fn join_line(line: &str) -> String {
    if line.starts_with('#') {
        return line.to_owned();
    }
    let mut words = line.split(' ');
    let mut before = words.next().unwrap_or_default();
    let mut joined = before.to_owned();
    for word in words {
        joined.push(if stay_together(before, word) { NO_BREAK_SPACE } else { ' ' });
        joined.push_str(word);
        before = word;
    }
    joined
}

fn stay_together(before: &str, word: &str) -> bool {
    let bare = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let is_dash = word == "—" && !before.is_empty() && before != "=";
    is_dash || before.ends_with('№') || (before.ends_with('}') && UNITS.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_they_may() {
        for (source, joined) in [
            ("a = One — two", "a = One\u{a0}— two"),
            ("    — two", "    — two"),
            ("# a — b", "# a — b"),
            ("a = { $count } мин, { $took } с; № 5", "a = { $count }\u{a0}мин, { $took }\u{a0}с; №\u{a0}5"),
            ("a = { $number } снова с { $name }", "a = { $number } снова с { $name }"),
        ] {
            assert_eq!(join_words(source), joined);
        }
    }
}
