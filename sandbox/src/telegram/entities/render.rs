//! Text and entities back into Telegram's HTML, for people and tests to look at. What Telegram found by itself (links,
//! commands) carries no tag.

use super::{Entity, Formatted};

/// Renders a formatted text as HTML. Entities that overlap without nesting are cut where the outer one ends.
pub fn to_html(formatted: &Formatted) -> String {
    let mut out = String::with_capacity(formatted.text.len());
    let mut open: Vec<&Entity> = Vec::new();
    let mut waiting = formatted.entities.iter().filter(|entity| tag(entity).is_some()).peekable();
    let mut at = 0;
    for c in formatted.text.chars() {
        close(&mut out, &mut open, at);
        while let Some(entity) = waiting.next_if(|entity| entity.offset <= at) {
            out.push_str(&tag(entity).map_or(String::new(), |(start, _)| start));
            open.push(entity);
        }
        escape(&mut out, c);
        at += c.len_utf16();
    }
    close(&mut out, &mut open, at);
    out
}

fn close(out: &mut String, open: &mut Vec<&Entity>, at: usize) {
    while open.iter().any(|entity| entity.end() <= at) {
        if let Some((_, end)) = open.pop().and_then(tag) {
            out.push_str(end);
        }
    }
}

/// The start tag and the end tag of an entity that markup can make.
fn tag(entity: &Entity) -> Option<(String, &'static str)> {
    let extra = |key: &str| entity.extra.get(key).and_then(|value| value.as_str()).map(attribute);
    let simple = |start: &str, end| Some((start.to_owned(), end));
    match entity.kind.as_str() {
        "bold" => simple("<b>", "</b>"),
        "italic" => simple("<i>", "</i>"),
        "underline" => simple("<u>", "</u>"),
        "strikethrough" => simple("<s>", "</s>"),
        "spoiler" => simple("<tg-spoiler>", "</tg-spoiler>"),
        "code" => simple("<code>", "</code>"),
        "blockquote" => simple("<blockquote>", "</blockquote>"),
        "expandable_blockquote" => simple("<blockquote expandable>", "</blockquote>"),
        "pre" => match extra("language") {
            Some(language) => Some((format!("<pre><code class=\"language-{language}\">"), "</code></pre>")),
            None => simple("<pre>", "</pre>"),
        },
        "text_link" => Some((format!("<a href=\"{}\">", extra("url")?), "</a>")),
        "date_time" => {
            let unix = entity.extra.get("unix_time")?.as_i64()?;
            let format = extra("date_time_format").unwrap_or_default();
            Some((format!("<tg-time unix=\"{unix}\" format=\"{format}\">"), "</tg-time>"))
        }
        "custom_emoji" => {
            Some((format!("<tg-emoji emoji-id=\"{}\">", extra("custom_emoji_id")?), "</tg-emoji>"))
        }
        _ => None,
    }
}

fn attribute(text: &str) -> String {
    let mut out = String::new();
    text.chars().for_each(|c| escape(&mut out, c));
    out.replace('"', "&quot;")
}

fn escape(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        _ => out.push(c),
    }
}
