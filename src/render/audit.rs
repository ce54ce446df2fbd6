//! What somebody has done here, for themselves: a line for each thing, the newest first.

use super::words::{Reader, number};
use crate::callback::Callback;
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::i18n::Lang;
use crate::i18n::time::moment;
use crate::screen::{Button, Screen};
use crate::t;

/// How many entries stand on a page.
pub const PAGE: usize = 12;

/// Whether older entries follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    None,
    More,
}

/// Renders a page of one's own entries.
pub fn page(entries: &[Entry], page: usize, older: Older, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let mut html = format!("<b>{}</b>", t!(lang, "mylog-title"));
    if entries.is_empty() {
        html.push_str(&format!("\n\n{}", t!(lang, "mylog-empty")));
    }
    for entry in entries {
        html.push_str(&format!("\n{}", line(entry, reader)));
    }
    let turn = |label: &str, page| Button::call(label, &Callback::Log { page });
    let back = page.checked_sub(1).map(|page| turn("◀", page));
    let on = (older == Older::More).then(|| turn("▶", page + 1));
    Screen::text(html).row(back.into_iter().chain(on))
}

fn line(entry: &Entry, reader: &Reader) -> String {
    let lang = reader.lang;
    let when = moment(lang, entry.at, reader.now, &reader.zone);
    let ticket = entry.ticket.map(|ticket| format!(" {}", number(ticket))).unwrap_or_default();
    let group = match entry.place {
        Place::Group(_) => format!(" · {}", t!(lang, "mylog-in-group")),
        Place::Private | Place::Web | Place::CommandLine | Place::Itself => String::new(),
    };
    let outcome = outcome(lang, entry.outcome).map(|word| format!(" · {word}")).unwrap_or_default();
    format!("{when} · {}{ticket}{group}{outcome}", deed(lang, entry.deed))
}

fn deed(lang: Lang, deed: Deed) -> String {
    match deed {
        Deed::SignIn => t!(lang, "mylog-sign-in"),
        Deed::SignOut => t!(lang, "mylog-sign-out"),
        Deed::Moved => t!(lang, "mylog-moved"),
        Deed::KeyRefused => t!(lang, "mylog-key-refused"),
        Deed::SwitchedOff => t!(lang, "mylog-switched-off"),
        Deed::Take => t!(lang, "mylog-take"),
        Deed::Release => t!(lang, "mylog-release"),
        Deed::Finish => t!(lang, "mylog-finish"),
        Deed::Reopen => t!(lang, "mylog-reopen"),
        Deed::Refer => t!(lang, "mylog-refer"),
        Deed::Undo => t!(lang, "mylog-undo"),
        Deed::Create => t!(lang, "mylog-create"),
        Deed::Comment => t!(lang, "mylog-comment"),
        Deed::Subscribe => t!(lang, "mylog-subscribe"),
        Deed::ChangeSubscription => t!(lang, "mylog-change-subscription"),
        Deed::Unsubscribe => t!(lang, "mylog-unsubscribe"),
        Deed::DeleteReply => t!(lang, "mylog-delete-reply"),
        // Of the administrator alone, who has no chat.
        Deed::RotateKey | Deed::Retry | Deed::Drop => deed.name().to_owned(),
    }
}

/// What came of it; nothing where it went as wished.
fn outcome(lang: Lang, outcome: Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Done => return None,
        Outcome::Already => t!(lang, "mylog-already"),
        Outcome::Refused => t!(lang, "mylog-refused"),
        Outcome::Limited => t!(lang, "mylog-limited"),
        Outcome::Late => t!(lang, "mylog-late"),
        Outcome::Gone => t!(lang, "mylog-gone"),
        Outcome::Down => t!(lang, "mylog-down"),
        Outcome::Unsure => t!(lang, "mylog-unsure"),
    })
}
