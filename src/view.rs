//! What a message looks like: text in Telegram's HTML and rows of buttons. Made by `render`, sent by `telegram`.

pub mod label_width;

use serde::{Deserialize, Serialize};

use self::label_width::fits_in_row;
use crate::callback::{Answer, Callback, DialoguePress};
use crate::domain::ids::QuestionId;

/// A message to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageView {
    /// Telegram's HTML: at most 4096 UTF-16 units once its tags are taken away.
    pub html: String,
    pub buttons: Vec<Vec<Button>>,
}

/// An inline button.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    pub press: ButtonAction,
    /// Plain where there is none, as on an app or a server that knows no colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<ButtonStyle>,
}

/// The colour of a button (Bot API 9.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonStyle {
    /// What comes next: blue.
    Primary,
    /// What completes something: green.
    Success,
    /// What ends something: red.
    Danger,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ButtonAction {
    /// Comes back to us: encoded [`Callback`], at most 64 bytes.
    Call(String),
    /// Opens a link.
    Link(String),
    /// Puts a text into the reader's clipboard.
    Copy(String),
}

impl MessageView {
    /// A message without buttons.
    pub fn from_html(html: impl Into<String>) -> Self {
        Self { html: html.into(), buttons: Vec::new() }
    }

    /// The same message with one more row of buttons; with two where their labels can't be read in one.
    pub fn with_row(mut self, row: impl IntoIterator<Item = Button>) -> Self {
        self.buttons.extend(rows_by_width(row));
        self
    }
}

/// Buttons in their order, as many in each row as can be read there. One alone has all of its row.
fn rows_by_width(buttons: impl IntoIterator<Item = Button>) -> Vec<Vec<Button>> {
    let mut rows: Vec<Vec<Button>> = Vec::new();
    for button in buttons {
        let fits = |row: &Vec<Button>| {
            let labels: Vec<_> = row.iter().chain([&button]).map(|button| button.label.as_str()).collect();
            fits_in_row(labels.into_iter())
        };
        match rows.last_mut().filter(|row| fits(row)) {
            Some(row) => row.push(button),
            None => rows.push(vec![button]),
        }
    }
    rows
}

impl Button {
    /// A button that comes back to us.
    pub fn with_callback(label: impl Into<String>, callback: &Callback) -> Self {
        Self::new(label, ButtonAction::Call(callback.encode()))
    }

    pub fn new(label: impl Into<String>, press: ButtonAction) -> Self {
        Self { label: label.into(), press, style: None }
    }

    /// The same in a colour.
    pub fn with_style(self, style: ButtonStyle) -> Self {
        Self { style: Some(style), ..self }
    }

    /// A button below the question of a dialogue.
    pub fn for_question(label: impl Into<String>, question: QuestionId, answer: Answer) -> Self {
        Self::with_callback(label, &Callback::Dialogue(DialoguePress { question, answer }))
    }
}

impl SendPriority {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 5] = [Self::Answer, Self::Notice, Self::Refresh, Self::Late, Self::Stranger];

    /// Whether it tells of what has happened to tickets, rather than answering somebody.
    pub fn is_news(self) -> bool {
        matches!(self, Self::Notice | Self::Refresh)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Notice => "notice",
            Self::Refresh => "refresh",
            Self::Late => "late",
            Self::Stranger => "stranger",
        }
    }
}

/// How soon a message goes out compared with others of its chat, and of all chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SendPriority {
    /// Somebody has pressed or written and looks at the screen.
    Answer,
    /// News.
    Notice,
    /// Making an old card true again.
    Refresh,
    /// An answer to what was asked long ago: whoever asked looks elsewhere by now.
    Late,
    /// An answer to somebody who is not signed in.
    Stranger,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_too_wide_becomes_several() {
        let lengths = |labels: &[&str]| -> Vec<usize> {
            let row = labels.iter().map(|label| Button::with_callback(*label, &Callback::Nothing));
            MessageView::default().with_row(row).buttons.iter().map(Vec::len).collect()
        };
        assert_eq!(lengths(&["#1", "#2", "#3", "#4", "#5", "#6"]), [6]);
        assert_eq!(lengths(&["✏️ Написать", "⚡ Ответ", "🎫 Заявка", "🔄 Обновить"]), [2, 2]);
        assert_eq!(lengths(&[&"Ш".repeat(90), "ok"]), [1, 1]);
        assert_eq!(lengths(&[]), [0; 0]);
    }
}
