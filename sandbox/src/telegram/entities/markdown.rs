//! Telegram's MarkdownV2: marks that must be escaped wherever they are not meant. Offsets in complaints are bytes of the
//! text as it was sent.

use super::{Entity, Formatted, link_entity};

const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mark {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    Link,
    CustomEmoji,
}

impl Mark {
    /// Telegram's own names, as they stand in its complaints.
    fn name(self) -> &'static str {
        match self {
            Self::Bold => "Bold",
            Self::Italic => "Italic",
            Self::Underline => "Underline",
            Self::Strikethrough => "Strikethrough",
            Self::Spoiler => "Spoiler",
            Self::Code => "Code",
            Self::Pre => "PreCode",
            Self::Link => "TextUrl",
            Self::CustomEmoji => "CustomEmoji",
        }
    }

    fn closing(self) -> &'static str {
        match self {
            Self::Bold => "*",
            Self::Italic => "_",
            Self::Underline => "__",
            Self::Strikethrough => "~",
            Self::Spoiler => "||",
            Self::Code => "`",
            Self::Pre => "```",
            Self::Link | Self::CustomEmoji => "]",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Underline => "underline",
            Self::Strikethrough => "strikethrough",
            Self::Spoiler => "spoiler",
            Self::Code => "code",
            Self::Pre => "pre",
            Self::Link => "text_link",
            Self::CustomEmoji => "custom_emoji",
        }
    }
}

struct Open {
    mark: Mark,
    offset: usize,
    /// Where it began in the source, for complaints.
    begin: usize,
    language: String,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    text: String,
    units: usize,
    open: Vec<Open>,
    /// Where the present block of quoted lines starts.
    quote: Option<usize>,
    entities: Vec<Entity>,
}

/// Parses MarkdownV2 into text and entities.
///
/// # Errors
/// The complaint, in Telegram's words.
pub(super) fn parse(source: &str) -> Result<Formatted, String> {
    let mut reader = Reader {
        source,
        at: 0,
        text: String::new(),
        units: 0,
        open: Vec::new(),
        quote: None,
        entities: Vec::new(),
    };
    while let Some(next) = reader.rest().chars().next() {
        reader.step(next)?;
    }
    reader.end_quote();
    match reader.open.last() {
        Some(open) => {
            Err(format!("Can't find end of {} entity at byte offset {}", open.mark.name(), open.begin))
        }
        None => Ok(Formatted { text: reader.text, entities: reader.entities }),
    }
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn emit(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }

    fn step(&mut self, next: char) -> Result<(), String> {
        let escaped = self.rest()[next.len_utf8()..].chars().next();
        if let ('\\', Some(c @ '\u{1}'..='\u{7e}')) = (next, escaped) {
            self.at += 2;
            self.emit(c);
            return Ok(());
        }
        let at_line_start = self.at == 0 || self.source[..self.at].ends_with('\n');
        if at_line_start && self.quote.is_some() && next != '>' {
            self.end_quote();
        }
        let inner = self.open.last().map(|open| open.mark);
        let literal = matches!(inner, Some(Mark::Code | Mark::Pre));
        if !(if literal { next == '`' } else { RESERVED.contains(next) }) {
            self.at += next.len_utf8();
            self.emit(next);
            return Ok(());
        }
        if next == '>' && at_line_start {
            self.at += 1;
            self.quote.get_or_insert(self.units);
            return Ok(());
        }
        if let Some(mark) = inner.filter(|mark| self.closes(*mark)) {
            return self.close(mark);
        }
        self.begin(next)
    }

    /// Whether the mark ends here. `_` must not take the first half of `__`.
    fn closes(&self, mark: Mark) -> bool {
        let rest = self.rest();
        rest.starts_with(mark.closing()) && !(mark == Mark::Italic && rest.starts_with("__"))
    }

    fn begin(&mut self, next: char) -> Result<(), String> {
        let begin = self.at;
        let rest = self.rest();
        let (mark, length) = match next {
            '_' if rest.starts_with("__") => (Mark::Underline, 2),
            '_' => (Mark::Italic, 1),
            '*' => (Mark::Bold, 1),
            '~' => (Mark::Strikethrough, 1),
            '|' if rest.starts_with("||") => (Mark::Spoiler, 2),
            '[' => (Mark::Link, 1),
            '!' if rest.starts_with("![") => (Mark::CustomEmoji, 2),
            '`' if rest.starts_with("```") => (Mark::Pre, 3),
            '`' => (Mark::Code, 1),
            _ => {
                return Err(format!(
                    "Character '{next}' is reserved and must be escaped with the preceding '\\'"
                ));
            }
        };
        self.at += length;
        let language = if mark == Mark::Pre { self.language() } else { String::new() };
        self.open.push(Open { mark, offset: self.units, begin, language });
        Ok(())
    }

    /// The language on the first line of a block, and the line's end with it.
    fn language(&mut self) -> String {
        let rest = self.rest();
        let length = rest.find(|c: char| c.is_whitespace() || c == '`').unwrap_or(rest.len());
        let named = rest[length..].starts_with(['\n', '\r']);
        let language = if named { rest[..length].to_owned() } else { String::new() };
        if named {
            self.at += length + 1;
        }
        language
    }

    fn close(&mut self, mark: Mark) -> Result<(), String> {
        self.at += mark.closing().len();
        // The caller looked at the last one, so there is one.
        let Some(open) = self.open.pop() else { return Ok(()) };
        let address = match mark {
            Mark::Link | Mark::CustomEmoji => self.address(&open)?,
            _ => String::new(),
        };
        let length = self.units - open.offset;
        if length == 0 {
            return Ok(());
        }
        let plain = Entity::new(mark.kind(), open.offset, length);
        let entity = match mark {
            Mark::Link => link_entity(&address, open.offset, length),
            Mark::CustomEmoji => {
                Some(plain.with("custom_emoji_id", address.rsplit('=').next().unwrap_or_default()))
            }
            Mark::Pre if !open.language.is_empty() => Some(plain.with("language", open.language)),
            _ => Some(plain),
        };
        self.entities.extend(entity);
        Ok(())
    }

    /// The part in round brackets; a link may go without, then it is no link.
    fn address(&mut self, open: &Open) -> Result<String, String> {
        if !self.rest().starts_with('(') {
            return match open.mark {
                Mark::CustomEmoji => Err("Custom emoji entity must contain a tg://emoji URL".to_owned()),
                _ => Ok(String::new()),
            };
        }
        self.at += 1;
        let begin = self.at;
        let mut address = String::new();
        while let Some(next) = self.rest().chars().next() {
            self.at += next.len_utf8();
            match next {
                ')' => return Ok(address),
                '\\' => {
                    if let Some(escaped) = self.rest().chars().next() {
                        self.at += escaped.len_utf8();
                        address.push(escaped);
                    }
                }
                _ => address.push(next),
            }
        }
        Err(format!("Can't find end of a URL at byte offset {begin}"))
    }

    fn end_quote(&mut self) {
        let Some(start) = self.quote.take() else { return };
        let end = self.units - usize::from(self.text.ends_with('\n'));
        if end > start {
            self.entities.push(Entity::new("blockquote", start, end - start));
        }
    }
}
