//! Watch and Unwatch: hearing of tickets that are somebody else's.

use deskgram_sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

const WATCH: &str = "🔔 Watch";
const UNWATCH: &str = "🔕 Unwatch";

/// What the bot has said to somebody about a ticket beside its card.
fn told(world: &World, who: i64, ticket: i64) -> Vec<String> {
    let number = format!("#{ticket}");
    let messages = world.visible_bot_messages(who).into_iter();
    messages.filter(|m| m.reply_to.is_some() && m.text.contains(&number)).map(|m| m.text).collect()
}

#[tokio::test]
async fn what_happens_to_a_watched_ticket_is_told() {
    let mut world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(TARAS, id).id;
    assert_eq!(world.presses(TARAS, TARAS, card, WATCH).await, format!("Watching #{id}"));
    assert!(world.menu_labels(TARAS, id).await.contains(&UNWATCH.to_owned()));
    assert!(world.menu_labels(OLENA, id).await.contains(&WATCH.to_owned()), "hers is her own");
    world.restart_process().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "New toner is on its way").await;
    world.poll_once().await;
    assert_eq!(
        told(&world, TARAS, id),
        [
            format!("✋ #{id}: taken by Коваленко О.С."),
            format!("💬 #{id} Коваленко Олена Сергіївна: New toner is on its way"),
        ]
    );
    assert!(
        !world.menu_labels(OLENA, id).await.contains(&WATCH.to_owned()),
        "it is hers: she hears of it anyway"
    );
    let said = world.presses(TARAS, TARAS, card, UNWATCH).await;
    assert_eq!(said, format!("No longer watching #{id}"));
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "Done in an hour").await;
    world.poll_once().await;
    assert_eq!(told(&world, TARAS, id).len(), 2, "{:?}", told(&world, TARAS, id));
    assert!(world.menu_labels(TARAS, id).await.contains(&WATCH.to_owned()));
}

#[tokio::test]
async fn what_is_said_on_the_helpdesks_own_page_is_told_within_minutes() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(TARAS, TARAS, world.ticket_card(TARAS, id).id, WATCH).await;
    world.zenlix.web_comment("iryna", id, "Somebody has to go there");
    world.poll_once().await;
    let said = told(&world, TARAS, id);
    assert!(said.iter().any(|text| text.contains("Somebody has to go there")), "{said:?}");
    let said = told(&world, OLENA, id);
    assert!(said.is_empty(), "she has not asked: {said:?}");
}

#[tokio::test]
async fn only_who_may_see_a_ticket_watches_it() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    // A ticket for Olena's name: none of Taras's business.
    let named = NewTicket::to_unit(1, "Printer", "It is on fire").for_people(&["olena"]);
    let id = world.zenlix.web_create("roman", named);
    world.poll_once().await;
    world.sends_text(TARAS, "/help").await;
    let any = world.last_bot_message(TARAS).id;
    let said = world.presses_data(TARAS, TARAS, any, &format!("1:wa:{id}")).await;
    assert_eq!(said, format!("Ticket #{id} isn't among those you can see"));
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    world.poll_once().await;
    assert!(told(&world, TARAS, id).is_empty());
}

#[tokio::test]
async fn a_ticket_that_goes_out_of_sight_is_heard_of_no_more() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, WATCH).await;
    world.zenlix.web_refer(id, 2, &["taras"]);
    world.poll_once().await;
    assert!(told(&world, OLENA, id).iter().any(|text| text.contains("reassigned")), "that it left is said");
    let before = told(&world, OLENA, id).len();
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.poll_once().await;
    world.sends_reply(TARAS, TARAS, world.ticket_card(TARAS, id).id, "The secret of the network").await;
    world.poll_once().await;
    assert_eq!(told(&world, OLENA, id).len(), before, "{}", world.all_bot_texts(OLENA));
    assert!(!world.all_bot_texts(OLENA).contains("secret"));
}

#[tokio::test]
async fn a_watch_ends_with_the_sign_in() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(TARAS, TARAS, world.ticket_card(TARAS, id).id, WATCH).await;
    world.sends_text(TARAS, "/logout").await;
    world.advance_time(SignedDuration::from_secs(30));
    world.sign_in(TARAS).await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    world.poll_once().await;
    assert!(told(&world, TARAS, id).is_empty(), "{:?}", told(&world, TARAS, id));
    world.sends_text(TARAS, &format!("/ticket {id}")).await;
    assert!(world.menu_labels(TARAS, id).await.contains(&WATCH.to_owned()));
}
