//! What people and the bot are doing when it goes wrong. Each operation is played through: the trouble begins, somebody
//! acts, the trouble ends, and in the end everything is as it has to be, once. Gives the word for what happened meanwhile.

use deskgram::callback::{Answer, Callback, DialoguePress, ReferPress};
use deskgram::domain::action::Action;
use deskgram::t;
use jiff::SignedDuration;

use super::scene::{COMMENT, PASSWORD, Scene, offers};
use crate::support::*;

/// A column of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Taking,
    Press,
    Comment,
    Dialogue,
    Tick,
    Delivery,
    SignIn,
}

impl Operation {
    /// The column's head.
    pub fn name(self) -> &'static str {
        match self {
            Self::Taking => "updates",
            Self::Press => "press",
            Self::Comment => "comment",
            Self::Dialogue => "dialogue",
            Self::Tick => "tick",
            Self::Delivery => "delivery",
            Self::SignIn => "sign-in",
        }
    }

    /// Its call at the helpdesk.
    pub fn at_helpdesk(self) -> &'static str {
        match self {
            Self::Taking | Self::Press => "ticket_lock",
            Self::Comment => "add_ticket_comment",
            Self::Dialogue => "get_user_by_dep",
            Self::Tick => "ticket_list",
            Self::SignIn => "auth",
            Self::Delivery => panic!("a delivery asks nothing of the helpdesk"),
        }
    }

    /// Its call at Telegram.
    pub fn at_telegram(self) -> &'static str {
        match self {
            Self::Taking => "getUpdates",
            Self::Press => "answerCallbackQuery",
            Self::Comment => "setMessageReaction",
            Self::Dialogue => "editMessageText",
            Self::Delivery => "sendMessage",
            Self::SignIn => "deleteMessage",
            Self::Tick => panic!("a tick asks nothing of Telegram"),
        }
    }

    pub async fn play(self, scene: &mut Scene) -> &'static str {
        match self {
            Self::Taking | Self::Press => press(scene).await,
            Self::Comment => comment(scene).await,
            Self::Dialogue => dialogue(scene).await,
            Self::Tick => tick(scene).await,
            Self::Delivery => delivery(scene).await,
            Self::SignIn => sign_in(scene).await,
        }
    }
}

const SOON: SignedDuration = SignedDuration::from_secs(5);

fn take(press: &Callback) -> bool {
    matches!(press, Callback::Act { action: Action::Take, .. })
}

/// Olena takes the ticket.
async fn press(scene: &mut Scene) -> &'static str {
    scene.trouble_begins().await;
    let toast = scene.presses(scene.card, take).await;
    scene.passes(SOON).await;
    let (lang, number) = (scene.lang, format!("#{}", scene.ticket));
    let told = |text: String| toast.as_deref() == Some(&text) || scene.said(&text);
    let hers = scene.world.zenlix.ticket(scene.ticket).unwrap().locked_by.is_some();
    let word = if told(t!(lang, "act-taken", number = number.as_str())) {
        assert!(hers, "what is said is so");
        "done"
    } else if told(t!(lang, "act-unsure", number = number.as_str())) {
        "unsure"
    } else if told(t!(lang, "helpdesk-down")) {
        assert!(!hers, "nothing was changed");
        "again"
    } else if told(t!(lang, "gate-key-refused")) {
        "key"
    } else if told(t!(lang, "toast-waiting")) {
        "waits"
    } else if scene.card_is_hers() {
        "card"
    } else {
        assert!(toast.is_none() && !hers, "{toast:?}");
        "later"
    };
    scene.comes_to_rest().await;
    match word {
        "unsure" | "again" => {
            assert!(!scene.card_is_hers(), "and so the button is still there");
            scene.presses(scene.card, take).await;
        }
        "key" => {
            scene.signs_in_anew().await;
            scene.presses(scene.card, take).await;
        }
        _ => {}
    }
    scene.comes_to_rest().await;
    assert_eq!(scene.world.zenlix.ticket(scene.ticket).unwrap().locked_by.as_deref(), Some("olena"));
    assert!(scene.card_is_hers(), "the card is true");
    word
}

/// Olena replies to the card.
async fn comment(scene: &mut Scene) -> &'static str {
    scene.trouble_begins().await;
    let message = scene.world.telegram.say(OLENA, OLENA).text(COMMENT).reply_to(scene.card).send();
    scene.goes_on().await;
    let (lang, number) = (scene.lang, format!("#{}", scene.ticket));
    let at_once = scene.world.bot_reactions(OLENA, message);
    // A first setback is not worth a word.
    scene.passes(SOON).await;
    scene.passes(SOON).await;
    let word = if at_once == ["👍"] {
        "done"
    } else if scene.said(&t!(lang, "comment-waiting", number = number.as_str())) {
        assert_eq!(scene.world.bot_reactions(OLENA, message), ["👀"], "it is safe");
        "waits"
    } else if scene.said(&t!(lang, "comment-unheard", number = number.as_str())) {
        assert_eq!(scene.world.bot_reactions(OLENA, message), ["👀"], "it is safe");
        "perhaps"
    } else if scene.said(&t!(lang, "comment-signed-out", number = number.as_str())) {
        "key"
    } else {
        "later"
    };
    assert!(scene.world.zenlix.comments(scene.ticket).len() <= 1);
    scene.comes_to_rest().await;
    if word == "key" {
        assert_eq!(scene.world.bot_reactions(OLENA, message), ["👀"], "it is safe");
        scene.signs_in_anew().await;
    }
    scene.comes_to_rest().await;
    let there: Vec<_> = scene.world.zenlix.comments(scene.ticket).into_iter().map(|(_, text)| text).collect();
    assert_eq!(there, [COMMENT], "once");
    assert_eq!(scene.world.bot_reactions(OLENA, message), ["👍"]);
    word
}

/// Whether a button gives such an answer to the question of a dialogue.
fn answers(press: &Callback, such: impl Fn(&Answer) -> bool) -> bool {
    matches!(press, Callback::Dialogue(DialoguePress { answer, .. }) if such(answer))
}

/// Olena passes the ticket on and has chosen the unit.
async fn dialogue(scene: &mut Scene) -> &'static str {
    let unit =
        |press: &Callback| answers(press, |answer| matches!(answer, Answer::Refer(ReferPress::Unit { .. })));
    scene.presses(scene.card, |press| matches!(press, Callback::Act { action: Action::Refer, .. })).await;
    let mut message = scene.world.last_bot_message(OLENA).id;
    scene.passes(SOON).await;
    scene.trouble_begins().await;
    let toast = scene.presses(message, unit).await;
    let lang = scene.lang;
    let goes_on = |scene: &Scene, message: i32| {
        let shown = scene.world.telegram.message(OLENA, message).unwrap();
        offers(&shown, |press| {
            answers(press, |answer| matches!(answer, Answer::Refer(ReferPress::Person { .. })))
        })
    };
    let told = |text: String| toast.as_deref() == Some(&text) || scene.said(&text);
    let word = if goes_on(scene, message) {
        "done"
    } else if told(t!(lang, "helpdesk-down")) {
        "again"
    } else if told(t!(lang, "gate-key-refused")) {
        "key"
    } else if told(t!(lang, "toast-waiting")) {
        "waits"
    } else if told(t!(lang, "dialogue-over")) {
        "over"
    } else {
        "later"
    };
    scene.comes_to_rest().await;
    match word {
        "again" => drop(scene.presses(message, unit).await),
        // A question that nobody could answer in time is given up.
        "later" if goes_on(scene, message) => {}
        "key" | "over" | "later" => {
            if word == "key" {
                scene.signs_in_anew().await;
            }
            scene
                .presses(scene.card, |press| matches!(press, Callback::Act { action: Action::Refer, .. }))
                .await;
            message = scene.world.last_bot_message(OLENA).id;
            scene.presses(message, unit).await;
        }
        _ => {}
    }
    assert!(goes_on(scene, message), "the dialogue goes on");
    word
}

/// The lists are read, and there is a new ticket in them.
async fn tick(scene: &mut Scene) -> &'static str {
    let new = scene.world.create_ticket_with("something-else-83");
    let before = scene.world.visible_bot_messages(OLENA).len();
    scene.trouble_begins().await;
    scene.looks().await;
    scene.goes_on().await;
    let word = match scene.cards(new) {
        1 => "done",
        _ if scene.said(&t!(scene.lang, "gate-key-refused")) => "key",
        _ => {
            assert_eq!(
                scene.world.visible_bot_messages(OLENA).len(),
                before,
                "from no data nothing is concluded"
            );
            "later"
        }
    };
    scene.comes_to_rest().await;
    let newest = if word == "key" {
        scene.signs_in_anew().await;
        scene.world.create_ticket_with("something-newer-84")
    } else {
        new
    };
    scene.world.poll_once().await;
    scene.world.poll_once().await;
    assert_eq!((scene.cards(newest), scene.cards(scene.ticket)), (1, 1), "each is told once");
    word
}

/// Something is to be told.
async fn delivery(scene: &mut Scene) -> &'static str {
    let new = scene.world.create_ticket_with("something-else-83");
    scene.world.app.poll_lists().await.unwrap();
    scene.trouble_begins().await;
    scene.goes_on().await;
    let at_once = scene.cards(new);
    scene.comes_to_rest().await;
    let word = match (at_once, scene.cards(new)) {
        (1, 1) => "done",
        (0, 1) => "later",
        (1, 2) => "twice",
        (0, 0) => "lost",
        other => panic!("{other:?}"),
    };
    // What comes next is told whatever became of this one.
    let next = scene.world.create_ticket_with("something-newer-84");
    scene.world.poll_once().await;
    assert_eq!(scene.cards(next), 1);
    word
}

/// Taras, who reads the same language, signs in.
async fn sign_in(scene: &mut Scene) -> &'static str {
    scene.world.zenlix.change_password("taras", PASSWORD);
    scene.world.sends_text(TARAS, "/login taras").await;
    scene.world.advance_time(SOON);
    scene.trouble_begins().await;
    let password = scene.world.telegram.says(TARAS, TARAS, PASSWORD);
    scene.goes_on().await;
    let lang = scene.lang;
    let signed_in = scene.world.is_signed_in(TARAS);
    let gone = scene.world.telegram.message(TARAS, password).unwrap().deleted;
    // Some spaces hold a line together.
    let told = scene.world.all_bot_texts(TARAS).replace('\u{a0}', " ");
    let told = |text: String| told.contains(&text.replace('\u{a0}', " "));
    let word = if told(t!(lang, "login-delete-it")) {
        "warned"
    } else if told(t!(lang, "login-down")) {
        assert!(gone && !signed_in);
        "again"
    } else if told(t!(lang, "login-late")) {
        assert!(gone && !signed_in);
        "over"
    } else if signed_in && gone {
        "done"
    } else {
        "later"
    };
    assert!(!told(t!(lang, "login-refused")), "nobody is told that a right password is wrong");
    scene.comes_to_rest().await;
    if !scene.world.is_signed_in(TARAS) {
        assert!(["again", "over"].contains(&word), "{word}: {}", scene.world.all_bot_texts(TARAS));
        if word == "over" {
            scene.world.sends_text(TARAS, "/login taras").await;
        }
        scene.world.sends_text(TARAS, PASSWORD).await;
    }
    assert!(scene.world.is_signed_in(TARAS));
    let still = !scene.world.telegram.message(TARAS, password).unwrap().deleted;
    assert!(!still || word == "warned", "the password stands in the chat and nobody was warned");
    assert_eq!(scene.world.file_containing(PASSWORD), None);
    word
}
