//! What is secret within stored records: the hashes of people, and logins that may be passwords. Each is sealed by itself
//! where it stands, alike for the same text, so that it can be compared and looked for; the rest of a record stays readable.

use std::borrow::Cow;

use super::seal::Seal;
use crate::domain::hex::{decode_hex, encode_hex};
use crate::domain::secret::MARK;

/// What stands before a sealed text.
const SEALED: &str = "sealed:";
/// To whom sealed texts belong: all records, since the same text is sealed alike in all.
const OWNER: &str = "secret";

/// What becomes of a string within JSON.
pub(super) enum Change {
    Nothing,
    /// This, as JSON, stands in its place.
    To(String),
}

/// Seals what is marked as secret.
pub(super) fn close_secrets<'a>(seal: &Seal, json: &'a str) -> Cow<'a, str> {
    change_strings(json, |inner| match inner.strip_prefix(MARK) {
        Some(secret) => Change::To(closed(seal, secret)),
        None => Change::Nothing,
    })
}

/// Opens what is sealed. What the key does not open is nothing: nobody knows who is meant.
pub(super) fn open_secrets<'a>(seal: &Seal, json: &'a str) -> Cow<'a, str> {
    change_strings(json, |inner| match opened(seal, inner) {
        Some(Some(secret)) => Change::To(format!("\"{MARK}{secret}\"")),
        Some(None) => Change::To("null".to_owned()),
        None => Change::Nothing,
    })
}

/// Whether all that is sealed in it opens.
pub(super) fn is_open(seal: &Seal, json: &str) -> bool {
    let mut open = true;
    change_strings(json, |inner| {
        open &= opened(seal, inner) != Some(None);
        Change::Nothing
    });
    open
}

/// A secret as JSON holds it, sealed, as JSON.
pub(super) fn closed(seal: &Seal, secret: &str) -> String {
    seal.memo.seal_once(secret, || {
        let sealed = seal.close_alike(OWNER, secret.as_bytes());
        format!("\"{SEALED}{}\"", encode_hex(&sealed))
    })
}

/// The secret behind a string within JSON: none where it is no sealed one, nothing within where the key does not open it.
pub(super) fn opened(seal: &Seal, inner: &str) -> Option<Option<String>> {
    let digits = inner.strip_prefix(SEALED)?;
    if let Some(known) = seal.memo.find_opened(digits) {
        return Some(Some(known));
    }
    let bytes = decode_hex(digits)?;
    let secret = seal.open_sealed(OWNER, &bytes).ok().and_then(|secret| String::from_utf8(secret).ok());
    if let Some(secret) = &secret {
        seal.memo.keep_opened(digits, secret);
    }
    Some(secret)
}

/// A text that was sealed as a whole; as it is where it wasn't.
pub(super) fn opened_whole(seal: &Seal, text: String) -> String {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.and_then(|inner| opened(seal, inner)).flatten().unwrap_or(text)
}

/// Changes the strings of a JSON text, given without their quotes as they are written.
pub(super) fn change_strings(json: &str, mut change: impl FnMut(&str) -> Change) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let (mut changed, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(begin) = bytes[at..].iter().position(|&byte| byte == b'"').map(|next| at + next) {
        let mut end = begin + 1;
        while bytes.get(end).is_some_and(|&byte| byte != b'"') {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        // A string without an end is none.
        let Some(inner) = json.get(begin + 1..end).filter(|_| end < json.len()) else { break };
        if let Change::To(other) = change(inner) {
            changed.push_str(&json[copied..begin]);
            changed.push_str(&other);
            copied = end + 1;
        }
        at = end + 1;
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    changed.push_str(&json[copied..]);
    Cow::Owned(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_sealed_where_they_stand_and_all_else_stays() {
        let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
        let json = r#"{"text":"he said \"secret:no\" \\","hash":"secret:a\"b","n":[1,"secret:c"]}"#;
        let sealed = close_secrets(&seal, json);
        assert!(sealed.starts_with(r#"{"text":"he said \"secret:no\" \\","hash":"sealed:"#), "{sealed}");
        assert!(!sealed.contains("secret:c") && !sealed.contains("secret:a"), "{sealed}");
        assert_eq!(open_secrets(&seal, &sealed), json);
        let other = Seal::new(&[8; 32], "https://desk.example/api.php");
        let without = r#"{"text":"he said \"secret:no\" \\","hash":null,"n":[1,null]}"#;
        assert_eq!(open_secrets(&other, &sealed), without, "another key opens none");
        assert!(is_open(&seal, &sealed) && !is_open(&other, &sealed) && is_open(&other, json));
    }

    #[test]
    fn whatever_the_text_it_comes_back() {
        let seal = Seal::new(&[7; 32], "");
        for text in [
            "",
            "\"",
            "\"\\",
            "\"secret:",
            "sealed:00",
            "\"sealed:0\"",
            "\"sealed:zz\"",
            "\"\\\"\"",
            "\"ж\"ж",
        ] {
            assert_eq!(open_secrets(&seal, &close_secrets(&seal, text)), text);
        }
    }
}
