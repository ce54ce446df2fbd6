//! Small things that people notice.

use deskgram::callback::{Answer, ReferPress};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

#[tokio::test]
async fn a_group_is_greeted_once_and_again_only_when_the_bot_comes_back() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    let hellos = || world.all_bot_texts(group).matches("Hello! I'm the helpdesk's bot").count();
    assert_eq!(hellos(), 1);
    world.telegram.make_bot_admin(group);
    world.run_until_idle().await;
    world.telegram.unmute_bot(group);
    world.run_until_idle().await;
    assert_eq!(hellos(), 1, "{}", world.all_bot_texts(group));
    world.telegram.remove_bot(group);
    world.run_until_idle().await;
    world.telegram.add_bot(group);
    world.run_until_idle().await;
    assert_eq!(hellos(), 2);
}

#[tokio::test]
async fn where_reactions_are_not_allowed_the_author_is_told_in_words() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let group = world.create_group(&[TARAS]).await;
    world.sends_text_in(TARAS, group, "/subscribe").await;
    world.telegram.allow_reactions(group, &["❤"]);
    let id = world.create_ticket();
    world.poll_once().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::ResetBefore, times: None });
    let said = world.sends_reply(TARAS, group, world.ticket_card(group, id).id, "On my way").await;
    let answers = || -> Vec<_> {
        let standing = world.visible_bot_messages(group).into_iter();
        standing.filter(|message| message.reply_to == Some(said)).map(|message| message.text).collect()
    };
    assert!(answers().contains(&"👀 Got it, sending.".to_owned()), "{:?}", answers());
    world.zenlix.clear_faults();
    world.advance_time(SignedDuration::from_mins(5));
    world.run_until_idle().await;
    assert_eq!(answers().last().unwrap(), "👍 The helpdesk has your comment.");
    assert!(world.bot_reactions(group, said).is_empty());
    assert_eq!(world.zenlix.comments(id).len(), 1);
    // Elsewhere reactions stay reactions.
    let said = world.sends_reply(TARAS, TARAS, world.ticket_card(TARAS, id).id, "Done soon").await;
    assert_eq!(world.bot_reactions(TARAS, said), ["👍"]);
}

#[tokio::test]
async fn a_pasted_page_is_no_search() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let page = "printer ".repeat(480);
    for command in ["/search", "/find"] {
        world.sends_text(OLENA, &format!("{command} {page}")).await;
        assert!(
            world.last_bot_message(OLENA).text.starts_with("That search is too long"),
            "{}",
            world.last_bot_message(OLENA).text
        );
    }
    world.sends_text(OLENA, &format!("/search {}", "я".repeat(100))).await;
    assert!(!world.last_bot_message(OLENA).text.starts_with("That search is too long"));
}

#[tokio::test]
async fn each_step_of_passing_on_names_the_ticket() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    let number = format!("#{id}");
    let names = |step: &str| {
        let text = world.telegram.message(OLENA, dialogue).unwrap().text;
        assert!(text.contains(&number), "{step}: {text}");
    };
    names("the unit");
    world.presses(OLENA, OLENA, dialogue, "Мережі та сервери").await;
    names("the people");
    let all = world.answer_data(OLENA, dialogue, Answer::Refer(ReferPress::Reason));
    world.presses_data(OLENA, OLENA, dialogue, &all).await;
    names("the reason");
    world.presses(OLENA, OLENA, dialogue, "Without a comment").await;
    names("the last seconds");
}
