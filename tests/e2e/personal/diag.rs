//! `/diag`: what everybody is told, and what administrators are told besides.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

#[tokio::test]
async fn everybody_learns_who_they_are_and_when_their_list_was_read() {
    let world = World::new().await;
    world.sends_text(OLENA, "/diag").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("You aren't signed in"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.sign_in(OLENA).await;
    world.advance_time(SignedDuration::from_mins(3));
    world.sends_text(OLENA, "/diag").await;
    let text = world.last_bot_message(OLENA).text;
    for words in [
        "signed in as Коваленко О.С. (olena), since 12:00",
        "Your list was read 3 min ago",
        "Queue for this chat: empty",
        "Queue of your comments: empty",
    ] {
        assert!(text.contains(words), "{text}");
    }
    assert!(!text.contains("Overview"), "that is for administrators");
}

#[tokio::test]
async fn a_group_learns_what_the_bot_may_do_there() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let forum = world.telegram.forum("Support", &[TARAS]);
    world.telegram.add_bot(forum);
    let topic = world.telegram.topic(forum, "Desk");
    world.telegram.say(TARAS, forum).thread(topic).text("/diag").send();
    world.run_until_idle().await;
    let said = world.last_bot_message(forum);
    assert_eq!(said.thread, Some(topic));
    for words in
        ["No subscription here", "ordinary member", "commands and replies to me", &format!("number {topic}")]
    {
        assert!(said.text.contains(words), "{}", said.text);
    }
    world.telegram.say(TARAS, forum).thread(topic).text("/subscribe").send();
    world.run_until_idle().await;
    world.telegram.say(TARAS, forum).thread(topic).text("/diag").send();
    world.run_until_idle().await;
    assert!(
        world.last_bot_message(forum).text.contains("from Бойко Т.А.'s queue"),
        "{}",
        world.last_bot_message(forum).text
    );
}

#[tokio::test]
async fn what_waits_is_counted() {
    let world = World::new().await;
    for who in [OLENA, BOSS] {
        world.sign_in(who).await;
    }
    let id = world.create_ticket();
    world.poll_once().await;
    // The helpdesk is away, and a comment waits.
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::ResetBefore, times: None });
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    world.advance_time(SignedDuration::from_mins(2));
    world.sends_text(OLENA, "/diag").await;
    let text = world.find_bot_message(OLENA, "Status").text;
    assert!(text.contains("Queue of your comments: 1, the oldest waiting 2 min"), "{text}");
    world.app.bot.recent_errors.record_error(world.clock.now(), "something is <wrong>".into());
    world.sends_text(BOSS, "/diag").await;
    let text = world.find_bot_message(BOSS, "Overview").text;
    for words in ["Signed in: 2", "Lists: 1", "Queue of comments: 1", "something is <wrong>"] {
        assert!(text.contains(words), "{text}");
    }
    let group = world.create_group(&[BOSS]).await;
    world.sends_text_in(BOSS, group, "/diag").await;
    assert!(!world.last_bot_message(group).text.contains("Signed in: 2"), "not before everybody");
}
