//! Whatever a press ends can be taken back for ten seconds: held over every button that there is.

use std::collections::HashSet;

use deskgram::callback::{Answer, Callback, GroupPress, GroupStep, PersonalPress, ReferPress, ReplyPress};
use deskgram::domain::action::Action;
use deskgram::domain::ids::{ChatId, Target, TelegramUser};
use deskgram_sandbox::zenlix::WebAction;
use jiff::SignedDuration;

use crate::support::*;

/// Every form of a button that was ever shipped.
const BUTTONS: &str = include_str!("../fixtures/stored/buttons.txt");

/// What a press can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Ending {
    Take,
    Release,
    Finish,
    Reopen,
    Refer,
    ReleaseAll,
    Subscription,
    QuickReply,
}

impl Ending {
    /// The button that takes it back.
    fn way_back(self) -> &'static str {
        match self {
            // A ticket that is free again is everybody's to take.
            Self::Release => "✋ Take",
            Self::Reopen => "✅ Done",
            Self::Refer => "✖ Cancel",
            _ => "↩ Undo",
        }
    }
}

/// What this button ends; `None` where it only shows or asks something, or where the same button takes it back. A new kind of
/// button has to be put here.
fn ending_of(callback: &Callback) -> Option<Ending> {
    match callback {
        Callback::Act { action, .. } => match action {
            Action::Take => Some(Ending::Take),
            Action::Release => Some(Ending::Release),
            Action::Finish => Some(Ending::Finish),
            Action::Reopen => Some(Ending::Reopen),
            // Asks to whom.
            Action::Refer => None,
        },
        Callback::ReleaseAll => Some(Ending::ReleaseAll),
        Callback::Reply(press) => match press {
            ReplyPress::Delete { .. } => Some(Ending::QuickReply),
            ReplyPress::Offer { .. }
            | ReplyPress::Keep
            | ReplyPress::AddOwn
            | ReplyPress::AddShared
            | ReplyPress::Show { .. }
            | ReplyPress::Change { .. }
            | ReplyPress::Raise { .. } => None,
        },
        Callback::Group(press) => match press.step {
            GroupStep::End => Some(Ending::Subscription),
            GroupStep::Open(_)
            | GroupStep::Unit(_)
            | GroupStep::Units(_)
            | GroupStep::EveryUnit
            | GroupStep::Floor(_)
            | GroupStep::Which(_)
            | GroupStep::Show(_)
            | GroupStep::Quiet(_)
            | GroupStep::Lang(_)
            | GroupStep::Board(_)
            | GroupStep::Digest(_)
            | GroupStep::Reactions(_)
            | GroupStep::WeeklyPicture(_) => None,
        },
        Callback::Dialogue(press) => match press.answer {
            Answer::Refer(ReferPress::Send) => Some(Ending::Refer),
            // What a question asks for is not begun before its last answer.
            Answer::Cancel
            | Answer::Refer(_)
            | Answer::Create(_)
            | Answer::QuickReply { .. }
            | Answer::Zone(_) => None,
        },
        Callback::Personal(press) => match press {
            PersonalPress::Open(_)
            | PersonalPress::Lang(_)
            | PersonalPress::Zone(_)
            | PersonalPress::TypeZone
            | PersonalPress::Hours(_)
            | PersonalPress::Day(_)
            | PersonalPress::Outside(_)
            | PersonalPress::Mute(_)
            | PersonalPress::Unit(_)
            | PersonalPress::Units(_)
            | PersonalPress::Floor(_)
            | PersonalPress::Kind(_)
            | PersonalPress::Urgent(_)
            | PersonalPress::Digest(_) => None,
        },
        // The way back itself, or the answer to the question what becomes of it.
        Callback::Undo { .. }
        | Callback::CancelJob { .. }
        | Callback::RetryJob { .. }
        | Callback::CommentRetry { .. }
        | Callback::CommentDrop { .. }
        // A handover has its *Undo* (`duty::`), a calendar link that was ended is to stay so.
        | Callback::Duty(_)
        // Each has its opposite in the same place.
        | Callback::Snooze(_)
        | Callback::Watch { .. }
        | Callback::Unwatch { .. }
        | Callback::Answer { .. }
        | Callback::NewFromOffer { .. }
        | Callback::Person(_)
        | Callback::SearchOffer { .. }
        | Callback::CommentOffer { .. }
        | Callback::Unit { .. }
        | Callback::UnitPeople { .. }
        | Callback::Units { .. }
        | Callback::Subscriptions { .. }
        | Callback::ReferAll
        | Callback::Stats(_)
        | Callback::Refresh { .. }
        | Callback::OpenMenu { .. }
        | Callback::CloseMenu { .. }
        | Callback::Open { .. }
        | Callback::CatchUp { .. }
        | Callback::SeenBefore { .. }
        | Callback::Comments { .. }
        | Callback::Write { .. }
        | Callback::List { .. }
        | Callback::ListAnew { .. }
        | Callback::ListPages { .. }
        | Callback::Language { .. }
        | Callback::Languages
        | Callback::ClosePanel
        | Callback::SignIn
        | Callback::Log { .. }
        | Callback::Nothing => None,
    }
}

/// A message whose button ends something.
struct Stage {
    world: World,
    ending: Ending,
    tickets: [i64; 2],
    chat: i64,
    message: i32,
    data: String,
}

impl Stage {
    /// Olena is about to end this.
    async fn set(ending: Ending) -> Self {
        let world = World::new().await;
        world.sign_in(OLENA).await;
        let tickets = [world.create_ticket(), world.create_ticket_with("The second one")];
        world.poll_once().await;
        let card = world.ticket_card(OLENA, tickets[0]).id;
        let mut stage = Self { world, ending, tickets, chat: OLENA, message: card, data: String::new() };
        stage.data = match ending {
            Ending::Take => stage.act("t"),
            Ending::Release => stage.after("t", "r").await,
            Ending::Finish => stage.after("t", "f").await,
            Ending::Reopen => stage.after("f", "o").await,
            Ending::Refer => stage.begin_referral().await,
            Ending::ReleaseAll => stage.hold_both().await,
            Ending::Subscription => stage.subscribe().await,
            Ending::QuickReply => stage.keep_reply().await,
        };
        stage
    }

    fn act(&self, verb: &str) -> String {
        format!("1:{verb}:{}", self.tickets[0])
    }

    async fn after(&self, first: &str, verb: &str) -> String {
        self.world.presses_data(OLENA, OLENA, self.message, &self.act(first)).await;
        self.world.wait_out_undo().await;
        self.act(verb)
    }

    async fn begin_referral(&mut self) -> String {
        let world = &self.world;
        world.presses(OLENA, OLENA, self.message, "➡ Reassign").await;
        let dialogue = world.last_bot_message(OLENA);
        world.presses(OLENA, OLENA, dialogue.id, dialogue.labels()[0]).await;
        world.presses_first(OLENA, dialogue.id, "Whole unit").await;
        self.message = dialogue.id;
        world.answer_data(OLENA, dialogue.id, Answer::Refer(ReferPress::Send))
    }

    async fn hold_both(&mut self) -> String {
        for ticket in self.tickets {
            let card = self.world.ticket_card(OLENA, ticket).id;
            self.world.presses(OLENA, OLENA, card, "✋ Take").await;
        }
        self.world.wait_out_undo().await;
        self.world.sends_text(OLENA, "/signoff").await;
        self.message = self.world.last_bot_message(OLENA).id;
        Callback::ReleaseAll.encode()
    }

    async fn subscribe(&mut self) -> String {
        self.chat = self.world.create_group(&[OLENA]).await;
        self.world.sends_text_in(OLENA, self.chat, "/subscribe").await;
        self.message = self.world.last_bot_message(self.chat).id;
        let target = Target::whole_chat(ChatId(self.chat));
        Callback::Group(GroupPress { target, step: GroupStep::End }).encode()
    }

    async fn keep_reply(&mut self) -> String {
        let world = &self.world;
        world.sends_text(OLENA, "/replies").await;
        world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ For me").await;
        world.sends_text(OLENA, "On my way").await;
        self.message = world.last_bot_message(OLENA).id;
        world.presses(OLENA, OLENA, self.message, "On my way").await;
        world.button_data(OLENA, self.message, "🗑 Delete").unwrap()
    }

    /// How it stands with what is ended.
    async fn standing(&self) -> String {
        let store = &self.world.app.bot.ctx.store;
        match self.ending {
            Ending::Subscription => format!("{:?}", store.read(|db| db.all_subscriptions()).await.unwrap()),
            Ending::QuickReply => {
                format!("{:?}", store.read(|db| db.all_templates(TelegramUser(OLENA))).await.unwrap().len())
            }
            _ => {
                let states = self.tickets.map(|id| {
                    let ticket = self.world.zenlix.ticket(id).unwrap();
                    (ticket.locked_by, ticket.row.progress, ticket.assignees)
                });
                format!("{states:?}")
            }
        }
    }

    /// Presses it, so many times in one moment.
    async fn ends_it(&self, times: usize) {
        // What was shown until now holds up no answer.
        self.world.advance_time(SignedDuration::from_secs(60));
        for _ in 0..times {
            self.world.telegram.presses_data(OLENA, self.chat, self.message, &self.data);
        }
        self.world.run_until_idle().await;
    }

    /// The label of the way back, where it stands.
    fn way_back(&self) -> Option<String> {
        self.world.button_label(self.chat, self.message, self.ending.way_back())
    }

    /// Presses the way back at once; gives the answer that pops up.
    async fn takes_it_back(&self) -> String {
        let label = self.way_back().unwrap_or_else(|| panic!("{:?} can't be taken back", self.ending));
        let query = self.world.telegram.presses(OLENA, self.chat, self.message, &label);
        self.world.run_until_idle().await;
        self.world.telegram.toast(&query).unwrap().text
    }
}

/// What can be ended, by the buttons that there are.
fn endings() -> HashSet<Ending> {
    BUTTONS.lines().filter_map(|data| ending_of(&Callback::decode(data).unwrap())).collect()
}

#[tokio::test]
async fn whatever_a_press_ends_can_be_taken_back() {
    assert_eq!(endings().len(), 8);
    for ending in endings() {
        for taps in [1, 2] {
            let stage = Stage::set(ending).await;
            let before = stage.standing().await;
            stage.ends_it(taps).await;
            stage.world.advance_time(SignedDuration::from_secs(4));
            stage.takes_it_back().await;
            stage.world.wait_out_undo().await;
            assert_eq!(stage.standing().await, before, "{ending:?} was taken back");
        }
    }
}

#[tokio::test]
async fn whatever_a_press_ends_is_ended_after_ten_seconds() {
    for ending in endings() {
        let mut stage = Stage::set(ending).await;
        let before = stage.standing().await;
        stage.ends_it(1).await;
        stage.world.restart_process().await;
        stage.world.wait_out_undo().await;
        assert_ne!(stage.standing().await, before, "{ending:?}");
        if !matches!(ending, Ending::Release | Ending::Reopen) {
            assert_eq!(stage.way_back(), None, "{ending:?}");
        }
    }
}

#[tokio::test]
async fn the_tap_that_comes_twice_takes_nothing_back() {
    // With several cards to be drawn first, the way back stands there too late for the same thumb.
    for ending in endings().into_iter().filter(|ending| *ending != Ending::ReleaseAll) {
        let stage = Stage::set(ending).await;
        let before = stage.standing().await;
        stage.ends_it(1).await;
        let said = stage.takes_it_back().await;
        assert!(said.contains("Press again to "), "{ending:?}: {said}");
        stage.world.wait_out_undo().await;
        assert_ne!(stage.standing().await, before, "{ending:?}");
    }
}

#[tokio::test]
async fn who_signs_out_after_releasing_all_has_released_all() {
    let stage = Stage::set(Ending::ReleaseAll).await;
    stage.ends_it(1).await;
    stage.world.sends_text(OLENA, "/logout").await;
    stage.world.wait_out_undo().await;
    for id in stage.tickets {
        assert_eq!(stage.world.zenlix.ticket(id).unwrap().locked_by, None);
    }
}

#[tokio::test]
async fn what_somebody_has_taken_meanwhile_is_not_taken_back() {
    let stage = Stage::set(Ending::ReleaseAll).await;
    stage.ends_it(1).await;
    stage.world.zenlix.web_act("taras", stage.tickets[0], WebAction::Lock);
    stage.world.advance_time(SignedDuration::from_secs(3));
    stage.takes_it_back().await;
    let holders = stage.tickets.map(|id| stage.world.zenlix.ticket(id).unwrap().locked_by.unwrap());
    assert_eq!(holders, ["taras", "olena"]);
    let said = stage.world.telegram.message(OLENA, stage.message).unwrap().text;
    assert!(said.contains("is already taken by"), "{said}");
}

#[tokio::test]
async fn a_group_loses_nothing_in_the_seconds_in_which_its_end_is_taken_back() {
    let stage = Stage::set(Ending::Subscription).await;
    stage.ends_it(1).await;
    stage.world.sign_in(TARAS).await;
    stage.world.telegram.joins(TARAS, stage.chat);
    stage.world.advance_time(SignedDuration::from_secs(3));
    let undo = stage.way_back().unwrap();
    let toast = stage.world.presses(TARAS, stage.chat, stage.message, &undo).await;
    assert_eq!(toast, "Only the person who did this can undo it");
    stage.takes_it_back().await;
    let panel = stage.world.telegram.message(stage.chat, stage.message).unwrap();
    assert!(panel.labels().iter().any(|label| label.contains("Units")), "{:?}", panel.labels());
    let id = stage.world.create_ticket_with("Still told");
    stage.world.poll_once().await;
    stage.world.ticket_card(stage.chat, id);
}

#[tokio::test]
async fn a_subscription_that_a_command_ends_can_be_taken_back_as_long() {
    for takes_back in [true, false] {
        let mut world = World::in_file().await;
        world.sign_in(OLENA).await;
        let group = world.create_group(&[OLENA]).await;
        world.sends_text_in(OLENA, group, "/subscribe").await;
        world.sends_text_in(OLENA, group, "/unsubscribe").await;
        let said = world.last_bot_message(group);
        assert!(said.text.ends_with("in a few seconds…"), "{}", said.text);
        if takes_back {
            world.presses(OLENA, group, said.id, "↩ Undo").await;
        }
        world.restart_process().await;
        world.wait_out_undo().await;
        let left = world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap().len();
        let shown = world.telegram.message(group, said.id).unwrap();
        if takes_back {
            assert_eq!((left, shown.labels().is_empty()), (1, false), "its panel stands there");
        } else {
            assert_eq!((left, shown.text.as_str()), (0, "🔕 No more new tickets here"));
            assert!(shown.labels().is_empty(), "{:?}", shown.labels());
        }
    }
}

#[tokio::test]
async fn a_subscription_that_is_to_end_ends_where_the_group_has_moved_meanwhile() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.telegram.group("Support", &[OLENA]);
    world.telegram.add_bot(group);
    world.run_until_idle().await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    world.sends_text_in(OLENA, group, "/unsubscribe").await;
    let grown = world.telegram.migrate(group);
    world.run_until_idle().await;
    world.wait_out_undo().await;
    assert!(world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap().is_empty());
    assert!(world.last_bot_message(grown).text.contains("No more new tickets here"));
}
