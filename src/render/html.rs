//! Telegram's HTML: escaping, and cutting at the lengths that Telegram counts (UTF-16 units, after its tags are gone).

use jiff::Timestamp;

use crate::domain::hidden::visible_text;

/// The longest message that Telegram takes, in UTF-16 units.
pub const MAX_MESSAGE_LENGTH: usize = 4096;

/// The longest text of what one person alone sees in a group: Telegram takes no more when it is edited.
pub const MAX_PANEL_LENGTH: usize = 1024;

/// Makes text of other people safe inside Telegram's HTML, attributes included. Characters that turn the reading direction
/// of what follows, or hide, are taken out: a ticket's text must not be able to rewrite the card around it. Nor can it
/// call anybody by their Telegram name, or hold a command that one tap sends: an `@` or `/` that would is parted from the
/// name by a sign that has no width.
pub fn escape_html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['@', '/']) {
        let (head, tail) = rest.split_at(at);
        safe.push_str(&own_text(head));
        safe.push_str(&tail[..1]);
        rest = &tail[1..];
        let within_word = head.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let part_of_path = tail.starts_with('/') && is_path(head, rest);
        if !within_word && !part_of_path && rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            safe.push('\u{2060}');
        }
    }
    safe + &own_text(rest)
}

/// Whether a slash between these belongs to an address or a path, which Telegram takes for no command.
fn is_path(head: &str, rest: &str) -> bool {
    let name = rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    head.ends_with(['/', ':', '.', '<']) || name.starts_with(['/', '.', '-'])
}

/// Makes our own words safe inside Telegram's HTML: the bot may speak of itself by its name.
pub fn own_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in visible_text(text) {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

/// How an app writes a time on its reader's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// How long until then, or since: it stays true by itself.
    Relative,
    /// Day and time.
    DayAndTime,
    /// Of today: the time alone.
    Time,
}

/// A moment that the reader's app shows on its own clock; `words`, which are markup, are what other apps show.
pub fn local_time(at: Timestamp, format: TimeFormat, words: &str) -> String {
    let format = match format {
        TimeFormat::Relative => "r",
        TimeFormat::DayAndTime => "dt",
        TimeFormat::Time => "t",
    };
    format!("<tg-time unix=\"{}\" format=\"{format}\">{words}</tg-time>", at.as_second())
}

/// The text on one line, cut to `most` UTF-16 units with an ellipsis, not yet escaped.
pub fn one_line(text: &str, most: usize) -> String {
    cut_text(&text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

/// The text cut to `most` UTF-16 units, between characters and if possible between words, with an ellipsis.
pub fn cut_text(text: &str, most: usize) -> String {
    if text_length(text) <= most {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |character: &(usize, char)| {
        units += character.1.len_utf16();
        units < most
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, c)| at + c.len_utf8());
    let head = &text[..end];
    // A word border in the last fifth is worth the loss.
    let border = head.rfind(char::is_whitespace).filter(|&at| at >= end - end / 5);
    format!("{}…", head[..border.unwrap_or(end)].trim_end())
}

/// A message cut to `most` UTF-16 units with an ellipsis; tags that are open there are closed. Says whether anything was cut.
pub fn cut_html(html: &str, most: usize) -> (String, bool) {
    if text_length(&plain(html)) <= most {
        return (html.to_owned(), false);
    }
    let (mut kept, mut open, mut units) = (String::new(), Vec::new(), 1);
    let mut rest = html;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '<' => rest.find('>').map_or(rest.len(), |at| at + 1),
            '&' => rest.find(';').map_or(1, |at| at + 1),
            _ => first.len_utf8(),
        };
        let (piece, behind) = rest.split_at(end);
        match (first, piece.strip_prefix("</")) {
            ('<', Some(_)) => drop(open.pop()),
            ('<', None) => open.push(piece.trim_matches(['<', '>']).split(' ').next().unwrap_or_default()),
            _ => units += if first == '&' { 1 } else { first.len_utf16() },
        }
        if units > most {
            break;
        }
        kept.push_str(piece);
        rest = behind;
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    open.iter().rev().for_each(|tag| kept.push_str(&format!("</{tag}>")));
    (kept, true)
}

/// The words of a message without its markup, safe once more.
pub fn plain(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((head, tail)) = rest.split_once('<') {
        words.push_str(head);
        rest = tail.split_once('>').map_or("", |(_, behind)| behind);
    }
    words.push_str(rest);
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    let words = signs.iter().fold(words, |words, (escaped, sign)| words.replace(escaped, sign));
    own_text(&cut_text(&words, MAX_MESSAGE_LENGTH))
}

/// The length as Telegram counts it.
pub fn text_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_and_trickery_are_disarmed() {
        assert_eq!(escape_html("<b>\"a\" & b</b>"), "&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;");
        assert_eq!(escape_html("a\u{202e}b\u{200b}c\u{0}"), "abc");
        let hidden = "\u{200e}\u{200f}\u{61c}\u{ad}\u{34f}\u{180e}\u{3164}\u{fff9}\u{fffa}\u{fffb}";
        assert_eq!(escape_html(&format!("a{hidden}b")), "ab");
        assert_eq!(escape_html("👨\u{200d}👩"), "👨\u{200d}👩", "what joins stays");
    }

    #[test]
    fn nobody_is_called_by_a_tickets_text() {
        assert_eq!(
            escape_html("@boss, (@all) a@b.example @ @1"),
            "@\u{2060}boss, (@\u{2060}all) a@b.example @ @1"
        );
        assert_eq!(own_text("@deskgram_bot"), "@deskgram_bot");
    }

    #[test]
    fn words_survive_their_markup() {
        assert_eq!(plain("<b>a &lt; b</b> <a href=\"x\">c</a> &amp;amp;"), "a &lt; b c &amp;amp;");
        assert!(text_length(&plain(&"x".repeat(9_000))) <= MAX_MESSAGE_LENGTH);
    }

    #[test]
    fn no_command_in_a_tickets_text_is_one_tap_away() {
        assert_eq!(escape_html("/logout, (/in) /start@x"), "/\u{2060}logout, (/\u{2060}in) /\u{2060}start@x");
        for same in ["https://a.example/in?x=1", "/var/log/x", "and/or", "1/2", "/etc/passwd"] {
            assert_eq!(escape_html(same), same);
        }
    }

    #[test]
    fn cuts_fall_between_words() {
        assert_eq!(cut_text("one two three four five", 21), "one two three four…");
        assert_eq!(one_line("a\n  b", 9), "a b");
    }

    proptest! {
        #[test]
        fn a_cut_text_fits(text in any::<String>(), most in 1usize..60) {
            prop_assert!(text_length(&cut_text(&text, most)) <= most);
        }
    }
}
