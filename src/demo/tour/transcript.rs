//! How the tour looks in a terminal. Colours are written as escape codes; who prints decides whether they arrive.

use std::io::Write;

use deskgram_sandbox::telegram::Message;

const PLAIN: &str = "\x1b[0m";
const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const CYAN: &str = "\x1b[36m";
const YELLOW: &str = "\x1b[33m";

/// So many columns are for the names.
const NAMES: usize = 16;
/// So many characters of a line are shown.
const WIDTH: usize = 74;
/// So many lines of a message are shown.
const LINES: usize = 9;

/// So many rows of buttons are shown.
const ROWS: usize = 3;

/// What happens, line by line.
pub(super) struct Transcript<'a> {
    out: &'a mut (dyn Write + Send),
}

impl<'a> Transcript<'a> {
    pub fn new(out: &'a mut (dyn Write + Send)) -> Self {
        Self { out }
    }

    pub fn title(&mut self, text: &str) {
        self.line(&format!("{BOLD}{text}{PLAIN}"));
    }

    /// Begins a step.
    pub fn step(&mut self, number: usize, title: &str) {
        self.line(&format!("\n{BOLD}{number:>2}  {title}{PLAIN}"));
    }

    /// What somebody does. `where_to` says where, when it is not their private chat.
    pub fn does(&mut self, name: &str, where_to: &str, what: &str) {
        self.spoken(CYAN, &[name, where_to].join(" "), '▸', what);
    }

    /// A message of the bot in a chat, with its buttons.
    pub fn shows(&mut self, name: &str, message: &Message) {
        let filled: Vec<_> = message.text.lines().filter(|line| !line.trim().is_empty()).collect();
        for (place, line) in filled.iter().take(LINES).enumerate() {
            self.spoken(YELLOW, if place == 0 { name } else { "" }, '│', line);
        }
        if filled.len() > LINES {
            self.spoken(YELLOW, "", '│', "…");
        }
        for row in message.buttons.iter().take(ROWS) {
            let row: Vec<_> = row.iter().map(|button| format!("[{}]", cut(&button.label))).collect();
            self.spoken(YELLOW, "", '│', &format!("{DIM}{}{PLAIN}", row.join(" ")));
        }
        if message.buttons.len() > ROWS {
            self.spoken(YELLOW, "", '│', "…");
        }
    }

    /// The bot's short answer: the pop-up after a press, or the first line of a message.
    pub fn answers(&mut self, name: &str, text: &str) {
        self.spoken(YELLOW, name, '▸', text.lines().next().unwrap_or_default());
    }

    /// Something that was checked and is so.
    pub fn holds(&mut self, claim: &str) {
        self.line(&format!("    {GREEN}✔{PLAIN} {claim}"));
    }

    /// Something that was to be so and is not.
    pub fn fails(&mut self, claim: &str) {
        self.line(&format!("    {RED}✘ {claim}{PLAIN}"));
    }

    pub fn end(&mut self, text: &str) {
        self.line(&format!("\n{BOLD}{GREEN}✔{PLAIN} {BOLD}{text}{PLAIN}"));
    }

    fn spoken(&mut self, color: &str, name: &str, mark: char, text: &str) {
        self.line(&format!("    {color}{:<NAMES$}{PLAIN}{DIM}{mark}{PLAIN} {}", cut(name), cut(text)));
    }

    fn line(&mut self, line: &str) {
        // A reader who has gone away does not end the tour: its exit code still tells how it went.
        let _ = writeln!(self.out, "{line}");
    }
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
