//! The administrator's desk: who is signed in, who hears of what, what waits; beside a program that serves.

use clap::Subcommand;
use deskgram::clock::Clock;
use deskgram::config::cli::{Cli, CliCommand};
use deskgram::domain::ids::{CardRef, ChatId, MessageId, Target, TelegramUser, TicketId};
use deskgram::store::{CommentOrigin, DedupKey, FollowedBy, NewComment, OutboxEntry, Seal, Store};
use deskgram::view::SendPriority;

use serde_json::Value;

use super::admin::stopped;
use super::program::{Ended, Program};
use super::{OLENA, Site, borrowed};

async fn ran(site: &Site, arguments: &[&str]) -> Ended {
    Program::run(site.folder(), arguments, &borrowed(&site.settings(&[]))).await
}

/// The records that a command gives to programs.
async fn records(site: &Site, command: &str) -> Vec<Value> {
    let ended = ran(site, &[command, "--json"]).await;
    serde_json::from_str(&ended.said).unwrap_or_else(|error| panic!("{error}: {}", ended.said))
}

async fn signs_in(site: &Site) {
    site.served().await;
    site.asks(OLENA, "/login olena olena", "✅").await;
}

#[tokio::test]
async fn a_sign_in_that_is_ended_here_is_ended_at_once() {
    let site = Site::open().await;
    let _program = site.run(&[]);
    signs_in(&site).await;
    let listed = ran(&site, &["sessions"]).await;
    assert!(listed.said.contains("101") && listed.said.contains("olena"), "{}", listed.said);
    let records_before = records(&site, "sessions").await;
    assert_eq!(records_before[0]["telegram"], 101);
    assert_eq!(records_before[0]["login"], "olena");

    let ended = ran(&site, &["sessions", "--revoke", "101"]).await;
    assert_eq!(
        (ended.code, ended.said.contains("101 (olena) is signed out")),
        (Some(0), true),
        "{}",
        ended.said
    );
    site.asks(OLENA, "/in", "/login").await;
    assert!(records(&site, "sessions").await.is_empty());
    assert!(ran(&site, &["audit"]).await.said.contains("administrator"));
    let again = ran(&site, &["sessions", "--revoke", "101"]).await;
    assert_eq!((again.code, again.said.contains("not signed in")), (Some(1), true), "{}", again.said);
}

#[tokio::test]
async fn a_subscription_is_listed_and_ended() {
    let site = Site::open().await;
    let _program = site.run(&[]);
    signs_in(&site).await;
    let group = site.telegram.supergroup("Support \u{1b}[31m", &[OLENA]);
    site.telegram.add_bot(group);
    site.asks(group, "/subscribe", "/unsubscribe").await;
    let listed = ran(&site, &["subscriptions"]).await;
    assert!(listed.said.contains("(101)") && listed.said.contains("works"), "{}", listed.said);
    assert!(!listed.said.contains('\u{1b}'), "a title steers no terminal: {:?}", listed.said);
    assert_eq!(records(&site, "subscriptions").await[0]["chat"], group);
    let place = group.to_string();
    let ended = ran(&site, &["subscriptions", "--end", &place]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert_eq!(ran(&site, &["subscriptions"]).await.said, "no group has subscribed");
    assert_eq!(ran(&site, &["subscriptions", "--end", &format!("{place}/5")]).await.code, Some(1));
}

/// Two messages and a comment that wait for tomorrow, in a database that nobody serves yet.
async fn leave_waiting(site: &Site) {
    let tomorrow = Clock::System.now() + jiff::SignedDuration::from_hours(24);
    let store = Store::open(&site.folder().join("deskgram.db"), Seal::new(&[7; 32], "")).unwrap();
    let left = store.write(move |db| {
        let target = Target { chat: ChatId(OLENA), thread: None };
        for _ in 0..2 {
            let body = r#"{"React":{"message":1,"emoji":"secret words"}}"#.to_owned();
            let mail = OutboxEntry {
                target,
                class: SendPriority::Answer,
                dedup: DedupKey::None,
                body,
                due: tomorrow,
            };
            db.enqueue(&mail, tomorrow)?;
        }
        let comment = NewComment {
            author: TelegramUser(OLENA),
            login: "olena".to_owned(),
            ticket: TicketId(1),
            source: CardRef { chat: ChatId(OLENA), message: MessageId(1) },
            target,
            parts: vec!["secret words".to_owned()],
            followed_by: FollowedBy::Nothing,
            origin: CommentOrigin::Message,
        };
        db.add_comment(&comment, tomorrow, tomorrow).map(drop)
    });
    left.await.unwrap();
}

#[tokio::test]
async fn in_the_wrong_folder_nothing_is_made_and_nothing_said_of_what_is_not_there() {
    let site = Site::open().await;
    for command in ["sessions", "subscriptions", "outbox", "audit", "rotate-key"] {
        let ended = ran(&site, &[command]).await;
        assert_eq!(ended.code, Some(1), "{command}: {}", ended.said);
        assert!(ended.said.contains("there is no database deskgram.db"), "{command}: {}", ended.said);
    }
    assert_eq!(std::fs::read_dir(site.folder()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_waits_says_why_and_can_be_tried_or_dropped() {
    let site = Site::open().await;
    let program = site.run(&[]);
    site.served().await;
    stopped(program).await;
    assert_eq!(ran(&site, &["outbox"]).await.said, "nothing waits to be sent");
    leave_waiting(&site).await;
    let listed = ran(&site, &["outbox"]).await;
    for words in ["m1", "reaction", "it is for later", "m2", "behind m1", "c1", "ticket 1"] {
        assert!(listed.said.contains(words), "{words}: {}", listed.said);
    }
    assert!(!listed.said.contains("secret"), "{}", listed.said);
    assert_eq!(ran(&site, &["outbox", "--retry", "m1"]).await.code, Some(0));
    assert_eq!(records(&site, "outbox").await[0]["why"], "its turn comes");
    for name in ["m1", "c1"] {
        assert_eq!(ran(&site, &["outbox", "--drop", name]).await.code, Some(0));
        assert_eq!(ran(&site, &["outbox", "--drop", name]).await.code, Some(1));
        assert_eq!(ran(&site, &["outbox", "--retry", name]).await.code, Some(1));
    }
    let left = records(&site, "outbox").await;
    assert_eq!((left.len(), &left[0]["name"]), (1, &Value::from("m2")));
    assert_eq!(ran(&site, &["outbox", "--drop", "all"]).await.code, Some(2));
}

#[tokio::test]
async fn a_shell_and_the_manual_know_every_command() {
    let site = Site::open().await;
    let all = CliCommand::augment_subcommands(clap::Command::new("deskgram"));
    let manual = ran(&site, &["man"]).await.said;
    let completed = ran(&site, &["completions", "bash"]).await.said;
    for name in all.get_subcommands().map(clap::Command::get_name) {
        assert!(manual.contains(&name.replace('-', "\\-")), "{name}");
        assert!(completed.contains(name), "{name}");
    }
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        assert!(ran(&site, &["completions", shell]).await.said.contains("outbox"), "{shell}");
    }
    assert_eq!(ran(&site, &["man", "share/man1"]).await.code, Some(0));
    assert!(site.folder().join("share/man1/deskgram-outbox.1").exists());
    std::fs::write(site.folder().join("a-file"), "").unwrap();
    let ended = ran(&site, &["man", "a-file"]).await;
    assert_eq!((ended.code, ended.said.contains("a-file: ")), (Some(1), true), "{}", ended.said);
    let version = ran(&site, &["--version"]).await.said;
    assert!(version.starts_with(concat!("deskgram ", env!("CARGO_PKG_VERSION"), " (")), "{version}");
    assert!(version.contains("build"), "{version}");
    <Cli as clap::CommandFactory>::command().debug_assert();
}
