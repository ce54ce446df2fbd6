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

/// A whole number, with its thousands apart. Where a space parts them, four digits stand together.
pub fn format_count(lang: Lang, number: u32) -> String {
    let digits = number.to_string();
    let (sign, shortest) = match lang {
        Lang::En => (',', 4),
        Lang::Ru | Lang::Uk => ('\u{a0}', 5),
    };
    if digits.len() < shortest {
        return digits;
    }
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(sign);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_that_of_the_language() {
        assert_eq!(Lang::ALL.map(|lang| format_decimal(lang, 0.04)), ["0.0", "0,0", "0,0"]);
    }

    #[test]
    fn thousands_are_parted_as_the_language_does() {
        let counts = |number| Lang::ALL.map(|lang| format_count(lang, number));
        assert_eq!(counts(999), ["999", "999", "999"]);
        assert_eq!(counts(1_000), ["1,000", "1000", "1000"]);
        assert_eq!(counts(12_345), ["12,345", "12\u{a0}345", "12\u{a0}345"]);
        assert_eq!(counts(1_234_567), ["1,234,567", "1\u{a0}234\u{a0}567", "1\u{a0}234\u{a0}567"]);
    }
}
