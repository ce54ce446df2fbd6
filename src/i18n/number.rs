//! Numbers as a language writes them.

use super::Lang;

/// A number with one place behind the comma, or the point.
pub fn format_decimal(lang: Lang, number: f64) -> String {
    let written = format!("{number:.1}");
    match lang {
        Lang::En => written,
        Lang::Ru | Lang::Uk => written.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_that_of_the_language() {
        assert_eq!(Lang::ALL.map(|lang| format_decimal(lang, 0.04)), ["0.0", "0,0", "0,0"]);
    }
}
