//! *Catch up*: whoever comes late to a ticket reads on one screen who did what when, and what was said last.

use deskgram_sandbox::telegram::Message;
use deskgram_sandbox::zenlix::WebAction;
use deskgram_sandbox::zenlix::world::ApiSwitch;
use jiff::SignedDuration;

use crate::support::*;

/// Presses the button in the menu of somebody's card; gives the screen.
async fn catches_up(world: &World, who: i64, ticket: i64) -> Message {
    let card = world.ticket_card(who, ticket).id;
    world.presses_data(who, who, card, &format!("1:m:{ticket}")).await;
    world.presses_data(who, who, card, &format!("1:cu:{ticket}")).await;
    world.telegram.seen(who, card)
}

fn lines(screen: &Message) -> Vec<&str> {
    screen.text.lines().collect()
}

/// A morning of one ticket: made, taken, talked about, given back, passed on.
async fn morning(language: &str) -> (World, i64) {
    let world = World::in_language(language).await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses_data(OLENA, OLENA, card, &format!("1:t:{id}")).await;
    world.poll_once().await;
    for (who, words) in [("roman", "It burns"), ("olena", "I am on my way"), ("roman", "Which way?")] {
        world.zenlix.web_comment(who, id, words);
        world.poll_once().await;
    }
    world.presses_data(OLENA, OLENA, card, &format!("1:r:{id}")).await;
    world.poll_once().await;
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.poll_once().await;
    world.zenlix.web_comment("taras", id, "It was the\ntoner");
    world.poll_once().await;
    (world, id)
}

#[tokio::test]
async fn a_latecomer_reads_who_did_what_when_on_one_screen() {
    let (world, id) = morning("en").await;
    let usual = world.ticket_card(IRYNA, id);
    let screen = catches_up(&world, IRYNA, id).await;
    let told = lines(&screen);
    assert!(told[0].ends_with(&format!("#{id} Printers")), "{told:#?}");
    let places = [
        "created · Романюк",
        "taken · Коваленко",
        "1 comment · Романюк",
        "free again · Коваленко",
        "taken · Бойко",
        "I am on my way",
        "Which way?",
        "It was the toner",
        "I have watched this ticket since",
    ]
    .map(|words| {
        told.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {told:#?}"))
    });
    assert!(places.is_sorted(), "{told:#?}");
    assert!(told.len() <= 20 && !screen.text.contains("It burns"), "{told:#?}");
    world.presses(IRYNA, IRYNA, screen.id, "◀ Back").await;
    let card = world.ticket_card(IRYNA, id);
    assert_eq!((card.id, &card.text, card.labels()), (usual.id, &usual.text, usual.labels()));
}

#[tokio::test]
async fn however_much_has_happened_it_fits_a_phone() {
    let (world, id) = morning("en").await;
    for round in 0..12 {
        let act = if round % 2 == 0 { WebAction::Unlock } else { WebAction::Lock };
        world.zenlix.web_act("taras", id, act);
        world.zenlix.web_comment("roman", id, &"All of it is about the printer. ".repeat(20));
        world.poll_once().await;
    }
    let screen = catches_up(&world, IRYNA, id).await;
    let told = lines(&screen);
    assert!(told.len() <= 20, "{told:#?}");
    assert!(told.iter().all(|line| line.chars().count() <= 160), "{told:#?}");
    assert!(told.iter().any(|line| line.ends_with("earlier")), "{told:#?}");
    assert!(told[3].contains("created"), "{told:#?}");
}

#[tokio::test]
async fn what_was_before_the_first_look_is_not_made_up() {
    let world = World::new().await;
    let id = world.create_ticket();
    world.zenlix.web_act("olena", id, WebAction::Lock);
    world.advance_time(SignedDuration::from_hours(30));
    world.sign_in(IRYNA).await;
    world.sends_text(IRYNA, &format!("/ticket {id}")).await;
    let screen = catches_up(&world, IRYNA, id).await;
    assert!(screen.text.contains("created · ") && !screen.text.contains("taken ·"), "{}", screen.text);
    assert!(
        screen.text.contains("held by Коваленко") || screen.text.contains("Коваленко"),
        "{}",
        screen.text
    );
}

#[tokio::test]
async fn in_a_group_it_comes_to_the_presser_alone() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    world.sign_in(OLENA).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(group, id);
    let said = world.presses_data(OLENA, group, card.id, &format!("1:cu:{id}")).await;
    assert_eq!(said, "Sent to your chat with me");
    assert_eq!(world.ticket_card(group, id).text, card.text);
    let screen = world.last_bot_message(OLENA);
    assert!(screen.text.contains("created · "), "{}", screen.text);
    world.presses(OLENA, OLENA, screen.id, "🎫 Card").await;
    assert_eq!(world.last_bot_message(OLENA).id, world.ticket_card(OLENA, id).id);
}

#[tokio::test]
async fn while_the_helpdesk_is_away_the_card_stays() {
    let (world, id) = morning("en").await;
    let before = world.ticket_card(IRYNA, id);
    world.zenlix.set_api(ApiSwitch::Off);
    let said = world.presses_data(IRYNA, IRYNA, before.id, &format!("1:cu:{id}")).await;
    assert!(said.contains("isn't answering"), "{said}");
    assert_eq!(world.telegram.seen(IRYNA, before.id).text, before.text);
}

#[tokio::test]
async fn it_reads_well_in_every_language() {
    for language in LANGUAGES {
        let (world, id) = morning(language).await;
        let card = world.ticket_card(IRYNA, id).id;
        world.presses_data(IRYNA, IRYNA, card, &format!("1:m:{id}")).await;
        let menu = world.telegram.seen(IRYNA, card);
        let screen = catches_up(&world, IRYNA, id).await;
        hold("catch_up", language, &[seen(&menu), seen(&screen)]);
    }
}
