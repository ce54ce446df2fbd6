//! What became of an action, in one sentence: short enough for the answer to a press, and not escaped.

use super::words::number;
use crate::domain::action::{Acted, Action};
use crate::domain::ids::TicketId;
use crate::i18n::Lang;
use crate::t;

/// The sentence; the ticket is named in it.
pub fn sentence(lang: Lang, action: Action, ticket: TicketId, acted: &Acted) -> String {
    let number = number(ticket);
    match acted {
        Acted::Done => match action {
            Action::Take => t!(lang, "act-taken", number = number),
            Action::Release => t!(lang, "act-released", number = number),
            Action::Finish => t!(lang, "act-finished", number = number),
            Action::Reopen => t!(lang, "act-reopened", number = number),
            Action::Refer => t!(lang, "act-referred", number = number),
        },
        Acted::Already => t!(lang, "act-already", number = number),
        Acted::HeldBy(Some(name)) => t!(lang, "act-held-by", number = number, name = name.as_str()),
        Acted::HeldBy(None) => t!(lang, "act-held", number = number),
        Acted::DoneBy(Some(name)) => t!(lang, "act-done-by", number = number, name = name.as_str()),
        Acted::DoneBy(None) => t!(lang, "act-done", number = number),
        Acted::NotAllowed => t!(lang, "act-not-allowed", number = number),
        Acted::Ambiguous => t!(lang, "act-ambiguous", number = number),
        Acted::Gone => t!(lang, "ticket-gone", number = number),
        Acted::SignInAgain => t!(lang, "gate-key-refused"),
        Acted::Down => t!(lang, "helpdesk-down"),
        Acted::Unsure => t!(lang, "act-unsure", number = number),
    }
}
