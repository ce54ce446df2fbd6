//! What became of an action, in one sentence: short enough for the answer to a press, and not escaped.

use super::reader::ticket_number;
use crate::domain::action::{Action, ActionOutcome, TicketChange};
use crate::domain::ids::TicketId;
use crate::i18n::Lang;
use crate::t;

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
