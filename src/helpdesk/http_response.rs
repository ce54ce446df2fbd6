//! Reads an answer of the helpdesk while it arrives: finds the JSON among what PHP prints around it, keeps the answer's small
//! fields, and hands out the rows of one list as each is complete. Holds a row and a piece of the line, never a list.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::{UnclearAnswer, Unreadable};
use super::json_fields::{self, Object, scalar};

#[cfg(test)]
mod tests;

/// How many places that look like the start of an answer are tried. Notices before the JSON hold a few at most; without
/// a bound a large broken answer would be read once for each of its objects.
const MAX_STARTS: usize = 32;

/// So much of what is no answer is kept, to tell a breakdown by it.
const NOISE: usize = 64 << 10;

/// For a call whose answer has no list: no member has this name.
pub const NO_LIST: &str = "";

/// One answer of the helpdesk, without the rows that were handed out.
#[derive(Debug, Default)]
pub struct Answer {
    /// The small fields as they are written; lists and objects are left out.
    fields: BTreeMap<String, String>,
    list: List,
}

/// What became of the list that was asked for.
#[derive(Debug, Default)]
enum List {
    #[default]
    Missing,
    Whole,
    /// An entry is no row: to leave it out would make the list look complete.
    Spoilt(UnclearAnswer),
}

/// What `status` of an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    /// With the helpdesk's `error_description`.
    Error(String),
    /// `null`: there is no such ticket.
    Nothing,
}

impl Answer {
    /// What the answer says of itself; `None` for something that is no status of an answer.
    pub fn status(&self) -> Option<Status> {
        match scalar(self.fields.get("status")?)? {
            Value::Null => Some(Status::Nothing),
            Value::String(word) => match word.trim().to_lowercase().as_str() {
                "ok" => Some(Status::Ok),
                "error" => Some(Status::Error(self.object().text("error_description"))),
                "" | "null" => Some(Status::Nothing),
                _ => None,
            },
            _ => None,
        }
    }

    /// The answer's small fields.
    pub fn object(&self) -> Object<'_> {
        Object::from(&self.fields)
    }

    /// The answer, unless its list holds something that is no row.
    pub fn unspoilt(self) -> Result<Self, UnclearAnswer> {
        match self.list {
            List::Spoilt(why) => Err(why),
            List::Missing | List::Whole => Ok(self),
        }
    }

    /// Whether the list that was asked for is there, be it empty.
    pub fn has_list(&self) -> bool {
        !matches!(self.list, List::Missing)
    }
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// The brace with which an answer begins.
    Brace,
    /// What shows that it does: a name or the closing brace. Braces in PHP's messages (`{main}`, `{$var}`) have others.
    First,
    Name,
    Colon,
    Value,
    /// The end of a member.
    Comma,
    Row,
    /// The end of a row.
    RowComma,
    /// Nothing: what comes behind an answer says nothing.
    Found,
    /// Nothing: no answer can come of it any more.
    Broken,
}

/// Whether there is more to do before the next piece arrives.
#[derive(PartialEq, Eq)]
enum Step {
    On,
    Wait,
}

/// The reader. The answer is the first whole JSON object with a `status`; the array around it, notices before it and
/// anything after it say nothing. A list of one may come as the bare object.
pub struct Reader<T> {
    list: &'static str,
    take: T,
    /// What has arrived and may still be needed.
    held: Vec<u8>,
    /// How much of that has been looked at.
    at: usize,
    expected: Expected,
    /// The name or value that has begun there.
    token: Option<(usize, Token)>,
    /// The name of the present member.
    name: String,
    answer: Answer,
    /// Where the present attempt begins, and how many have failed.
    start: usize,
    failed: usize,
    /// A row has been handed out: there is no way back behind it.
    given: bool,
    noise: Vec<u8>,
}

impl<T: FnMut(&Object<'_>) -> Result<(), UnclearAnswer>> Reader<T> {
    /// A reader that hands out the rows of this list. Only an answer that was found and is good says that they count.
    pub fn new(list: &'static str, take: T) -> Self {
        Self {
            list,
            take,
            held: Vec::new(),
            at: 0,
            expected: Expected::Brace,
            token: None,
            name: String::new(),
            answer: Answer::default(),
            start: 0,
            failed: 0,
            given: false,
            noise: Vec::new(),
        }
    }

    /// Takes the next piece of the body, of any length.
    pub fn feed(&mut self, piece: &[u8]) {
        if matches!(self.expected, Expected::Found | Expected::Broken) {
            return;
        }
        self.held.extend_from_slice(piece);
        while self.step() == Step::On {}
        self.forget();
    }

    /// The body is over: gives the answer that was in it.
    pub fn end(self) -> Result<Answer, Unreadable> {
        match self.expected {
            Expected::Found => return Ok(self.answer),
            Expected::Broken => return Err(Unreadable::Garbled),
            Expected::Brace | Expected::First => {}
            _ => return Err(Unreadable::Cut),
        }
        let text = [self.noise, self.held].concat();
        let text = String::from_utf8_lossy(&text);
        // `trim` knows no byte order mark.
        let blank = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0').is_empty();
        // Where PHP is told to show its errors a breakdown gives this, elsewhere the same breakdown gives an empty body.
        let breakdown = text.contains("<b>Fatal error</b>");
        Err(if blank || breakdown { Unreadable::Blank } else { Unreadable::Garbled })
    }

    fn step(&mut self) -> Step {
        if let Some((from, token)) = &mut self.token {
            let from = *from;
            let Some(length) = token.end(&self.held[self.at..]) else {
                self.at = self.held.len();
                return Step::Wait;
            };
            self.at += length;
            self.token = None;
            self.read(from);
            return Step::On;
        }
        if self.expected == Expected::Brace {
            let brace = self.held[self.at..].iter().position(|byte| *byte == b'{');
            self.start = brace.map_or(self.held.len(), |brace| self.at + brace);
            self.at = self.held.len().min(self.start + 1);
            let Some(_) = brace else { return Step::Wait };
            self.expected = Expected::First;
        }
        let ink = self.held[self.at..].iter().position(|byte| !byte.is_ascii_whitespace());
        self.at = ink.map_or(self.held.len(), |ink| self.at + ink);
        let Some(&byte) = self.held.get(self.at) else { return Step::Wait };
        self.mark(byte)
    }

    /// A byte that is no white space, where no name and no value has begun.
    fn mark(&mut self, byte: u8) -> Step {
        use Expected::{Brace, Broken, Colon, Comma, First, Found, Name, Row, RowComma, Value};
        let next = match (self.expected, byte) {
            (Found | Broken, _) => return Step::Wait,
            (First | Name, b'"') | (Value | Row, b'"' | b'{') => None,
            (First | Name | Comma, b'}') => return self.close(),
            (First, _) => {
                self.at = self.start + 1;
                self.expected = Brace;
                return Step::On;
            }
            (Colon, b':') => Some(Value),
            // A comma too many does no harm.
            (Comma, b',') => Some(Name),
            (Value, b'[') if self.name == self.list => {
                self.answer.list = List::Whole;
                Some(Row)
            }
            (RowComma, b',') => Some(Row),
            (Row | RowComma, b']') => Some(Comma),
            (Value | Row, b'[' | b'-' | b'0'..=b'9' | b'a'..=b'z') => None,
            _ => return self.fail(),
        };
        match next {
            Some(next) => self.expected = next,
            None => self.token = Some((self.at, Token::beginning_with(byte))),
        }
        if self.expected == First {
            self.expected = Name;
        }
        self.at += 1;
        Step::On
    }

    /// A name or a value that begins at `from` is complete.
    fn read(&mut self, from: usize) {
        let raw = String::from_utf8_lossy(&self.held[from..self.at]);
        match self.expected {
            Expected::Name => {
                let Some(Value::String(name)) = scalar(&raw) else {
                    self.fail();
                    return;
                };
                self.name = name;
                self.expected = Expected::Colon;
            }
            Expected::Value if self.name == self.list => {
                self.expected = Expected::Comma;
                match &*raw {
                    "null" => self.answer.list = List::Missing,
                    _ => self.row(from),
                }
            }
            Expected::Value => {
                self.expected = Expected::Comma;
                if !raw.starts_with(['[', '{']) {
                    self.answer.fields.insert(self.name.clone(), raw.into_owned());
                }
            }
            _ => {
                self.expected = Expected::RowComma;
                self.row(from);
            }
        }
    }

    /// A row that begins at `from` is complete. Behind one that is none nothing is handed out any more.
    fn row(&mut self, from: usize) {
        if let List::Spoilt(_) = self.answer.list {
            return;
        }
        let raw = String::from_utf8_lossy(&self.held[from..self.at]);
        let taken = json_fields::object(&raw, &mut self.take);
        self.given = true;
        self.answer.list = match taken.unwrap_or(Err(UnclearAnswer::NO_JSON)) {
            Ok(()) => List::Whole,
            Err(why) => List::Spoilt(why),
        };
    }

    /// The object is whole. Behind a broken start it may be just a part of that broken answer: only an object that has
    /// everything an answer has is taken there.
    fn close(&mut self) -> Step {
        let first = self.failed == 0;
        if self.answer.status().is_some() && (first || self.answer.fields.contains_key("error_description")) {
            self.expected = Expected::Found;
            return Step::Wait;
        }
        self.begin_anew(self.at + 1)
    }

    /// This is no JSON: the answer may begin inside of what was taken for one.
    fn fail(&mut self) -> Step {
        self.begin_anew(self.start + 1)
    }

    fn begin_anew(&mut self, from: usize) -> Step {
        self.failed += 1;
        if self.given || self.failed == MAX_STARTS {
            self.expected = Expected::Broken;
            return Step::Wait;
        }
        self.answer = Answer::default();
        self.at = from;
        self.expected = Expected::Brace;
        Step::On
    }

    /// Lets go of what has been dealt with. While no row is given, an attempt may have to begin anew.
    fn forget(&mut self) {
        let needed = match (&self.token, self.given, self.expected) {
            (_, false, Expected::Brace) | (None, true, _) => self.at,
            (Some((from, _)), true, _) => *from,
            (_, false, _) => self.start,
        };
        let gone = self.held.drain(..needed);
        let room = NOISE.saturating_sub(self.noise.len());
        self.noise.extend(gone.take(if self.given { 0 } else { room }));
        self.at -= needed;
        self.start = self.start.saturating_sub(needed);
        if let Some((from, _)) = &mut self.token {
            *from -= needed;
        }
    }
}

/// A name or a value of which some has arrived.
struct Token {
    /// How many lists and objects are open.
    depth: usize,
    inside: Inside,
}

/// Where in a token its next byte is.
enum Inside {
    /// Outside of any string.
    Bare,
    Text,
    /// Behind a backslash.
    Escape,
}

impl Token {
    fn beginning_with(byte: u8) -> Self {
        let depth = usize::from(matches!(byte, b'[' | b'{'));
        Self { depth, inside: if byte == b'"' { Inside::Text } else { Inside::Bare } }
    }

    /// Goes on through these bytes; says how many of them belong to the token if it ends here. Whether it is good JSON is for
    /// whoever reads it.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, &byte) in bytes.iter().enumerate() {
            match (&self.inside, byte) {
                (Inside::Text, b'"') => self.inside = Inside::Bare,
                (Inside::Text, b'\\') => self.inside = Inside::Escape,
                (Inside::Text, _) => continue,
                (Inside::Escape, _) => {
                    self.inside = Inside::Text;
                    continue;
                }
                (Inside::Bare, b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z') => continue,
                // A number or a word ends with what can't be of it.
                (Inside::Bare, _) if self.depth == 0 => return Some(at),
                (Inside::Bare, b'"') => self.inside = Inside::Text,
                (Inside::Bare, b'[' | b'{') => self.depth += 1,
                (Inside::Bare, b']' | b'}') => self.depth -= 1,
                (Inside::Bare, _) => continue,
            }
            if self.depth == 0 && matches!(self.inside, Inside::Bare) {
                return Some(at + 1);
            }
        }
        None
    }
}
