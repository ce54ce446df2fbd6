//! Commands in a group: what is shown there to everybody, and what goes on in the private chat by a link.

use deskgram_sandbox::telegram::Press;
use deskgram_sandbox::zenlix::NewTicket;

use crate::support::{OLENA, ROMAN, TARAS, World};

fn link(start: &str) -> Press {
    Press::Url(format!("https://t.me/deskgram_demo_bot?start={start}"))
}

async fn subscribed(members: &[i64]) -> (World, i64) {
    let world = World::new().await;
    let group = world.create_group(members).await;
    world.sign_in(OLENA).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    (world, group)
}

#[tokio::test]
async fn a_ticket_is_pulled_into_the_talk_as_the_group_may_see_it() {
    let (world, group) = subscribed(&[OLENA]).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let first = world.ticket_card(group, id).id;
    world.sends_text_in(OLENA, group, &format!("/ticket {id}")).await;
    let card = world.ticket_card(group, id);
    assert_ne!(card.id, first, "the card stands at the end of the talk");
    assert!(card.text.contains("printer is on fire"), "{}", card.text);
    assert_eq!(world.presses(OLENA, group, card.id, "✋ Take").await, format!("#{id} is yours"));
}

#[tokio::test]
async fn what_the_group_may_not_see_is_shown_in_the_private_chat() {
    let (world, group) = subscribed(&[TARAS, OLENA]).await;
    world.sign_in(TARAS).await;
    // Of a unit that is Taras's and not the subscriber's.
    world.advance_time(jiff::SignedDuration::from_secs(5));
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(2, "Network", "The secret server is down"));
    world.poll_once().await;
    world.sends_text_in(TARAS, group, &format!("/ticket {id}")).await;
    let answer = world.last_bot_message(group);
    assert!(!world.all_bot_texts(group).contains("secret server"), "{}", world.all_bot_texts(group));
    assert_eq!(answer.buttons[0][0].press, link(&format!("t{id}")));
    world.sends_text(TARAS, &format!("/start t{id}")).await;
    assert!(world.ticket_card(TARAS, id).text.contains("secret server"));
}

#[tokio::test]
async fn a_ticket_that_is_not_ones_own_is_not_pulled_anywhere() {
    let (world, group) = subscribed(&[OLENA, ROMAN]).await;
    world.sign_in(ROMAN).await;
    world.advance_time(jiff::SignedDuration::from_secs(5));
    let id = world.zenlix.web_create("taras", NewTicket::to_unit(1, "Printers", "Not for Roman"));
    world.poll_once().await;
    let before = world.visible_bot_messages(group).len();
    world.sends_text_in(ROMAN, group, &format!("/ticket {id}")).await;
    let said = &world.visible_bot_messages(group)[before..];
    assert!(said.iter().all(|message| !message.text.contains("Not for Roman")), "{said:?}");
}

#[tokio::test]
async fn what_works_in_private_leads_there() {
    let (world, group) = subscribed(&[OLENA]).await;
    for command in ["in", "new", "find", "settings", "mylog"] {
        world.sends_text_in(OLENA, group, &format!("/{command}")).await;
        let answer = world.last_bot_message(group);
        assert_eq!(answer.buttons[0][0].press, link(command), "{command}");
    }
    let before = world.visible_bot_messages(OLENA).len();
    world.sends_text(OLENA, "/start in").await;
    assert_eq!(world.visible_bot_messages(OLENA).len(), before + 1);
    assert!(
        world.last_bot_message(OLENA).text.contains("incoming"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    // A link changes nothing.
    world.sends_text(OLENA, "/start logout").await;
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn help_in_a_group_names_every_command_that_is_offered_there() {
    for language in ["en", "ru", "uk"] {
        let world = World::in_language(language).await;
        let group = world.create_group(&[OLENA]).await;
        world.settle_menus().await;
        world.sends_text_in(OLENA, group, "/help").await;
        let help = world.last_bot_message(group);
        for command in world.menu(OLENA, group).0.iter().filter(|command| *command != "help") {
            assert!(help.text.contains(&format!("/{command}")), "/{command} in {}", help.text);
        }
        assert_eq!(help.buttons[0][0].press, link("help"));
    }
}

#[tokio::test]
async fn a_press_that_is_answered_in_private_says_where() {
    let (world, group) = subscribed(&[OLENA]).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(group, id).id;
    let toast = world.presses_data(OLENA, group, card, &format!("1:v:{id}")).await;
    assert_eq!(toast, "Sent to your chat with me");
    assert!(world.ticket_card(OLENA, id).text.contains("printer is on fire"));
}

#[tokio::test]
async fn a_login_alone_shows_no_password() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    world.telegram.make_bot_admin(group);
    for said in ["/login", "/login olena"] {
        world.sends_text_in(OLENA, group, said).await;
        let answer = world.last_bot_message(group);
        assert!(!answer.text.contains("password"), "{said}: {}", answer.text);
        assert_eq!(answer.buttons[0][0].press, link("login"));
    }
}
