//! The simulated world and a user's verbs. Everything is real but the two servers' insides: HTTP, SQLite on disk, the
//! bot's own code. Time stands still until a test moves it; nothing sleeps.

pub mod lateness;
mod mischief;
pub mod postgres;
mod process;
mod screens;
mod street;
mod verbs;
mod ways;

pub use verbs::SERVICE_DESK;

use deskgram::app::{App, Parts};
use deskgram::clock::Clock;
use deskgram::config::Database;
use deskgram::domain::house::House;
use deskgram::domain::ids::TelegramUser;
use deskgram::domain::pace::{Pace, Share};
use deskgram::domain::remind::Patience;
use deskgram::helpdesk;
use deskgram::i18n::Lang;
use deskgram::sandbox::telegram::{Message, Telegram};
use deskgram::sandbox::zenlix::{Zenlix, demo};
use deskgram::service::eyes::Watchman;
use deskgram::service::live;
use deskgram::service::troubles::Troubles;
use deskgram::store::{Seal, Store};
use deskgram::telegram::api::Api;
use deskgram::telegram::gateway::{Gateway, Me};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use postgres::Postgres;
use secrecy::SecretString;

pub use mischief::{EXEMPT, TRICKS, Tricks, knob};
use process::Process;
pub use screens::{LANGUAGES, hold, seen};
pub use street::{ON_ITS_WAY, Street};
pub use ways::{Deadlines, Way, Ways};

/// The people of the world, by their numbers in Telegram. Each has the helpdesk account of the same name.
pub const OLENA: i64 = 101;
pub const TARAS: i64 = 102;
pub const IRYNA: i64 = 103;
pub const ROMAN: i64 = 104;
pub const BOSS: i64 = 105;
/// Is in Telegram and has no account in the helpdesk.
pub const STRANGER: i64 = 109;

/// Everything a scenario needs.
pub struct World {
    pub telegram: Telegram,
    pub zenlix: Zenlix,
    /// deskgram's clock. The servers have their own.
    pub clock: Clock,
    outside: Clock,
    /// The helpdesk's own.
    pub helpdesk_clock: Clock,
    pub ways: Ways,
    pub app: Process,
    folder: tempfile::TempDir,
    /// Where Telegram brings updates, if it does.
    street: Option<Street>,
    /// Where deskgram remembers, unless it is a file in the folder.
    postgres: Option<Postgres>,
    tricks: Tricks,
    /// What the administrator has chosen; holds from the next start on.
    pub choices: Choices,
}

/// How a world begins.
struct Start<'a> {
    language: &'a str,
    postgres: Option<Postgres>,
    deadlines: Deadlines,
    at: &'a str,
}

impl Start<'_> {
    /// In English, in a file, on a working day at noon.
    fn usual() -> Self {
        let at = "2026-11-24T10:00:00Z";
        Self { language: "en", postgres: None, deadlines: Deadlines::Usual, at }
    }
}

/// What the administrator of a world chooses.
#[derive(Clone)]
pub struct Choices {
    /// The account that watches for everybody.
    pub watchman: Option<Watchman>,
    /// The groups in which the bot stays.
    pub house: House,
    pub patience: Patience,
}

impl Default for Choices {
    fn default() -> Self {
        let minutes = |minutes| Some(SignedDuration::from_mins(minutes));
        let patience = Patience { high: minutes(15), medium: minutes(60), low: minutes(240) };
        Self { watchman: None, house: House::default(), patience }
    }
}

impl World {
    /// A world in English on a working day at noon.
    pub async fn start() -> Self {
        Self::speaking("en").await
    }

    /// A world in English where the head chief's account watches for everybody.
    pub async fn watched() -> Self {
        Self::start().await.watched_by_the_chief().await
    }

    /// The same from this moment on, on PostgreSQL or in a file.
    pub async fn watched_from(start: &str, postgres: Option<Postgres>) -> Self {
        let start = Start { at: start, postgres, ..Start::usual() };
        Self::remembering(start).await.watched_by_the_chief().await
    }

    async fn watched_by_the_chief(self) -> Self {
        let mut world = self;
        world.choices.watchman = Some(Watchman::new("boss".into(), SecretString::from("boss")));
        world.restart().await;
        world
    }

    /// A world whose people have their Telegram and their helpdesk in this language.
    pub async fn speaking(language: &str) -> Self {
        Self::remembering(Start { language, postgres: everywhere(), ..Start::usual() }).await
    }

    /// A world in this language whose deskgram keeps these deadlines for servers that don't answer, and remembers in a
    /// file.
    pub async fn made(language: &str, deadlines: Deadlines) -> Self {
        Self::remembering(Start { language, deadlines, ..Start::usual() }).await
    }

    /// A world whose deskgram remembers in a file.
    pub async fn in_a_file() -> Self {
        Self::remembering(Start::usual()).await
    }

    /// A world whose deskgram remembers in PostgreSQL.
    pub async fn on_postgres(postgres: Postgres) -> Self {
        Self::remembering(Start { postgres: Some(postgres), ..Start::usual() }).await
    }

    async fn remembering(start: Start<'_>) -> Self {
        let Start { language, postgres, deadlines, at } = start;
        let [clock, outside, helpdesk_clock] = [(); 3].map(|()| Clock::manual(at.parse().unwrap()));
        let telegram = Telegram::start(outside.clone()).await.unwrap();
        let people = [
            (OLENA, "Olena"),
            (TARAS, "Taras"),
            (IRYNA, "Iryna"),
            (ROMAN, "Roman"),
            (BOSS, "Boss"),
            (STRANGER, "Stranger"),
        ];
        for (id, name) in people {
            telegram.person(id, name, None, language);
        }
        let mut desk = demo::world(clock.now());
        demo::everybody_reads(&mut desk, Lang::from_code(language).unwrap());
        let zenlix = Zenlix::start(desk, helpdesk_clock.clone()).await.unwrap();
        let tricks = Tricks::chosen();
        tricks.play_on(&telegram, &zenlix);
        let folder = tempfile::tempdir().unwrap();
        let ways = Ways::new(deadlines);
        let place = database(&folder, postgres.as_ref());
        let made = Making { telegram: &telegram, zenlix: &zenlix, clock: &clock, ways: &ways };
        let app = made.app(made.introduce().await, place, Choices::default()).await.into();
        let (street, choices) = (None, Choices::default());
        Self {
            telegram,
            zenlix,
            clock,
            outside,
            helpdesk_clock,
            ways,
            app,
            folder,
            street,
            postgres,
            tricks,
            choices,
        }
    }

    /// The process dies and starts again: what is not on disk is gone.
    pub async fn restart(&mut self) {
        let app = self.beside().await;
        let app = match &self.street {
            Some(street) => street.moves_in(app).await,
            None => app,
        };
        self.app = app.into();
        self.app.resume().await.unwrap();
        self.app.dispatcher.idle().await;
    }

    /// Another process with the same database.
    pub async fn beside(&self) -> App {
        let me = self.making().introduce().await;
        self.beside_as(me).await
    }

    /// The same, which Telegram has introduced already.
    async fn beside_as(&self, me: Me) -> App {
        let place = database(&self.folder, self.postgres.as_ref());
        self.making().app(me, place, self.choices.clone()).await
    }

    fn making(&self) -> Making<'_> {
        Making { telegram: &self.telegram, zenlix: &self.zenlix, clock: &self.clock, ways: &self.ways }
    }

    /// The process starts again with what was carried over to PostgreSQL.
    pub async fn move_to(&mut self, postgres: Postgres) {
        self.postgres = Some(postgres);
        self.restart().await;
    }

    /// The file that deskgram remembers in, opened by another program.
    pub fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("deskgram.db")).unwrap()
    }

    /// A copy of the file as it is now.
    pub fn copy_database(&self, to: &std::path::Path) {
        let file = rusqlite::Connection::open(self.folder.path().join("deskgram.db")).unwrap();
        file.execute("VACUUM INTO $1", [to.to_str().unwrap()]).unwrap();
    }

    /// Lets everything that was set off run its course: updates, comments, messages. Time moves only as far as
    /// Telegram's limits ask for.
    pub async fn settle(&self) {
        self.come_to_rest().await;
        self.between_steps().await;
    }

    async fn come_to_rest(&self) {
        for _ in 0..500 {
            self.app.keep_time().await.unwrap();
            let mut moved = self.take_updates().await;
            self.app.dispatcher.idle().await;
            moved += self.app.bot.comments.pass().await.unwrap();
            moved += self.app.bot.later.pass().await.unwrap();
            let report = self.app.courier.pass().await.unwrap();
            moved += report.done;
            if moved > 0 {
                continue;
            }
            match report.next {
                Some(next) if next.duration_since(self.clock.now()) <= SignedDuration::from_mins(1) => {
                    self.pass_time(next.duration_since(self.clock.now()));
                }
                _ => return,
            }
        }
        panic!("it never comes to rest");
    }

    /// Moves time.
    pub fn pass_time(&self, by: SignedDuration) {
        self.clock.advance(by);
        self.outside.advance(by);
        self.helpdesk_clock.advance(by);
    }

    /// One poll, after the interval has passed, and all that follows from it.
    pub async fn tick(&self) {
        self.pass_time(SignedDuration::from_mins(6));
        self.app.watch().await.unwrap();
        self.settle().await;
    }

    /// A person writes in their private chat.
    pub async fn says(&self, who: i64, text: &str) -> i32 {
        self.says_in(who, who, text).await
    }

    pub async fn says_in(&self, who: i64, chat: i64, text: &str) -> i32 {
        let message = self.telegram.says(who, chat, text);
        self.settle().await;
        message
    }

    /// A person replies to a message.
    pub async fn replies(&self, who: i64, chat: i64, to: i32, text: &str) -> i32 {
        let message = self.telegram.say(who, chat).text(text).reply_to(to).send();
        self.settle().await;
        message
    }

    /// A person presses a button; gives the answer that pops up, empty if there is none.
    pub async fn presses(&self, who: i64, chat: i64, message: i32, label: &str) -> String {
        let query = self.telegram.presses(who, chat, message, label);
        self.settle().await;
        self.telegram.toast(&query).map(|toast| toast.text).unwrap_or_default()
    }

    /// A person signs in; the login and the password are the same in the demo's helpdesk. The first look at the lists
    /// is taken, so that whatever comes is news.
    pub async fn sign_in(&self, who: i64) {
        let login = login(who);
        self.says(who, &format!("/login {login}")).await;
        self.says(who, login).await;
        assert!(
            self.app.bot.desk.sessions.get(TelegramUser(who)).is_some(),
            "{login} is signed in: {:?}",
            self.last(who).text
        );
        self.app.watch().await.unwrap();
        self.settle().await;
    }

    /// The bot's newest message in a chat.
    pub fn last(&self, chat: i64) -> Message {
        self.telegram.last_from_bot(chat).expect("the bot has written there")
    }

    /// The newest card of a ticket in a chat.
    pub fn card(&self, chat: i64, ticket: i64) -> Message {
        self.find_card(chat, ticket).unwrap_or_else(|| panic!("no card of #{ticket} in {chat}"))
    }

    pub fn find_card(&self, chat: i64, ticket: i64) -> Option<Message> {
        let number = format!("#{ticket} ");
        let is_card = |message: &Message| {
            let head = message.text.lines().next().unwrap_or_default();
            message.from_bot() && !message.deleted && head.contains(&number) && message.text.contains("\n\n")
        };
        self.telegram
            .messages(chat)
            .into_iter()
            .rev()
            .find(|message| is_card(message) && has_comments(message))
    }

    /// The bot's reactions on a message.
    pub fn reaction(&self, chat: i64, message: i32) -> Vec<String> {
        self.telegram
            .message(chat, message)
            .map(|message| message.reactions.iter().map(|reaction| reaction.emoji.clone()).collect())
            .unwrap_or_default()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let violations = self.telegram.violations();
        assert!(violations.is_empty(), "the bot broke the Bot API's rules: {violations:#?}");
        let left = self.telegram.pending_updates();
        assert!(left.is_empty(), "updates that nobody took: {left:#?}");
    }
}

/// Every card can show its comments; no other message of the bot starts with a ticket's number and can.
fn has_comments(message: &Message) -> bool {
    message.labels().iter().any(|label| label.starts_with('💬'))
}

/// The helpdesk login of a person.
pub fn login(who: i64) -> &'static str {
    match who {
        OLENA => "olena",
        TARAS => "taras",
        IRYNA => "iryna",
        ROMAN => "roman",
        BOSS => "boss",
        other => panic!("{other} has no account"),
    }
}

/// PostgreSQL for every scenario, where somebody asks for it: `WORLD_DATABASE=postgres cargo test`. Tests that look into the
/// SQLite file itself fail then.
fn everywhere() -> Option<Postgres> {
    postgres::environment("WORLD_DATABASE").then(|| Postgres::fresh().expect("PostgreSQL is there"))
}

fn database(folder: &tempfile::TempDir, postgres: Option<&Postgres>) -> Database {
    match postgres {
        Some(postgres) => Database::Postgres(postgres.server()),
        None => Database::Sqlite(folder.path().join("deskgram.db")),
    }
}

/// What a process is made of.
struct Making<'a> {
    telegram: &'a Telegram,
    zenlix: &'a Zenlix,
    clock: &'a Clock,
    ways: &'a Ways,
}

impl Making<'_> {
    fn gateway(&self) -> Gateway {
        let token = SecretString::from(self.telegram.token().to_owned());
        let api =
            Api::new(&self.telegram.api_url().parse().unwrap(), token, Some(self.ways.telegram.proxy()));
        Gateway::within(api.unwrap(), self.ways.with_telegram())
    }

    async fn introduce(&self) -> Me {
        self.gateway().me().await.unwrap()
    }

    async fn app(&self, me: Me, database: Database, choices: Choices) -> App {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let mut settings = helpdesk::Settings::new(self.zenlix.url().parse().unwrap(), zone.clone());
        settings.clock = self.clock.clone();
        self.ways.with_helpdesk(&mut settings);
        let Choices { watchman, house, patience } = choices;
        let parts = Parts {
            gateway: self.gateway(),
            helpdesk: helpdesk::Client::new(settings).unwrap(),
            store: Store::of(&database, Seal::new(&[7; 32], &self.zenlix.url())).unwrap(),
            clock: self.clock.clone(),
            zone,
            choices: live::Choices {
                pace: Pace {
                    interval: SignedDuration::from_secs(20),
                    share: Share::TENTH,
                    max_age: SignedDuration::from_mins(1),
                },
                admins: [TelegramUser(BOSS)].into(),
                watchman,
                patience,
                house,
            },
            troubles: Troubles::default(),
        };
        App::build(parts, me).await.unwrap()
    }
}
