//! Times by the reader's own clock.

use deskgram_sandbox::zenlix::NewTicket;

use crate::support::*;

/// A ticket that was written at noon in Kyiv, which is the helpdesk's time.
async fn noon(world: &World) -> i64 {
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(1, "Printer", "It is on fire"));
    world.poll_once().await;
    id
}

#[tokio::test]
async fn a_zone_of_ones_own_is_chosen_by_buttons_and_every_time_follows() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = noon(&world).await;
    assert!(
        world.ticket_card(OLENA, id).text.contains("Created: 12:00"),
        "{}",
        world.ticket_card(OLENA, id).text
    );
    world.sends_text(OLENA, "/settings").await;
    let panel = world.last_bot_message(OLENA).id;
    assert!(
        world.last_bot_message(OLENA).text.contains("Time zone: Kyiv 12:06"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.presses(OLENA, OLENA, panel, "🕐 Time zone").await;
    world.presses(OLENA, OLENA, panel, "☐ New York 05:06").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Time zone: New York 05:06"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    assert_eq!(world.last_bot_message(OLENA).id, panel, "edited in place");
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, "🔄 Refresh").await;
    assert!(
        world.ticket_card(OLENA, id).text.contains("Created: 05:00"),
        "{}",
        world.ticket_card(OLENA, id).text
    );
    assert!(world.ticket_card(TARAS, id).text.contains("Created: 12:00"), "others keep theirs");
    world.sends_reply(OLENA, OLENA, card, "On my way").await;
    world.presses(OLENA, OLENA, card, "💬 1").await;
    assert!(world.last_bot_message(OLENA).text.contains("05:0"), "{}", world.last_bot_message(OLENA).text);
    // And back to the helpdesk's.
    world.presses(OLENA, OLENA, panel, "🕐 Time zone").await;
    world.presses(OLENA, OLENA, panel, "☐ As the helpdesk 12:06").await;
    world.presses(OLENA, OLENA, card, "🔄 Refresh").await;
    assert!(world.ticket_card(OLENA, id).text.contains("Created: 12:00"));
}

#[tokio::test]
async fn a_zone_can_be_typed_and_a_slip_is_understood() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/settings").await;
    let panel = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, panel, "🕐 Time zone").await;
    world.presses(OLENA, OLENA, panel, "⌨ Another city").await;
    world.restart_process().await;
    world.sends_text(OLENA, "Нарнія <b>").await;
    assert!(
        world.last_bot_message(OLENA).text.starts_with("I don't know “Нарнія <b>”."),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.sends_text(OLENA, "Lisbun").await;
    let asked = world.last_bot_message(OLENA);
    assert!(asked.text.contains("Did you mean"), "{}", asked.text);
    world.presses(OLENA, OLENA, asked.id, "Lisbon 10:00").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Time zone: Lisbon 10:00"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    // The question is over: what is written now is no city.
    world.sends_text(OLENA, "Tokyo, Japan").await;
    assert!(
        world.last_bot_message(OLENA).text.starts_with("I can't tell where this belongs"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    for (typed, shown) in [
        ("asia/tokyo", "Tokyo 19:00"),
        ("Київ", "Kyiv 12:00"),
        ("Лиссабон", "Lisbon 10:00"),
        ("Лісабон", "Lisbon 10:00"),
        ("new-york", "New York 05:00"),
    ] {
        world.sends_text(OLENA, "/settings").await;
        let panel = world.last_bot_message(OLENA).id;
        world.presses(OLENA, OLENA, panel, "🕐 Time zone").await;
        world.presses(OLENA, OLENA, panel, "⌨ Another city").await;
        world.sends_text(OLENA, typed).await;
        assert!(
            world.last_bot_message(OLENA).text.contains(shown),
            "{typed}: {}",
            world.last_bot_message(OLENA).text
        );
    }
}

#[tokio::test]
async fn a_forged_button_sets_nothing() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/settings").await;
    let panel = world.last_bot_message(OLENA).id;
    world.presses_data(OLENA, OLENA, panel, "1:p:z:Europe/Narnia").await;
    assert!(world.last_bot_message(OLENA).text.contains("Kyiv"), "{}", world.last_bot_message(OLENA).text);
    let group = world.create_group(&[OLENA]).await;
    world.sends_text_in(OLENA, group, "/settings").await;
    assert!(
        world.last_bot_message(group).text.contains("your chat with me"),
        "{}",
        world.last_bot_message(group).text
    );
    let said = world.last_bot_message(group).id;
    world.presses_data(OLENA, group, said, "1:p:l:uk").await;
    world.sends_text(OLENA, "/settings").await;
    assert!(world.last_bot_message(OLENA).text.starts_with("⚙ Your settings"));
}

#[tokio::test]
async fn the_language_is_one_of_the_settings_and_has_a_shortcut() {
    let world = World::new().await;
    world.sends_text(OLENA, "/settings").await;
    assert!(world.last_bot_message(OLENA).text.contains("/login"), "{}", world.last_bot_message(OLENA).text);
    world.sends_text(OLENA, "/language").await;
    let asked = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, asked, "Українська").await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/language").await;
    let panel = world.last_bot_message(OLENA).id;
    assert_eq!(world.presses(OLENA, OLENA, panel, "☐ English").await, "I'll speak English");
    assert!(
        world.last_bot_message(OLENA).text.starts_with("⚙ Your settings"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}
