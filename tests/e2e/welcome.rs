//! Groups that the administrator has named, and all others: the bot leaves those, with a word, and does nothing there.

use std::collections::BTreeSet;

use deskgram::domain::house::House;
use deskgram::domain::ids::ChatId;

use crate::support::*;

fn only(groups: &[i64]) -> House {
    House::new(Some(groups.iter().copied().map(ChatId).collect::<BTreeSet<_>>()))
}

fn is_there(world: &World, group: i64) -> bool {
    !world.telegram.calls().iter().any(|call| {
        call.method == "leaveChat"
            && call.params["chat_id"].to_string().trim_matches('"') == group.to_string()
    })
}

/// A group that its technician has subscribed.
async fn subscribed(world: &World) -> i64 {
    world.sign_in(OLENA).await;
    let group = world.group(&[OLENA, TARAS]).await;
    world.telegram.promote(OLENA, group);
    world.says_in(OLENA, group, "/subscribe").await;
    group
}

#[tokio::test]
async fn it_leaves_a_group_that_is_not_named_with_a_word_and_its_number() {
    for (language, word) in [("en", "leaving"), ("ru", "ухожу"), ("uk", "йду")] {
        let mut world = World::speaking(language).await;
        world.house = only(&[-1]);
        world.restart().await;
        let group = world.group(&[OLENA]).await;
        let last = world.last(group).text;
        assert!(last.contains(word) && last.contains(&group.to_string()), "{last}");
        assert!(!is_there(&world, group));
        assert_eq!(world.standing(group).len(), 1, "nothing else is said");
    }
}

#[tokio::test]
async fn a_named_group_and_private_chats_are_as_ever() {
    let mut world = World::start().await;
    let group = subscribed(&world).await;
    world.house = only(&[group]);
    world.restart().await;
    let id = world.new_ticket();
    world.tick().await;
    world.card(OLENA, id);
    world.presses(OLENA, group, world.card(group, id).id, "✋ Take").await;
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, Some("olena".into()));
    assert!(is_there(&world, group));
}

#[tokio::test]
async fn a_group_that_is_named_no_more_hears_of_no_ticket_and_its_presses_do_nothing() {
    for wakes in ["press", "reply", "tick"] {
        let mut world = World::start().await;
        let group = subscribed(&world).await;
        let id = world.new_ticket();
        world.tick().await;
        let card = world.card(group, id).id;
        world.house = only(&[]);
        world.restart().await;
        match wakes {
            "press" => drop(world.presses(OLENA, group, card, "✋ Take").await),
            "reply" => drop(world.replies(OLENA, group, card, "A comment").await),
            _ => world.tick().await,
        }
        assert!(!is_there(&world, group), "{wakes}");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None, "{wakes}");
        assert_eq!(world.zenlix.comments(id), [], "{wakes}");
        let subscriptions = world.app.bot.desk.store.read(|db| db.subscriptions()).await.unwrap();
        assert_eq!(subscriptions, [], "{wakes}");
        let id = world.new_ticket();
        world.tick().await;
        assert!(world.find_card(group, id).is_none(), "{wakes}");
    }
}

#[tokio::test]
async fn a_named_group_that_becomes_a_supergroup_stays_welcome() {
    let mut world = World::start().await;
    world.sign_in(OLENA).await;
    let group = world.telegram.group("Support", &[OLENA, TARAS]);
    world.house = only(&[group]);
    world.restart().await;
    world.telegram.add_bot(group);
    world.settle().await;
    let moved = world.telegram.migrate(group);
    world.settle().await;
    world.says_in(OLENA, moved, "/help").await;
    assert!(is_there(&world, moved));
}
