//! Telegram's HTML: a small set of tags, strictly nested, with its own complaints. Offsets in complaints are bytes of
//! the text as it was sent.

use std::collections::BTreeSet;

use super::{Entity, Formatted, link_entity};

const TAGS: [&str; 17] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
    "span",
    "pre",
    "code",
    "blockquote",
];

struct Open {
    tag: String,
    /// The attribute that matters: an address, a class, an emoji's number, a moment, `expandable`.
    argument: String,
    /// How a moment is to be shown.
    format: String,
    /// Where its text starts, in UTF-16 units and in bytes of the result.
    offset: usize,
    byte: usize,
}

struct Reader<'a> {
    source: &'a str,
    /// Tags that this server is too old for.
    lacking: &'a BTreeSet<&'a str>,
    at: usize,
    text: String,
    units: usize,
    open: Vec<Open>,
    entities: Vec<Entity>,
}

/// Parses HTML into text and entities.
///
/// # Errors
/// The complaint, in Telegram's words.
pub(super) fn parse(source: &str, lacking: &BTreeSet<&str>) -> Result<Formatted, String> {
    let mut reader = Reader {
        source,
        lacking,
        at: 0,
        text: String::new(),
        units: 0,
        open: Vec::new(),
        entities: Vec::new(),
    };
    while let Some(next) = reader.peek() {
        match next {
            '<' if reader.rest().starts_with("</") => reader.close_tag()?,
            '<' => reader.open_tag()?,
            '&' => reader.character_reference(),
            _ => reader.push_plain(next),
        }
    }
    match reader.open.last() {
        Some(open) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag)),
        None => Ok(Formatted { text: reader.text, entities: reader.entities }),
    }
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn emit(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }

    fn push_plain(&mut self, c: char) {
        self.at += c.len_utf8();
        self.emit(c);
    }

    fn character_reference(&mut self) {
        match decode(self.rest()) {
            Some((c, length)) => {
                self.at += length;
                self.emit(c);
            }
            // An ampersand that begins nothing known stands for itself.
            None => self.push_plain('&'),
        }
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let end = rest.find(stop).unwrap_or(rest.len());
        let taken = rest[..end].to_owned();
        self.at += end;
        taken
    }

    fn open_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let tag = self.take_until(|c| c.is_whitespace() || c == '>').to_ascii_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !TAGS.contains(&tag.as_str()) || self.lacking.contains(tag.as_str()) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let (argument, format) = self.attributes(&tag, begin)?;
        if tag == "span" && argument != "tg-spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        if tag == "tg-time" && (argument.parse::<i64>().is_err() || !is_time_format(&format)) {
            return Err(format!("Tag \"tg-time\" has invalid attributes at byte offset {begin}"));
        }
        self.open.push(Open { tag, argument, format, offset: self.units, byte: self.text.len() });
        Ok(())
    }

    /// Reads up to and with the `>`, and gives the attributes that this tag cares for.
    fn attributes(&mut self, tag: &str, begin: usize) -> Result<(String, String), String> {
        let (mut argument, mut format) = (String::new(), String::new());
        loop {
            self.skip_spaces();
            match self.peek() {
                None => return Err(format!("Unclosed start tag at byte offset {begin}")),
                Some('>') => break,
                Some(_) => {}
            }
            let name = self.take_until(|c| c.is_whitespace() || c == '=' || c == '>').to_ascii_lowercase();
            if name.is_empty() {
                return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
            }
            self.skip_spaces();
            if self.peek() != Some('=') {
                if tag == "blockquote" && name == "expandable" {
                    argument = name;
                    continue;
                }
                return Err(format!(
                    "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte offset {begin}"
                ));
            }
            self.at += 1;
            self.skip_spaces();
            let value = self.attribute_value(begin)?;
            let matters = matches!(
                (tag, name.as_str()),
                ("a", "href")
                    | ("span" | "code", "class")
                    | ("tg-emoji", "emoji-id")
                    | ("tg-time", "unix" | "format")
                    | ("blockquote", "expandable")
            );
            match (matters, tag) {
                (true, "code") => argument = value.strip_prefix("language-").unwrap_or_default().to_owned(),
                (true, "blockquote") => argument = name,
                (true, "tg-time") if name == "format" => format = value,
                (true, _) => argument = value,
                (false, _) => {}
            }
        }
        self.at += 1;
        Ok((argument, format))
    }

    fn attribute_value(&mut self, begin: usize) -> Result<String, String> {
        let quote = match self.peek() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => {
                let at = self.at;
                let value = self.take_until(|c| c.is_whitespace() || c == '>');
                return if value.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
                    && !value.is_empty()
                {
                    Ok(value.to_ascii_lowercase())
                } else {
                    Err(format!("Unexpected end of name token at byte offset {at}"))
                };
            }
        };
        self.at += 1;
        let mut value = String::new();
        loop {
            let Some(next) = self.peek() else {
                return Err(format!("Unclosed start tag at byte offset {begin}"));
            };
            if next == quote {
                self.at += 1;
                return Ok(value);
            }
            let (c, length) = match next {
                '&' => decode(self.rest()).unwrap_or(('&', 1)),
                _ => (next, next.len_utf8()),
            };
            value.push(c);
            self.at += length;
        }
    }

    fn close_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 2;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        let tag = self.take_until(|c| c.is_whitespace() || c == '>').to_ascii_lowercase();
        self.skip_spaces();
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        if !tag.is_empty() && tag != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{tag}>\"",
                open.tag
            ));
        }
        self.at += 1;
        self.finish(open);
        Ok(())
    }

    fn finish(&mut self, open: Open) {
        let length = self.units - open.offset;
        if length == 0 {
            return;
        }
        let plain = |kind| Some(Entity::new(kind, open.offset, length));
        let entity = match open.tag.as_str() {
            "b" | "strong" => plain("bold"),
            "i" | "em" => plain("italic"),
            "u" | "ins" => plain("underline"),
            "s" | "strike" | "del" => plain("strikethrough"),
            "span" | "tg-spoiler" => plain("spoiler"),
            "blockquote" if open.argument.is_empty() => plain("blockquote"),
            "blockquote" => plain("expandable_blockquote"),
            "tg-emoji" => plain("custom_emoji").map(|entity| entity.with("custom_emoji_id", open.argument)),
            "tg-time" => open.argument.parse::<i64>().ok().map(|unix| {
                let entity = Entity::new("date_time", open.offset, length).with("unix_time", unix);
                entity.with("date_time_format", open.format)
            }),
            "a" if open.argument.is_empty() => link_entity(&self.text[open.byte..], open.offset, length),
            "a" => link_entity(&open.argument, open.offset, length),
            "pre" => Some(self.preformatted(open.offset, length)),
            // Only `code` is left of the tags that `open_tag` lets through.
            _ if open.argument.is_empty() => plain("code"),
            _ => plain("code").map(|entity| entity.with("language", open.argument)),
        };
        self.entities.extend(entity);
    }

    /// `<pre><code class="language-…">` is one entity with a language; the language counts only there.
    fn preformatted(&mut self, offset: usize, length: usize) -> Entity {
        let whole =
            |entity: &Entity| entity.kind == "code" && entity.offset == offset && entity.length == length;
        match self.entities.iter().position(whole) {
            Some(inner) => Entity { kind: "pre".to_owned(), ..self.entities.remove(inner) },
            None => Entity::new("pre", offset, length),
        }
    }
}

/// `r` alone, or the weekday, the date and the time in that order, long or short, each left out or not (9.5).
fn is_time_format(format: &str) -> bool {
    let rest = format.strip_prefix('w').unwrap_or(format);
    let rest = rest.strip_prefix(['d', 'D']).unwrap_or(rest);
    format == "r" || rest.strip_prefix(['t', 'T']).unwrap_or(rest).is_empty()
}

/// A character reference at the start of the text: the character and how many bytes it took.
fn decode(text: &str) -> Option<(char, usize)> {
    let named = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
    if let Some((name, c)) = named.into_iter().find(|(name, _)| text.starts_with(name)) {
        return Some((c, name.len()));
    }
    let digits = text.strip_prefix("&#")?;
    let (digits, radix, lead) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 3),
        None => (digits, 10, 2),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let c = char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?;
    let end = usize::from(digits[length..].starts_with(';'));
    (c != '\0').then_some((c, lead + length + end))
}
