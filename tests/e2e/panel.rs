//! The panel: what concerns one member of a group is shown to them alone, in the place of the group's message; and what happens
//! where the server, the group or the moment has none.

use deskgram_sandbox::telegram::{Message, Press};
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
