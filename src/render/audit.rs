//! What somebody has done here, for themselves: a line for each thing, the newest first.

use super::reader::{Reader, ticket_number};
use crate::callback::Callback;
use crate::domain::audit::{AuditAction, AuditEntry, AuditOutcome, AuditPlace};
use crate::i18n::Lang;
use crate::i18n::time::format_moment;
use crate::t;
use crate::view::{Button, MessageView};

/// How many entries stand on a page.
pub const PAGE_SIZE: usize = 12;

/// Whether older entries follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OlderEntries {
    None,
    More,
}

/// Renders a page of one's own entries.
pub fn audit_page(entries: &[AuditEntry], page: usize, older: OlderEntries, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let mut html = format!("<b>{}</b>", t!(lang, "mylog-title"));
    if entries.is_empty() {
        html.push_str(&format!("\n\n{}", t!(lang, "mylog-empty")));
    }
    for entry in entries {
        html.push_str(&format!("\n{}", entry_line(entry, reader)));
    }
    let turn = |label: &str, page| Button::with_callback(label, &Callback::Log { page });
    let back = page.checked_sub(1).map(|page| turn("◀", page));
    let on = (older == OlderEntries::More).then(|| turn("▶", page + 1));
    MessageView::from_html(html).with_row(back.into_iter().chain(on))
}

fn entry_line(entry: &AuditEntry, reader: &Reader) -> String {
    let lang = reader.lang;
    let when = format_moment(lang, entry.at, reader.now, &reader.zone);
    let ticket = entry.ticket.map(|ticket| format!(" {}", ticket_number(ticket))).unwrap_or_default();
    let group = match entry.place {
        AuditPlace::Group(_) => format!(" · {}", t!(lang, "mylog-in-group")),
        AuditPlace::Private | AuditPlace::Web | AuditPlace::CommandLine | AuditPlace::Itself => String::new(),
    };
    let outcome = outcome_word(lang, entry.outcome).map(|word| format!(" · {word}")).unwrap_or_default();
    format!("{when} · {}{ticket}{group}{outcome}", action_word(lang, entry.action))
}

fn action_word(lang: Lang, action: AuditAction) -> String {
    match action {
        AuditAction::SignIn => t!(lang, "mylog-sign-in"),
        AuditAction::SignOut => t!(lang, "mylog-sign-out"),
        AuditAction::Moved => t!(lang, "mylog-moved"),
        AuditAction::KeyRefused => t!(lang, "mylog-key-refused"),
        AuditAction::SwitchedOff => t!(lang, "mylog-switched-off"),
        AuditAction::Take => t!(lang, "mylog-take"),
        AuditAction::Release => t!(lang, "mylog-release"),
        AuditAction::Finish => t!(lang, "mylog-finish"),
        AuditAction::Reopen => t!(lang, "mylog-reopen"),
        AuditAction::Refer => t!(lang, "mylog-refer"),
        AuditAction::Undo => t!(lang, "mylog-undo"),
        AuditAction::Create => t!(lang, "mylog-create"),
        AuditAction::Comment => t!(lang, "mylog-comment"),
        AuditAction::Subscribe => t!(lang, "mylog-subscribe"),
        AuditAction::ChangeSubscription => t!(lang, "mylog-change-subscription"),
        AuditAction::Unsubscribe => t!(lang, "mylog-unsubscribe"),
        AuditAction::ChangeDuty => t!(lang, "mylog-change-duty"),
        AuditAction::DeleteReply => t!(lang, "mylog-delete-reply"),
        // Of the administrator alone, who has no chat.
        AuditAction::RotateKey | AuditAction::Retry | AuditAction::Drop => action.name().to_owned(),
    }
}

/// What came of it; nothing where it went as wished.
fn outcome_word(lang: Lang, outcome: AuditOutcome) -> Option<String> {
    Some(match outcome {
        AuditOutcome::Done => return None,
        AuditOutcome::Already => t!(lang, "mylog-already"),
        AuditOutcome::Refused => t!(lang, "mylog-refused"),
        AuditOutcome::Limited => t!(lang, "mylog-limited"),
        AuditOutcome::Late => t!(lang, "mylog-late"),
        AuditOutcome::Gone => t!(lang, "mylog-gone"),
        AuditOutcome::Down => t!(lang, "mylog-down"),
        AuditOutcome::Unsure => t!(lang, "mylog-unsure"),
    })
}
