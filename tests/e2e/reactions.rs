//! Reactions to a group's card as shortcuts: 👌 takes the ticket, 👍 closes it, taking the reaction away undoes that.

use deskgram::callback::{Callback, GroupPress, GroupStep};
use deskgram::domain::ids::{ChatId, Target};
use deskgram::domain::settings::ReactionMode;
use deskgram_sandbox::telegram::Sound;
use deskgram_sandbox::zenlix::WebAction;
use jiff::SignedDuration;

use crate::support::*;

/// A group of these people with a card of a new ticket; the bot is an administrator there and reactions are shortcuts.
struct Group {
    world: World,
    chat: i64,
    ticket: i64,
    card: i32,
}

impl Group {
    async fn new(signed_in: &[i64]) -> Self {
        let group = Self::with_reactions(signed_in, ReactionMode::Shortcuts).await;
        group.world.telegram.make_bot_admin(group.chat);
        group.world.run_until_idle().await;
        group
    }

    async fn with_reactions(signed_in: &[i64], mode: ReactionMode) -> Self {
        let world = World::new().await;
        for who in signed_in {
            world.sign_in(*who).await;
        }
        let chat = world.create_group(&[OLENA, TARAS, IRYNA, ROMAN, STRANGER]).await;
        world.sends_text_in(OLENA, chat, "/subscribe").await;
        let group = Self { ticket: 0, card: 0, world, chat };
        group.choose(mode).await;
        let ticket = group.world.create_ticket();
        group.world.poll_once().await;
        let card = group.world.ticket_card(chat, ticket).id;
        Self { ticket, card, ..group }
    }

    async fn choose(&self, mode: ReactionMode) -> String {
        let target = Target::whole_chat(ChatId(self.chat));
        let step = GroupStep::Reactions(mode);
        let panel = self.world.find_bot_message(self.chat, "Units").id;
        let data = Callback::Group(GroupPress { target, step }).encode();
        self.world.presses_data(OLENA, self.chat, panel, &data).await
    }

    async fn reacts(&self, who: i64, emoji: Option<&str>) {
        self.world.telegram.reacts(who, self.chat, self.card, emoji);
        self.world.run_until_idle().await;
    }

    /// Who holds the ticket, and who has finished it.
    fn people(&self) -> (Option<String>, Option<String>) {
        let ticket = self.world.zenlix.ticket(self.ticket).unwrap();
        (ticket.locked_by, ticket.ok_by)
    }

    fn holder(&self) -> Option<String> {
        self.people().0
    }
}

fn olena() -> Option<String> {
    Some("olena".to_owned())
}

#[tokio::test]
async fn a_reaction_takes_a_ticket_and_another_closes_it() {
    let group = Group::new(&[OLENA]).await;
    group.reacts(OLENA, Some("👌")).await;
    assert_eq!(group.people(), (olena(), None));
    let card = group.world.telegram.message(group.chat, group.card).unwrap();
    assert!(card.labels().contains(&"↩ Undo"), "{:?}", card.labels());
    group.world.wait_out_undo().await;
    group.reacts(OLENA, Some("👍")).await;
    assert_eq!(group.people(), (olena(), olena()));
    group.world.sends_text(OLENA, "/mylog").await;
    let log = group.world.last_bot_message(OLENA).text;
    assert!(log.contains(&format!("#{}", group.ticket)), "{log}");
}

#[tokio::test]
async fn taking_the_reaction_away_undoes_it_for_ten_seconds() {
    let group = Group::new(&[OLENA]).await;
    group.reacts(OLENA, Some("👌")).await;
    group.world.advance_time(SignedDuration::from_secs(4));
    group.reacts(OLENA, None).await;
    assert_eq!(group.holder(), None);

    group.world.advance_time(SignedDuration::from_secs(4));
    group.reacts(OLENA, Some("👌")).await;
    group.world.wait_out_undo().await;
    let said = group.world.all_bot_texts(OLENA);
    group.reacts(OLENA, None).await;
    assert_eq!(group.holder(), olena(), "ten seconds later it is no more than a reaction");
    assert_eq!(group.world.all_bot_texts(OLENA), said);
}

#[tokio::test]
async fn what_somebody_did_otherwise_is_not_undone_by_a_reaction() {
    let group = Group::new(&[OLENA, IRYNA]).await;
    group.reacts(IRYNA, Some("👌")).await;
    group.world.advance_time(SignedDuration::from_secs(60));
    group.world.zenlix.web_act("iryna", group.ticket, WebAction::Unlock);
    group.world.poll_once().await;
    group.world.presses(OLENA, group.chat, group.card, "✋ Take").await;
    group.world.advance_time(SignedDuration::from_secs(3));
    group.reacts(IRYNA, None).await;
    assert_eq!(group.holder(), olena());
}

#[tokio::test]
async fn the_double_tap_that_reacts_twice_is_asked_about() {
    let group = Group::new(&[OLENA]).await;
    group.world.advance_time(SignedDuration::from_secs(60));
    group.world.telegram.reacts(OLENA, group.chat, group.card, Some("👌"));
    group.reacts(OLENA, None).await;
    assert_eq!(group.holder(), olena());
    let said = group.world.find_bot_message(OLENA, "Press again to undo that");
    assert!(said.text.contains(&format!("#{}", group.ticket)), "{}", said.text);
}

#[tokio::test]
async fn a_failure_rings_in_the_reactors_own_chat_and_not_in_the_group() {
    let group = Group::new(&[OLENA, TARAS]).await;
    group.world.zenlix.web_act("taras", group.ticket, WebAction::Lock);
    let said = group.world.visible_bot_messages(group.chat).len();
    group.reacts(OLENA, Some("👌")).await;
    assert_eq!(group.holder().as_deref(), Some("taras"));
    let told = group.world.find_bot_message(OLENA, &format!("#{} wasn't taken", group.ticket));
    assert_eq!(told.sound, Sound::Ringing, "{}", told.text);
    assert_eq!(group.world.visible_bot_messages(group.chat).len(), said);
}

#[tokio::test]
async fn whoever_may_not_act_only_reacts() {
    let group = Group::new(&[OLENA, ROMAN]).await;
    let said = |world: &World| [group.chat, ROMAN, STRANGER].map(|chat| world.all_bot_texts(chat));
    let before = said(&group.world);
    group.world.zenlix.take_calls();
    for who in [STRANGER, ROMAN] {
        for emoji in [Some("👌"), Some("👍"), None] {
            group.reacts(who, emoji).await;
        }
    }
    group.world.telegram.reacts_anonymously(group.chat, group.card, "👌");
    group.world.run_until_idle().await;
    let acted = group.world.zenlix.take_calls().into_iter().any(|call| call.is_writing());
    assert!(!acted);
    assert_eq!(said(&group.world), before);
}

#[tokio::test]
async fn other_reactions_and_other_messages_mean_nothing() {
    let group = Group::new(&[OLENA]).await;
    group.reacts(OLENA, Some("🔥")).await;
    let panel = group.world.find_bot_message(group.chat, "Units").id;
    group.world.telegram.reacts(OLENA, group.chat, panel, Some("👌"));
    let own = group.world.ticket_card(OLENA, group.ticket).id;
    group.world.telegram.reacts(OLENA, OLENA, own, Some("👌"));
    group.world.run_until_idle().await;
    assert_eq!(group.holder(), None);
}

#[tokio::test]
async fn it_is_off_until_the_group_wants_it() {
    let group = Group::with_reactions(&[OLENA], ReactionMode::Nothing).await;
    group.world.telegram.make_bot_admin(group.chat);
    group.world.run_until_idle().await;
    group.reacts(OLENA, Some("👌")).await;
    assert_eq!(group.holder(), None);
    assert_eq!(group.choose(ReactionMode::Shortcuts).await, "✓ Saved");
    group.reacts(OLENA, None).await;
    group.reacts(OLENA, Some("👌")).await;
    assert_eq!(group.holder(), olena());
}

#[tokio::test]
async fn a_bot_that_is_no_administrator_hears_of_no_reaction_and_says_so() {
    let group = Group::with_reactions(&[OLENA], ReactionMode::Nothing).await;
    let said = group.choose(ReactionMode::Shortcuts).await;
    assert!(said.contains("administrator"), "{said}");
    group.reacts(OLENA, Some("👌")).await;
    assert_eq!(group.holder(), None);
}

#[tokio::test]
async fn a_reaction_that_was_stored_before_a_kill_acts_once() {
    let mut group = Group::new(&[OLENA]).await;
    group.world.telegram.reacts(OLENA, group.chat, group.card, Some("👌"));
    group.world.telegram.redeliver();
    group.world.restart_process().await;
    group.world.run_until_idle().await;
    assert_eq!(group.holder(), olena());
    let locks = group.world.zenlix.take_calls().into_iter().filter(|call| call.mode == "ticket_lock").count();
    assert_eq!(locks, 1);
}
