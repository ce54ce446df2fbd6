//! Links into the bot's private chat, `t.me/<bot>?start=…`: what they ask for there, and how they are made. They show things and
//! change nothing, because anybody can make somebody else follow one.

use std::sync::Arc;

use super::Bot;
use crate::domain::ids::TicketId;
use crate::i18n::Lang;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate, UpdateKind};
use crate::view::{Button, ButtonAction};

/// The commands that a link may say.
const LINKED: [&str; 16] = [
    "in", "out", "archive", "ticket", "search", "new", "find", "units", "duty", "replies", "signoff",
    "mylog", "settings", "language", "help", "diag",
];

impl Bot {
    /// The button that goes on in the private chat with this behind `start=`.
    pub fn private_chat_button(&self, lang: Lang, start: &str) -> Button {
        let press = ButtonAction::Link(format!("https://t.me/{}?start={start}", self.me.username));
        Button::new(t!(lang, "button-private-chat"), press)
    }
}

/// The ticket that a link names.
pub fn linked_ticket(start: &str) -> Option<TicketId> {
    start.strip_prefix('t')?.parse().ok().map(TicketId)
}

/// What stands behind `start=` in a link to a ticket.
pub fn ticket_start(ticket: TicketId) -> String {
    format!("t{ticket}")
}

/// What stands behind `start=` for a command that was sent elsewhere: its name, where it may be said by a link.
pub fn command_start(update: &IncomingUpdate) -> &str {
    match &update.what {
        UpdateKind::Command { name, .. } if LINKED.contains(&name.as_str()) => name,
        _ => "help",
    }
}

/// The command that somebody has followed a link to, in place of `/start` with its name.
pub fn follow_link(update: Arc<IncomingUpdate>) -> Arc<IncomingUpdate> {
    let UpdateKind::Command { name, rest, text, reply_to, reply_text } = &update.what else { return update };
    if name != "start" || update.place.kind != ChatKind::Private || !LINKED.contains(&rest.as_str()) {
        return update;
    }
    let what = UpdateKind::Command {
        name: rest.clone(),
        rest: String::new(),
        text: text.clone(),
        reply_to: *reply_to,
        reply_text: reply_text.clone(),
    };
    Arc::new(IncomingUpdate { what, ..(*update).clone() })
}
