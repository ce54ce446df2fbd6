//! People who send more than anybody can answer: they wait for themselves, and nobody else notices.

use std::time::Duration;

use deskgram::bot::lanes::{MAX_WAITING_ACTIONS, MAX_WAITING_MESSAGES};
use deskgram_sandbox::telegram::{Fault as TelegramFault, Spoil};
use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};

use jiff::SignedDuration;

use crate::support::*;

/// Takes all that waits at Telegram's, as the loop around the intake does, and waits for none of it.
async fn take_all(world: &World) {
    loop {
        let room = world.app.dispatcher.has_room();
        tokio::time::timeout(Duration::from_secs(20), room).await.expect("there is room for everybody else");
        let taken = world.app.take_updates(Duration::ZERO).await.unwrap();
        if taken == 0 && world.telegram.pending_updates().is_empty() {
            return;
        }
    }
}

/// Olena takes a ticket, and is answered while others still wait.
async fn olena_is_answered(world: &World, id: i64) {
    let query = world.telegram.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take");
    take_all(world).await;
    let answered = world.telegram.until(|telegram| telegram.toast(&query));
    tokio::time::timeout(Duration::from_secs(20), answered).await.expect("a technician is answered");
}

#[tokio::test]
async fn a_stranger_who_sends_six_thousand_updates_holds_up_nobody() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    // The stranger's own first question is not answered by Telegram.
    world.telegram.fault(TelegramFault::once("answerInlineQuery", Spoil::Hold));
    for _ in 0..3_000 {
        world.telegram.asks_inline(STRANGER, "printer");
        world.telegram.presses_data(STRANGER, STRANGER, 1, "1t9");
    }
    take_all(&world).await;
    let census = world.app.bot.lanes.count_waiting();
    assert!(census.most <= MAX_WAITING_ACTIONS + 1, "{census:?}");
    olena_is_answered(&world, id).await;
    world.telegram.clear_faults();
    world.telegram.release();
    world.run_until_idle().await;
    assert_eq!(world.app.bot.lanes.count_waiting().waiting, 0);
    let left = "SELECT COUNT(*) FROM updates WHERE done IS NULL";
    let left: i64 = world.open_database().query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "what was dropped is ticked off");
}

#[tokio::test]
async fn what_one_person_left_in_the_journal_holds_up_nobody_at_the_next_start() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(ROMAN).await;
    let id = world.create_ticket();
    world.poll_once().await;
    for number in 0..5_200 {
        world.telegram.says(ROMAN, ROMAN, &format!("/ticket {}", 70_000 + number));
    }
    // All of it is written down, and then the process dies.
    let (waiting, now) = (world.telegram.pending_updates(), world.clock.now());
    let journal =
        waiting.into_iter().map(|update| (update["update_id"].as_i64().unwrap(), update.to_string()));
    let journal: Vec<_> = journal.collect();
    let write = move |db: &mut deskgram::store::Db<'_>| {
        journal.iter().try_for_each(|(update, body)| db.journal_update(*update, body, now).map(drop))
    };
    world.app.bot.ctx.store.write(write).await.unwrap();
    let hold = Fault { on: Match::login("roman"), kind: FaultKind::Hold, times: None };
    world.zenlix.fault(hold);
    world.app = world.second_process().await.into();
    world.app.resume_unfinished().await.unwrap();
    let census = world.app.bot.lanes.count_waiting();
    assert!(census.most <= MAX_WAITING_ACTIONS, "{census:?}");
    olena_is_answered(&world, id).await;
    world.zenlix.clear_faults();
    world.zenlix.release();
    world.run_until_idle().await;
    let said = world.all_bot_texts(ROMAN);
    assert_eq!(said.matches("too much at once").count(), 1, "{said}");
}

#[tokio::test]
async fn what_was_written_while_it_was_away_is_all_taken() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    for number in 0..20 {
        world.telegram.say(OLENA, OLENA).text(&format!("Done: {number}")).reply_to(card).send();
    }
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(id).len(), 20);
    assert!(!world.all_bot_texts(OLENA).contains("too much at once"));
}

#[tokio::test]
async fn whoever_writes_more_than_is_taken_is_told_from_where_on() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.zenlix.fault(Fault { on: Match::login("olena"), kind: FaultKind::Hold, times: Some(1) });
    world.telegram.says(OLENA, OLENA, "/ticket 70000");
    let write =
        |number: usize| world.telegram.say(OLENA, OLENA).text(&number.to_string()).reply_to(card).send();
    let written: Vec<i32> = (0..MAX_WAITING_MESSAGES + 10).map(write).collect();
    take_all(&world).await;
    world.zenlix.release();
    world.app.dispatcher.wait_idle().await;
    let taken: i64 =
        world.open_database().query_row("SELECT COUNT(*) FROM comments", [], |row| row.get(0)).unwrap();
    assert_eq!(taken, MAX_WAITING_MESSAGES as i64);
    while let Some(next) = world.app.outbox.send_due().await.unwrap().next {
        world.advance_time(next.duration_since(world.clock.now()).max(SignedDuration::ZERO));
    }
    let word = world.find_bot_message(OLENA, "too much at once");
    assert_eq!(word.reply_to, Some(written[MAX_WAITING_MESSAGES]));
    for message in &written[MAX_WAITING_MESSAGES..] {
        assert!(world.bot_reactions(OLENA, *message).is_empty(), "{message} was not taken, and looks so");
    }
}

#[tokio::test]
async fn a_client_who_floods_a_ticket_with_comments_holds_up_no_urgent_one() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    let before = world.visible_bot_messages(OLENA).len();
    for number in 1..=600 {
        world.zenlix.web_comment("roman", id, &format!("And {number} things more"));
        if number == 300 {
            world.zenlix.web_comment("taras", id, "I am on it too");
        }
    }
    let begun = world.clock.now();
    let urgent = NewTicket::to_unit(SERVICE_DESK, "Printers", "Smoke").with_priority(Priority::High);
    let urgent = world.zenlix.web_create("roman", urgent);
    world.poll_once().await;
    world.ticket_card(OLENA, urgent);
    assert!(
        world.clock.now().duration_since(begun) < SignedDuration::from_mins(7),
        "a poll and a few seconds"
    );
    let told: Vec<_> = world.visible_bot_messages(OLENA).split_off(before);
    let comments: Vec<_> = told.iter().filter(|one| one.text.contains("💬")).map(|one| &one.text).collect();
    assert_eq!(comments.len(), 4, "{comments:?}");
    assert!(comments.iter().any(|text| text.contains("I am on it too")), "{comments:?}");
    assert!(
        comments
            .iter()
            .any(|text| text.ends_with("And 598 things more\n597 more comments before this one: see 💬"))
    );
}
