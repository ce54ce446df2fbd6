//! Characters that nobody sees and that change what others see: they turn the direction of reading, or have no width; and
//! marks that pile up until they cover the lines around.

/// Whether a character is one of them: all of Unicode that is invisible, but for what words and emoji need. A flag of a part
/// of a country becomes a black one: the letters behind it could say anything unseen.
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2061}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a character is one of words: neither hidden nor a control character.
pub fn is_visible(character: char) -> bool {
    !character.is_control() && !is_hidden(character)
}

/// So many marks may sit on one letter; emoji and the languages of people need no more.
const MAX_MARKS: usize = 3;

/// What is to be seen of somebody's text, its lines and tabs among it.
pub fn visible_text(text: &str) -> impl Iterator<Item = char> {
    let mut marks = 0;
    text.chars().filter(move |&character| {
        if !is_visible(character) && !matches!(character, '\n' | '\t') {
            return false;
        }
        marks = if is_mark(character) { marks + 1 } else { 0 };
        marks <= MAX_MARKS
    })
}

/// Whether a character is drawn on the letter before it, in whatever script, or joins two.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{20d0}'..='\u{20ff}' | '\u{2de0}'..='\u{2dff}'
            | '\u{a66f}'..='\u{a67d}' | '\u{fe0e}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Invisible by Unicode, and let through: what joins letters and emoji or chooses how they look, what we part names with, and
    /// signs of Arabic, Syriac and Kaithi that are drawn below numbers.
    const NEEDED: &str = "\u{200c}\u{200d}\u{2060}\u{fe0e}\u{fe0f}\u{600}\u{601}\u{602}\u{603}\u{604}\u{605}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}";

    fn seen(text: &str) -> String {
        visible_text(text).collect()
    }

    proptest! {
        #[test]
        fn whatever_unicode_draws_nothing_for_is_hidden(
            text in r"[[\p{Cf}\p{Default_Ignorable_Code_Point}]&&[^\x{e0000}-\x{e0fff}]]{300}"
        ) {
            for character in text.chars() {
                prop_assert!(is_hidden(character) != NEEDED.contains(character), "{character:?}");
            }
        }

        #[test]
        fn no_letter_is_hidden(text in r"[\p{L}\p{N}\p{P}&&[^\p{Default_Ignorable_Code_Point}]]{300}") {
            prop_assert!(!text.chars().any(is_hidden));
        }
    }

    #[test]
    fn marks_do_not_pile_up() {
        let pile = |many: usize| format!("a{}b", "\u{489}\u{301}".repeat(many));
        assert_eq!(seen(&pile(60)), "a\u{489}\u{301}\u{489}b");
        let joined = format!("a{}", "\u{301}\u{200d}\u{2060}\u{e0041}".repeat(40));
        assert_eq!(seen(&joined).chars().filter(|&letter| letter == '\u{301}').count(), 1);
        for kept in [
            "ệ e\u{323}\u{302}",
            "1\u{fe0f}\u{20e3}",
            "👩🏽\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨",
            "й и\u{306}",
        ] {
            assert_eq!(seen(kept), kept);
        }
    }
}
