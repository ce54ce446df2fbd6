//! The mischief that every end-to-end test can be run with, and that must change nothing:
//! `DESKGRAM_TEST_MISCHIEF=17 cargo test --test e2e` has a seed choose for each test, `…=doubled,restart` names them, and
//! `…=doubled,17` does both. What was chosen is printed where a test fails, and plays the same again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use deskgram_sandbox::mischief::{Dice, Mischief};
use deskgram_sandbox::telegram::Telegram;
use deskgram_sandbox::zenlix::Zenlix;

use super::World;

const SWITCH: &str = "DESKGRAM_TEST_MISCHIEF";

/// Processes that are gone keep their files and connections until the test ends: so many are bearable.
const MOST_RESTARTS: usize = 6;

/// What can be played on a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    Wire(Mischief),
    /// deskgram is killed and starts again, between any two steps.
    Restart,
}

/// All of them, by the names that choose them.
pub const TRICKS: [(&str, Trick); 6] = [
    ("doubled", Trick::Wire(Mischief::DoubledUpdates)),
    ("unknown", Trick::Wire(Mischief::UnknownFields)),
    ("edits", Trick::Wire(Mischief::RepeatedEdits)),
    ("slow", Trick::Wire(Mischief::SlowAnswers)),
    ("chunks", Trick::Wire(Mischief::ChunkedAnswers)),
    ("restart", Trick::Restart),
];

/// Tests that a trick can't be played on, since what they are about is what it changes: how the names of the tests begin,
/// the tricks, and why. Everything else must pass with everything.
pub const EXEMPT: &[(&str, &[&str], &str)] = &[
    (
        "notifications::views::a_storm_a_board_and_an_outage",
        &["restart"],
        "how long the helpdesk has been away is counted from the first look of the process that serves",
    ),
    (
        "health::it_is_ready_once_telegram_answers_and_not_when_it_no_longer_does",
        &["restart"],
        "a process is ready once it has heard from Telegram itself",
    ),
    (
        "health::the_dashboard_and_the_alerts_ask_for_numbers_that_exist",
        &["restart"],
        "the numbers are those of one process, and begin with it",
    ),
    (
        "sign_in::a_key_that_is_refused_for_a_comment_signs_out_and_the_comment_waits_for_its_author",
        &["restart"],
        "a process that begins reads the account before it takes a comment, and meets the refusal there",
    ),
    (
        "lists::a_ticket_is_opened_by_its_number",
        &["restart"],
        "the clock stands, so a list that was read before a ticket was made is as old as the ticket's first sight",
    ),
    (
        "delivery::queues::nothing_is_changed_to_what_it_shows_already",
        &["restart"],
        "what a message shows is known to the process that has drawn it; another one asks once",
    ),
    (
        "notifications::live_messages::a_storm_is_over_when_tickets_come_slowly_again",
        &["restart"],
        "a process that has just begun paces its lists anew, and tickets come together that were made one by one",
    ),
    (
        "delivery::queues::a_panel_under_many_presses_is_drawn_now_and_then_and_an_alert_passes",
        &["restart"],
        "when a panel was last drawn is known to the process that has drawn it",
    ),
    (
        "personal::views::how_things_are",
        &["edits"],
        "/diag counts what waits, and an edit of the command that asks is one more",
    ),
    (
        "floods::what_one_person_left_in_the_journal_holds_up_nobody_at_the_next_start",
        &["edits"],
        "an edit is a word, and words have a bound of their own beside that of commands",
    ),
    (
        "web::in_a_real_browser",
        &["restart"],
        "the page is served by the process with which the test has opened it",
    ),
];

/// What is played on one test.
pub struct Tricks {
    wire: Vec<Mischief>,
    seed: u64,
    /// When to restart, if at all.
    restarts: Option<Mutex<Dice>>,
}

impl Tricks {
    /// What the environment asks for, for the test that runs in this thread.
    pub fn chosen() -> Self {
        let asked = knob(SWITCH);
        let asked = asked.as_str();
        let thread = std::thread::current();
        let test = thread.name().unwrap_or_default();
        let chosen = Self::of(asked, test);
        if !asked.is_empty() {
            let names: Vec<_> =
                TRICKS.iter().filter(|(_, trick)| chosen.plays(*trick)).map(|(name, _)| *name).collect();
            eprintln!(
                "mischief: {}; to play it again: {SWITCH}={asked} cargo test --test e2e -- --exact {test}",
                names.join(", ")
            );
        }
        chosen
    }

    fn of(asked: &str, test: &str) -> Self {
        let words = || asked.split(',').map(str::trim).filter(|word| !word.is_empty());
        let mut seed: u64 = words().find_map(|word| word.parse().ok()).unwrap_or(1);
        let mut names: Vec<_> = words().filter(|word| word.parse::<u64>().is_err()).collect();
        let mut hasher = DefaultHasher::new();
        (seed, test).hash(&mut hasher);
        let mut dice = Dice::new(hasher.finish());
        if names.is_empty() && !asked.is_empty() {
            names = (0..=dice.roll(3)).map(|_| dice.pick(&TRICKS).0).collect();
        }
        seed = dice.roll(u64::MAX);
        let is_exempt = |name: &str| {
            EXEMPT.iter().any(|(tests, tricks, _)| test.starts_with(tests) && tricks.contains(&name))
        };
        let tricks: Vec<_> = names.into_iter().filter(|name| !is_exempt(name)).map(named).collect();
        let wire = tricks.iter().filter_map(|trick| match trick {
            Trick::Wire(mischief) => Some(*mischief),
            Trick::Restart => None,
        });
        let restarts = tricks.contains(&Trick::Restart).then(|| Mutex::new(Dice::new(seed)));
        Self { wire: wire.collect(), seed, restarts }
    }

    fn plays(&self, trick: Trick) -> bool {
        match trick {
            Trick::Wire(mischief) => self.wire.contains(&mischief),
            Trick::Restart => self.restarts.is_some(),
        }
    }

    /// Sets the servers to it.
    pub fn play_on(&self, telegram: &Telegram, zenlix: &Zenlix) {
        telegram.play_mischief(&self.wire, self.seed);
        zenlix.play_mischief(&self.wire, self.seed);
    }

    fn restarts_now(&self) -> bool {
        self.restarts.as_ref().is_some_and(|dice| dice.lock().unwrap().roll(3) == 0)
    }
}

/// What a switch of the tests is set to; empty if it is not.
#[expect(
    clippy::disallowed_methods,
    reason = "the switches of the tests; the program's settings are read by `config`"
)]
pub fn knob(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn named(name: &str) -> Trick {
    let found = TRICKS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("{SWITCH}: there is no {name:?} among {TRICKS:?}")).1
}

impl World {
    /// Kills deskgram and starts it again here, if that is being played and chance wants it.
    pub(super) async fn between_steps(&self) {
        // What is held is a step that is not at its end.
        let is_held = self.zenlix.holds_calls() || self.telegram.holds_calls();
        if is_held || self.app.count_former() >= MOST_RESTARTS || !self.tricks.restarts_now() {
            return;
        }
        let mut app = self.beside_as(self.app.bot.me.clone()).await;
        if let Some(street) = &self.endpoint {
            app = street.attach_app(app).await;
        }
        self.app.replace_by(app);
        self.app.resume_unfinished().await.unwrap();
        self.app.dispatcher.wait_idle().await;
    }
}

#[test]
fn a_seed_chooses_the_same_again_and_all_are_chosen() {
    let chosen = |seed: u64, test: &str| {
        let tricks = Tricks::of(&seed.to_string(), test);
        TRICKS.map(|(_, trick)| tricks.plays(trick))
    };
    assert_eq!(chosen(17, "notifications::one"), chosen(17, "notifications::one"));
    for (place, (name, _)) in TRICKS.iter().enumerate() {
        assert!((1..50).any(|seed| chosen(seed, "notifications::one")[place]), "{name}");
        assert!((1..50).any(|seed| !chosen(seed, "notifications::one")[place]), "{name}");
    }
    assert!((1..50).all(|seed| chosen(seed, "notifications::one").contains(&true)));
}

#[test]
fn names_choose_and_nothing_chooses_nothing() {
    let tricks = Tricks::of("doubled, restart", "notifications::one");
    assert_eq!(TRICKS.map(|(_, trick)| tricks.plays(trick)), [true, false, false, false, false, true]);
    assert!(TRICKS.iter().all(|(_, trick)| !Tricks::of("", "notifications::one").plays(*trick)));
}
