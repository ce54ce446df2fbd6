//! Characters that nobody sees and that change what others see: they turn the direction of reading, or have no width.

/// Whether a character is one of them. Those that join emoji and letters of some scripts are not: words need them.
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{3164}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

/// Whether a character is one of words: neither hidden nor a control character.
pub fn is_visible(character: char) -> bool {
    !character.is_control() && !is_hidden(character)
}
