//! What Telegram shows with links and on maps, as plain text.

use serde_json::Value;

/// A text with the addresses behind its words.
pub(super) fn with_addresses(text: &str, entities: Option<&Value>) -> String {
    let entities = entities.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut links: Vec<_> = entities
        .iter()
        .filter_map(|entity| {
            let url = entity["url"].as_str()?;
            let (from, length) = (entity["offset"].as_u64()?, entity["length"].as_u64()?);
            let end = from.checked_add(length)?;
            let (from, end) = (byte_of(text, from)?, byte_of(text, end)?);
            needs_address(text.get(from..end)?, url).then_some((end, url))
        })
        .collect();
    links.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
    links.into_iter().fold(text.to_owned(), |mut text, (end, url)| {
        text.insert_str(end, &format!(" ({url})"));
        text
    })
}

/// Whether an address says more than the words that lead to it.
pub(super) fn needs_address(words: &str, url: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches('/').to_lowercase();
        ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .map_or(text.clone(), str::to_owned)
    };
    bare(words) != bare(url)
}

/// Where a place that is counted in UTF-16, as Telegram does, is in bytes.
fn byte_of(text: &str, units: u64) -> Option<usize> {
    let mut seen = 0;
    for (at, sign) in text.char_indices() {
        if seen == units {
            return Some(at);
        }
        seen += sign.len_utf16() as u64;
    }
    (seen == units).then_some(text.len())
}

/// Coordinates, and where to look at them.
pub(super) fn location(location: &Value) -> Option<String> {
    let (latitude, longitude) = (location["latitude"].as_f64()?, location["longitude"].as_f64()?);
    let at = format!("{latitude:.6},{longitude:.6}");
    Some(format!("{at} https://maps.google.com/?q={at}"))
}
