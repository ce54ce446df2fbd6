//! Reads single fields out of what bots send, as JSON or as a form, without taking the rest apart.

use std::borrow::Cow;

use super::rows::escaped;

/// The value of a field that stands for itself: a number, or a string without escapes.
pub fn field<'a>(body: &'a str, name: &str) -> Option<Cow<'a, str>> {
    if body.starts_with('{') { in_json(body, name).map(Cow::Borrowed) } else { in_form(body, name) }
}

pub fn number(body: &str, name: &str) -> Option<i64> {
    field(body, name)?.parse().ok()
}

/// Whether this text stands anywhere in it, as it is or as JSON can spell it, too.
pub fn says(body: &str, text: &str) -> bool {
    let body = decoded(body);
    body.contains(text) || body.contains(&escaped(text))
}

fn in_json<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let quoted = format!("\"{name}\"");
    body.match_indices(&quoted).find_map(|(at, _)| {
        let value = body[at + quoted.len()..].trim_start().strip_prefix(':')?.trim_start();
        match value.strip_prefix('"') {
            Some(string) => string.split('"').next(),
            None => value.split([',', '}', ']']).next().map(str::trim),
        }
    })
}

fn in_form<'a>(body: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| decoded(value))
}

fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains(['%', '+']) {
        return Cow::Borrowed(value);
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit =
                    |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16)).unwrap_or(0);
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            byte => byte,
        });
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_json_and_in_forms() {
        for body in [
            r#"{"offset": 7,"text":"x","limit":null}"#,
            r#"{"text":"offset","offset":7}"#,
            "text=x%3D%22+y&offset=7",
        ] {
            assert_eq!(number(body, "offset"), Some(7), "{body}");
        }
        assert_eq!(field("text=x%3D%22+y&offset=7", "text").as_deref(), Some("x=\" y"));
    }

    #[test]
    fn a_text_is_found_however_it_is_spelt() {
        for body in [
            r#"{"reaction":[{"type":"emoji","emoji":"👍"}]}"#,
            r#"{"reaction":[{"type":"emoji","emoji":"\ud83d\udc4d"}]}"#,
            "reaction=%5B%7B%22emoji%22%3A+%22%F0%9F%91%8D%22%7D%5D",
            "reaction=%5B%7B%22emoji%22%3A+%22%5Cud83d%5Cudc4d%22%7D%5D",
        ] {
            assert!(says(body, "👍"), "{body}");
            assert!(!says(body, "👀"), "{body}");
        }
    }
}
