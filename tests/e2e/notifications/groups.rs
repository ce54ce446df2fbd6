//! Subscriptions of groups: who may begin one, what it shows, when it rests.

use deskgram_sandbox::telegram::Sound;
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::SignedDuration;

use crate::support::*;

/// Olena's group, subscribed; Taras is in it.
async fn subscribed(world: &World) -> i64 {
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    group
}

fn ticket(world: &World, unit: i64, priority: Priority) -> i64 {
    let ticket = NewTicket::to_unit(unit, "Printers", "It is on fire in room 12").with_priority(priority);
    world.zenlix.web_create("roman", ticket)
}

#[tokio::test]
async fn only_a_technician_who_runs_the_group_subscribes_it() {
    let world = World::new().await;
    for who in [OLENA, TARAS, ROMAN] {
        world.sign_in(who).await;
    }
    let group = world.create_group(&[OLENA, TARAS, ROMAN]).await;
    world.sends_text_in(TARAS, group, "/subscribe").await;
    assert_eq!(world.last_bot_message(group).text, "Only an administrator of the group can do this");
    world.telegram.promote(ROMAN, group);
    world.sends_text_in(ROMAN, group, "/subscribe").await;
    assert_eq!(world.last_bot_message(group).text, "Only technicians can subscribe a group");
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert!(world.find_ticket_card(group, id).is_none());
    world.sends_text_in(OLENA, group, "/subscribe").await;
    assert!(world.last_bot_message(group).text.contains("Коваленко О.С."), "the group is told whose it is");
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    world.ticket_card(group, id);
}

#[tokio::test]
async fn a_group_hears_of_what_its_settings_want() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let group = world.create_group(&[TARAS]).await;
    world.sends_text_in(TARAS, group, "/subscribe").await;
    let panel = world.last_bot_message(group).id;
    world.presses(TARAS, group, panel, "🏢 Units").await;
    world.presses(TARAS, group, panel, "☐ Мережі та сервери").await;
    world.presses(TARAS, group, panel, "◀ Back").await;
    world.presses(TARAS, group, panel, "🔴 Priority").await;
    world.presses(TARAS, group, panel, "☐ Normal and high").await;
    world.presses(TARAS, group, panel, "Only for the whole unit").await;
    let panel = world.telegram.message(group, panel).unwrap();
    for words in ["Units: Мережі та сервери", "Priority: normal and high", "Which: only for the whole unit"]
    {
        assert!(panel.text.contains(words), "{}", panel.text);
    }
    let other_unit = ticket(&world, 1, Priority::High);
    let too_low = ticket(&world, 2, Priority::Low);
    let wanted = ticket(&world, 2, Priority::Medium);
    let by_name = NewTicket::to_unit(2, "Printers", "For him").for_people(&["taras"]);
    let by_name = world.zenlix.web_create("roman", by_name);
    world.poll_once().await;
    for unwanted in [other_unit, too_low, by_name] {
        assert!(world.find_ticket_card(group, unwanted).is_none(), "#{unwanted}");
        world.ticket_card(TARAS, unwanted);
    }
    world.ticket_card(group, wanted);
    // What comes to be wanted later arrives then.
    world.zenlix.set_priority(too_low, Priority::High);
    world.poll_once().await;
    assert!(world.ticket_card(group, too_low).text.starts_with(&format!("🔴 #{too_low} is urgent now")));
}

#[tokio::test]
async fn a_group_sees_as_much_as_it_is_meant_to() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    let shows = |level: &'static str| {
        let world = &world;
        async move {
            world.presses(OLENA, group, panel, "👁 What is shown").await;
            world.presses(OLENA, group, panel, level).await;
            let id = ticket(world, 1, Priority::Medium);
            world.poll_once().await;
            world.ticket_card(group, id).text
        }
    };
    let text = shows("☑ Number, subject and text").await;
    assert!(text.contains("room 12") && !text.contains("Романюк"), "{text}");
    let text = shows("☐ Number and subject").await;
    assert!(text.contains("Printers") && !text.contains("room 12") && !text.contains("Романюк"), "{text}");
    let text = shows("☐ Everything, the client too").await;
    assert!(text.contains("room 12") && text.contains("Романюк"), "{text}");
}

#[tokio::test]
async fn only_the_subscriber_changes_a_subscription_and_any_administrator_ends_it() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    world.sign_in(TARAS).await;
    let said = world.presses(TARAS, group, panel, "Only for the whole unit").await;
    assert!(said.contains("Коваленко О.С."), "{said}");
    let said = world.presses(TARAS, group, panel, "🔕 End").await;
    assert_eq!(said, "Only an administrator of the group can do this");
    world.telegram.promote(TARAS, group);
    world.presses(TARAS, group, panel, "🔕 End").await;
    world.wait_out_undo().await;
    assert_eq!(world.telegram.message(group, panel).unwrap().text, "🔕 No more new tickets here");
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert!(world.find_ticket_card(group, id).is_none());
}

#[tokio::test]
async fn a_subscription_rests_without_its_owner_and_wakes_with_them() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.sends_text(OLENA, "/logout").await;
    world.poll_once().await;
    assert!(world.last_bot_message(group).text.starts_with("💤"), "{}", world.last_bot_message(group).text);
    world.poll_once().await;
    assert_eq!(world.all_bot_texts(group).matches("💤").count(), 1, "said once");
    world.sign_in(OLENA).await;
    world.poll_once().await;
    assert!(
        world.last_bot_message(group).text.starts_with("🔔 Коваленко О.С. is back"),
        "{}",
        world.last_bot_message(group).text
    );
    // No longer an administrator: noticed within a quarter of an hour.
    world.telegram.promote(TARAS, group);
    world.telegram.demote(OLENA, group);
    for _ in 0..3 {
        world.poll_once().await;
    }
    assert!(
        world.last_bot_message(group).text.contains("no longer runs this group"),
        "{}",
        world.last_bot_message(group).text
    );
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert!(world.find_ticket_card(group, id).is_none());
    world.ticket_card(OLENA, id);
}

#[tokio::test]
async fn each_topic_of_a_forum_is_a_place_of_its_own() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let forum = world.telegram.forum("Support", &[TARAS]);
    world.telegram.add_bot(forum);
    let topics = [world.telegram.topic(forum, "Desk"), world.telegram.topic(forum, "Network")];
    for (topic, unit) in topics.into_iter().zip(["☐ Сервіс-деск", "☐ Мережі та сервери"])
    {
        world.telegram.say(TARAS, forum).thread(topic).text("/subscribe").send();
        world.run_until_idle().await;
        let panel = world.last_bot_message(forum);
        assert_eq!(panel.thread, Some(topic));
        world.presses(TARAS, forum, panel.id, "🏢 Units").await;
        world.presses(TARAS, forum, panel.id, unit).await;
    }
    let desk = ticket(&world, 1, Priority::Medium);
    let network = ticket(&world, 2, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(forum, desk).thread, Some(topics[0]));
    assert_eq!(world.ticket_card(forum, network).thread, Some(topics[1]));
    world.sends_text(TARAS, "/subscriptions").await;
    assert_eq!(
        world.last_bot_message(TARAS).labels().len(),
        2,
        "{:?}",
        world.last_bot_message(TARAS).labels()
    );
    let label = world.last_bot_message(TARAS).labels()[1].to_owned();
    let list = world.last_bot_message(TARAS).id;
    world.presses(TARAS, TARAS, list, &label).await;
    assert!(
        world.last_bot_message(TARAS).text.contains("Мережі та сервери"),
        "{}",
        world.last_bot_message(TARAS).text
    );
}

#[tokio::test]
async fn at_night_a_group_is_told_without_a_sound() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "🌙 Quiet hours").await;
    world.presses(OLENA, group, panel, "☐ 20:00–08:00").await;
    let day = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(group, day).sound, Sound::Ringing);
    world.advance_time(SignedDuration::from_hours(10));
    let night = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(group, night).sound, Sound::Silent);
}
