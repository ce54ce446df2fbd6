//! The nearest known name to a misspelt one, for "did you mean". Pure.

/// The candidate that takes the fewest edits to reach, when that is few enough to be a likely slip: less than half of a short
/// name.
pub fn nearest_name<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 2.max(wrong.chars().count() / 4);
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(|(edits, name)| *edits <= limit && edits * 2 < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest_name;

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["HELPDESK_URL", "HELPDESK_TIME_ZONE"];
        assert_eq!(nearest_name("HELPDESK_ULR", known), Some("HELPDESK_URL"));
        assert_eq!(nearest_name("helpdesk_url", known), Some("HELPDESK_URL"));
        assert_eq!(nearest_name("HELPDESK_TIMEZONE", known), Some("HELPDESK_TIME_ZONE"));
        assert_eq!(nearest_name("COLOUR", known), None);
        let commands = ["in", "ticket", "signoff", "settings"];
        for (typed, meant) in [("tiket", "ticket"), ("tickte", "ticket"), ("Setting", "settings")] {
            assert_eq!(nearest_name(typed, commands), Some(meant), "{typed}");
        }
        for typed in ["", "on", "banana", "заявка"] {
            assert_eq!(nearest_name(typed, commands), None, "{typed}");
        }
    }
}
