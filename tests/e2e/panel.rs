//! The panel: what concerns one member of a group is shown to them alone, in the place of the group's message; and what happens
//! where the server, the group or the moment has none.

use deskgram_sandbox::mischief::Mischief;
use deskgram_sandbox::telegram::{Message, Press};
use deskgram_sandbox::zenlix::world::AccountStatus;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

/// A group of Olena, whose queue it follows, and Taras, with the card of a ticket; a while after it came.
struct Scene {
    world: World,
    group: i64,
    ticket: i64,
}

impl Scene {
    async fn set(world: World) -> Self {
        let group = world.create_group(&[OLENA, TARAS]).await;
        world.sign_in(OLENA).await;
        world.sign_in(TARAS).await;
        world.sends_text_in(OLENA, group, "/subscribe").await;
        let ticket = world.create_ticket();
        world.poll_once().await;
        world.advance_time(SignedDuration::from_secs(90));
        Self { world, group, ticket }
    }

    async fn new() -> Self {
        Self::set(World::with_ephemeral_messages().await).await
    }

    fn card(&self) -> i32 {
        self.world.ticket_card(self.group, self.ticket).id
    }

    /// A press on the group's card; time enough passes for the group to take another message.
    async fn presses(&self, who: i64, label: &str) -> String {
        let said = self.world.presses(who, self.group, self.card(), label).await;
        self.world.advance_time(SignedDuration::from_secs(3));
        said
    }

    async fn presses_panel(&self, who: i64, label: &str) -> String {
        let said = self.world.presses_panel(who, self.group, label).await;
        self.world.advance_time(SignedDuration::from_secs(3));
        said
    }

    /// What the newest of the bot in somebody's own chat says.
    fn own_chat(&self, who: i64) -> Vec<String> {
        self.world.visible_bot_messages(who).into_iter().map(|message| message.text).collect()
    }

    fn seen_by(&self, who: i64) -> Vec<Message> {
        self.world.telegram.shown_to(who, self.group)
    }
}

#[tokio::test]
async fn what_is_longer_than_a_panel_stands_whole_in_ones_own_chat() {
    let scene = Scene::new().await;
    for number in 1..=5 {
        let comment = format!("{} The end of number {number}.", "It happened again. ".repeat(25));
        scene.world.zenlix.web_comment("roman", scene.ticket, &comment);
    }
    scene.presses(TARAS, COMMENTS).await;
    let panel = scene.world.panel(TARAS, scene.group);
    assert!(
        panel.text.chars().count() <= 1024 && !panel.text.contains("The end of number 5"),
        "{}",
        panel.text
    );
    assert!(panel.labels().iter().any(|label| label.contains("Open our chat")), "{:?}", panel.labels());
    assert!(scene.own_chat(TARAS).last().unwrap().contains("The end of number 5"));
}

#[tokio::test]
async fn comments_are_shown_to_who_has_asked_for_them_and_the_card_comes_back() {
    let scene = Scene::new().await;
    scene.world.zenlix.web_comment("roman", scene.ticket, "Room 7, under the desk");
    let (before, own) = (scene.seen_by(OLENA), scene.own_chat(TARAS));
    assert_eq!(scene.presses(TARAS, COMMENTS).await, "👁 Only you see this");
    assert!(scene.world.panel(TARAS, scene.group).text.contains("under the desk"));
    assert!(scene.seen_by(TARAS).iter().all(|message| message.id != scene.card()), "it replaces the card");
    let texts = |messages: &[Message]| messages.iter().map(|m| m.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&scene.seen_by(OLENA)), texts(&before));
    assert_eq!(scene.own_chat(TARAS), own, "once is enough");
    scene.presses_panel(TARAS, "◀").await;
    assert!(scene.world.find_panel(TARAS, scene.group).is_none());
    assert!(scene.seen_by(TARAS).iter().any(|message| message.id == scene.card()));
}

#[tokio::test]
async fn behind_the_dots_stands_ones_own_card_and_what_is_done_there_is_done() {
    let scene = Scene::new().await;
    scene.world.presses_data(TARAS, scene.group, scene.card(), &format!("1:m:{}", scene.ticket)).await;
    let panel = scene.world.panel(TARAS, scene.group);
    assert!(panel.text.contains("+380501234567"), "the client stands on one's own card: {}", panel.text);
    for label in ["✋", "💬", "◀"] {
        assert!(panel.labels().iter().any(|found| found.starts_with(label)), "{label}: {:?}", panel.labels());
    }
    scene.world.advance_time(SignedDuration::from_secs(3));
    assert_eq!(scene.presses_panel(TARAS, "✋").await, format!("#{} is yours", scene.ticket));
    scene.world.run_until_idle().await;
    let panel = scene.world.panel(TARAS, scene.group);
    assert!(panel.labels().iter().any(|label| label.contains("Undo")), "it is drawn again: {panel:?}");
    let shared = scene.world.ticket_card(scene.group, scene.ticket);
    assert!(shared.labels().iter().any(|label| label.contains("Undo")), "everybody sees it: {shared:?}");
    assert!(scene.presses_panel(TARAS, COMMENTS).await.is_empty());
    assert!(scene.world.panel(TARAS, scene.group).text.contains("Nobody has written"));
}

#[tokio::test]
async fn who_is_not_signed_in_is_shown_the_way_to_it() {
    let scene = Scene::new().await;
    scene.world.sends_text(TARAS, "/logout").await;
    let said = scene.presses(TARAS, "✋").await;
    assert!(said.contains("aren't signed in"), "{said}");
    let panel = scene.world.panel(TARAS, scene.group);
    let Press::Url(url) = &panel.buttons[0][0].press else { panic!("{panel:?}") };
    assert!(url.ends_with("?start=login"), "{url}");
}

#[tokio::test]
async fn a_refusal_comes_with_the_card_and_what_may_be_done() {
    let scene = Scene::new().await;
    scene.presses(OLENA, "✋").await;
    scene.world.wait_out_undo().await;
    scene.world.advance_time(SignedDuration::from_secs(90));
    let act = format!("1:f:{}", scene.ticket);
    let said = scene.world.presses_data(TARAS, scene.group, scene.card(), &act).await;
    let panel = scene.world.panel(TARAS, scene.group);
    assert!(panel.text.starts_with("⚠️") && panel.text.contains(said.trim()), "{said}: {}", panel.text);
    assert!(panel.text.contains("printer is on fire"), "{}", panel.text);
}

#[tokio::test]
async fn a_question_is_asked_in_ones_own_chat() {
    let scene = Scene::new().await;
    scene.presses(TARAS, COMMENTS).await;
    let said = scene.presses_panel(TARAS, "✏").await;
    assert_eq!(said, "Sent to your chat with me");
    let question = scene.world.last_bot_message(TARAS);
    assert!(question.labels().iter().any(|label| label.contains("Cancel")), "{question:?}");
}

/// Where there is no panel everything goes as it always has, and nothing is shown to anybody else.
async fn hold_usual_way(scene: &Scene, label: &str) {
    let before = scene.seen_by(OLENA).len();
    scene.world.advance_time(SignedDuration::from_secs(2));
    let said = scene.presses(TARAS, COMMENTS).await;
    assert_eq!(said, "Sent to your chat with me", "{label}");
    assert!(scene.world.last_bot_message(TARAS).text.contains("Nobody has written"), "{label}");
    assert!(scene.world.find_panel(TARAS, scene.group).is_none(), "{label}");
    assert_eq!(scene.seen_by(OLENA).len(), before, "{label}");
}

#[tokio::test]
async fn an_older_server_shows_nobody_anything_and_is_asked_once() {
    let scene = Scene::set(World::new().await).await;
    scene.world.telegram.forget_calls();
    hold_usual_way(&scene, "the first time").await;
    hold_usual_way(&scene, "and again").await;
    let refused = scene.world.telegram.calls().into_iter().filter(|call| call.refusal.is_some());
    assert_eq!(refused.count(), 1);
}

#[tokio::test]
async fn a_group_that_takes_none_and_one_that_has_had_its_share() {
    let scene = Scene::new().await;
    scene.world.telegram.refuse_ephemeral_messages(scene.group);
    hold_usual_way(&scene, "the group takes none").await;
    let scene = Scene::new().await;
    // Two at once are more than a group takes in a second.
    let card = scene.world.ticket_card(scene.group, scene.ticket);
    let label = card.labels().into_iter().find(|label| label.starts_with(COMMENTS)).unwrap();
    for who in [TARAS, OLENA] {
        scene.world.telegram.presses(who, scene.group, card.id, label);
    }
    scene.world.run_until_idle().await;
    let comments = |who| scene.world.last_bot_message(who).text.contains("Nobody has written");
    let panels = [TARAS, OLENA].map(|who| scene.world.find_panel(who, scene.group).is_some());
    assert_eq!(panels.map(|is_shown| !is_shown), [TARAS, OLENA].map(comments));
    assert_ne!(panels[0], panels[1], "one is shown where it was asked for, the other in their own chat");
    let refused = scene.world.telegram.calls().into_iter().filter(|call| call.status == Some(429));
    assert_eq!(refused.count(), 0, "Telegram's limits hold");
}

#[tokio::test]
async fn a_press_that_is_too_old_is_answered_in_ones_own_chat() {
    let scene = Scene::new().await;
    let card = scene.world.ticket_card(scene.group, scene.ticket);
    let label = card.labels().into_iter().find(|label| label.starts_with(COMMENTS)).unwrap();
    scene.world.telegram.presses(TARAS, scene.group, card.id, label);
    scene.world.advance_time(SignedDuration::from_secs(16));
    scene.world.run_until_idle().await;
    assert!(scene.world.find_panel(TARAS, scene.group).is_none());
    assert!(scene.world.last_bot_message(TARAS).text.contains("Nobody has written"));
}

#[tokio::test]
async fn what_telegram_loses_is_there_after_another_press() {
    let scene = Scene::new().await;
    scene.world.telegram.go_offline(TARAS);
    scene.presses(TARAS, COMMENTS).await;
    scene.world.telegram.go_online(TARAS);
    assert!(scene.world.find_panel(TARAS, scene.group).is_none());
    scene.presses(TARAS, COMMENTS).await;
    assert!(scene.world.panel(TARAS, scene.group).text.contains("Nobody has written"));
}

/// What somebody types for themselves, and a word of the answer.
const OWN_COMMANDS: [(&str, &str); 5] = [
    ("/in", "printer is on fire"),
    ("/find roman", "+380501234567"),
    ("/units", "Whose people"),
    ("/mylog", "activity"),
    ("/diag", "posted here"),
];

#[tokio::test]
async fn what_one_types_for_oneself_is_answered_there_and_nobody_else_sees_a_word() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let texts = |messages: Vec<Message>| messages.into_iter().map(|m| m.text).collect::<Vec<_>>();
    let (others, own) = (texts(scene.seen_by(OLENA)), scene.own_chat(TARAS));
    for (words, answer) in OWN_COMMANDS {
        assert_eq!(world.sends_text_in(TARAS, scene.group, words).await, 0, "{words} is not in the chat");
        let panel = world.panel(TARAS, scene.group);
        assert!(panel.text.contains(answer), "{words}: {}", panel.text);
        assert_eq!(panel.labels().last(), Some(&"✖ Hide"), "{words}");
        world.advance_time(SignedDuration::from_secs(4));
    }
    assert_eq!(texts(scene.seen_by(OLENA)), others);
    assert_eq!(scene.own_chat(TARAS), own, "once is enough");
}

/// Taras answers the card that he alone sees.
async fn answers_own_card(scene: &Scene, text: &str) {
    let number = scene.world.panel(TARAS, scene.group).ephemeral.unwrap();
    scene.world.telegram.replies_ephemeral(TARAS, scene.group, number, text);
    scene.world.run_until_idle().await;
}

#[tokio::test]
async fn the_answer_to_what_one_person_sees_is_a_comment_that_nobody_else_in_the_group_sees() {
    let scene = Scene::new().await;
    let (others, own) = (scene.seen_by(OLENA).len(), scene.own_chat(TARAS));
    scene.world.telegram.play_mischief(&[Mischief::DoubledUpdates], 1);
    scene.presses(TARAS, "⋯").await;
    answers_own_card(&scene, "The fuser is broken").await;
    assert_eq!(
        scene.world.zenlix.comments(scene.ticket),
        [("taras".to_owned(), "The fuser is broken".to_owned())]
    );
    let said = scene.world.panel(TARAS, scene.group);
    assert!(said.text.contains("your comment is on its way"), "{}", said.text);
    assert_eq!(said.labels(), ["✖ Hide"]);
    let seen = scene.seen_by(OLENA);
    assert_eq!(seen.len(), others);
    assert!(!seen.iter().any(|message| message.text.contains("on its way")));
    assert_eq!(scene.own_chat(TARAS), own);
}

#[tokio::test]
async fn comments_that_one_person_alone_sees_are_answered_too() {
    let scene = Scene::new().await;
    scene.world.zenlix.web_comment("roman", scene.ticket, "Room 7, under the desk");
    scene.presses(TARAS, COMMENTS).await;
    answers_own_card(&scene, "On my way").await;
    assert_eq!(scene.world.zenlix.comments(scene.ticket).last().unwrap().1, "On my way");
}

#[tokio::test]
async fn an_answer_that_had_to_wait_is_told_when_it_has_arrived() {
    let scene = Scene::new().await;
    scene.presses(TARAS, "⋯").await;
    let away = FaultKind::Status(502, "<html>Bad Gateway</html>".into());
    scene.world.zenlix.fault(Fault { on: Match::mode("add_ticket_comment"), kind: away, times: Some(1) });
    answers_own_card(&scene, "On my way").await;
    scene.world.advance_time(SignedDuration::from_mins(10));
    scene.world.run_until_idle().await;
    assert_eq!(scene.world.zenlix.comments(scene.ticket).last().unwrap().1, "On my way");
    let told = scene.own_chat(TARAS).pop().unwrap();
    assert!(told.contains("Sent to") && told.contains("On my way"), "{told}");
}

#[tokio::test]
async fn an_answer_that_does_not_get_there_comes_back_with_its_words() {
    let scene = Scene::new().await;
    scene.presses(TARAS, "⋯").await;
    scene.world.zenlix.set_user_status("taras", AccountStatus::Deleted);
    answers_own_card(&scene, "The fuser is broken").await;
    scene.world.advance_time(SignedDuration::from_mins(10));
    scene.world.run_until_idle().await;
    let told = scene.own_chat(TARAS);
    assert!(told.iter().any(|text| text.contains("The fuser is broken")), "{told:?}");
    assert!(scene.world.zenlix.comments(scene.ticket).is_empty());
}

#[tokio::test]
async fn a_command_that_a_group_takes_no_answer_to_is_answered_in_ones_own_chat() {
    let scene = Scene::new().await;
    scene.world.settle_menus().await;
    scene.world.telegram.refuse_ephemeral_messages(scene.group);
    let others = scene.seen_by(OLENA).len();
    assert_eq!(scene.world.sends_text_in(TARAS, scene.group, "/search printer").await, 0);
    let answer = scene.world.last_bot_message(TARAS).text;
    assert!(answer.contains("printer is on fire"), "{answer}");
    assert_eq!(scene.seen_by(OLENA).len(), others);
}

#[tokio::test]
async fn an_older_server_offers_a_group_no_commands_for_one_person_alone() {
    let scene = Scene::set(World::new().await).await;
    scene.world.settle_menus().await;
    let (offered, _) = scene.world.menu(TARAS, scene.group);
    assert!(offered.contains(&"diag".to_owned()), "{offered:?}");
    for own in ["in", "search", "find", "units", "mylog"] {
        assert!(!offered.contains(&own.to_owned()), "{own}: {offered:?}");
    }
    // Whoever types them all the same is led away, as ever.
    assert_ne!(scene.world.sends_text_in(TARAS, scene.group, "/in").await, 0);
    let answer = scene.world.last_bot_message(scene.group);
    assert!(matches!(&answer.buttons[0][0].press, Press::Url(url) if url.ends_with("?start=in")));
}

#[tokio::test]
async fn a_groups_minute_is_not_overrun_by_what_one_person_alone_sees() {
    let scene = Scene::new().await;
    let world = &scene.world;
    world.telegram.forget_calls();
    let (mut shown, mut sent) = (0, 0);
    for turn in 0..40 {
        let who = [TARAS, OLENA][turn % 2];
        let (panel, own) = (world.find_panel(who, scene.group), scene.own_chat(who));
        world.sends_text_in(who, scene.group, "/in").await;
        let number = |panel: Option<Message>| panel.and_then(|panel| panel.ephemeral);
        shown += usize::from(number(world.find_panel(who, scene.group)) != number(panel));
        sent += usize::from(scene.own_chat(who) != own);
        world.advance_time(SignedDuration::from_millis(1_050));
    }
    assert_eq!(shown + sent, 40, "each is answered once");
    assert!(shown > 5 && sent > 5, "{shown} there, {sent} in their own chats");
    // The group hears of what is new in the midst of it.
    let ticket = world.create_ticket();
    world.app.poll_lists().await.unwrap();
    world.run_until_idle().await;
    assert!(world.find_ticket_card(scene.group, ticket).is_some());
    let refused = world.telegram.calls().into_iter().filter(|call| call.status == Some(429));
    assert_eq!(refused.count(), 0, "Telegram's limits hold");
}

/// A press on a ticket of a message that lists some: its card is shown to who has pressed alone.
async fn hold_opened_alone(scene: &Scene, list: &Message) {
    let (before, own) = (scene.seen_by(OLENA).len(), scene.own_chat(TARAS));
    let mut said = String::new();
    // The list is its subscriber's: not every ticket of it is for everybody.
    for open in list.labels().into_iter().filter(|label| label.contains('#')) {
        said = scene.world.presses(TARAS, scene.group, list.id, open).await;
        scene.world.advance_time(SignedDuration::from_secs(3));
        if said == "👁 Only you see this" {
            break;
        }
        assert!(said.contains("isn't among those you can see"), "{said}");
    }
    assert_eq!(said, "👁 Only you see this");
    let panel = scene.world.panel(TARAS, scene.group);
    assert!(panel.labels().iter().any(|label| label.starts_with("✋")), "it is one's own card: {panel:?}");
    assert_eq!(scene.seen_by(OLENA).len(), before);
    assert_eq!(scene.own_chat(TARAS), own);
}

#[tokio::test]
async fn a_ticket_of_the_board_is_opened_for_who_presses_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let settings = world.find_bot_message(scene.group, "Units").id;
    world.presses(OLENA, scene.group, settings, "📋 Pin the queue").await;
    world.poll_once().await;
    let board =
        world.visible_bot_messages(scene.group).into_iter().rfind(|m| m.text.starts_with('📋')).unwrap();
    hold_opened_alone(&scene, &board).await;
}

#[tokio::test]
async fn a_ticket_of_a_storm_is_opened_for_who_presses_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    for _ in 0..12 {
        world.advance_time(SignedDuration::from_secs(2));
        world.create_ticket();
    }
    world.poll_once().await;
    world.advance_time(SignedDuration::from_secs(90));
    let storm =
        world.visible_bot_messages(scene.group).into_iter().rfind(|m| m.text.starts_with('🌊')).unwrap();
    hold_opened_alone(&scene, &storm).await;
}
