//! What became of an action, in one sentence: short enough for the answer to a press, and not escaped.

use super::html::own_text;
use super::reader::ticket_number;
use crate::callback::Callback;
use crate::domain::action::{Action, ActionOutcome, TicketChange};
use crate::domain::ids::TicketId;
use crate::i18n::Lang;
use crate::t;
use crate::view::{Button, MessageView};

/// The sentence; the ticket is named in it.
pub fn outcome_sentence(lang: Lang, action: Action, ticket: TicketId, acted: &ActionOutcome) -> String {
    let number = ticket_number(ticket);
    match acted {
        ActionOutcome::Done => match action {
            Action::Take => t!(lang, "act-taken", number = number),
            Action::Release => t!(lang, "act-released", number = number),
            Action::Finish => t!(lang, "act-finished", number = number),
            Action::Reopen => t!(lang, "act-reopened", number = number),
            Action::Refer => t!(lang, "act-referred", number = number),
        },
        ActionOutcome::Already => t!(lang, "act-already", number = number),
        ActionOutcome::HeldBy(Some(name)) => t!(lang, "act-held-by", number = number, name = name.as_str()),
        ActionOutcome::HeldBy(None) => t!(lang, "act-held", number = number),
        ActionOutcome::DoneBy(Some(name)) => t!(lang, "act-done-by", number = number, name = name.as_str()),
        ActionOutcome::DoneBy(None) => t!(lang, "act-done", number = number),
        ActionOutcome::NotAllowed => t!(lang, "act-not-allowed", number = number),
        ActionOutcome::Ambiguous => t!(lang, "act-ambiguous", number = number),
        ActionOutcome::Gone => t!(lang, "ticket-gone", number = number),
        ActionOutcome::SignInAgain => t!(lang, "gate-key-refused"),
        ActionOutcome::Down => t!(lang, "helpdesk-down"),
        ActionOutcome::OnlyTaken => t!(lang, "act-only-taken", number = number),
        ActionOutcome::Unsure => t!(lang, "act-unsure", number = number),
    }
}

/// What is said to a press that comes so soon after another that it may be the same thumb.
pub fn second_tap_sentence(lang: Lang, made: TicketChange, wanted: TicketChange) -> String {
    let made = match made {
        TicketChange::Act(Action::Take) => t!(lang, "tap-made-take"),
        TicketChange::Act(Action::Release) => t!(lang, "tap-made-release"),
        TicketChange::Act(Action::Finish) => t!(lang, "tap-made-finish"),
        TicketChange::Act(Action::Reopen) => t!(lang, "tap-made-reopen"),
        TicketChange::Act(Action::Refer) => t!(lang, "tap-made-refer"),
        TicketChange::Undo => t!(lang, "tap-made-undo"),
    };
    let again = match wanted {
        TicketChange::Act(Action::Take) => t!(lang, "tap-again-take"),
        TicketChange::Act(Action::Release) => t!(lang, "tap-again-release"),
        TicketChange::Act(Action::Finish) => t!(lang, "tap-again-finish"),
        TicketChange::Act(Action::Reopen) => t!(lang, "tap-again-reopen"),
        TicketChange::Act(Action::Refer) => t!(lang, "tap-again-refer"),
        TicketChange::Undo => t!(lang, "tap-again-undo"),
    };
    format!("{made} {again}")
}

/// The same for the way back from what was no ticket's work.
pub fn second_tap_on_ending(lang: Lang) -> String {
    format!("{} {}", t!(lang, "tap-made-ending"), t!(lang, "tap-again-undo"))
}

/// What somebody is told who has long put their phone away: which ticket, what was not done with it, why, and a button to try
/// again where that may help.
pub fn failure_notice(lang: Lang, change: TicketChange, ticket: TicketId, reason: &str) -> MessageView {
    let number = ticket_number(ticket);
    let head = match change {
        TicketChange::Act(Action::Take) => t!(lang, "failed-take", number = number),
        TicketChange::Act(Action::Release) => t!(lang, "failed-release", number = number),
        TicketChange::Act(Action::Finish) => t!(lang, "failed-finish", number = number),
        TicketChange::Act(Action::Reopen) => t!(lang, "failed-reopen", number = number),
        TicketChange::Act(Action::Refer) => t!(lang, "failed-refer", number = number),
        TicketChange::Undo => t!(lang, "failed-undo", number = number),
    };
    MessageView::from_html(format!("<b>{head}</b>\n{}", own_text(reason)))
}

/// The same for an action of which it is known what became of it.
pub fn outcome_notice(lang: Lang, action: Action, ticket: TicketId, acted: &ActionOutcome) -> MessageView {
    let reason = outcome_sentence(lang, action, ticket, acted);
    let notice = match acted {
        // Nobody knows whether it failed.
        ActionOutcome::Unsure => MessageView::from_html(own_text(&reason)),
        _ => failure_notice(lang, TicketChange::Act(action), ticket, &reason),
    };
    match acted {
        ActionOutcome::Down | ActionOutcome::OnlyTaken | ActionOutcome::Unsure => {
            notice.with_row([retry_button(lang, action, ticket)])
        }
        _ => notice,
    }
}

/// Does once more what the card's button does, by the same way.
pub fn retry_button(lang: Lang, action: Action, ticket: TicketId) -> Button {
    Button::with_callback(t!(lang, "failed-retry"), &Callback::Act { action, ticket })
}
