//! Messages that are handed to the bot: they answer no question, and become one ticket when they come together.

use jiff::SignedDuration;

use crate::support::*;

const OFFER: &str = "Shall I make a ticket of this?";
const MAKE: &str = "🆕 Make a ticket";

/// What a stranger writes in a group, forwarded by Olena to the bot.
fn forwards(world: &World, group: i64, text: &str) {
    let asked = world.telegram.says(STRANGER, group, text);
    world.telegram.forwards(OLENA, group, asked, OLENA);
}

/// A group of people without the bot, and Olena signed in.
async fn office(world: &World) -> i64 {
    world.sign_in(OLENA).await;
    world.telegram.group("Office", &[OLENA, STRANGER])
}

/// What a message says now.
fn says(world: &World, message: i32) -> String {
    world.telegram.message(OLENA, message).unwrap().text
}

fn offers(world: &World) -> Vec<i32> {
    let all = world.visible_bot_messages(OLENA).into_iter();
    all.filter(|message| message.text == OFFER).map(|message| message.id).collect()
}

#[tokio::test]
async fn what_comes_together_is_one_offer_and_what_comes_later_another() {
    let world = World::new().await;
    let group = office(&world).await;
    for text in ["The coffee machine", "is broken", "once again"] {
        forwards(&world, group, text);
    }
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(3));
    forwards(&world, group, "And the door too");
    world.run_until_idle().await;
    let offers = offers(&world);
    assert_eq!(offers.len(), 2, "{}", world.all_bot_texts(OLENA));
    // Each makes a ticket of what is its own, in any order.
    for (offer, text) in
        [(offers[1], "And the door too"), (offers[0], "The coffee machine\n\nis broken\n\nonce again")]
    {
        world.presses(OLENA, OLENA, offer, MAKE).await;
        let preview = says(&world, offer);
        assert!(preview.contains(text), "{preview}");
        world.presses(OLENA, OLENA, offer, "✅ Create").await;
    }
}

#[tokio::test]
async fn an_offer_that_nobody_takes_up_asks_nothing() {
    let world = World::new().await;
    let group = office(&world).await;
    forwards(&world, group, "The coffee machine is broken");
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(3));
    world.sends_text(OLENA, "what now").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("reply to its card"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn a_forward_answers_no_open_question() {
    let world = World::new().await;
    let group = office(&world).await;
    world.sends_text(OLENA, "/new The door squeaks").await;
    let question = world.last_bot_message(OLENA);
    forwards(&world, group, "The coffee machine is broken");
    world.run_until_idle().await;
    assert_eq!(world.last_bot_message(OLENA).text, OFFER);
    let preview = says(&world, question.id);
    assert!(preview.contains("The door squeaks"), "{preview}");
}

#[tokio::test]
async fn a_picture_with_words_is_offered_forwarded_or_not() {
    let world = World::new().await;
    let group = office(&world).await;
    let asked = world.telegram.say(STRANGER, group).photo().text("It smokes").send();
    world.telegram.forwards(OLENA, group, asked, OLENA);
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(3));
    world.telegram.say(OLENA, OLENA).photo().text("And this").send();
    world.run_until_idle().await;
    let offers = offers(&world);
    assert_eq!(offers.len(), 2, "{}", world.all_bot_texts(OLENA));
    for (offer, text) in offers.into_iter().zip(["It smokes", "And this"]) {
        world.presses(OLENA, OLENA, offer, MAKE).await;
        let preview = says(&world, offer);
        assert!(preview.contains(&format!("[photo sent in Telegram] {text}")), "{preview}");
    }
}

#[tokio::test]
async fn whoever_wrote_it_is_offered_first() {
    let world = World::new().await;
    world.telegram.person(STRANGER, "Роман", None, "ru");
    let group = office(&world).await;
    forwards(&world, group, "The coffee machine is broken");
    world.run_until_idle().await;
    let offer = offers(&world)[0];
    world.presses(OLENA, OLENA, offer, MAKE).await;
    let preview = says(&world, offer);
    assert!(preview.contains("Client: Романюк Роман Богданович"), "{preview}");
}

#[tokio::test]
async fn a_ticket_from_a_forward_takes_three_taps_and_who_wrote_it_is_the_client() {
    let world = World::new().await;
    world.telegram.person(STRANGER, "Роман", None, "ru");
    let group = office(&world).await;
    let before = world.zenlix.tickets().len();
    forwards(&world, group, "The coffee machine is broken");
    world.run_until_idle().await;
    let offer = offers(&world)[0];
    world.presses(OLENA, OLENA, offer, MAKE).await;
    world.presses(OLENA, OLENA, offer, "✅ Create").await;
    assert_eq!(world.zenlix.tickets().len(), before + 1);
    // Whoever is not known gets the last client, in the preview where it can be changed.
    world.telegram.person(STRANGER, "Nobody here", None, "ru");
    forwards(&world, group, "It leaks");
    world.run_until_idle().await;
    let offer = offers(&world)[0];
    world.presses(OLENA, OLENA, offer, MAKE).await;
    assert!(says(&world, offer).contains("Client: Романюк"), "{}", says(&world, offer));
}

#[tokio::test]
async fn words_before_a_forward_are_part_of_it() {
    let world = World::new().await;
    let group = office(&world).await;
    world.telegram.says(OLENA, OLENA, "From the second floor");
    forwards(&world, group, "The coffee machine is broken");
    world.run_until_idle().await;
    let offer = world.find_bot_message(OLENA, "where this belongs").id;
    world.presses(OLENA, OLENA, offer, "🆕 New ticket").await;
    let preview = says(&world, offer);
    assert!(preview.contains("From the second floor\n\nThe coffee machine is broken"), "{preview}");
}

#[tokio::test]
async fn a_ticket_can_be_told_by_a_picture() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/new").await;
    world.telegram.say(OLENA, OLENA).photo().text("It smokes").send();
    world.run_until_idle().await;
    assert!(world.find_bot_message(OLENA, "It smokes").text.contains("[photo sent in Telegram] It smokes"));
}

#[tokio::test]
async fn an_old_offer_still_says_what_it_was_of() {
    let mut world = World::new().await;
    let group = office(&world).await;
    forwards(&world, group, "The coffee machine is broken");
    world.run_until_idle().await;
    let offer = offers(&world)[0];
    world.advance_time(SignedDuration::from_hours(24 * 13));
    world.app.apply_retention().await.unwrap();
    world.restart_process().await;
    world.presses(OLENA, OLENA, offer, MAKE).await;
    assert!(says(&world, offer).contains("The coffee machine is broken"));
    world.advance_time(SignedDuration::from_hours(24 * 15));
    world.app.apply_retention().await.unwrap();
    let said = world.presses_data(OLENA, OLENA, offer, "1:no:1").await;
    assert!(said.contains("no longer open"), "{said}");
}
