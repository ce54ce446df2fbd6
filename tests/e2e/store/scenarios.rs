//! A day's work with PostgreSQL behind it, as people see it.

use crate::support::postgres::Postgres;
use crate::support::{OLENA, ROMAN, TARAS, World};

#[tokio::test]
async fn a_days_work() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::with_postgres(postgres).await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let ticket = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, ticket);
    let toast = world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    assert!(!toast.is_empty());
    assert_eq!(world.zenlix.ticket(ticket).unwrap().locked_by.as_deref(), Some("olena"));
    assert!(
        world.ticket_card(TARAS, ticket).text.contains("taken by"),
        "{}",
        world.ticket_card(TARAS, ticket).text
    );

    let reply = world.sends_reply(OLENA, OLENA, card.id, "On my way").await;
    assert_eq!(world.zenlix.comments(ticket), [("olena".to_owned(), "On my way".to_owned())]);
    assert_eq!(world.bot_reactions(OLENA, reply), ["👍"]);

    world.restart_process().await;
    assert!(world.is_signed_in(OLENA));
    let group = world.create_group(&[OLENA, ROMAN]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let another = world.create_ticket();
    world.poll_once().await;
    assert!(world.find_ticket_card(group, another).is_some(), "{}", world.all_bot_texts(group));
    assert!(world.find_ticket_card(TARAS, another).is_some());
}

#[tokio::test]
async fn what_was_written_down_is_dealt_with_after_a_kill() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::with_postgres(postgres).await;
    world.sign_in(OLENA).await;
    let ticket = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, ticket);
    world.telegram.say(OLENA, OLENA).text("Half way").reply_to(card.id).send();
    world.crash_before_handling().await;
    world.restart_process().await;
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(ticket), [("olena".to_owned(), "Half way".to_owned())]);
}
