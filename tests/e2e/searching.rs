//! Tickets by their number: what a search costs the helpdesk, and how seldom it is asked.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};
use jiff::SignedDuration;

use crate::support::*;

/// How many lists were read since this was asked last.
fn lists_read(world: &World) -> usize {
    world.zenlix.take_calls().iter().filter(|call| call.mode == "ticket_list").count()
}

#[tokio::test]
async fn what_is_nowhere_is_looked_for_once() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.advance_time(SignedDuration::from_mins(2));
    lists_read(&world);
    world.sends_text(OLENA, "/ticket 99999").await;
    assert!(world.last_bot_message(OLENA).text.contains("99999"), "{}", world.last_bot_message(OLENA).text);
    assert_eq!(lists_read(&world), 3);
    for number in [99_999, 99_998, 99_999, 12] {
        world.sends_text(OLENA, &format!("/ticket {number}")).await;
        world.sends_text(OLENA, &format!("/start t{number}")).await;
    }
    assert_eq!(lists_read(&world), 0, "the lists were read a moment ago");
    world.advance_time(SignedDuration::from_mins(2));
    world.sends_text(OLENA, "/ticket 99999").await;
    assert_eq!(lists_read(&world), 0, "what was not found is not looked for again for a while");
    world.advance_time(SignedDuration::from_mins(5));
    world.sends_text(OLENA, "/ticket 99999").await;
    assert_eq!(lists_read(&world), 3);
}

#[tokio::test]
async fn lists_that_were_shown_a_moment_ago_are_not_read_again() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let theirs = world.zenlix.web_create("mark", NewTicket::to_unit(3, "BAS", "Not for Olena"));
    world.create_ticket();
    world.advance_time(SignedDuration::from_mins(1));
    for list in ["/in", "/out", "/archive"] {
        world.sends_text(OLENA, list).await;
    }
    lists_read(&world);
    world.sends_text(OLENA, &format!("/ticket {theirs}")).await;
    assert_eq!(lists_read(&world), 0);
    // A ticket that is newer than what was shown is looked for.
    let new = world.create_ticket_with("Just now");
    world.sends_text(OLENA, &format!("/ticket {new}")).await;
    assert_eq!(world.last_bot_message(OLENA).id, world.ticket_card(OLENA, new).id);
}

#[tokio::test]
async fn a_list_that_can_not_be_read_makes_nothing_missing() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.advance_time(SignedDuration::from_mins(2));
    let kind = FaultKind::Status(502, String::new());
    world.zenlix.fault(Fault { on: Match::mode("ticket_list"), kind, times: Some(1) });
    world.sends_text(OLENA, "/ticket 99999").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("isn't answering"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    lists_read(&world);
    world.sends_text(OLENA, "/ticket 99999").await;
    assert_eq!(lists_read(&world), 1, "the one that could not be read");
}

#[tokio::test]
async fn one_search_goes_on_at_a_time() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    world.advance_time(SignedDuration::from_mins(2));
    lists_read(&world);
    world.zenlix.fault(Fault { on: Match::mode("ticket_list"), kind: FaultKind::Hold, times: None });
    world.telegram.says(OLENA, OLENA, "/ticket 99999");
    world.telegram.says(TARAS, TARAS, "/ticket 99999");
    world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
    for _ in 0..6 {
        world.zenlix.until_held(1).await;
        world.zenlix.release_one();
    }
    world.zenlix.clear_faults();
    world.run_until_idle().await;
    let calls = world.zenlix.take_calls().into_iter().filter(|call| call.mode == "ticket_list");
    let whose: Vec<_> = calls.filter_map(|call| call.login).collect();
    assert_eq!(whose.len(), 6);
    assert!(whose[..3].iter().all(|login| *login == whose[0]), "{whose:?}");
    for who in [OLENA, TARAS] {
        assert!(world.last_bot_message(who).text.contains("99999"), "{}", world.last_bot_message(who).text);
    }
}
