//! What mischief has found, each on its own, and the table of the tests that it is not played on.

use std::fs;

use jiff::SignedDuration;

use crate::support::*;

/// How many tests may be left out, of each trick.
const MOST_EXEMPT: usize = 12;

#[tokio::test]
async fn a_login_that_comes_again_asks_for_no_second_password() {
    let world = World::with_webhook().await;
    // The answer is a link to a page: nothing is typed here.
    world.sends_text(TARAS, "/login").await;
    world.telegram.redeliver();
    world.run_until_idle().await;
    // For ten minutes a password may come although nobody asks.
    world.advance_time(SignedDuration::from_mins(11));
    let said = world.sends_text(TARAS, "Good morning").await;
    assert!(!world.telegram.message(TARAS, said).unwrap().deleted, "it is no password");
}

#[tokio::test]
async fn a_password_behind_a_login_is_not_written_down_when_telegram_calls_it_edited() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    for (command, chat) in [("/login", OLENA), ("/login", group), ("/Login@deskgram_demo_bot", group)] {
        let words = format!("{command} olena c0rrecthorse");
        let said = world.telegram.says(OLENA, chat, &words);
        world.telegram.edits(OLENA, chat, said, &words);
        world.run_until_idle().await;
    }
    assert_eq!(world.file_containing("c0rrecthorse"), None);
}

#[test]
fn each_test_that_is_left_out_exists_and_says_why() {
    for (test, tricks, why) in EXEMPT {
        let (file, function) = test.rsplit_once("::").unwrap();
        let file = format!("{}/tests/e2e/{}.rs", env!("CARGO_MANIFEST_DIR"), file.replace("::", "/"));
        let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {function}(")), "there is no test {test}");
        assert!(why.len() > 20, "{test}: why?");
        assert!(!tricks.is_empty(), "{test}: from what?");
        for trick in *tricks {
            assert!(TRICKS.iter().any(|(name, _)| name == trick), "{test}: there is no {trick}");
        }
    }
    for (name, _) in TRICKS {
        let count = EXEMPT.iter().filter(|(_, tricks, _)| tricks.contains(&name)).count();
        assert!(count <= MOST_EXEMPT, "{count} tests go without {name}");
    }
}
