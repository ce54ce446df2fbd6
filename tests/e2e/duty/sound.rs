//! How new tickets sound for whoever is on, and for the others.

use deskgram_sandbox::telegram::Sound;

use super::{duty, with_rota};
use crate::support::*;

/// The card of a new ticket, with or without a sound; `None` where there is none.
fn sound(world: &World, chat: i64, ticket: i64) -> Option<&'static str> {
    world
        .find_ticket_card(chat, ticket)
        .map(|card| if card.sound == Sound::Ringing { "ring" } else { "silent" })
}

async fn new_ticket(world: &World) -> [Option<&'static str>; 3] {
    world.advance_time(jiff::SignedDuration::from_secs(5));
    let ticket = world.create_ticket();
    world.poll_once().await;
    [OLENA, TARAS, IRYNA].map(|who| sound(world, who, ticket))
}

async fn choose_others(world: &World, label: &str) {
    let screen = duty(world, IRYNA).await.id;
    world.presses_first(IRYNA, screen, "✏️").await;
    world.presses_first(IRYNA, screen, "🔔").await;
    world.presses_first(IRYNA, screen, label).await;
    world.wait_out_undo().await;
}

#[tokio::test]
async fn new_tickets_ring_whoever_is_on_and_reach_the_others_as_the_unit_chooses() {
    let world = with_rota("en").await;
    assert_eq!(new_ticket(&world).await, [Some("ring"), Some("silent"), Some("silent")]);
    choose_others(&world, "☐ Not at all").await;
    assert_eq!(new_ticket(&world).await, [Some("ring"), None, None]);
    choose_others(&world, "☐ As usual").await;
    assert_eq!(new_ticket(&world).await, [Some("ring"); 3]);
}

#[tokio::test]
async fn nothing_is_lowered_while_nobody_hears_who_is_on() {
    let world = with_rota("en").await;
    choose_others(&world, "☐ Not at all").await;
    world.sends_text(OLENA, "/logout").await;
    assert_eq!(new_ticket(&world).await, [None, Some("ring"), Some("ring")]);
}

#[tokio::test]
async fn what_whoever_is_on_does_not_hear_of_reaches_the_others() {
    let world = with_rota("en").await;
    choose_others(&world, "☐ Not at all").await;
    // Their own ticket is no news to them.
    world.advance_time(jiff::SignedDuration::from_secs(5));
    let by_olena = deskgram_sandbox::zenlix::NewTicket::to_unit(SERVICE_DESK, "Printers", "By Olena");
    let ticket = world.zenlix.web_create("olena", by_olena);
    world.poll_once().await;
    assert_eq!(
        [OLENA, TARAS, IRYNA].map(|who| sound(&world, who, ticket)),
        [None, Some("ring"), Some("ring")]
    );
    // Nor is any of a unit that they have left.
    world.zenlix.set_user_units("olena", "2");
    for _ in 0..6 {
        world.advance_time(jiff::SignedDuration::from_mins(1));
        world.poll_once().await;
    }
    assert_eq!(new_ticket(&world).await, [None, Some("ring"), Some("ring")]);
}

#[tokio::test]
async fn what_is_ones_own_is_never_lowered() {
    let world = with_rota("en").await;
    choose_others(&world, "☐ Not at all").await;
    world.advance_time(jiff::SignedDuration::from_secs(5));
    let ticket = deskgram_sandbox::zenlix::NewTicket::to_unit(SERVICE_DESK, "Printers", "For Taras")
        .for_people(&["taras"]);
    let ticket = world.zenlix.web_create("roman", ticket);
    world.poll_once().await;
    assert_eq!(sound(&world, TARAS, ticket), Some("ring"));
}

#[tokio::test]
async fn a_group_hears_its_new_tickets_without_a_sound_while_somebody_is_on() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let before = {
        let ticket = world.create_ticket();
        world.poll_once().await;
        sound(&world, group, ticket)
    };
    let panel = world.last_bot_message(OLENA).id;
    world.presses_data(OLENA, OLENA, panel, &format!("1:yn:g:{group}:0")).await;
    let editor = world.find_bot_message(OLENA, "order of their turns").id;
    world.presses_first(OLENA, editor, "☐ Бойко").await;
    world.wait_out_undo().await;
    world.advance_time(jiff::SignedDuration::from_secs(5));
    let ticket = world.create_ticket();
    world.poll_once().await;
    assert_eq!((before, sound(&world, group, ticket)), (Some("ring"), Some("silent")));
    assert_eq!(sound(&world, TARAS, ticket), Some("ring"), "who is on hears it in their own chat");
}
