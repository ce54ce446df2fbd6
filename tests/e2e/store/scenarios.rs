//! A day's work with PostgreSQL behind it, as people see it.

use crate::support::postgres::Postgres;
use crate::support::{OLENA, ROMAN, TARAS, World};

#[tokio::test]
async fn a_days_work() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::on_postgres(postgres).await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let ticket = world.new_ticket();
    world.tick().await;
    let card = world.card(OLENA, ticket);
    let toast = world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    assert!(!toast.is_empty());
    assert_eq!(world.zenlix.ticket(ticket).unwrap().locked_by.as_deref(), Some("olena"));
    assert!(world.card(TARAS, ticket).text.contains("taken by"), "{}", world.card(TARAS, ticket).text);

    let reply = world.replies(OLENA, OLENA, card.id, "On my way").await;
    assert_eq!(world.zenlix.comments(ticket), [("olena".to_owned(), "On my way".to_owned())]);
    assert_eq!(world.reaction(OLENA, reply), ["👍"]);

    world.restart().await;
    assert!(world.is_signed_in(OLENA));
    let group = world.group(&[OLENA, ROMAN]).await;
    world.says_in(OLENA, group, "/subscribe").await;
    let another = world.new_ticket();
    world.tick().await;
    assert!(world.find_card(group, another).is_some(), "{}", world.said(group));
    assert!(world.find_card(TARAS, another).is_some());
}

#[tokio::test]
async fn what_was_written_down_is_dealt_with_after_a_kill() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::on_postgres(postgres).await;
    world.sign_in(OLENA).await;
    let ticket = world.new_ticket();
    world.tick().await;
    let card = world.card(OLENA, ticket);
    world.telegram.say(OLENA, OLENA).text("Half way").reply_to(card.id).send();
    world.die_with_updates_in_hand().await;
    world.restart().await;
    world.settle().await;
    assert_eq!(world.zenlix.comments(ticket), [("olena".to_owned(), "Half way".to_owned())]);
}
