//! A message that Telegram refuses: what becomes of it, of its subscription and of the subscriber.

use std::fs;

use deskgram::telegram::send_error::{
    Obstacle, OfMessage, OfPerson, OfSubscription, REFUSALS, SendErrorKind,
};
use deskgram_sandbox::telegram::{Fault, Spoil};
use deskgram_sandbox::zenlix::WebAction;
use jiff::SignedDuration;

use super::{subscribed, subscriptions};
use crate::support::*;

/// Whether a group shows a ticket in any form.
fn shows(world: &World, group: i64, ticket: i64) -> bool {
    world.all_bot_texts(group).contains(&format!("#{ticket} "))
}

/// How often Olena has read of it in private that something is wrong with a group.
fn told(world: &World) -> usize {
    world.visible_bot_messages(OLENA).iter().filter(|message| message.text.starts_with(['🔇', '🔕'])).count()
}

#[tokio::test]
async fn every_wording_has_the_consequences_that_the_table_says() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let unknown = ("something that nobody has heard of", SendErrorKind::Hopeless(String::new()));
    for (wording, verdict) in REFUSALS.iter().chain([&unknown]) {
        // What is said of an edit or a reaction is said of no new message, and here is no topic.
        if matches!(
            verdict,
            SendErrorKind::Unchanged
                | SendErrorKind::MessageGone
                | SendErrorKind::NoReactions
                | SendErrorKind::TopicGone
        ) {
            continue;
        }
        if subscriptions(&world).await.is_empty() {
            world.sends_text_in(OLENA, group, "/subscribe").await;
        }
        let before = told(&world);
        world.telegram.fault(Fault::refusal(wording).within(group));
        let id = world.create_ticket();
        world.poll_once().await;
        let follows = verdict.consequence();
        let ended = subscriptions(&world).await.is_empty();
        assert_eq!(ended, follows.subscription == OfSubscription::Ends, "{wording}: the subscription");
        let news = told(&world) - before;
        assert_eq!(news, usize::from(follows.person == OfPerson::Told), "{wording}: its subscriber");
        if follows.subscription == OfSubscription::Rests {
            assert!(!shows(&world, group, id), "{wording}: it waits");
        }
        world.advance_time(SignedDuration::from_mins(3));
        world.run_until_idle().await;
        let lost = follows.message == OfMessage::Dropped;
        assert_eq!(shows(&world, group, id), !lost, "{wording}: the message");
        world.telegram.clear_faults();
    }
}

#[tokio::test]
async fn the_page_on_reliability_has_every_wording() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/RELIABILITY.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("<!-- refusals -->").expect("a table of refusals");
    let (table, _) = table.split_once("<!-- /refusals -->").unwrap();
    let row = |name: &str| table.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}"));
    for (wording, verdict) in REFUSALS {
        let name = match verdict {
            SendErrorKind::Unchanged | SendErrorKind::MessageGone => "| nothing left to change |",
            SendErrorKind::NoReactions => "| this method never |",
            SendErrorKind::NoReplyTarget => "| not in this form |",
            SendErrorKind::TopicGone | SendErrorKind::ChatClosed => "| this chat for ever |",
            SendErrorKind::ChatRests(_) => "| this chat for now |",
            SendErrorKind::Hopeless(_) => "| ours |",
            _ => "| passing |",
        };
        assert!(row(name).contains(&format!("`{wording}`")), "{wording} belongs to {name}");
    }
}

#[tokio::test]
async fn a_closed_topic_rests_and_the_others_do_not() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let forum = world.telegram.forum("Support", &[TARAS]);
    world.telegram.add_bot(forum);
    let topics = [world.telegram.topic(forum, "Desk"), world.telegram.topic(forum, "Again")];
    for topic in topics {
        world.telegram.say(TARAS, forum).thread(topic).text("/subscribe").send();
        world.run_until_idle().await;
    }
    world.telegram.close_topic(forum, topics[0]);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.create_ticket());
        world.poll_once().await;
    }
    let cards = |topic: i32| -> Vec<i64> {
        let there = |id: &&i64| {
            let words = format!("#{id} ");
            world
                .visible_bot_messages(forum)
                .iter()
                .any(|one| one.thread == Some(topic) && one.text.contains(&words))
        };
        ids.iter().filter(there).copied().collect()
    };
    assert_eq!((cards(topics[0]), cards(topics[1])), (vec![], ids.clone()));
    let warnings = world.all_bot_texts(TARAS).matches("the topic is closed").count();
    assert_eq!(warnings, 1, "{}", world.all_bot_texts(TARAS));
    world.telegram.reopen_topic(forum, topics[0]);
    world.run_until_idle().await;
    assert_eq!(cards(topics[0]), ids, "all that has waited, in its order, without waiting for the next try");
    assert_eq!(subscriptions(&world).await.len(), 2);
}

#[tokio::test]
async fn a_group_where_the_bot_may_not_write_goes_on_by_itself_when_it_may() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.telegram.mute_bot(group);
    world.run_until_idle().await;
    let id = world.create_ticket();
    world.poll_once().await;
    assert!(!shows(&world, group, id));
    assert!(world.find_bot_message(OLENA, "I may not write in Support").text.starts_with('🔇'));
    world.telegram.unmute_bot(group);
    world.run_until_idle().await;
    assert!(shows(&world, group, id), "{}", world.all_bot_texts(group));
    // Without a word from Telegram it is tried now and then.
    world.telegram.fault(Fault::refusal("CHAT_RESTRICTED").within(group));
    let id = world.create_ticket();
    world.poll_once().await;
    assert!(!shows(&world, group, id));
    world.advance_time(SignedDuration::from_mins(2));
    world.run_until_idle().await;
    assert!(shows(&world, group, id), "{}", world.all_bot_texts(group));
}

#[tokio::test]
async fn what_waits_for_a_group_has_a_bound_and_the_group_is_told_of_what_was_given_up() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.telegram.fault(Fault::refusal("CHAT_WRITE_FORBIDDEN").within(group).times(u32::MAX));
    let old = [world.create_ticket(), world.create_ticket_with("second")];
    world.poll_once().await;
    // Nobody is to be reminded of them.
    old.iter().for_each(|id| world.zenlix.web_act("taras", *id, WebAction::Lock));
    world.advance_time(SignedDuration::from_hours(23));
    let young = world.create_ticket();
    world.poll_once().await;
    world.advance_time(SignedDuration::from_hours(2));
    world.run_until_idle().await;
    world.telegram.clear_faults();
    world.advance_time(SignedDuration::from_mins(31));
    world.run_until_idle().await;
    assert!(shows(&world, group, young), "{}", world.all_bot_texts(group));
    assert!(old.iter().all(|id| !shows(&world, group, *id)));
    world.find_bot_message(group, "2 messages could not be shown here");
    assert_eq!(told(&world), 1, "{}", world.all_bot_texts(OLENA));
}

#[tokio::test]
async fn a_message_that_is_taken_in_no_form_waits_and_its_subscriber_knows() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.telegram.fault(Fault::refusal("FORTY_TWO").within(group).times(4));
    let id = world.create_ticket();
    world.poll_once().await;
    assert!(!shows(&world, group, id));
    world.find_bot_message(OLENA, "Telegram takes no message of mine in Support");
    world.advance_time(SignedDuration::from_mins(3));
    world.run_until_idle().await;
    let card = world.ticket_card(group, id);
    assert!(!card.labels().is_empty(), "whole again: {}", card.text);
}

#[tokio::test]
async fn in_a_private_chat_too_an_alert_arrives_in_words_if_not_as_a_card() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    for refused in 1..=3 {
        world.telegram.fault(Fault::refusal("REPLY_MARKUP_INVALID").within(OLENA).times(refused));
        let id = world.create_ticket();
        world.poll_once().await;
        let last = world.last_bot_message(OLENA);
        let words = if refused < 3 { format!("#{id} ") } else { "wouldn't take a message".to_owned() };
        assert!(last.text.contains(&words) && last.labels().is_empty(), "{refused}: {}", last.text);
        assert_eq!(last.html.contains('<'), refused == 1, "{refused}: {}", last.html);
    }
}

#[tokio::test]
async fn a_topic_that_is_gone_ends_its_own_subscription_and_no_other() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let forum = world.telegram.forum("Support", &[TARAS]);
    world.telegram.add_bot(forum);
    let topics = [world.telegram.topic(forum, "Desk"), world.telegram.topic(forum, "Network")];
    for topic in topics {
        world.telegram.say(TARAS, forum).thread(topic).text("/subscribe").send();
        world.run_until_idle().await;
    }
    world.telegram.delete_topic(forum, topics[0]);
    world.create_ticket();
    world.poll_once().await;
    assert_eq!(subscriptions(&world).await, [(forum, Some(topics[1]))]);
    world.find_bot_message(TARAS, "is gone, so new tickets don't appear there");
}

#[tokio::test]
async fn every_word_for_a_topic_that_is_gone_ends_a_subscription_there_and_none_of_a_whole_chat() {
    let gone = REFUSALS.iter().filter(|(_, verdict)| *verdict == SendErrorKind::TopicGone);
    for (wording, _) in gone {
        let world = World::new().await;
        let group = subscribed(&world).await;
        let forum = world.telegram.forum("Forum", &[OLENA]);
        world.telegram.add_bot(forum);
        let topic = world.telegram.topic(forum, "Desk");
        world.telegram.say(OLENA, forum).thread(topic).text("/subscribe").send();
        world.run_until_idle().await;
        for chat in [group, forum] {
            world.telegram.fault(Fault::refusal(wording).within(chat));
        }
        let id = world.create_ticket();
        world.poll_once().await;
        assert_eq!(subscriptions(&world).await, [(group, None)], "{wording}");
        assert!(shows(&world, group, id), "{wording}");
    }
}

#[tokio::test]
async fn whatever_becomes_of_the_topics_of_a_private_chat_everything_asked_there_is_answered_once() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let topic = world.telegram.topic(OLENA, "Work");
    world.telegram.say(OLENA, OLENA).thread(topic).text("/in").send();
    world.run_until_idle().await;
    assert_eq!(world.last_bot_message(OLENA).thread, Some(topic));
    // Telegram goes on naming a topic in which it takes nothing any more.
    for asked in ["/in", "/free", "/new", "/help", "/settings"] {
        let before = world.visible_bot_messages(OLENA).len();
        world.telegram.say(OLENA, OLENA).thread(topic).text(asked).send();
        let refusal = Fault::refusal("message thread not found").within(OLENA);
        world.telegram.fault(refusal);
        world.run_until_idle().await;
        let answers = world.visible_bot_messages(OLENA).split_off(before);
        assert_eq!(answers.iter().map(|answer| answer.thread).collect::<Vec<_>>(), [None], "{asked}");
    }
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    assert_eq!(card.thread, None);
    world.telegram.say(OLENA, OLENA).thread(topic).reply_to(card.id).text("On my way").send();
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(id).len(), 1);
}

#[tokio::test]
async fn an_answer_to_what_stands_in_a_topic_that_is_gone_is_given_in_the_chat_itself() {
    let world = World::new().await;
    for times in 1..=2 {
        let gone = Spoil::Refuse(400, "Bad Request: message thread not found".into());
        world.telegram.fault(Fault::once("sendMessage", gone).within(OLENA).times(times));
        world.sends_text(OLENA, "/start").await;
        assert!(
            world.last_bot_message(OLENA).text.contains("/login"),
            "{times}: {}",
            world.last_bot_message(OLENA).text
        );
    }
}

#[tokio::test]
async fn a_reaction_that_has_to_wait_holds_up_no_message() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let first = world.create_ticket();
    world.poll_once().await;
    let card = world.find_bot_message(group, &format!("#{first} ")).id;
    world.telegram.fault(Fault::once("setMessageReaction", Spoil::RetryAfter(10_072)).within(group));
    world.telegram.say(OLENA, group).reply_to(card).text("On my way").send();
    world.run_until_idle().await;
    let second = world.create_ticket();
    world.poll_once().await;
    assert!(shows(&world, group, second), "{}", world.all_bot_texts(group));
}

#[tokio::test]
async fn slow_mode_and_floods_only_put_off() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    for spoil in [Spoil::RetryAfter(30), Spoil::Refuse(400, "Bad Request: SLOWMODE_WAIT_30".into())] {
        world.telegram.fault(Fault::once("sendMessage", spoil).within(group));
        let id = world.create_ticket();
        world.poll_once().await;
        assert!(shows(&world, group, id));
    }
    assert_eq!((told(&world), subscriptions(&world).await.len()), (0, 1));
}

#[test]
fn what_rests_is_told_apart() {
    let obstacles = [Obstacle::TopicClosed, Obstacle::NoRights, Obstacle::Unknown];
    for obstacle in obstacles {
        assert!(
            REFUSALS.iter().any(|(_, verdict)| *verdict == SendErrorKind::ChatRests(obstacle)),
            "{obstacle:?}"
        );
    }
}

#[tokio::test]
async fn a_pause_without_end_is_kept_for_an_hour_at_a_time() {
    for seconds in [u64::MAX, 9_000_000_000_000_000_000, 90_000] {
        let world = World::new().await;
        world.sign_in(OLENA).await;
        world.telegram.fault(Fault::once("sendMessage", Spoil::RetryAfter(seconds)).within(OLENA));
        let id = world.create_ticket();
        world.poll_once().await;
        world.advance_time(SignedDuration::from_mins(58));
        world.run_until_idle().await;
        assert!(world.find_ticket_card(OLENA, id).is_none(), "{seconds} seconds");
        world.advance_time(SignedDuration::from_mins(2));
        world.run_until_idle().await;
        world.ticket_card(OLENA, id);
    }
}

#[tokio::test]
async fn while_the_bot_is_logged_out_nothing_is_lost_and_nobody_is_told_that_a_group_refuses() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let logged_out = Spoil::Refuse(400, "Logged out".into());
    world.telegram.fault(Fault::once("sendMessage", logged_out).times(7));
    let id = world.create_ticket();
    world.poll_once().await;
    world.advance_time(SignedDuration::from_mins(10));
    world.run_until_idle().await;
    assert!(shows(&world, group, id) && shows(&world, OLENA, id));
    assert_eq!(told(&world), 0);
}
