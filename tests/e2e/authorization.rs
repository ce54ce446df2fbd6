//! Who may see or do what, from an account that was read within the last minutes: whatever the helpdesk changes about somebody
//! holds here a few minutes later, on every way.

mod accounts;
mod everybody;
mod farewells;
mod panels;
mod words;

use deskgram_sandbox::zenlix::NewTicket;
use jiff::SignedDuration;

use crate::support::*;

/// A unit in which none of the service desk works.
pub const OTHER_UNIT: i64 = 3;

/// A ticket of a unit, two seconds after whatever was before: tickets of one second share their hash.
fn arrives(world: &World, unit: i64, text: &str) -> i64 {
    world.advance_time(SignedDuration::from_secs(2));
    world.zenlix.web_create("svitlana", NewTicket::to_unit(unit, "Printers", text))
}

/// The bot's newest words in a chat, if it has written there.
fn newest(world: &World, chat: i64) -> String {
    world.visible_bot_messages(chat).last().map(|message| message.text.clone()).unwrap_or_default()
}
