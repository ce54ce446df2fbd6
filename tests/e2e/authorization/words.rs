//! Who may add words to a ticket, and who keeps the team's quick replies.

use deskgram::domain::person::Role;
use deskgram::sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use super::{OTHER_UNIT, arrives, newest};
use crate::support::*;

#[tokio::test]
async fn a_client_opens_no_comment_on_the_card_of_a_group() {
    let world = World::start().await;
    for who in [OLENA, ROMAN] {
        world.sign_in(who).await;
    }
    let group = world.group(&[OLENA, ROMAN]).await;
    world.telegram.promote(OLENA, group);
    world.says_in(OLENA, group, "/subscribe").await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.tick().await;
    let card = world.card(group, id).id;
    for verb in ["w", "q", "a"] {
        world.presses_data(ROMAN, group, card, &format!("1:{verb}:{id}")).await;
        world.presses_data(ROMAN, ROMAN, world.last(ROMAN).id, &format!("1:{verb}:{id}")).await;
        world.says(ROMAN, "Let me in").await;
    }
    world.replies(ROMAN, group, card, "Let me in").await;
    world.telegram.replies_with_album(ROMAN, group, card, &["Let me in", "", ""]);
    world.settle().await;
    assert!(world.zenlix.comments(id).is_empty(), "{:?}", world.zenlix.comments(id));
}

#[tokio::test]
async fn a_comment_that_waits_is_judged_by_the_account_at_its_sending() {
    let world = World::start().await;
    world.sign_in(OLENA).await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.tick().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    let said = world.replies(OLENA, OLENA, world.card(OLENA, id).id, "On my way").await;
    assert_eq!(world.reaction(OLENA, said), ["👀"]);
    world.zenlix.set_user_units("olena", &OTHER_UNIT.to_string());
    world.pass_time(SignedDuration::from_mins(10));
    world.zenlix.clear_faults();
    world.settle().await;
    assert!(world.zenlix.comments(id).is_empty());
    world.find(OLENA, "wasn't sent");
}

#[tokio::test]
async fn a_technician_comments_on_what_is_in_their_list_while_the_helpdesk_is_away() {
    let world = World::watched().await;
    world.sign_in(OLENA).await;
    world.tick().await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.tick().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    world.pass_time(SignedDuration::from_mins(20));
    let said = world.replies(OLENA, OLENA, world.card(OLENA, id).id, "On my way").await;
    assert_eq!(world.reaction(OLENA, said), ["👀"]);
    world.zenlix.clear_faults();
    world.pass_time(SignedDuration::from_mins(3));
    world.settle().await;
    assert_eq!(world.zenlix.comments(id).len(), 1);
}

#[tokio::test]
async fn quick_replies_are_the_staffs() {
    let world = World::start().await;
    for who in [OLENA, ROMAN] {
        world.sign_in(who).await;
    }
    world.says(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last(OLENA).id, "➕ 👥 For the team").await;
    world.says(OLENA, "Pineapple").await;
    world.says(ROMAN, "/replies").await;
    assert!(newest(&world, ROMAN).contains("Only technicians"), "{}", newest(&world, ROMAN));
    let last = world.last(ROMAN).id;
    for data in ["qk", "qo", "qe", "qs:1", "qc:1", "qr:1", "qd:1"] {
        world.presses_data(ROMAN, ROMAN, last, &format!("1:{data}")).await;
        world.says(ROMAN, "Cucumber").await;
    }
    world.pass_time(SignedDuration::from_secs(30));
    world.settle().await;
    assert!(!world.said(ROMAN).contains("Pineapple"));
    world.says(OLENA, "/replies").await;
    let labels = world.last(OLENA).labels().join(" ");
    assert!(labels.contains("Pineapple") && !labels.contains("Cucumber"), "{labels}");
}

#[tokio::test]
async fn who_was_made_a_client_in_the_middle_writes_no_quick_reply_and_no_ticket_of_anothers() {
    let world = World::start().await;
    world.sign_in(OLENA).await;
    world.says(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last(OLENA).id, "➕ 👥 For the team").await;
    world.zenlix.set_user_role("olena", Role::Client);
    world.tick().await;
    world.says(OLENA, "Cucumber").await;
    assert!(newest(&world, OLENA).contains("Only technicians"), "{}", newest(&world, OLENA));
}

#[tokio::test]
async fn the_deletion_of_a_quick_reply_can_be_taken_back_and_is_noted() {
    let world = World::start().await;
    world.sign_in(OLENA).await;
    world.says(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last(OLENA).id, "➕ 👥 For the team").await;
    world.says(OLENA, "Pineapple").await;
    for (undone, left) in [(true, true), (false, false)] {
        world.says(OLENA, "/replies").await;
        let message = world.last(OLENA);
        let (list, labels) = (message.id, message.labels());
        let shown = labels.into_iter().find(|label| label.contains("Pineapple")).unwrap();
        world.presses(OLENA, OLENA, list, shown).await;
        world.presses(OLENA, OLENA, list, "🗑 Delete").await;
        if undone {
            world.presses(OLENA, OLENA, list, "↩ Undo").await;
        }
        world.pass_time(SignedDuration::from_secs(11));
        world.settle().await;
        world.says(OLENA, "/replies").await;
        let list = world.last(OLENA);
        assert_eq!(list.labels().iter().any(|label| label.contains("Pineapple")), left);
    }
    world.says(OLENA, "/mylog").await;
    assert!(newest(&world, OLENA).contains("deleted a quick reply"), "{}", newest(&world, OLENA));
}
