//! The nearest known name to a misspelt one, for "did you mean". Pure.

/// The candidate that takes the fewest edits to reach, when that is few enough to be a likely slip.
pub fn nearest_name<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 2.max(wrong.chars().count() / 4);
    known
        .into_iter()
        .map(|name| (edit_distance(wrong, name), name))
        .filter(|(edits, _)| *edits <= limit)
        .min()
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or replaced to get from one word to the other, case aside.
fn edit_distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.to_lowercase().chars().collect();
    // One row of the usual table: what it costs to reach each beginning of `to` from the letters seen so far.
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for letter in from.to_lowercase().chars() {
        let mut diagonal = row[0];
        row[0] += 1;
        for (index, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::{edit_distance, nearest_name};

    #[test]
    fn counts_edits() {
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("kitten", "SITTING"), 3);
        assert_eq!(edit_distance("same", "same"), 0);
    }

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["HELPDESK_URL", "HELPDESK_TIME_ZONE"];
        assert_eq!(nearest_name("HELPDESK_ULR", known), Some("HELPDESK_URL"));
        assert_eq!(nearest_name("HELPDESK_TIMEZONE", known), Some("HELPDESK_TIME_ZONE"));
        assert_eq!(nearest_name("COLOUR", known), None);
    }
}
