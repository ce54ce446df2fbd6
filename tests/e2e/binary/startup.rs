//! What the program says when it starts, and when it can't.

use deskgram_sandbox::telegram::{Ability, Fault, Spoil, Telegram};

use super::program::soon;
use super::{OLENA, Site, WRONG_TOKEN};

#[tokio::test]
async fn its_first_line_says_what_whoever_helps_has_to_know() {
    let site = Site::open().await;
    let mut program = site.run(&[]);
    let line = program.says(" starts: ").await;
    for words in [
        env!("CARGO_PKG_VERSION"),
        "SQLite",
        "updates by polling",
        "helpdesk 127.0.0.1 in Europe/Kiev",
        "every 20s",
    ] {
        assert!(line.contains(words), "{words}: {line}");
    }
    let line = program.says("serving as @").await;
    assert!(line.contains("; signed in: 0"), "{line}");
    site.served().await;
    program.signal("TERM");
    let said = program.ends().await.said;
    assert!(!said.contains(site.telegram.token()) && !said.contains("api.php"), "{said}");
}

#[tokio::test]
async fn the_bot_presents_itself_and_brings_its_settings_into_order() {
    let site = Site::open().await;
    site.telegram.deny_ability(Ability::InlineMode);
    let mut program = site.run(&[]);
    let line = program.says("the bot's settings were changed").await;
    assert!(line.contains("inline mode is on"), "{line}");
    let presented = |telegram: &Telegram| {
        let menu = telegram.visible_commands(OLENA, OLENA);
        let described = !telegram.profile_text("short_description", "uk").is_empty();
        (described && menu.first().is_some_and(|first| first.command == "login")).then_some(())
    };
    soon(site.telegram.until(presented)).await;
    program.signal("TERM");
    assert_eq!(program.ends().await.code, Some(0));
    assert!(site.telegram.violations().is_empty(), "{:?}", site.telegram.violations());
}

#[tokio::test]
async fn what_the_machine_refuses_ends_it_with_the_fix() {
    let site = Site::open().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().to_string();
    let listen = [("DESKGRAM_LISTEN", port.as_str())];
    let metrics = [("DESKGRAM_METRICS_LISTEN", port.as_str())];
    let elsewhere = [("DESKGRAM_LISTEN", "192.0.2.1:8087")];
    let folder = [("DATABASE_URL", "sqlite:nowhere/deskgram.db")];
    let token = [("TELOXIDE_TOKEN", WRONG_TOKEN)];
    for (others, words) in [
        (&listen, "→ Another program has the port"),
        (&metrics, "→ Another program has the port"),
        (&elsewhere, "→ The address is not this machine's"),
        (&folder, "→ Make the folder"),
        (&token, "set TELOXIDE_TOKEN"),
    ] {
        let ended = site.run(others).ends().await;
        assert_eq!(ended.code, Some(1), "{others:?}: {}", ended.said);
        assert!(ended.said.contains(words), "{others:?}: {}", ended.said);
    }
}

#[tokio::test]
async fn another_program_on_the_token_is_named_in_the_log() {
    let site = Site::open().await;
    site.telegram.fault(Fault::once("getUpdates", Spoil::Conflict409));
    let mut program = site.run(&[]);
    let line = program.says("no updates from Telegram").await;
    assert!(line.contains("Another program takes the updates of this token: stop it"), "{line}");
    program.signal("TERM");
    assert_eq!(program.ends().await.code, Some(0));
}
