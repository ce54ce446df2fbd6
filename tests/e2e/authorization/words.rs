//! Who may add words to a ticket, and who keeps the team's quick replies.

use deskgram_sandbox::zenlix::world::Role;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use super::{OTHER_UNIT, arrives, newest};
use crate::support::*;

#[tokio::test]
async fn a_client_opens_no_comment_on_the_card_of_a_group() {
    let world = World::new().await;
    for who in [OLENA, ROMAN] {
        world.sign_in(who).await;
    }
    let group = world.create_group(&[OLENA, ROMAN]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.poll_once().await;
    let card = world.ticket_card(group, id).id;
    for verb in ["w", "q", "a"] {
        world.presses_data(ROMAN, group, card, &format!("1:{verb}:{id}")).await;
        world.presses_data(ROMAN, ROMAN, world.last_bot_message(ROMAN).id, &format!("1:{verb}:{id}")).await;
        world.sends_text(ROMAN, "Let me in").await;
    }
    world.sends_reply(ROMAN, group, card, "Let me in").await;
    world.telegram.replies_with_album(ROMAN, group, card, &["Let me in", "", ""]);
    world.run_until_idle().await;
    assert!(world.zenlix.comments(id).is_empty(), "{:?}", world.zenlix.comments(id));
}

#[tokio::test]
async fn a_comment_that_waits_is_judged_by_the_account_at_its_sending() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.poll_once().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    let said = world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, said), ["👀"]);
    world.zenlix.set_user_units("olena", &OTHER_UNIT.to_string());
    world.advance_time(SignedDuration::from_mins(10));
    world.zenlix.clear_faults();
    world.run_until_idle().await;
    assert!(world.zenlix.comments(id).is_empty());
    world.find_bot_message(OLENA, "wasn't sent");
}

#[tokio::test]
async fn a_technician_comments_on_what_is_in_their_list_while_the_helpdesk_is_away() {
    let world = World::with_service_account().await;
    world.sign_in(OLENA).await;
    world.poll_once().await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.poll_once().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    world.advance_time(SignedDuration::from_mins(20));
    let said = world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, said), ["👀"]);
    world.zenlix.clear_faults();
    world.advance_time(SignedDuration::from_mins(3));
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(id).len(), 1);
}

#[tokio::test]
async fn quick_replies_are_the_staffs() {
    let world = World::new().await;
    for who in [OLENA, ROMAN] {
        world.sign_in(who).await;
    }
    world.sends_text(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ 👥 For the team").await;
    world.sends_text(OLENA, "Pineapple").await;
    world.sends_text(ROMAN, "/replies").await;
    assert!(newest(&world, ROMAN).contains("support staff"), "{}", newest(&world, ROMAN));
    let last = world.last_bot_message(ROMAN).id;
    for data in ["qk", "qo", "qe", "qs:1", "qc:1", "qr:1", "qd:1"] {
        world.presses_data(ROMAN, ROMAN, last, &format!("1:{data}")).await;
        world.sends_text(ROMAN, "Cucumber").await;
    }
    world.advance_time(SignedDuration::from_secs(30));
    world.run_until_idle().await;
    assert!(!world.all_bot_texts(ROMAN).contains("Pineapple"));
    world.sends_text(OLENA, "/replies").await;
    let labels = world.last_bot_message(OLENA).labels().join(" ");
    assert!(labels.contains("Pineapple") && !labels.contains("Cucumber"), "{labels}");
}

#[tokio::test]
async fn who_was_made_a_client_in_the_middle_writes_no_quick_reply_and_no_ticket_of_anothers() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ 👥 For the team").await;
    world.zenlix.set_user_role("olena", Role::Client);
    world.poll_once().await;
    world.sends_text(OLENA, "Cucumber").await;
    assert!(newest(&world, OLENA).contains("support staff"), "{}", newest(&world, OLENA));
}

#[tokio::test]
async fn the_deletion_of_a_quick_reply_can_be_taken_back_and_is_noted() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ 👥 For the team").await;
    world.sends_text(OLENA, "Pineapple").await;
    for (undone, left) in [(true, true), (false, false)] {
        world.sends_text(OLENA, "/replies").await;
        let message = world.last_bot_message(OLENA);
        let (list, labels) = (message.id, message.labels());
        let shown = labels.into_iter().find(|label| label.contains("Pineapple")).unwrap();
        world.presses(OLENA, OLENA, list, shown).await;
        world.presses(OLENA, OLENA, list, "🗑 Delete").await;
        if undone {
            world.presses(OLENA, OLENA, list, "↩ Undo").await;
        }
        world.advance_time(SignedDuration::from_secs(11));
        world.run_until_idle().await;
        world.sends_text(OLENA, "/replies").await;
        let list = world.last_bot_message(OLENA);
        assert_eq!(list.labels().iter().any(|label| label.contains("Pineapple")), left);
    }
    world.sends_text(OLENA, "/mylog").await;
    assert!(newest(&world, OLENA).contains("deleted a quick reply"), "{}", newest(&world, OLENA));
}
