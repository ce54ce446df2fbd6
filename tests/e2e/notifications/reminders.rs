//! What is told although nobody has done anything in the chat, and nothing shows in a list: comments, deadlines, tickets
//! that nobody takes.

use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

async fn team() -> World {
    let world = World::with_service_account().await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    world
}

fn count(world: &World, who: i64, words: &str) -> usize {
    world.all_bot_texts(who).matches(words).count()
}

/// Moves time on by a number of quarters of an hour, with a poll in each.
async fn quarters(world: &World, number: usize) {
    for _ in 0..number {
        world.advance_time(SignedDuration::from_mins(9));
        world.poll_once().await;
    }
}

fn urgent(world: &World) -> i64 {
    let new = NewTicket::to_unit(SERVICE_DESK, "Server", "It is down").with_priority(Priority::High);
    world.zenlix.web_create("roman", new)
}

#[tokio::test]
async fn a_comment_from_the_web_page_reaches_the_holder() {
    for world in [World::new().await, World::with_service_account().await] {
        world.sign_in(OLENA).await;
        world.sign_in(TARAS).await;
        let id = world.create_ticket();
        world.poll_once().await;
        world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
        world.zenlix.web_comment("roman", id, "Any news?");
        world.poll_once().await;
        world.poll_once().await;
        assert_eq!(count(&world, OLENA, "Any news?"), 1, "{}", world.all_bot_texts(OLENA));
        assert_eq!(count(&world, TARAS, "Any news?"), 0, "it isn't his");
    }
}

#[tokio::test]
async fn a_deadline_is_told_a_day_and_two_hours_before_and_when_it_has_passed() {
    let world = team().await;
    let due = world.clock.now() + SignedDuration::from_hours(30);
    let new = NewTicket { deadline: Some(due), ..NewTicket::to_unit(SERVICE_DESK, "Report", "For Monday") };
    let id = world.zenlix.web_create("roman", new);
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    let word = format!("⏰ #{id}: ");
    let told = |world: &World| (count(world, OLENA, &word), count(world, TARAS, &word));
    quarters(&world, 23).await;
    assert_eq!(told(&world), (0, 0), "{}", world.all_bot_texts(OLENA));
    quarters(&world, 2).await;
    assert_eq!(told(&world), (1, 0));
    quarters(&world, 88).await;
    assert_eq!(told(&world), (2, 0));
    let said = world.all_bot_texts(OLENA);
    assert!(said.contains(&format!("{word}1 h 5")) || said.contains(&format!("{word}2 h left")), "{said}");
    quarters(&world, 12).await;
    assert_eq!(told(&world), (3, 0));
    assert_eq!(
        count(&world, IRYNA, &format!("⏰ #{id}: the deadline has passed")),
        1,
        "the head is told of what is overdue"
    );
}

#[tokio::test]
async fn a_ticket_that_nobody_takes_is_brought_up_again_and_then_before_the_head() {
    let world = team().await;
    let id = urgent(&world);
    world.poll_once().await;
    quarters(&world, 1).await;
    let again = format!("🕐 #{id}: unclaimed for");
    let head = format!("🕐 #{id}: unclaimed in your unit");
    let told = |world: &World| {
        (count(world, OLENA, &again), count(world, TARAS, &again), count(world, IRYNA, &head))
    };
    assert_eq!(told(&world), (1, 1, 0), "{}", world.all_bot_texts(OLENA));
    quarters(&world, 1).await;
    assert_eq!(told(&world), (1, 1, 1));
    quarters(&world, 8).await;
    assert_eq!(told(&world), (1, 1, 1), "and that is all");
}

#[tokio::test]
async fn what_was_taken_meanwhile_is_not_brought_up() {
    let world = team().await;
    let id = urgent(&world);
    world.poll_once().await;
    // Taken where no poll has seen it yet: it is read before anything is said.
    world.advance_time(SignedDuration::from_mins(20));
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.poll_once().await;
    assert_eq!(count(&world, OLENA, "🕐"), 0);
}

#[tokio::test]
async fn nothing_old_is_brought_up_on_the_first_day() {
    let world = World::with_service_account().await;
    let new = NewTicket::to_unit(SERVICE_DESK, "Old", "Waits since long").with_priority(Priority::High);
    world.zenlix.web_create("roman", new);
    world.advance_time(SignedDuration::from_hours(24 * 40));
    world.sign_in(OLENA).await;
    quarters(&world, 10).await;
    assert_eq!(count(&world, OLENA, "🕐"), 0, "{}", world.all_bot_texts(OLENA));
}

#[tokio::test]
async fn what_came_due_while_the_helpdesk_was_away_is_told_once_it_is_back() {
    let mut world = team().await;
    let id = urgent(&world);
    world.poll_once().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    quarters(&world, 1).await;
    world.restart_process().await;
    let again = format!("🕐 #{id}: unclaimed for");
    assert_eq!(count(&world, OLENA, &again), 0);
    world.zenlix.clear_faults();
    quarters(&world, 1).await;
    quarters(&world, 1).await;
    assert_eq!(count(&world, OLENA, &again), 1, "{}", world.all_bot_texts(OLENA));
}

/// One look at all there is to look at, in which a call of this kind takes so long.
async fn slow_look(world: &World, mode: &str, time: SignedDuration) {
    world.zenlix.fault(Fault { on: Match::mode(mode), kind: FaultKind::Hold, times: Some(1) });
    let meanwhile = async {
        world.zenlix.until_held(1).await;
        world.advance_time(time);
        world.zenlix.release();
    };
    let (looked, ()) = tokio::join!(world.app.poll_lists(), meanwhile);
    looked.unwrap();
}

#[tokio::test]
async fn where_lists_have_to_wait_looking_around_takes_no_more_time_than_they_do() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    let looks = || world.zenlix.calls().iter().filter(|call| call.mode == "ticket_view").count();
    let seconds = SignedDuration::from_secs;

    world.advance_time(SignedDuration::from_mins(6));
    slow_look(&world, "ticket_view", seconds(60)).await;
    world.advance_time(seconds(9 * 60 + 1));
    let before = looks();
    // One list is read and the other has to wait: it comes before what nobody has asked for.
    slow_look(&world, "ticket_list", seconds(10)).await;
    assert_eq!(looks(), before);
    world.advance_time(seconds(9 * 10 + 1));
    world.app.poll_lists().await.unwrap();
    assert!(looks() > before, "no list waits any more");
    world.run_until_idle().await;
}
