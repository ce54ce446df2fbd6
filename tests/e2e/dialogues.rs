//! Questions of dialogues: an old one's buttons answer no newer one, and none keeps its buttons once it is closed.

use deskgram::callback::{Answer, Callback, CreatePress, FormLine, PersonalPress, ReferPress, ReplyPress};
use deskgram::domain::action::Action;
use deskgram::domain::ids::{TicketId, UnitId};
use jiff::SignedDuration;

use crate::support::*;

/// Every question that somebody who is signed in can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Comment,
    QuickReply,
    AnswerToFinish,
    ReferUnit,
    ReferPeople,
    ReferSeveral,
    ReferReason,
    NewClient,
    NewClientFound,
    NewSubject,
    NewUnit,
    NewPeople,
    NewPriority,
    NewText,
    NewPreview,
    AddReply,
    ChangeReply,
    Zone,
    ZoneMeant,
}

use Question::*;

const ALL: [Question; 19] = [
    Comment,
    QuickReply,
    AnswerToFinish,
    ReferUnit,
    ReferPeople,
    ReferSeveral,
    ReferReason,
    NewClient,
    NewClientFound,
    NewSubject,
    NewUnit,
    NewPeople,
    NewPriority,
    NewText,
    NewPreview,
    AddReply,
    ChangeReply,
    Zone,
    ZoneMeant,
];

/// What leads to a question.
enum Step {
    Says(&'static str),
    PressesCard(Callback),
    /// On the newest message.
    Presses(Callback),
    /// To the newest question.
    Answers(Answer),
}

impl Question {
    fn steps(self, ticket: TicketId) -> Vec<Step> {
        let refer = || Step::PressesCard(Callback::Act { action: Action::Refer, ticket });
        let refers = |press| Step::Answers(Answer::Refer(press));
        let creates = |press| Step::Answers(Answer::Create(press));
        let unit = UnitId(SERVICE_DESK);
        let form = |line| vec![Step::Says("/new No light in room 12"), creates(CreatePress::Change { line })];
        match self {
            Comment => vec![Step::PressesCard(Callback::Write { ticket })],
            QuickReply => vec![Step::PressesCard(Callback::Reply(ReplyPress::Offer { ticket }))],
            AnswerToFinish => vec![Step::PressesCard(Callback::Answer { ticket })],
            ReferUnit => vec![refer()],
            ReferPeople => vec![refer(), refers(ReferPress::Unit { unit })],
            ReferSeveral => vec![refer(), refers(ReferPress::Unit { unit }), refers(ReferPress::Several)],
            ReferReason => vec![refer(), refers(ReferPress::Unit { unit }), refers(ReferPress::Reason)],
            NewClient => form(FormLine::Client),
            NewClientFound => form(FormLine::Client).into_iter().chain([Step::Says("роман")]).collect(),
            NewSubject => form(FormLine::Subject),
            NewUnit => form(FormLine::Unit),
            NewPeople => form(FormLine::People),
            NewPriority => form(FormLine::Priority),
            NewText => vec![Step::Says("/new")],
            NewPreview => vec![Step::Says("/new"), Step::Says("No light in room 12")],
            AddReply => vec![Step::Says("/replies"), Step::Presses(Callback::Reply(ReplyPress::AddOwn))],
            ChangeReply => {
                let change = Callback::Reply(ReplyPress::Change { template: 1 });
                vec![Step::Says("/replies"), Step::Presses(change)]
            }
            Zone => {
                let typed = Callback::Personal(PersonalPress::TypeZone);
                vec![Step::Says("/settings"), Step::Presses(typed)]
            }
            ZoneMeant => {
                let typed = Callback::Personal(PersonalPress::TypeZone);
                vec![Step::Says("/settings"), Step::Presses(typed), Step::Says("Kyev")]
            }
        }
    }
}

/// Olena with a ticket and a quick reply.
struct Scene {
    world: World,
    ticket: TicketId,
    card: i32,
}

impl Scene {
    async fn begin() -> Self {
        let world = World::new().await;
        world.sign_in(OLENA).await;
        let id = world.create_ticket();
        world.poll_once().await;
        let card = world.ticket_card(OLENA, id).id;
        let scene = Self { world, ticket: TicketId(id), card };
        let list = scene.says("/replies").await;
        scene.presses(list, Callback::Reply(ReplyPress::AddOwn)).await;
        scene.says("On our way").await;
        scene
    }

    async fn says(&self, text: &str) -> i32 {
        self.world.sends_text(OLENA, text).await;
        self.newest()
    }

    async fn presses(&self, message: i32, callback: Callback) -> i32 {
        self.world.presses_data(OLENA, OLENA, message, &callback.encode()).await;
        self.newest()
    }

    async fn answers(&self, message: i32, answer: Answer) -> i32 {
        let data = self.world.answer_data(OLENA, message, answer);
        self.world.presses_data(OLENA, OLENA, message, &data).await;
        self.newest()
    }

    fn newest(&self) -> i32 {
        self.world.last_bot_message(OLENA).id
    }

    /// Has the question asked; gives its message.
    async fn asks(&self, question: Question) -> i32 {
        for step in question.steps(self.ticket) {
            match step {
                Step::Says(text) => drop(self.says(text).await),
                Step::PressesCard(callback) => drop(self.presses(self.card, callback).await),
                Step::Presses(callback) => drop(self.presses(self.newest(), callback).await),
                Step::Answers(answer) => drop(self.answers(self.newest(), answer).await),
            }
        }
        self.newest()
    }

    /// What could be changed: the helpdesk, and what Olena is asked now.
    fn state(&self, question: i32) -> String {
        let shown = self.world.telegram.message(OLENA, question).unwrap();
        let tickets = self.world.zenlix.tickets();
        let comments = self.world.zenlix.comments(self.ticket.0);
        format!("{tickets:?}\n{comments:?}\n{}\n{:?}", shown.html, shown.buttons)
    }

    /// The messages that still have a button to answer with.
    fn live(&self) -> Vec<String> {
        let all = self.world.visible_bot_messages(OLENA).into_iter();
        all.filter(|message| !dialogue_presses(message).is_empty()).map(|message| message.text).collect()
    }
}

#[tokio::test]
async fn the_buttons_of_an_old_question_change_nothing() {
    let scene = Scene::begin().await;
    for old in ALL {
        for newer in [old, if old == NewPeople { ReferPeople } else { NewPeople }] {
            let at = scene.asks(old).await;
            let presses = dialogue_presses(&scene.world.telegram.message(OLENA, at).unwrap());
            assert!(!presses.is_empty(), "{old:?}");
            let question = scene.asks(newer).await;
            let before = scene.state(question);
            for press in presses {
                let data = Callback::Dialogue(press).encode();
                let said = scene.world.presses_data(OLENA, OLENA, at, &data).await;
                assert!(said.contains("no longer open"), "{old:?}, then {newer:?}, {data}: {said}");
                assert_eq!(scene.state(question), before, "{old:?}, then {newer:?}, {data}");
            }
            scene.world.advance_time(SignedDuration::from_secs(30));
            scene.world.run_until_idle().await;
            assert_eq!(scene.state(question), before, "{old:?}, then {newer:?}: later");
            assert_eq!(scene.live().len(), 1, "{old:?}, then {newer:?}: {:?}", scene.live());
        }
    }
}

#[tokio::test]
async fn a_second_tap_on_a_question_that_has_gone_on_changes_nothing() {
    let scene = Scene::begin().await;
    let at = scene.asks(ReferUnit).await;
    let unit =
        scene.world.answer_data(OLENA, at, Answer::Refer(ReferPress::Unit { unit: UnitId(SERVICE_DESK) }));
    scene.world.presses_data(OLENA, OLENA, at, &unit).await;
    let before = scene.state(at);
    assert!(scene.world.presses_data(OLENA, OLENA, at, &unit).await.contains("no longer open"));
    assert_eq!(scene.state(at), before);
}

#[tokio::test]
async fn whichever_way_a_dialogue_ends_no_button_of_it_stays() {
    let scene = Scene::begin().await;
    for question in ALL {
        for end in ["cancel", "/cancel", "time"] {
            let at = scene.asks(question).await;
            let cancel = scene.world.answer_data(OLENA, at, Answer::Cancel);
            match end {
                "cancel" => {
                    assert_eq!(scene.world.presses_data(OLENA, OLENA, at, &cancel).await, "Cancelled");
                }
                "/cancel" => drop(scene.says("/cancel").await),
                _ => {
                    scene.world.advance_time(SignedDuration::from_mins(16));
                    scene.world.run_until_idle().await;
                }
            }
            assert!(scene.live().is_empty(), "{question:?}, {end}: {:?}", scene.live());
            let said = scene.world.presses_data(OLENA, OLENA, at, &cancel).await;
            assert!(said.contains("no longer open"), "{question:?}, {end}: {said}");
        }
    }
}

#[tokio::test]
async fn an_answer_leaves_no_button_of_the_dialogue() {
    for question in
        [Comment, QuickReply, AnswerToFinish, ReferReason, AddReply, ChangeReply, Zone, NewPreview]
    {
        let scene = Scene::begin().await;
        let at = scene.asks(question).await;
        match question {
            NewPreview => drop(scene.answers(at, Answer::Create(CreatePress::Make)).await),
            QuickReply => drop(scene.answers(at, Answer::QuickReply { template: 1 }).await),
            Zone => drop(scene.says("Kyiv").await),
            _ => drop(scene.says("The fuse is new").await),
        }
        assert!(scene.live().is_empty(), "{question:?}: {:?}", scene.live());
        scene.says("/cancel").await;
        assert_eq!(scene.world.last_bot_message(OLENA).text, "There's nothing to cancel", "{question:?}");
    }
}

#[tokio::test]
async fn a_question_that_is_answered_before_it_is_sent_goes_all_the_same() {
    let scene = Scene::begin().await;
    let world = &scene.world;
    world.telegram.says(OLENA, OLENA, "/new");
    world.telegram.says(OLENA, OLENA, "/cancel");
    world.run_until_idle().await;
    assert!(scene.live().is_empty(), "{:?}", scene.live());
}
