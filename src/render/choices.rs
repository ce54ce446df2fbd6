//! Things of the helpdesk's to choose from, however many they are and however long their names: a page of buttons at a time, each
//! with a label that fits and can be told from all others.

use std::collections::HashMap;

use super::html::{one_line, text_length};
use crate::callback::Callback;
use crate::view::{Button, MessageView};

/// How many choices stand on a page.
pub const CHOICES_PER_PAGE: usize = 10;

/// The longest label, in UTF-16 units; and how much of a longer name's end is kept: names of one family differ there.
const MAX_LABEL_CHARS: usize = 48;
const LABEL_TAIL_CHARS: usize = 18;

/// The page on which something stands; the first for what is not there.
pub fn page_with<T>(items: &[T], is_it: impl Fn(&T) -> bool) -> usize {
    items.iter().position(is_it).unwrap_or(0) / CHOICES_PER_PAGE
}

/// The labels for names, in their order.
pub fn distinct_labels<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let label = |name| {
        let label = shorten_label(name);
        let count = seen.entry(label.clone()).or_insert(0);
        *count += 1;
        if *count > 1 { format!("{label} ({count})") } else { label }
    };
    names.into_iter().map(label).collect()
}

/// A name as a label: its beginning and its end where all of it is too long.
fn shorten_label(name: &str) -> String {
    let name = one_line(name, usize::MAX);
    if name.is_empty() {
        return "—".to_owned();
    }
    if text_length(&name) <= MAX_LABEL_CHARS {
        return name;
    }
    let part = |letters: &mut dyn Iterator<Item = char>, most: usize| {
        let mut units = 0;
        letters
            .take_while(|letter| {
                units += letter.len_utf16();
                units <= most
            })
            .collect::<Vec<_>>()
    };
    let head: String = part(&mut name.chars(), MAX_LABEL_CHARS - LABEL_TAIL_CHARS - 1).into_iter().collect();
    let tail: String = part(&mut name.chars().rev(), LABEL_TAIL_CHARS).into_iter().rev().collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

/// Adds one page of choices, a row each, and the row that turns pages where there are several. `button` is given the place of a
/// choice in all of them, the choice, and its label.
pub fn choice_page<T>(
    view: MessageView,
    items: &[T],
    page: usize,
    name: impl Fn(&T) -> &str,
    button: impl Fn(usize, &T, String) -> Button,
    turn: impl Fn(usize) -> Callback,
) -> MessageView {
    let last = items.len().div_ceil(CHOICES_PER_PAGE).max(1) - 1;
    let page = page.min(last);
    let labels = distinct_labels(items.iter().map(name));
    let shown = items.iter().zip(labels).enumerate().skip(page * CHOICES_PER_PAGE).take(CHOICES_PER_PAGE);
    let view = shown.fold(view, |view, (place, (item, label))| view.with_row([button(place, item, label)]));
    if last == 0 {
        return view;
    }
    let back = (page > 0).then(|| Button::with_callback("◀", &turn(page - 1)));
    let here = Button::with_callback(format!("{}/{}", page + 1, last + 1), &Callback::Nothing);
    let on = (page < last).then(|| Button::with_callback("▶", &turn(page + 1)));
    view.with_row(back.into_iter().chain([here]).chain(on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_fits_and_can_be_told_from_all_others() {
        let family: Vec<_> =
            (0..300).map(|n| format!("Відділ {} № {n}", "інформаційних технологій ".repeat(9))).collect();
        let same = ["", " ", "Kitchen", "Kitchen", "a\u{1F600}\n b"];
        let names = family.iter().map(String::as_str).chain(same);
        let labels = distinct_labels(names);
        assert!(labels.iter().all(|label| !label.is_empty() && text_length(label) <= MAX_LABEL_CHARS + 6));
        let distinct: std::collections::HashSet<_> = labels.iter().collect();
        assert_eq!(distinct.len(), labels.len());
        assert!(labels[7].starts_with("Відділ інформаційних") && labels[7].ends_with("№ 7"), "{}", labels[7]);
        assert_eq!(labels[300..], ["—", "— (2)", "Kitchen", "Kitchen (2)", "a😀 b"]);
    }

    #[test]
    fn every_choice_is_on_one_page() {
        let items: Vec<_> = (0..25).map(|n| n.to_string()).collect();
        let page = |page| {
            let button =
                |_: usize, _: &String, label: String| Button::with_callback(label, &Callback::Nothing);
            let turn = |page| Callback::Units { page };
            choice_page(MessageView::from_html(""), &items, page, |item| item, button, turn).buttons
        };
        let labels: Vec<_> =
            (0..3).flat_map(|number| page(number).into_iter().flatten()).map(|b| b.label).collect();
        let chosen: Vec<_> = labels.iter().filter(|label| !["◀", "▶"].contains(&label.as_str())).collect();
        assert_eq!(chosen.len(), 25 + 3);
        assert_eq!(page(9), page(2), "there is no page behind the last");
    }
}
