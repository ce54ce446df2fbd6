//! What the helpdesk does to texts: the cuts, the losses and the loose comparisons. Pure functions on strings.

/// Lists show no more than this many bytes of a ticket's text.
const LIST_BYTES: usize = 150;

/// Longest comment the database keeps, in characters.
pub const COMMENT_CHARS: usize = 2048;

/// The beginning of a ticket's text as lists show it. Cuts by bytes, so what comes back may be no UTF-8: the whole
/// list then can't be encoded. A cut falls on the last ASCII space within reach, but never on one that begins the
/// text; line feeds are no spaces.
pub fn list_beginning(text: &str) -> Vec<u8> {
    let line = text.split("<br>").next().unwrap_or_default().as_bytes();
    if line.len() <= LIST_BYTES {
        return line.to_vec();
    }
    let last_space = line[..=LIST_BYTES].iter().rposition(|&byte| byte == b' ').filter(|&at| at > 0);
    line[..last_space.unwrap_or(LIST_BYTES)].to_vec()
}

/// A ticket's text as `ticket_view` shows it: line breaks kept, other tags gone, entities as they are.
pub fn view_text(text: &str) -> String {
    strip_tags(&break_lines(text))
}

/// A comment as it is shown: nothing from an attachment's mark on, no tags, and no line breaks in their place.
pub fn comment_text(text: &str) -> String {
    strip_tags(text.split("[file:").next().unwrap_or_default())
}

/// Every spelling of the line break tag becomes CR LF.
fn break_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match break_tag_len(rest) {
            Some(len) => {
                out.push_str("\r\n");
                rest = &rest[len..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The length of the line break tag at the very beginning, if there is one.
fn break_tag_len(text: &str) -> Option<usize> {
    let name = text.get(..3)?;
    if !name.eq_ignore_ascii_case("<br") {
        return None;
    }
    let tail = text[3..].trim_start_matches([' ', '\t', '\r', '\n']);
    let tail = tail.strip_prefix('/').unwrap_or(tail);
    let tail = tail.strip_prefix('>')?;
    Some(text.len() - tail.len())
}

/// PHP's `strip_tags`: a `<` followed by anything but white space opens a tag, which lasts to the matching `>` outside
/// quotes or, without one, to the end of the text.
pub fn strip_tags(text: &str) -> String {
    enum Place {
        Text,
        Tag { depth: usize, quote: Option<char> },
        Comment,
    }
    let mut out = String::with_capacity(text.len());
    let mut place = Place::Text;
    for (at, letter) in text.char_indices() {
        let after = &text[at + letter.len_utf8()..];
        place = match (place, letter) {
            (Place::Text, '<') if after.starts_with("!--") => Place::Comment,
            (Place::Text, '<') if !after.starts_with(|next: char| next.is_ascii_whitespace()) => {
                Place::Tag { depth: 0, quote: None }
            }
            (Place::Text, _) => {
                out.push(letter);
                Place::Text
            }
            (Place::Tag { depth: 0, quote: None }, '>') => Place::Text,
            (Place::Tag { depth, quote: None }, '>') => Place::Tag { depth: depth - 1, quote: None },
            (Place::Tag { depth, quote: None }, '<')
                if !after.starts_with(|next: char| next.is_ascii_whitespace()) =>
            {
                Place::Tag { depth: depth + 1, quote: None }
            }
            (Place::Tag { depth, quote: None }, '"' | '\'') => Place::Tag { depth, quote: Some(letter) },
            (Place::Tag { depth, quote: Some(open) }, _) if open == letter => {
                Place::Tag { depth, quote: None }
            }
            (Place::Comment, '>') if text[..at].ends_with("--") => Place::Text,
            (elsewhere, _) => elsewhere,
        };
    }
    out
}

/// Four question marks for every character outside the Basic Multilingual Plane: what a lax database stores.
pub fn without_wide_characters(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, letter| {
        if letter.len_utf8() == 4 {
            out.push_str("????");
        } else {
            out.push(letter);
        }
        out
    })
}

/// Whether the database's three-byte encoding can't hold the text.
pub fn has_wide_characters(text: &str) -> bool {
    text.chars().any(|letter| letter.len_utf8() == 4)
}

/// Surname and initials of a name of three words; any other name as it is.
pub fn short_name(fio: &str) -> String {
    let words: Vec<&str> = fio.split(' ').collect();
    let [surname, name, patronymic] = words[..] else { return fio.to_owned() };
    let initial = |word: &str| word.chars().next().map(|letter| format!("{letter}.")).unwrap_or_default();
    format!("{surname} {}{}", initial(name), initial(patronymic))
}

/// The integer at the beginning of a text, 0 if none: what the database makes of a word where it wants a number.
pub fn leading_integer(text: &str) -> i64 {
    let text = text.trim_start();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let len = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let number = digits[..len].parse::<i64>().unwrap_or(0);
    if text.starts_with('-') { -number } else { number }
}

/// Whether a comma list holds this number as a whole item (SQL's `FIND_IN_SET`).
pub fn list_holds(list: &str, number: i64) -> bool {
    let number = number.to_string();
    list.split(',').any(|item| item == number)
}

/// A text as the database compares it: no capitals, and `ё` is `е`.
pub fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// SQL's `LIKE '%' pattern '%'`: `%` stands for anything, `_` for one character, a backslash takes their meaning away.
pub fn contains_like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = folded(text).chars().collect();
    let mut tokens = vec![Token::Anything];
    let mut letters = folded(pattern).chars().collect::<Vec<_>>().into_iter();
    while let Some(letter) = letters.next() {
        tokens.push(match letter {
            '%' => Token::Anything,
            '_' => Token::One,
            '\\' => Token::Exactly(letters.next().unwrap_or('\\')),
            _ => Token::Exactly(letter),
        });
    }
    tokens.push(Token::Anything);
    like(&text, &tokens)
}

#[derive(Clone, Copy)]
enum Token {
    Anything,
    One,
    Exactly(char),
}

/// Whole-text match, in time proportional to text times pattern whatever the pattern: it remembers only the last
/// wildcard.
fn like(text: &[char], tokens: &[Token]) -> bool {
    let (mut at, mut token) = (0, 0);
    let mut last_wildcard = None;
    while at < text.len() {
        match tokens.get(token) {
            Some(Token::Anything) => {
                last_wildcard = Some((token, at));
                token += 1;
                continue;
            }
            Some(Token::One) => {
                (at, token) = (at + 1, token + 1);
                continue;
            }
            Some(Token::Exactly(letter)) if *letter == text[at] => {
                (at, token) = (at + 1, token + 1);
                continue;
            }
            _ => {}
        }
        let Some((wildcard, from)) = last_wildcard else { return false };
        last_wildcard = Some((wildcard, from + 1));
        (at, token) = (from + 1, wildcard + 1);
    }
    tokens[token..].iter().all(|rest| matches!(rest, Token::Anything))
}
