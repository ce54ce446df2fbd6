//! The log tells an administrator what happened, and nobody anything else.

use std::sync::{Mutex, MutexGuard, OnceLock};
use std::thread::{self, ThreadId};
use std::time::Duration;

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, WebAction};
use jiff::SignedDuration;
use log::{Level, LevelFilter, Log, Metadata, Record};

use crate::support::*;

/// Everything that is logged in this process, by whatever test, with the thread that said it.
pub struct Kept(Mutex<Vec<Line>>);

struct Line {
    by: ThreadId,
    level: Level,
    text: String,
}

impl Kept {
    pub fn len(&self) -> usize {
        self.lines().len()
    }

    /// Returns once a line after the first `mark` has these words, and the test that asks has led to it: each has a thread of
    /// its own, on which all but its database works.
    pub async fn says(&self, words: &str, mark: usize) {
        let here = thread::current().id();
        // Other threads write it too; there is nothing that could wake us.
        while !self.lines()[mark..].iter().any(|line| line.by == here && line.text.contains(words)) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// No line after the first `mark` has any of these words, but for what the simulators say of themselves.
    pub fn holds_none(&self, secrets: &[String], mark: usize) {
        let lines = self.lines();
        let told = |line: &&String| {
            !line.starts_with("deskgram::sandbox") && secrets.iter().any(|secret| line.contains(secret))
        };
        let found = lines[mark..].iter().map(|line| &line.text).find(told);
        assert!(found.is_none(), "a secret stands in the log: {found:?}");
    }

    /// What the test that asks has led to after the first `mark` lines, as an administrator reads it.
    fn said(&self, mark: usize) -> Vec<String> {
        let here = thread::current().id();
        let lines = self.lines();
        let read = |line: &&Line| {
            line.by == here && line.level <= Level::Info && !line.text.starts_with("deskgram::sandbox")
        };
        let words = |line: &Line| line.text.split_once(' ').map(|(_, words)| words.to_owned());
        lines[mark..].iter().filter(read).filter_map(words).collect()
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.lock().unwrap()
    }
}

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let text = format!("{} {}", record.target(), record.args());
        self.lines().push(Line { by: thread::current().id(), level: record.level(), text });
    }

    fn flush(&self) {}
}

pub fn kept() -> &'static Kept {
    static KEPT: OnceLock<&'static Kept> = OnceLock::new();
    KEPT.get_or_init(|| {
        let kept: &'static Kept = Box::leak(Box::new(Kept(Mutex::default())));
        log::set_logger(kept).unwrap();
        log::set_max_level(LevelFilter::Trace);
        kept
    })
}

#[tokio::test]
async fn each_line_of_a_day_of_normal_use_is_true() {
    let kept = kept();
    let mut world = World::new().await;
    // A clock of more precision than the store's.
    world.clock.advance_by(SignedDuration::from_nanos(123_456_789));
    let mark = kept.len();
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    world.sends_text(OLENA, "/in").await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✅ Done").await;
    world.poll_once().await;
    let lines = [
        "101 signed in".to_owned(),
        "102 signed in".to_owned(),
        "1 new tickets in the list of 101".to_owned(),
        "1 new tickets in the list of 102".to_owned(),
        format!("take on ticket {id} by 101: done"),
        format!("finish on ticket {id} by 101: done"),
    ];
    let mut said = kept.said(mark);
    // Which list is read first is left open.
    said[2..4].sort();
    assert_eq!(said, lines, "and nothing that is not so");
    let mark = kept.len();
    world.restart_process().await;
    world.sends_text(OLENA, "/logout").await;
    world.poll_once().await;
    assert!(world.is_signed_in(TARAS));
    assert_eq!(kept.said(mark), Vec::<String>::new());
}

#[tokio::test]
async fn a_day_of_use_and_trouble_leaves_no_secret_in_the_log() {
    kept();
    a_day_of_use_and_trouble(World::new().await).await;
}

#[tokio::test]
async fn nor_does_one_with_postgres_whose_driver_logs_all_that_it_does() {
    let Some(postgres) = postgres::Postgres::fresh() else { return };
    kept();
    a_day_of_use_and_trouble(World::with_postgres(postgres).await).await;
}

async fn a_day_of_use_and_trouble(world: World) {
    let kept = kept();
    let (right, wrong) = ("pass-word-right-71", "pass-word-wrong-72");
    world.zenlix.change_password("olena", right);
    let key = world.zenlix.person("olena").unwrap().key.unwrap();
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, wrong).await;
    world.sends_text(OLENA, right).await;
    world.poll_once().await;
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(unit, "subject-word-73", "ticket-word-74"));
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    for kind in
        [FaultKind::EmptyBody, FaultKind::Garbage, FaultKind::ResetBefore, FaultKind::AppliedThenReset]
    {
        world.zenlix.fault(Fault { on: Match::any(), kind, times: Some(1) });
        world.presses(OLENA, OLENA, card, "🔄 Refresh").await;
    }
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.zenlix.fault(Fault {
        on: Match::mode("add_ticket_comment"),
        kind: FaultKind::Garbage,
        times: Some(1),
    });
    world.sends_reply(OLENA, OLENA, card, "comment-word-75").await;
    world.sends_text(OLENA, "/find roman").await;
    world.zenlix.web_act("olena", id, WebAction::Finish);
    world.poll_once().await;
    world.zenlix.stop().await;
    world.presses(OLENA, OLENA, card, "🔄 Refresh").await;
    world.zenlix.restart().await.unwrap();
    world.zenlix.regenerate_key("olena");
    world.advance_time(SignedDuration::from_mins(10));
    world.presses(OLENA, OLENA, card, "🔄 Refresh").await;

    let olena = world.zenlix.person("olena").unwrap();
    let secrets =
        [world.telegram.token().to_owned(), olena.hash, key, world.zenlix.ticket(id).unwrap().row.hash];
    let words = [right, wrong, "subject-word-73", "ticket-word-74", "comment-word-75", "Романюк"];
    assert!(kept.lines().iter().any(|line| line.text.contains("101 signed in")), "the log is kept");
    let secrets = secrets.into_iter().chain(words.map(str::to_owned)).filter(|secret| !secret.is_empty());
    kept.holds_none(&secrets.collect::<Vec<_>>(), 0);
}
