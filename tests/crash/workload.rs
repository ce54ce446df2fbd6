//! The play: the two servers, the people, and what they do by chance. Writes down what was done, so that it can be held
//! against what came of it.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use deskgram::clock::{Clock, monotonic_now};
use deskgram_sandbox::telegram::{Message, Telegram};
use deskgram_sandbox::zenlix::world::Role;
use deskgram_sandbox::zenlix::world::{User, md5_hex};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, Zenlix, demo};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::postgres::Postgres;
use crate::process::Settings;
use crate::rng::Rng;

/// How many technicians there are.
const PEOPLE: i64 = 8;
const FIRST: i64 = 201;
const UNIT: i64 = 1;
/// Two tickets of one second would share their name at the helpdesk.
const BETWEEN_TICKETS: Duration = Duration::from_millis(2100);
const WAITING: &str =
    "SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM comments WHERE state = 'waiting')
         + (SELECT COUNT(*) FROM updates WHERE done IS NULL)";
const PATIENCE: Duration = Duration::from_secs(300);

/// A comment that somebody wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub login: String,
    pub ticket: i64,
    pub text: String,
}

/// A press that Telegram has taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Pressed {
    pub chat: i64,
    pub message: i32,
    pub ticket: i64,
    pub label: String,
}

/// What has been done so far.
#[derive(Default)]
pub struct Record {
    pub comments: Vec<Written>,
    pub presses: Vec<Pressed>,
    pub tickets: Vec<i64>,
}

/// Whether a group takes part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WithGroup {
    Yes,
    No,
}

/// Clones share the play.
#[derive(Clone)]
pub struct Workload {
    pub telegram: Telegram,
    pub zenlix: Zenlix,
    pub group: Option<i64>,
    record: Arc<Mutex<Record>>,
    folder: Arc<TempDir>,
    /// Where the program remembers, unless it is a file in the folder.
    postgres: Option<Arc<Postgres>>,
}

impl Workload {
    pub async fn start_workload(with_group: WithGroup) -> Self {
        let clock = Clock::System;
        let telegram = Telegram::start(clock.clone()).await.unwrap();
        let mut desk = demo::world(clock.now());
        demo::everybody_reads(&mut desk, "en");
        let zenlix = Zenlix::start(desk, clock).await.unwrap();
        for who in people() {
            telegram.person(who, &login(who), None, "en");
            zenlix.edit(|world| {
                let model = world.user_by_login("olena").cloned().unwrap();
                let hash = md5_hex(&login(who));
                world.users.push(User {
                    id: who,
                    login: login(who),
                    password: login(who),
                    key: Some(md5_hex(&hash)),
                    fio: format!("Crash {}", login(who)),
                    role: Role::Technician,
                    units: UNIT.to_string(),
                    hash,
                    ..model
                });
            });
        }
        let everybody: Vec<_> = people().collect();
        let group = (with_group == WithGroup::Yes).then(|| telegram.supergroup("Crash", &everybody));
        group.inspect(|&group| telegram.add_bot(group));
        Self {
            telegram,
            zenlix,
            group,
            record: Arc::default(),
            folder: Arc::new(TempDir::new().unwrap()),
            postgres: None,
        }
    }

    /// The same play with a PostgreSQL for several processes.
    pub fn on_postgres(self, postgres: Postgres) -> Self {
        Self { postgres: Some(Arc::new(postgres)), ..self }
    }

    pub fn postgres(&self) -> &Postgres {
        self.postgres.as_ref().expect("a play on PostgreSQL")
    }

    /// The settings of one of several processes, with the port under which it finds the database.
    pub fn settings_of(&self, name: &str, port: u16) -> Settings {
        let mut settings = self.settings();
        let url = format!("{}?application_name={name}", self.postgres().url_at(port));
        settings.environment.retain(|(name, _)| *name != "DATABASE_URL");
        settings.environment.extend([("DATABASE_URL", url), ("DESKGRAM_SECRET_KEY", "5a".repeat(32))]);
        settings
    }

    pub fn settings(&self) -> Settings {
        let environment = vec![
            ("TELOXIDE_TOKEN", self.telegram.token().to_owned()),
            ("TELOXIDE_API_URL", self.telegram.api_url()),
            ("HELPDESK_URL", self.zenlix.url()),
            ("HELPDESK_TIME_ZONE", "Europe/Kyiv".to_owned()),
            ("HELPDESK_MAX_CALL_DURATION", "1s".to_owned()),
            ("DATABASE_URL", "sqlite:deskgram.db".to_owned()),
            ("DESKGRAM_POLL_INTERVAL", "1s".to_owned()),
            ("RUST_LOG", "info".to_owned()),
        ];
        let folder = self.folder.path().to_owned();
        Settings { environment, log: folder.join("log"), folder }
    }

    pub fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap()
    }

    /// What the program has said last.
    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(self.settings().log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(80)..].join("\n")
    }

    /// Waits until this has been logged so many times, by all processes of the play together.
    pub async fn until_logged(&self, words: &str, times: usize) {
        let logged = async {
            while self.log().matches(words).count() < times {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, logged).await.expect("it is logged");
    }

    /// Everybody signs in and has seen their list once, so that what comes is news; the group is subscribed.
    pub async fn sign_everybody_in(&self) {
        for who in people() {
            self.telegram.says(who, who, &format!("/login {}", login(who)));
            self.until_told(who, "password").await;
            self.telegram.says(who, who, &login(who));
            self.until_told(who, "Welcome").await;
        }
        if let Some(group) = self.group {
            self.telegram.says(FIRST, group, "/subscribe");
            self.until_told(group, "/unsubscribe").await;
        }
        let lists = || self.zenlix.calls().iter().filter(|call| call.mode == "ticket_list").count();
        let before = lists();
        self.wait_for("everybody's list", || lists() >= before + 2 * PEOPLE as usize).await;
    }

    async fn until_told(&self, chat: i64, words: &str) {
        let told =
            |telegram: &Telegram| telegram.last_from_bot(chat).filter(|last| last.text.contains(words));
        self.telegram.until(told).await;
    }

    /// The helpdesk holds somebody's list.
    pub async fn hold_the_helpdesk(&self) {
        let on = Match::mode("ticket_list");
        self.zenlix.fault(Fault { on, kind: FaultKind::Hold, times: None });
        self.zenlix.until_held(1).await;
    }

    /// Acts until it is stopped.
    pub async fn run_actions(self, mut chance: Rng) {
        let mut last_ticket = monotonic_now();
        loop {
            sleep(Duration::from_millis(chance.between(10, 120))).await;
            if last_ticket.elapsed() > BETWEEN_TICKETS && chance.between(0, 4) == 0 {
                last_ticket = monotonic_now();
                let ticket = NewTicket::to_unit(UNIT, "Crash", "Something is broken");
                let id = self.zenlix.web_create("roman", ticket);
                self.record().tickets.push(id);
                continue;
            }
            let who = FIRST + chance.between(0, PEOPLE as u64) as i64;
            let chat = self.group.filter(|_| chance.between(0, 20) == 0).unwrap_or(who);
            let cards: Vec<_> = self.telegram.messages(chat).into_iter().filter(is_card).collect();
            let Some(card) = chance.pick(&cards) else { continue };
            if chance.between(0, 2) == 0 {
                self.comment(&mut chance, who, chat, card);
            } else {
                self.press(&mut chance, who, chat, card);
            }
        }
    }

    fn comment(&self, chance: &mut Rng, who: i64, chat: i64, card: &Message) {
        let number = self.record().comments.len();
        // Some people say the same thing twice, and mean it.
        let text =
            if chance.between(0, 4) == 0 { "Any news?".to_owned() } else { format!("Comment {number}") };
        self.telegram.say(who, chat).text(&text).reply_to(card.id).send();
        self.record().comments.push(Written { login: login(who), ticket: ticket_of(card), text });
    }

    fn press(&self, chance: &mut Rng, who: i64, chat: i64, card: &Message) {
        let acts = ["Take", "Release", "Done", "Open again", "⋯"];
        let labels: Vec<_> =
            card.labels().into_iter().filter(|label| acts.iter().any(|act| label.contains(act))).collect();
        let Some(&label) = chance.pick(&labels) else { return };
        // The card may have changed since it was looked at, as it may for people.
        if self.telegram.try_presses(who, chat, card.id, label).is_ok() {
            let pressed =
                Pressed { chat, message: card.id, ticket: ticket_of(card), label: label.to_owned() };
            self.record().presses.push(pressed);
        }
    }

    /// Returns once nothing is left to do: every ticket is told everywhere, nothing waits in the database.
    pub async fn come_to_rest(&self) {
        let before = self.zenlix.calls().len();
        self.wait_for("the last lists", || {
            let calls = self.zenlix.calls();
            let since = &calls[before.min(calls.len())..];
            let lists = |login: &str| {
                let own = since.iter().filter(|call| call.login.as_deref() == Some(login));
                own.filter(|call| call.mode == "ticket_list").count()
            };
            people().all(|who| lists(&login(who)) >= 2)
        })
        .await;
        self.wait_for("an empty outbox", || {
            self.telegram.pending_updates().is_empty() && self.waiting() == 0
        })
        .await;
    }

    /// How much waits in the program's database.
    fn waiting(&self) -> i64 {
        if let Some(postgres) = &self.postgres {
            return postgres.ask(WAITING).parse().unwrap();
        }
        let database = rusqlite::Connection::open(self.folder.path().join("deskgram.db")).unwrap();
        // Locked for a moment: not at rest.
        database.query_row(WAITING, [], |row| row.get(0)).unwrap_or(1)
    }

    async fn wait_for(&self, what: &str, mut done: impl FnMut() -> bool) {
        let since = monotonic_now();
        while !done() {
            assert!(since.elapsed() < PATIENCE, "no {what}: {} wait\n{}", self.waiting(), self.log());
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The technicians by their numbers in Telegram.
pub fn people() -> impl Iterator<Item = i64> {
    FIRST..FIRST + PEOPLE
}

pub fn login(who: i64) -> String {
    format!("tech{who}")
}

/// Whether a message is a ticket's card: only they have a menu, which may be open.
pub fn is_card(message: &Message) -> bool {
    message.from_bot()
        && !message.deleted
        && message.labels().iter().any(|label| ["⋯", "🔄 Refresh"].contains(label))
}

/// The ticket that a card shows.
pub fn ticket_of(card: &Message) -> i64 {
    let (_, rest) = card.text.split_once('#').unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}
