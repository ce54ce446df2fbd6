//! A ticket that nobody takes is brought before more and more people, step by step, until somebody does.

mod card;
mod chains;
mod duty;
mod mutes;
mod rounds;
mod steps;

use deskgram_sandbox::telegram::Sound;
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::{SignedDuration, Timestamp};

use crate::support::*;

/// Olena and Taras, who take tickets, and Iryna, their head; these chains are in force.
async fn team(text: &str) -> World {
    let mut world = World::with_service_account().await;
    world.settings.escalation = escalation_chains(text);
    world.restart_process().await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    world
}

/// A ticket for the whole service desk, and when it was written.
fn write_ticket(world: &World, priority: Priority) -> (i64, Timestamp) {
    let new = NewTicket::to_unit(SERVICE_DESK, "Server", "It is down").with_priority(priority);
    (world.zenlix.web_create("roman", new), world.clock.now())
}

/// It is so many seconds after a moment, and all is looked at that there is to look at.
async fn look_at(world: &World, from: Timestamp, seconds: i64) {
    let wait = from + SignedDuration::from_secs(seconds) - world.clock.now();
    assert!(!wait.is_negative(), "it is {wait:?} later already");
    world.advance_time(wait);
    world.app.poll_lists().await.unwrap();
    world.run_until_idle().await;
}

/// Looks every half minute, up to so many minutes after a moment.
async fn look_until(world: &World, from: Timestamp, minutes: i64) {
    let end = from + SignedDuration::from_mins(minutes);
    while world.clock.now() + SignedDuration::from_secs(30) < end {
        look_at(world, world.clock.now(), 30).await;
    }
    look_at(world, from, minutes * 60).await;
}

/// The calls about a ticket that a chat got, with the sound of each.
fn calls(world: &World, chat: i64, ticket: i64) -> Vec<Sound> {
    let start = format!("🕐 #{ticket}:");
    let messages = world.visible_bot_messages(chat).into_iter();
    messages.filter(|message| message.text.starts_with(&start)).map(|message| message.sound).collect()
}

/// How often these were called about a ticket.
fn counts<const N: usize>(world: &World, chats: [i64; N], ticket: i64) -> [usize; N] {
    chats.map(|chat| calls(world, chat, ticket).len())
}
