//! The buttons of a card: few, the next one first, and none that moves under a thumb.

use deskgram_sandbox::telegram::Message;
use deskgram_sandbox::zenlix::WebAction;

use crate::support::*;

/// Olena and Iryna, their head, have the card of a ticket.
async fn told() -> (World, i64) {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(IRYNA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    (world, id)
}

fn rows(card: &Message) -> Vec<Vec<&str>> {
    card.buttons.iter().map(|row| row.iter().map(|button| button.label.as_str()).collect()).collect()
}

/// Presses the last button of the last row, which is ⋯ or the way back.
async fn presses_last(world: &World, who: i64, ticket: i64) -> Message {
    let card = world.ticket_card(who, ticket);
    let last = card.buttons.last().unwrap().last().unwrap().label.clone();
    world.presses(who, who, card.id, &last).await;
    world.ticket_card(who, ticket)
}

#[tokio::test]
async fn a_card_has_at_most_five_buttons_with_the_next_one_first() {
    let (world, id) = told().await;
    let tools = vec!["💬 0", "⚡ Reply", "⋯"];
    assert_eq!(rows(&world.ticket_card(OLENA, id)), [vec!["✋ Take", "✅ Done"], tools.clone()]);
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.wait_out_undo().await;
    assert_eq!(rows(&world.ticket_card(OLENA, id)), [vec!["✅ Done", "Release"], tools.clone()]);
    assert_eq!(rows(&world.ticket_card(IRYNA, id)), [vec!["Release"], tools.clone()]);
    world.presses(OLENA, OLENA, card, "✅ Done").await;
    assert_eq!(
        rows(&world.ticket_card(OLENA, id)),
        [vec!["↩ Undo", "·"], tools.clone()],
        "one way back at a time"
    );
    world.wait_out_undo().await;
    assert_eq!(rows(&world.ticket_card(OLENA, id)), [vec!["🔓 Open again"], tools]);
}

#[tokio::test]
async fn the_menu_ends_with_its_way_back_as_the_card_ends_with_the_way_there() {
    let (world, id) = told().await;
    world.sign_in(TARAS).await;
    world.sends_text(TARAS, &format!("/ticket {id}")).await;
    for act in [None, Some(WebAction::Lock), Some(WebAction::Finish)] {
        if let Some(act) = act {
            world.zenlix.web_act("olena", id, act);
        }
        world.poll_once().await;
        for who in [OLENA, TARAS, IRYNA] {
            let before = world.ticket_card(who, id);
            let menu = presses_last(&world, who, id).await;
            let [usual, more] = [rows(&before), rows(&menu)];
            assert!(usual.len() <= more.len(), "{usual:?} {more:?}");
            assert_eq!(
                (usual.last().unwrap().last(), more.last().unwrap().last()),
                (Some(&"⋯"), Some(&"◀ Back"))
            );
            assert!(more.iter().all(|row| (1..=3).contains(&row.len())), "{more:?}");
            assert_eq!((menu.id, &menu.text), (before.id, &before.text));
            assert_eq!(rows(&presses_last(&world, who, id).await), usual);
        }
    }
}

#[tokio::test]
async fn the_menu_holds_the_rest_and_closes_when_the_card_is_drawn_anew() {
    let (world, id) = told().await;
    let rest = world.menu_labels(OLENA, id).await;
    assert_eq!(
        rest,
        [
            "➡ Reassign",
            "Reply and close",
            "🔔 Watch",
            "📖 Catch up",
            "🔎 Seen before",
            "⏰ Snooze",
            "🔄 Refresh",
            "◀ Back"
        ]
    );
    let usual = world.ticket_card(OLENA, id);
    presses_last(&world, OLENA, id).await;
    world.presses_data(OLENA, OLENA, usual.id, &format!("1:t:{id}")).await;
    world.wait_out_undo().await;
    let card = world.ticket_card(OLENA, id);
    assert_eq!(rows(&card), [vec!["✅ Done", "Release"], vec!["💬 0", "⚡ Reply", "⋯"]]);
}

#[tokio::test]
async fn a_groups_card_is_everybodys_and_opens_no_menu() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    world.sign_in(OLENA).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(group, id);
    let said = world.presses(OLENA, group, card.id, MORE).await;
    assert_eq!(said, "Sent to your chat with me");
    assert_eq!(rows(&world.ticket_card(group, id)), rows(&card));
    assert_eq!(world.ticket_card(OLENA, id).id, world.last_bot_message(OLENA).id);
}

#[tokio::test]
async fn somebody_elses_undo_says_whose_it_is() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA, IRYNA]).await;
    world.sign_in(OLENA).await;
    world.sign_in(IRYNA).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(group, id).id;
    world.presses(OLENA, group, card, "✋ Take").await;
    assert_eq!(world.presses(IRYNA, group, card, "↩ Undo").await, "Only Коваленко О.С. can undo that");
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("olena"));
}

#[tokio::test]
async fn on_my_way_is_two_taps_and_reads_as_it_will_be_sent() {
    let (world, id) = told().await;
    world.sends_text(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕").await;
    world.sends_text(OLENA, "{client}, {me} is on the way (#{id})").await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "⚡ Reply").await;
    let offer = world.last_bot_message(OLENA);
    let filled = format!("Романюк Р.Б., Коваленко О.С. is on the way (#{id})");
    assert_eq!(offer.labels()[0], filled);
    world.presses(OLENA, OLENA, offer.id, &filled).await;
    world.advance_time(jiff::SignedDuration::from_secs(10));
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(id).last().unwrap().1, filled);
}
