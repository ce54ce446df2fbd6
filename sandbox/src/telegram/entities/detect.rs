//! What Telegram finds in a text by itself: commands, mentions, hashtags, links, mail addresses.

use super::{Entity, units};

/// The entities of a text without markup, in order.
pub fn detect(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let lead = piece.len() - piece.trim_start_matches(is_bracket).len();
        let word = piece[lead..]
            .trim_end_matches(|c: char| c.is_whitespace() || is_bracket(c) || ",.!?;:".contains(c));
        if let Some((kind, length)) = name(word) {
            found.push(Entity::new(kind, offset + units(&piece[..lead]), length));
        }
        offset += units(piece);
    }
    found
}

fn is_bracket(c: char) -> bool {
    "()[]{}<>\"'«»".contains(c)
}

/// The kind of a word and how much of it is meant, in UTF-16 units.
fn name(word: &str) -> Option<(&'static str, usize)> {
    let mut letters = word.chars();
    match letters.next()? {
        '/' => command(word).map(|command| ("bot_command", units(command))),
        '@' => {
            let name = prefix(letters.as_str(), |c| c.is_ascii_alphanumeric() || c == '_');
            (name.len() >= 4).then_some(("mention", 1 + name.len()))
        }
        '#' => {
            let tag = prefix(letters.as_str(), |c| c.is_alphanumeric() || c == '_');
            // A number alone is no hashtag: `#49` stays plain.
            tag.contains(|c: char| !c.is_ascii_digit()).then(|| ("hashtag", 1 + units(tag)))
        }
        _ if word.starts_with("http://") || word.starts_with("https://") => {
            word.contains('.').then(|| ("url", units(word)))
        }
        _ => {
            let (user, host) = word.split_once('@')?;
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
            let is_mail =
                !user.is_empty() && user.chars().all(plain) && host.chars().all(plain) && host.contains('.');
            is_mail.then(|| ("email", units(word)))
        }
    }
}

/// The command at the start of a word, with the bot's name if one is given: `/start@some_bot`.
pub fn command(word: &str) -> Option<&str> {
    let name = prefix(word.strip_prefix('/')?, |c| c.is_ascii_alphanumeric() || c == '_');
    if name.is_empty() || name.len() > 32 {
        return None;
    }
    let rest = &word[1 + name.len()..];
    let bot =
        rest.strip_prefix('@').map_or("", |rest| prefix(rest, |c| c.is_ascii_alphanumeric() || c == '_'));
    let length = 1 + name.len() + if bot.is_empty() { 0 } else { 1 + bot.len() };
    Some(&word[..length])
}

fn prefix(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    text.split(|c| !belongs(c)).next().unwrap_or_default()
}
