//! Commands, as people type them.

/// Splits `/name@bot rest`; `None` when it is meant for another bot.
pub(super) fn parse_command(text: &str, bot: &str) -> Option<(String, String)> {
    let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let head = head.strip_prefix('/')?;
    let name = match head.split_once('@') {
        Some((name, to)) if to.eq_ignore_ascii_case(bot) => name,
        Some((name, to)) if is_word(name) && is_word(to) && to.to_lowercase().ends_with("bot") => {
            return None;
        }
        // A path may hold such a sign too.
        Some(_) | None => head,
    };
    Some((name.to_lowercase(), rest.trim().to_owned()))
}

/// Whether names of commands and of bots may look like this.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_for_other_bots_are_not_ours() {
        assert_eq!(
            parse_command("/IN@deskgram_bot  free ", "Deskgram_Bot"),
            Some(("in".into(), "free".into()))
        );
        assert_eq!(parse_command("/in@other_bot", "deskgram_bot"), None);
        assert_eq!(parse_command("/srv/me@host is full", "deskgram_bot").unwrap().0, "srv/me@host");
        assert_eq!(parse_command("/login\nname", "deskgram_bot"), Some(("login".into(), "name".into())));
    }
}
