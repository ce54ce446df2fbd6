//! What mischief has found, each on its own, and the table of the tests that it is not played on.

use std::fs;
use std::path::Path;

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
    let sources = all_sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")));
    for (test, tricks, why) in EXEMPT {
        let function = test.rsplit("::").next().unwrap();
        assert!(sources.contains(&format!("fn {function}(")), "there is no test {test}");
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

fn all_sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| match (path.is_dir(), path.extension()) {
        (true, _) => all_sources(&path),
        (false, Some(kind)) if kind == "rs" => fs::read_to_string(path).unwrap(),
        _ => String::new(),
    };
    entries.map(read).collect()
}
