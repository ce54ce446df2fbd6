//! The gate through which every keyboard goes: Telegram refuses the whole message for one button too many.

use serde::Serialize;
use teloxide::requests::Payload;
use teloxide::types::{CopyTextButton, InlineKeyboardButton, InlineKeyboardButtonKind};

use crate::view::{Button, ButtonAction, ButtonStyle, MessageView};

/// What Telegram takes at most.
const MAX_BUTTONS: usize = 100;
const MAX_BUTTONS_PER_ROW: usize = 8;
/// Of the keyboard as it is sent; a little less than Telegram's own 10 kB.
const MAX_KEYBOARD_BYTES: usize = 9_800;
const MAX_CALLBACK_BYTES: usize = 64;
const MAX_COPY_CHARS: usize = 256;
/// More of a label nobody can read.
const MAX_LABEL_CHARS: usize = 64;

/// An inline keyboard with colours, which teloxide's own has not.
#[derive(Clone, Debug, Serialize)]
pub(super) struct InlineKeyboard {
    inline_keyboard: Vec<Vec<StyledButton>>,
}

#[derive(Clone, Debug, Serialize)]
struct StyledButton {
    #[serde(flatten)]
    button: InlineKeyboardButton,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<ButtonStyle>,
}

/// A call with such a keyboard.
#[derive(Clone, Debug, Serialize)]
pub(super) struct WithKeyboard<P> {
    #[serde(flatten)]
    pub payload: P,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<InlineKeyboard>,
}

impl<P: Payload> Payload for WithKeyboard<P> {
    type Output = P::Output;

    const NAME: &'static str = P::NAME;
}

/// The keyboard of a screen. What Telegram would refuse is left out from the middle: the last row leads on or back.
pub(super) fn keyboard(view: &MessageView) -> InlineKeyboard {
    let rows = view.buttons.iter().flat_map(|row| {
        let row: Vec<_> = row.iter().filter_map(button).collect();
        row.chunks(MAX_BUTTONS_PER_ROW).map(<[_]>::to_vec).collect::<Vec<_>>()
    });
    let mut rows: Vec<Vec<StyledButton>> = rows.filter(|row| !row.is_empty()).collect();
    let last = rows.pop();
    let (mut count, mut bytes) = last.as_ref().map_or((0, 0), keyboard_bytes);
    let all = rows.len();
    let fitting = rows.iter().take_while(|row| {
        let (more, longer) = keyboard_bytes(row);
        (count, bytes) = (count + more, bytes + longer);
        count <= MAX_BUTTONS && bytes <= MAX_KEYBOARD_BYTES
    });
    let fitting = fitting.count();
    if fitting < all {
        log::error!("{} rows of a keyboard don't fit and are left out", all - fitting);
        rows.truncate(fitting);
    }
    rows.extend(last);
    InlineKeyboard { inline_keyboard: rows }
}

/// How many buttons a row has, and how long it is as it is sent.
fn keyboard_bytes(row: &Vec<StyledButton>) -> (usize, usize) {
    (row.len(), serde_json::to_vec(row).map_or(MAX_KEYBOARD_BYTES, |json| json.len() + 1))
}

fn button(button: &Button) -> Option<StyledButton> {
    let kind = match &button.press {
        ButtonAction::Call(data) if data.is_empty() || data.len() > MAX_CALLBACK_BYTES => {
            log::error!("a button carries {} bytes and is left out", data.len());
            return None;
        }
        ButtonAction::Call(data) => InlineKeyboardButtonKind::CallbackData(data.clone()),
        ButtonAction::Copy(text) => copy(text)?,
        // A link that is none would take the whole message down with it.
        ButtonAction::Link(url) => match reqwest::Url::parse(url) {
            Ok(url) => InlineKeyboardButtonKind::Url(url),
            Err(_) => copy(url)?,
        },
    };
    let label: String = button.label.trim().chars().take(MAX_LABEL_CHARS).collect();
    let label = if label.is_empty() { "—".to_owned() } else { label };
    Some(StyledButton { button: InlineKeyboardButton::new(label, kind), style: button.style })
}

/// `None` for what can't be copied whole: half a number is worse than none.
fn copy(text: &str) -> Option<InlineKeyboardButtonKind> {
    let fits = !text.is_empty() && text.chars().count() <= MAX_COPY_CHARS;
    fits.then(|| InlineKeyboardButtonKind::CopyText(CopyTextButton { text: text.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callback::Callback;

    fn screen(rows: usize, in_a_row: usize, label: &str) -> MessageView {
        let row = || (0..in_a_row).map(|_| Button::with_callback(label, &Callback::Nothing));
        let all = (0..rows).fold(MessageView::from_html("x"), |view, _| view.with_row(row()));
        all.with_row([Button::with_callback("Cancel", &Callback::Nothing)])
    }

    #[test]
    fn whatever_is_asked_for_telegram_takes_it_and_the_last_row_stays() {
        for (rows, in_a_row, label) in
            [(300, 1, "a"), (40, 8, "a"), (99, 1, &"щ".repeat(500)), (3, 20, ""), (0, 0, "")]
        {
            let keyboard = keyboard(&screen(rows, in_a_row, label));
            let buttons: Vec<_> = keyboard.inline_keyboard.iter().flatten().collect();
            assert!(buttons.len() <= MAX_BUTTONS, "{}", buttons.len());
            assert!(serde_json::to_vec(&keyboard).unwrap().len() <= 10_240);
            assert!(
                keyboard
                    .inline_keyboard
                    .iter()
                    .all(|row| !row.is_empty() && row.len() <= MAX_BUTTONS_PER_ROW)
            );
            assert_eq!(buttons.last().unwrap().button.text, "Cancel");
        }
    }

    #[test]
    fn a_button_that_would_be_refused_is_left_out_alone() {
        let call = |data: String| Button::new("x", ButtonAction::Call(data));
        let copy = |text: String| Button::new("x", ButtonAction::Copy(text));
        let row = [call("d".repeat(65)), call(String::new()), copy("c".repeat(257)), call("1:-".into())];
        assert_eq!(keyboard(&MessageView::from_html("x").with_row(row)).inline_keyboard.concat().len(), 1);
    }

    #[test]
    fn a_colour_goes_along_and_a_plain_button_has_none() {
        let row = [
            Button::with_callback("Done", &Callback::Nothing).with_style(ButtonStyle::Success),
            Button::with_callback("Back", &Callback::Nothing),
        ];
        let sent = serde_json::to_value(keyboard(&MessageView::from_html("x").with_row(row))).unwrap();
        let styles: Vec<_> =
            sent["inline_keyboard"][0].as_array().unwrap().iter().map(|button| button.get("style")).collect();
        assert_eq!(styles, [Some(&serde_json::json!("success")), None]);
    }
}
