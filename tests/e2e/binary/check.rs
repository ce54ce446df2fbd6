//! `deskgram check`: each part that can be wrong, alone.

use std::fs;

use deskgram_sandbox::telegram::{Ability, Privacy};
use deskgram_sandbox::zenlix::world::ApiSwitch;
use jiff::SignedDuration;

use super::program::{Ended, Program};
use super::{Site, WRONG_TOKEN, borrowed};
use crate::support::postgres::Postgres;

/// The parts, in the order in which they are told.
const PARTS: [&str; 7] = ["time zone", "escalation", "Bot API", "token", "bot", "helpdesk", "database"];

async fn check(site: &Site, others: &[(&str, &str)]) -> Ended {
    let settings = site.settings(others);
    Program::run(site.folder(), &["check"], &borrowed(&settings)).await
}

/// Asserts that this part is found wrong, with a word on what to do, and all the others right.
fn only_wrong(ended: &Ended, part: &str, because: &str) {
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    let mut lines = ended.said.lines();
    let fault = lines.find(|line| line.starts_with('✘')).unwrap_or_else(|| panic!("{}", ended.said));
    assert!(fault.starts_with(&format!("✘ {part}: ")), "{}", ended.said);
    assert!(fault.contains(because), "{}", ended.said);
    assert!(lines.next().is_some_and(|todo| todo.starts_with("  → ")), "{}", ended.said);
    // Nothing can be said of a bot whose token is refused.
    let follows = |other: &str| part == "token" && other == "bot";
    for other in PARTS.iter().filter(|other| **other != part && !follows(other)) {
        assert!(ended.said.contains(&format!("✔ {other}: ")), "{other}: {}", ended.said);
    }
}

#[tokio::test]
async fn all_is_well() {
    let site = Site::open().await;
    let ended = check(&site, &[]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    for part in PARTS {
        assert!(ended.said.contains(&format!("✔ {part}: ")), "{part}: {}", ended.said);
    }
    assert_eq!(fs::read_dir(site.folder()).unwrap().count(), 0, "looking makes nothing");
    assert!(!ended.said.contains(site.telegram.token()), "{}", ended.said);
}

#[tokio::test]
async fn both_settings_about_unclaimed_tickets_are_told_apart() {
    let site = Site::open().await;
    let chain = ("DESKGRAM_ESCALATION", "high: duty 3m, head 20m!; low: off");
    let ended = check(&site, &[chain]).await;
    let told = "✔ escalation: high: duty 3m, head 20m!; normal: unit 1h, group 1h, head 2h; low: off";
    assert!(ended.said.contains(&format!("{told}\n")), "{}", ended.said);
    let ended = check(&site, &[chain, ("DESKGRAM_UNCLAIMED_AFTER", "1h,1h,1h")]).await;
    let told = "(for high and low DESKGRAM_ESCALATION counts, and not DESKGRAM_UNCLAIMED_AFTER)";
    assert!(ended.said.contains(told), "{}", ended.said);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_database_cannot_be_made_in_its_folder() {
    let site = Site::open().await;
    // Not even root can make a file there.
    let ended = check(&site, &[("DATABASE_URL", "sqlite:/proc/deskgram.db")]).await;
    only_wrong(&ended, "database", "/proc/deskgram.db can't be made");
}

#[tokio::test]
async fn programs_are_told_the_same() {
    let site = Site::open().await;
    let settings = site.settings(&[("TELOXIDE_TOKEN", WRONG_TOKEN)]);
    let ended = Program::run(site.folder(), &["check", "--json"], &borrowed(&settings)).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    // The log goes to the other stream.
    let json = &ended.said[ended.said.find("[\n").unwrap()..=ended.said.rfind(']').unwrap()];
    let records: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let parts: Vec<_> = PARTS.into_iter().filter(|part| *part != "bot").collect();
    assert_eq!(records.iter().map(|record| &record["part"]).collect::<Vec<_>>(), parts);
    let wrong: Vec<_> = records.iter().filter(|record| record["works"] == false).collect();
    assert_eq!(wrong.len(), 1, "{json}");
    assert!(wrong[0]["part"] == "token" && wrong[0]["todo"].is_string(), "{json}");
}

#[tokio::test]
async fn the_token_is_refused() {
    let site = Site::open().await;
    let ended = check(&site, &[("TELOXIDE_TOKEN", WRONG_TOKEN)]).await;
    only_wrong(&ended, "token", "does not accept");
    assert!(!ended.said.contains("hush"), "{}", ended.said);
}

#[tokio::test]
async fn telegram_is_out_of_reach() {
    let site = Site::open().await;
    let ended = check(&site, &[("TELOXIDE_API_URL", "http://127.0.0.1:1")]).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("✘ Bot API: "), "{}", ended.said);
    assert!(!ended.said.contains("token:"), "nothing can be said of the token: {}", ended.said);
}

#[tokio::test]
async fn what_botfather_was_told_is_said_with_where_to_change_it() {
    let site = Site::open().await;
    let ended = check(&site, &[]).await;
    let line = "✔ bot: inline mode is on; it may be added to groups; privacy mode is on";
    assert!(ended.said.contains(line), "{}", ended.said);
    site.telegram.deny_ability(Ability::InlineMode);
    site.telegram.deny_ability(Ability::JoinGroups);
    site.telegram.privacy(Privacy::Off);
    let ended = check(&site, &[]).await;
    for command in ["/setinline", "/setjoingroups", "/setprivacy"] {
        assert!(ended.said.contains(&format!("  → {command} at @BotFather")), "{}", ended.said);
    }
    assert_eq!(ended.code, Some(0), "it serves all the same: {}", ended.said);
}

#[tokio::test]
async fn the_bots_settings_are_mended_where_that_is_asked_for() {
    let site = Site::open().await;
    site.telegram.deny_ability(Ability::InlineMode);
    let fix = async |settings: &[(&str, &str)]| {
        let settings = site.settings(settings);
        Program::run(site.folder(), &["check", "--fix"], &borrowed(&settings)).await.said
    };
    let left = fix(&[("DESKGRAM_MANAGE_BOT", "no")]).await;
    assert!(left.contains("inline mode is off"), "{left}");
    let said = fix(&[]).await;
    assert!(said.contains("inline mode is on") && said.contains("changed just now"), "{said}");
    assert!(!said.contains("@BotFather"), "{said}");
    assert!(fix(&[]).await.contains("nothing had to be changed"));
    site.telegram.privacy(Privacy::Off);
    site.telegram.lack_method("setMySettings");
    let said = fix(&[]).await;
    assert!(said.contains("older than 10.5") && said.contains("/setprivacy at @BotFather"), "{said}");
}

#[tokio::test]
async fn clocks_that_differ_are_told() {
    let site = Site::open().await;
    site.telegram.set_skew(SignedDuration::from_mins(-7));
    site.zenlix.set_skew(SignedDuration::from_mins(3));
    let ended = check(&site, &[]).await;
    assert!(ended.said.contains("answers; its clock is 7 minutes behind this machine's"), "{}", ended.said);
    assert!(ended.said.contains("answers; its clock is 3 minutes ahead of this machine's"), "{}", ended.said);
}

#[tokio::test]
async fn the_account_that_reads_the_lists_is_tried() {
    let site = Site::open().await;
    let account = |login: &'static str, password: &'static str| {
        [("HELPDESK_SERVICE_ACCOUNT_LOGIN", login), ("HELPDESK_SERVICE_ACCOUNT_PASSWORD", password)]
    };
    let ended = check(&site, &account("boss", "boss")).await;
    assert!(ended.said.contains("✔ service account: boss signs in, and its list has "), "{}", ended.said);
    site.zenlix.move_user("iryna", "");
    let ended = check(&site, &account("iryna", "iryna")).await;
    assert!(ended.said.contains("iryna signs in, and its list is empty"), "{}", ended.said);
    let ended = check(&site, &account("boss", "wrong")).await;
    only_wrong(&ended, "service account", "does not let boss in");
}

#[tokio::test]
async fn whatever_answers_in_telegrams_place_the_fix_is_named() {
    let site = Site::open().await;
    for (status, body, words) in [
        (200, "<html>It works!</html>", "root of a Bot API server"),
        (302, "", "root of a Bot API server"),
        (403, "<html>Forbidden</html>", "HTTP status 403"),
        (200, r#"{"ok":false,"error_code":409,"description":"Conflict: terminated"}"#, "stop it"),
        (200, r#"{"ok":false,"error_code":429,"description":"Too Many Requests"}"#, "try again later"),
        (200, r#"{"ok":false,"error_code":404,"description":"Not Found"}"#, "TELOXIDE_TOKEN"),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let status_code = axum::http::StatusCode::from_u16(status).unwrap();
        let router = axum::Router::new().fallback(move || async move { (status_code, body) });
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let ended = check(&site, &[("TELOXIDE_API_URL", &url)]).await;
        server.abort();
        assert_eq!(ended.code, Some(1), "{}", ended.said);
        assert!(ended.said.contains(words) && ended.said.contains("  → "), "{status}: {}", ended.said);
    }
}

#[tokio::test]
async fn the_helpdesks_api_is_switched_off() {
    let site = Site::open().await;
    site.zenlix.set_api(ApiSwitch::Off);
    only_wrong(&check(&site, &[]).await, "helpdesk", "switched off");
}

#[tokio::test]
async fn the_helpdesk_is_out_of_reach() {
    let site = Site::open().await;
    site.zenlix.stop().await;
    only_wrong(&check(&site, &[]).await, "helpdesk", "can't be reached");
}

#[tokio::test]
async fn the_address_is_not_the_helpdesks() {
    let site = Site::open().await;
    let elsewhere = site.zenlix.url().replace("api.php", "index.php");
    only_wrong(&check(&site, &[("HELPDESK_URL", &elsewhere)]).await, "helpdesk", "404");
}

#[tokio::test]
async fn whatever_answers_in_the_helpdesks_place_the_fix_is_named() {
    use axum::http::{StatusCode, header};
    let site = Site::open().await;
    let elsewhere = "https://desk.example.com/api.php?key=hush";
    for (status, body, words) in [
        (301, "", "moved to https://desk.example.com/api.php"),
        (302, "", "moved to https://desk.example.com/api.php"),
        (308, "", "moved to https://desk.example.com/api.php"),
        (401, "", "wants a password of its own"),
        (403, "<html>Forbidden</html>", "turns this machine away"),
        (404, "", "full address of api.php"),
        (429, "", "raise its limit"),
        (502, "<html>Bad Gateway</html>", "error log"),
        (200, "<html><form>Login</form></html>", "login page"),
        (404, r#"{"message":"404 Not Found","status_code":404}"#, "answers as ZENLIX 3"),
        (401, r#"{"message":"Token not provided","status_code":401}"#, "deskgram works with ZENLIX 2"),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api.php", listener.local_addr().unwrap());
        let status_code = StatusCode::from_u16(status).unwrap();
        let answer = move || async move { (status_code, [(header::LOCATION, elsewhere)], body) };
        let router = axum::Router::new().fallback(answer);
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let ended = check(&site, &[("HELPDESK_URL", &url)]).await;
        server.abort();
        only_wrong(&ended, "helpdesk", "");
        assert!(ended.said.contains(words), "{status}: {}", ended.said);
        assert!(!ended.said.contains("hush"), "{}", ended.said);
    }
}

#[tokio::test]
async fn the_database_is_another_programs() {
    let key = ("DESKGRAM_SECRET_KEY", "5a".repeat(32));
    let key = (key.0, key.1.as_str());
    let site = Site::open().await;
    let database = site.folder().join("deskgram.db");
    let other = rusqlite::Connection::open(&database).unwrap();
    other.execute_batch("CREATE TABLE songs (name TEXT); PRAGMA user_version = 7").unwrap();
    drop(other);
    only_wrong(&check(&site, &[key]).await, "database", "another program");
    fs::write(&database, "no database at all, and yet as long as the head of one has to be").unwrap();
    only_wrong(&check(&site, &[key]).await, "database", "not a database");
    fs::remove_file(&database).unwrap();
    only_wrong(
        &check(&site, &[key, ("DATABASE_URL", "sqlite:nowhere/deskgram.db")]).await,
        "database",
        "missing",
    );
}

#[tokio::test]
async fn the_key_of_the_database_is_lost() {
    let site = Site::open().await;
    let program = site.run(&[]);
    site.served().await;
    program.signal("TERM");
    assert_eq!(program.ends().await.code, Some(0));
    assert_eq!(check(&site, &[]).await.code, Some(0));
    fs::remove_file(site.folder().join("deskgram.key")).unwrap();
    only_wrong(&check(&site, &[]).await, "database", "its key deskgram.key is not");
}

#[tokio::test]
async fn postgres_is_looked_at_and_left_as_it_is() {
    let Some(postgres) = Postgres::fresh() else { return };
    let (site, key, url) = (Site::open().await, "5a".repeat(32), postgres.url());
    let check = async |url: &str| check(&site, &[("DATABASE_URL", url), ("DESKGRAM_SECRET_KEY", &key)]).await;
    let ended = check(&url).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("its tables will be made"), "{}", ended.said);
    assert_eq!(postgres.ask("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'"), "0");

    postgres.ask("CREATE TABLE songs (name TEXT)");
    only_wrong(&check(&url).await, "database", "another program");
    let secret = url.replace("postgres@", "nobody:hunter2@");
    let ended = check(&secret).await;
    only_wrong(&ended, "database", "\"nobody\" does not exist");
    assert!(!ended.said.contains("hunter2"), "{}", ended.said);
}
