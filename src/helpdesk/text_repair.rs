//! What this server does to texts: what may be sent to it unharmed, what it will show for what was sent, and plain text
//! out of what it shows. Pure, never failing; markup for Telegram is none of its business.

use crate::domain::hidden::{is_visible, visible_text};

#[cfg(test)]
mod tests;

/// The longest comment in characters; the server silently cuts or refuses what is longer.
pub const COMMENT_LIMIT: usize = 2048;

/// The helpdesk's lists show this many bytes of a ticket's text, cut with no regard for characters.
const LIST_CUT: usize = 150;

/// Stands for a character that the helpdesk's database can't hold.
const UNKNOWN: &str = "□";

/// The text as it can be sent: trimmed, without characters that the database can't hold, without what the server would
/// take for a tag or an attachment and swallow together with what follows, and such that its web page, which takes texts for
/// Markdown, shows it as it is. Doing it twice changes nothing.
pub fn sendable(text: &str) -> String {
    let text = without_wide(&text.replace("\r\n", "\n").replace('\r', "\n"));
    let mut out = String::with_capacity(text.len() + 8);
    for c in visible_text(text.trim()) {
        // The server's test is C's isspace: a no-break space does not count.
        if out.ends_with('<') && !c.is_ascii_whitespace() {
            out.push(' ');
        }
        out.push(c);
        if c == ':' && ends_with_file_marker(&out) {
            let inside = out.len() - "file:".len();
            out.insert(inside, ' ');
        }
    }
    guarded_end(escaped(out.trim()))
}

/// The text of a new ticket: [`sendable`], and such that it doesn't take the lists down (see [`kills_lists`]).
pub fn for_ticket(text: &str) -> String {
    let mut text = sendable(text);
    if kills_lists(&text) {
        let at = space_for_lists(&text);
        // Between a backslash and what it guards it would guard nothing.
        text.insert(at - usize::from(text[..at].ends_with('\\')), ' ');
    }
    text
}

/// The reason of a referral: [`sendable`]. It may be empty; one of a letter or two, which the server would drop without a
/// word, gets dots.
pub fn for_referral(reason: &str) -> String {
    let reason = sendable(reason);
    if reason.is_empty() { reason } else { format!("{reason:.<3}") }
}

/// A comment as the pieces to send one after another: each [`sendable`], none empty, none beyond [`COMMENT_LIMIT`], cut
/// at white space where there is any.
pub fn for_comments(text: &str) -> Vec<String> {
    let text = sendable(text);
    let (mut parts, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        // Guards only add to it: what is too long already need not be looked through again for each piece.
        if rest.chars().nth(COMMENT_LIMIT).is_none() {
            let last = guarded_end(escaped(rest));
            if last.chars().count() <= COMMENT_LIMIT {
                parts.push(last);
                break;
            }
        }
        // Two characters are kept back for the guards at either end.
        let limit = rest.char_indices().nth(COMMENT_LIMIT - 2).map_or(rest.len(), |(at, _)| at);
        let window = &rest[..limit];
        let next_is_space = rest[limit..].starts_with(char::is_whitespace);
        let cut = if next_is_space { limit } else { window.rfind(char::is_whitespace).unwrap_or(limit) };
        let in_a_word = !rest[cut..].starts_with(char::is_whitespace);
        let cut = cut - usize::from(in_a_word && rest[..cut].ends_with('\\'));
        parts.push(guarded_end(escaped(rest[..cut].trim())));
        rest = rest[cut..].trim();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What `find_param` finds literally: the server puts it into a LIKE pattern as it is.
pub fn for_search(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in without_wide(text.trim()).chars().filter(|&c| is_visible(c)) {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether a ticket with this text would leave everybody who would see it without a list: the server cuts the text at
/// byte 150 unless it finds an earlier place to cut, and half a character there spoils the whole answer.
pub fn kills_lists(text: &str) -> bool {
    let bytes = text.as_bytes();
    let cut_inside_character = !text.is_char_boundary(LIST_CUT.min(bytes.len()));
    cut_inside_character
        && !bytes[1..=LIST_CUT].contains(&b' ')
        && !text.match_indices("<br>").any(|(at, _)| at < LIST_CUT)
}

/// Where to put the space that lets the server cut: after the last white space of the window, else as late as possible.
fn space_for_lists(text: &str) -> usize {
    let end = text.floor_char_boundary(LIST_CUT - 1);
    text.as_bytes()[1..end].iter().rposition(u8::is_ascii_whitespace).map_or(end, |at| at + 2)
}

/// Whether a text that was sent and a text that is shown ([`plain`]) are the same one. White space does not count: the
/// server drops it in places, and [`for_ticket`] may have added some.
pub fn same(sent: &str, shown: &str) -> bool {
    let expected = plain(&sendable(sent));
    // A backslash may stand before what would be Markdown.
    let ink = |c: &char| !c.is_whitespace() && *c != '\\';
    expected.chars().filter(ink).eq(shown.chars().filter(ink))
}

/// Plain text out of the helpdesk's: tags dropped, `<br>` a line break, entities decoded once, line ends unified, trimmed.
/// Lists are raw HTML; views and comments have their tags already stripped by the server.
pub fn plain(raw: &str) -> String {
    let text = without_tags(raw).replace("\r\n", "\n").replace('\r', "\n");
    let text = unescaped(decoded(&text));
    visible_text(text.trim()).collect()
}

/// A backslash before whatever the helpdesk's web page would take for Markdown: marks that come in pairs, and what begins a
/// heading or a quotation. Addresses stay as they are: the page makes links of them.
fn escaped(text: &str) -> String {
    let words = || text.split_inclusive(char::is_whitespace);
    let is_address = |word: &str| word.contains("://");
    let paired = |mark: char| {
        words().filter(|word| !is_address(word)).flat_map(str::chars).filter(|c| *c == mark).nth(1).is_some()
    };
    let [stars, underscores, ticks] = ['*', '_', '`'].map(paired);
    let (mut out, mut at_start) = (String::with_capacity(text.len() + 8), true);
    for word in words() {
        let is_address = is_address(word);
        for c in word.chars() {
            let acts = match c {
                '*' => stars,
                '_' => underscores,
                '`' => ticks,
                '#' | '>' => at_start,
                _ => false,
            };
            if acts && !is_address && !out.ends_with('\\') {
                out.push('\\');
            }
            out.push(c);
            at_start = c == '\n' || (at_start && c.is_whitespace());
        }
    }
    out
}

/// The same text without these backslashes. Whoever wrote on the helpdesk's own page set none or meant them: only what
/// [`escaped`] has made is unmade.
fn unescaped(text: String) -> String {
    if !text.contains('\\') {
        return text;
    }
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '#' | '>') && bare.ends_with('\\') {
            bare.pop();
        }
        bare.push(c);
    }
    if escaped(bare.trim()) == text.trim() { bare } else { text }
}

fn without_tags(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = &rest[open + 1..];
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            out.push('<');
            rest = tag;
            continue;
        }
        // A list's text may end inside a tag.
        let (inside, behind) = tag.split_once('>').unwrap_or((tag, ""));
        let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).collect();
        if name.eq_ignore_ascii_case("br") {
            out.push('\n');
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = entity(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The character that the entity at the beginning of `text` stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    // The longest entity below is ten bytes with its semicolon; don't look for one across the whole text.
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "laquo" => '«',
        "raquo" => '»',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "copy" => '©',
        _ => numeric(name.strip_prefix('#')?)?,
    };
    Some((c, end + 1))
}

fn numeric(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}

/// A `<` at the very end would be swallowed as the beginning of a tag.
fn guarded_end(mut text: String) -> String {
    if text.ends_with('<') {
        text.push(' ');
    }
    text
}

/// Comments are shown only up to this marker of an attachment.
fn ends_with_file_marker(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 6 && bytes[bytes.len() - 6..].eq_ignore_ascii_case(b"[file:")
}

/// Replaces the characters of four bytes, which the helpdesk's database turns into question marks or refuses together
/// with the whole text. An emoji sequence (joined, coloured, or repeated) that says nothing in letters becomes one sign.
fn without_wide(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_sequence = false;
    for c in text.chars() {
        let joins = matches!(c, '\u{200d}' | '\u{fe0f}') || is_skin_tone(c);
        if in_sequence && joins {
            continue;
        }
        if c.len_utf8() < 4 {
            in_sequence = false;
            out.push(c);
            continue;
        }
        match lettered(c) {
            Lettered::Char(letter) => out.push(letter),
            Lettered::Text(words) => out.push_str(words),
            Lettered::Nothing if in_sequence && out.ends_with(UNKNOWN) => {}
            Lettered::Nothing => out.push_str(UNKNOWN),
        }
        in_sequence = true;
    }
    out
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

enum Lettered {
    Char(char),
    Text(&'static str),
    Nothing,
}

/// How people wrote it before there were emoji.
fn lettered(c: char) -> Lettered {
    let text = match c {
        '😀' | '😃' | '😄' | '😁' | '🙂' | '😊' | '😇' | '🤗' | '🤝' => ":)",
        '😂' | '🤣' | '😆' | '😅' => ":D",
        '😉' | '😜' => ";)",
        '😍' | '😘' | '🥰' => ":*",
        '🙁' | '😞' | '😟' | '😔' | '😕' | '😢' | '😭' | '😥' => ":(",
        '😡' | '😠' | '🤬' => ":[",
        '😮' | '😲' | '😱' => ":o",
        '😐' | '😑' | '🤔' => ":/",
        '👍' | '👌' | '👏' | '🆗' => "(+)",
        '👎' => "(-)",
        '🔥' | '🚨' | '🆘' => "(!)",
        '👉' => "->",
        '🔴' | '🟠' | '🟡' | '🟢' | '🔵' | '🔹' | '🔸' => "•",
        // The letters of flags.
        '\u{1f1e6}'..='\u{1f1ff}' => {
            return char::from_u32(u32::from(c) - 0x1f1e6 + u32::from('A'))
                .map_or(Lettered::Nothing, Lettered::Char);
        }
        // Mathematical digits, which some keyboards offer as "fonts".
        '\u{1d7ce}'..='\u{1d7ff}' => {
            return char::from_digit((u32::from(c) - 0x1d7ce) % 10, 10)
                .map_or(Lettered::Nothing, Lettered::Char);
        }
        _ => return Lettered::Nothing,
    };
    Lettered::Text(text)
}
