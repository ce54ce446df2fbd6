//! What people read, in their language: messages from `locales/`, found by key, with arguments and plural forms.
//! Knows no meaning of any message but those of time. Escapes nothing: whoever puts a message into HTML escapes the
//! arguments.

mod catalog;
pub mod cities;
mod lang;
pub mod number;
pub mod time;
mod typography;

pub use fluent_bundle::FluentValue as Value;

pub use self::catalog::format_text;
pub use self::lang::Lang;
pub use crate::t;

/// A message in a language: `t!(lang, "card-free")`, `t!(lang, "card-overdue", time = left, count = 3)`.
///
/// The key is a literal and every variable of the message is given, by its name; a test reads all uses in the source
/// and holds them against `locales/`. A variable's value is a text or a number; a number chooses plural forms and is
/// written plainly, without separators.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::format_text($lang, $key, [$((stringify!($name), $crate::i18n::Value::from($value))),*])
    };
}
