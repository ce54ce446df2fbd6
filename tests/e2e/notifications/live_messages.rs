//! Storms and boards: many tickets in one message that stays true.

use deskgram_sandbox::telegram::{Message, Sound};
use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

/// New tickets, as far apart As the helpdesk needs to tell them apart.
fn storm(world: &World, count: usize) -> Vec<i64> {
    (0..count)
        .map(|_| {
            world.advance_time(SignedDuration::from_secs(1));
            world.create_ticket()
        })
        .collect()
}

fn summaries(world: &World, chat: i64) -> Vec<Message> {
    world.visible_bot_messages(chat).into_iter().filter(|message| message.text.starts_with('🌊')).collect()
}

fn boards(world: &World, chat: i64) -> Vec<Message> {
    world.visible_bot_messages(chat).into_iter().filter(|message| message.text.starts_with('📋')).collect()
}

#[tokio::test]
async fn a_storm_is_one_summary_that_grows_and_stays_true() {
    let world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    let ids = storm(&world, 20);
    world.poll_once().await;
    let cards = ids.iter().filter(|id| world.find_ticket_card(OLENA, **id).is_some()).count();
    assert_eq!(cards, 5, "the first ones have a card each");
    let [summary] = &summaries(&world, OLENA)[..] else { panic!("{}", world.all_bot_texts(OLENA)) };
    assert!(summary.text.starts_with("🌊 15 new tickets since 12:"), "{}", summary.text);
    assert!(summary.text.contains("and 7 more"), "{}", summary.text);
    // Taken on the helpdesk's page: what needs somebody stands first.
    world.zenlix.web_act("taras", ids[5], WebAction::Lock);
    world.poll_once().await;
    let [summary] = &summaries(&world, OLENA)[..] else { panic!("{}", world.all_bot_texts(OLENA)) };
    assert!(summary.text.contains("14 free"), "{}", summary.text);
    assert!(!summary.text.contains(&format!("#{} ", ids[5])), "{}", summary.text);
    // A button opens the card.
    let open = format!("#{}", ids[8]);
    world.presses(OLENA, OLENA, summary.id, &open).await;
    assert!(world.find_ticket_card(OLENA, ids[8]).is_some());
}

#[tokio::test]
async fn after_a_quiet_while_a_ticket_has_a_card_of_its_own_again() {
    let mut world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    storm(&world, 8);
    world.poll_once().await;
    world.restart_process().await;
    world.poll_once().await;
    let id = world.create_ticket();
    world.poll_once().await;
    assert!(world.find_ticket_card(OLENA, id).is_some());
    assert_eq!(summaries(&world, OLENA).len(), 1);
}

#[tokio::test]
async fn five_hundred_tickets_are_all_told_and_no_limit_is_broken() {
    let world = World::with_service_account().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let group = subscribed(&world).await;
    let ids = storm(&world, 500);
    for _ in 0..12 {
        world.poll_once().await;
    }
    for chat in [OLENA, TARAS, group] {
        let cards = ids.iter().filter(|id| world.find_ticket_card(chat, **id).is_some()).count();
        let summed: usize = summaries(&world, chat)
            .iter()
            .map(|summary| summary.text.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!(cards + summed, 500, "in {chat}: {cards} cards and {summed} in summaries");
    }
    let refused = world.telegram.calls().into_iter().filter(|call| call.status == Some(429));
    assert_eq!(refused.count(), 0, "no limit is broken");
}

/// So many tickets, one each so many seconds, while the lists are looked at.
async fn come(world: &World, count: usize, seconds: i64) -> Vec<i64> {
    let mut ids = Vec::new();
    for _ in 0..count {
        world.advance_time(SignedDuration::from_secs(seconds));
        ids.push(world.create_ticket());
        world.app.poll_lists().await.unwrap();
        world.run_until_idle().await;
    }
    ids
}

#[tokio::test]
async fn what_is_urgent_or_for_somebody_by_name_rings_in_the_middle_of_a_storm() {
    let world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    let group = subscribed(&world).await;
    storm(&world, 12);
    world.poll_once().await;
    storm(&world, 12);
    world.advance_time(SignedDuration::from_secs(2));
    let text = "No network socket works";
    let urgent = NewTicket::to_unit(1, "Network", text).with_priority(Priority::High);
    let urgent = world.zenlix.web_create("roman", urgent);
    world.advance_time(SignedDuration::from_secs(2));
    let hers = NewTicket::to_unit(1, "Printers", "For her alone").for_people(&["olena"]);
    let hers = world.zenlix.web_create("roman", hers);
    world.poll_once().await;
    assert!(!summaries(&world, OLENA).is_empty() && !summaries(&world, group).is_empty());
    for (chat, id) in [(OLENA, urgent), (group, urgent), (OLENA, hers)] {
        assert_eq!(world.ticket_card(chat, id).sound, Sound::Ringing, "#{id} in {chat}");
    }
}

#[tokio::test]
async fn a_storm_that_goes_on_rings_again_after_five_minutes() {
    let world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    let before = world.telegram.messages(OLENA).len();
    let ids = come(&world, 90, 8).await;
    // The last ones may not have been looked for yet.
    world.advance_time(SignedDuration::from_secs(50));
    world.app.poll_lists().await.unwrap();
    world.run_until_idle().await;
    let rang: Vec<_> = world.telegram.messages(OLENA)[before..]
        .iter()
        .filter(|message| message.from_bot() && message.sound == Sound::Ringing)
        .map(|message| message.date)
        .collect();
    let longest = rang.windows(2).map(|pair| pair[1].duration_since(pair[0])).max().unwrap();
    assert!(longest <= SignedDuration::from_mins(6), "silent for {longest}");
    assert!(summaries(&world, OLENA).len() >= 2, "{}", world.all_bot_texts(OLENA));
    let cards = ids.iter().filter(|id| world.find_ticket_card(OLENA, **id).is_some()).count();
    let summed: usize = summaries(&world, OLENA)
        .iter()
        .map(|summary| summary.text.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(cards + summed, 90, "each is told once");
}

#[tokio::test]
async fn a_storm_is_over_when_tickets_come_slowly_again() {
    let world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    come(&world, 8, 2).await;
    assert_eq!(summaries(&world, OLENA).len(), 1);
    for id in come(&world, 4, 40).await.into_iter().skip(1) {
        assert_eq!(world.ticket_card(OLENA, id).sound, Sound::Ringing);
    }
    let text = summaries(&world, OLENA)[0].text.clone();
    come(&world, 8, 2).await;
    let [first, second] = &summaries(&world, OLENA)[..] else { panic!("{}", world.all_bot_texts(OLENA)) };
    assert_eq!(first.text, text, "the one before has not grown");
    assert_eq!(second.sound, Sound::Ringing);
}

async fn subscribed(world: &World) -> i64 {
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.make_bot_admin(group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    group
}

#[tokio::test]
async fn a_board_is_pinned_and_follows_the_queue_in_silence() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "📋 Pin the queue").await;
    world.poll_once().await;
    let [board] = &boards(&world, group)[..] else { panic!("{}", world.all_bot_texts(group)) };
    let before = board.clone();
    assert!(before.pinned);
    assert!(before.text.contains("open tickets"), "{}", before.text);
    let id = world.create_ticket();
    world.poll_once().await;
    let [board] = &boards(&world, group)[..] else { panic!("one board") };
    assert_eq!(board.id, before.id, "the same message");
    assert!(board.text != before.text, "{}", board.text);
    assert!(board.text.contains(&format!("#{id} ")) || board.text.contains("more"), "{}", board.text);
    // Nothing has changed: nothing is sent.
    let edits = board.edits;
    world.poll_once().await;
    assert_eq!(boards(&world, group)[0].edits, edits);
    // Taken down, it is left as it is and follows no more.
    world.presses(OLENA, group, panel, "📋 No board").await;
    world.create_ticket();
    world.poll_once().await;
    assert_eq!(boards(&world, group)[0].edits, edits);
}

#[tokio::test]
async fn a_board_that_somebody_deletes_is_put_up_again() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "📋 Pin the queue").await;
    world.poll_once().await;
    let first = boards(&world, group)[0].id;
    world.telegram.deletes(group, first);
    for _ in 0..2 {
        world.create_ticket();
        world.poll_once().await;
    }
    let [board] = &boards(&world, group)[..] else { panic!("{}", world.all_bot_texts(group)) };
    assert_ne!(board.id, first);
}

#[tokio::test]
async fn a_board_shows_nothing_that_the_group_does_not_hear_of() {
    let world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "📋 Pin the queue").await;
    // Another unit's ticket, and one for somebody else by name.
    let other = world.zenlix.web_create("roman", NewTicket::to_unit(2, "Network", "Elsewhere"));
    for _ in 0..4 {
        world.poll_once().await;
    }
    let [board] = &boards(&world, group)[..] else { panic!("{}", world.all_bot_texts(group)) };
    assert!(!board.text.contains(&format!("#{other} ")), "{}", board.text);
}
