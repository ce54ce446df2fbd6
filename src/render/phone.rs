//! Phone numbers as people tap them.

use super::html::{escape_html, one_line};
use crate::domain::contact::international_number;

const MAX_SIGNS: usize = 40;

/// A number that one tap calls, where it names its country, or copies; `None` for none.
pub fn phone_html(phone: &str) -> Option<String> {
    let written = one_line(phone, MAX_SIGNS);
    (!written.is_empty()).then(|| {
        international_number(phone).unwrap_or_else(|| format!("<code>{}</code>", escape_html(&written)))
    })
}
