//! Times that each reader's app shows on its own clock (`<tg-time>`, Bot API 9.5), and what an older server gets instead.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::api::ApiFailure;

const START: &str = "<tg-time ";
const END: &str = "</tg-time>";

/// Whether the server has refused the tag. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct LocalTimes {
    unknown: Arc<AtomicBool>,
}

impl LocalTimes {
    /// The text as this server takes it.
    pub fn for_server<'a>(&self, html: &'a str) -> Cow<'a, str> {
        if self.unknown.load(Ordering::Relaxed) && html.contains(START) {
            return Cow::Owned(words_only(html));
        }
        Cow::Borrowed(html)
    }

    /// Whether a call failed because its text held such a time; the next text holds none.
    pub fn is_refused(&self, sent: &str, failure: &ApiFailure) -> bool {
        let ApiFailure::Refused { description, .. } = failure else { return false };
        let refused = sent.contains(START) && description.contains("tg-time");
        if refused && !self.unknown.swap(true, Ordering::Relaxed) {
            log::info!("this Bot API server is older than 9.5: times are sent as words");
        }
        refused
    }
}

/// The text without the tags of its times.
fn words_only(html: &str) -> String {
    let mut pieces = html.split(START);
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.map(|piece| piece.split_once('>').map_or("", |(_, words)| words));
    std::iter::once(first).chain(rest).collect::<String>().replace(END, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_server_gets_the_words_alone() {
        let html =
            "<b>a</b> <tg-time unix=\"5\" format=\"r\">in 2 h</tg-time>, <tg-time unix=\"6\">b</tg-time> c";
        let times = LocalTimes::default();
        let shared = times.clone();
        assert_eq!(times.for_server(html), html);
        let refused = |description: &str| ApiFailure::Refused {
            code: 400,
            description: description.to_owned(),
            retry_after: None,
            migrate_to: None,
        };
        assert!(!times.is_refused(html, &refused("Bad Request: chat not found")));
        let unknown =
            refused("Bad Request: can't parse entities: Unsupported start tag \"tg-time\" at byte offset 9");
        assert!(!times.is_refused("no time", &unknown));
        assert!(times.is_refused(html, &unknown));
        assert_eq!(shared.for_server(html), "<b>a</b> in 2 h, b c");
    }
}
