//! The simulated world and a user's verbs. Everything is real but the two servers' insides: HTTP, SQLite on disk, the
//! bot's own code. Time stands still until a test moves it; nothing sleeps.

mod actions;
mod administrator;
mod earlier;
mod http_endpoint;
pub mod lateness;
mod mischief;
mod network;
mod pace;
mod panels;
pub mod postgres;
mod process;
mod screens;

pub use actions::{SERVICE_DESK, dialogue_presses};
pub use administrator::{escalation_chains, load_settings};
pub use earlier::seal;

use deskgram::app::{App, AppParts};
use deskgram::callback::Callback;
use deskgram::clock::Clock;
use deskgram::config::Database;
use deskgram::context::runtime_config;
use deskgram::domain::access_policy::AccessPolicy;
use deskgram::domain::escalation::{EscalationChain, EscalationChains};
use deskgram::domain::ids::TelegramUser;
use deskgram::domain::poll_schedule::{LoadLimit, PollSchedule};
use deskgram::domain::ticket_link::TicketLink;
use deskgram::helpdesk;
use deskgram::maintenance::recent_errors::RecentErrors;
use deskgram::sessions::service_account::ServiceAccount;
use deskgram::store::Store;
use deskgram::telegram::api::BotApi;
use deskgram::telegram::client::{BotIdentity, TelegramClient};
use deskgram_sandbox::telegram::{Button, Message, Press, Telegram};
use deskgram_sandbox::zenlix::{Zenlix, demo};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use postgres::Postgres;
use secrecy::SecretString;

pub use http_endpoint::{DELIVERY_TIMEOUT, HttpEndpoint};
pub use mischief::{EXEMPT, TRICKS, Tricks, knob};
pub use network::{Deadlines, LinkState, Network};
use pace::PressPace;
use process::Process;
pub use screens::{LANGUAGES, hold, seen};

/// The people of the world, by their numbers in Telegram. Each hAs the helpdesk account of the same name.
pub const OLENA: i64 = 101;
pub const TARAS: i64 = 102;
pub const IRYNA: i64 = 103;
pub const ROMAN: i64 = 104;
pub const BOSS: i64 = 105;
/// The buttons of a card that show the rest of them, and its comments.
pub const MORE: &str = "⋯";
pub const COMMENTS: &str = "💬";

/// Telegram lets a chat that has fallen behind catch up within so long.
const MOST_TO_REST: SignedDuration = SignedDuration::from_mins(30);
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
    pub network: Network,
    pub app: Process,
    folder: tempfile::TempDir,
    /// Where Telegram brings updates, if it does.
    endpoint: Option<HttpEndpoint>,
    /// Where deskgram remembers, unless it is a file in the folder.
    postgres: Option<Postgres>,
    tricks: Tricks,
    pace: PressPace,
    /// What the administrator has chosen; holds from the next start on.
    pub settings: WorldSettings,
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
pub struct WorldSettings {
    /// The account that watches for everybody.
    pub service_account: Option<ServiceAccount>,
    /// The groups in which the bot stays.
    pub access_policy: AccessPolicy,
    pub escalation: EscalationChains,
}

impl Default for WorldSettings {
    fn default() -> Self {
        let after = |minutes| EscalationChain::unit_then_head(SignedDuration::from_mins(minutes));
        let escalation = EscalationChains { high: after(15), medium: after(60), low: after(240) };
        Self { service_account: None, access_policy: AccessPolicy::default(), escalation }
    }
}

impl World {
    /// A world in English on a working day at noon.
    pub async fn new() -> Self {
        Self::in_language("en").await
    }

    /// A world in English where the head chief's account watches for everybody.
    pub async fn with_service_account() -> Self {
        Self::new().await.watched_by_the_chief().await
    }

    /// The same from this moment on, on PostgreSQL or in a file.
    pub async fn watched_from(start: &str, postgres: Option<Postgres>) -> Self {
        let start = Start { at: start, postgres, ..Start::usual() };
        Self::build_world(start).await.watched_by_the_chief().await
    }

    async fn watched_by_the_chief(self) -> Self {
        let mut world = self;
        world.settings.service_account = Some(ServiceAccount::new("boss".into(), SecretString::from("boss")));
        world.restart_process().await;
        world
    }

    /// A world whose people have their Telegram and their helpdesk in this language.
    pub async fn in_language(language: &str) -> Self {
        Self::build_world(Start { language, postgres: postgres_everywhere(), ..Start::usual() }).await
    }

    /// A world in this language whose deskgram keeps these deadlines for servers that don't answer, and remembers in a
    /// file.
    pub async fn in_file_with(language: &str, deadlines: Deadlines) -> Self {
        Self::build_world(Start { language, deadlines, ..Start::usual() }).await
    }

    /// A world whose deskgram remembers in a file.
    pub async fn in_file() -> Self {
        Self::build_world(Start::usual()).await
    }

    /// A world whose deskgram remembers in PostgreSQL.
    pub async fn with_postgres(postgres: Postgres) -> Self {
        Self::build_world(Start { postgres: Some(postgres), ..Start::usual() }).await
    }

    async fn build_world(start: Start<'_>) -> Self {
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
        // What one member of a group alone sees has scenarios of its own, in `panel`; all others show what happens without.
        telegram.lack_ephemeral_messages();
        let mut desk = demo::world(clock.now());
        demo::everybody_reads(&mut desk, language);
        let zenlix = Zenlix::start(desk, helpdesk_clock.clone()).await.unwrap();
        let tricks = Tricks::chosen();
        tricks.play_on(&telegram, &zenlix);
        let folder = tempfile::tempdir().unwrap();
        let ways = Network::new(deadlines);
        let place = database(&folder, postgres.as_ref());
        let made = Making { telegram: &telegram, zenlix: &zenlix, clock: &clock, ways: &ways };
        let app = made.app(made.introduce().await, place, WorldSettings::default()).await.into();
        let (street, choices) = (None, WorldSettings::default());
        Self {
            telegram,
            zenlix,
            clock,
            outside,
            helpdesk_clock,
            network: ways,
            app,
            folder,
            endpoint: street,
            postgres,
            tricks,
            pace: PressPace::default(),
            settings: choices,
        }
    }

    /// The process dies and starts again: what is not on disk is gone.
    pub async fn restart_process(&mut self) {
        let app = self.second_process().await;
        let app = match &self.endpoint {
            Some(street) => street.attach_app(app).await,
            None => app,
        };
        self.app = app.into();
        self.app.resume_unfinished().await.unwrap();
        self.app.dispatcher.wait_idle().await;
    }

    /// Another process with the same database.
    pub async fn second_process(&self) -> App {
        let me = self.making().introduce().await;
        self.beside_as(me).await
    }

    /// The same, which Telegram has introduced already.
    async fn beside_as(&self, me: BotIdentity) -> App {
        let place = database(&self.folder, self.postgres.as_ref());
        self.making().app(me, place, self.settings.clone()).await
    }

    fn making(&self) -> Making<'_> {
        Making { telegram: &self.telegram, zenlix: &self.zenlix, clock: &self.clock, ways: &self.network }
    }

    /// The process starts again with what was carried over to PostgreSQL.
    pub async fn move_to_postgres(&mut self, postgres: Postgres) {
        self.postgres = Some(postgres);
        self.restart_process().await;
    }

    /// The file that deskgram remembers in, opened by another program.
    pub fn open_database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("deskgram.db")).unwrap()
    }

    /// A copy of the file as it is now.
    pub fn copy_database(&self, to: &std::path::Path) {
        let file = rusqlite::Connection::open(self.folder.path().join("deskgram.db")).unwrap();
        file.execute("VACUUM INTO $1", [to.to_str().unwrap()]).unwrap();
    }

    /// Lets everything that was set off run its course: updates, comments, messages. Time moves only as far as
    /// Telegram's limits ask for.
    pub async fn run_until_idle(&self) {
        self.come_to_rest().await;
        self.between_steps().await;
    }

    async fn come_to_rest(&self) {
        // A chat that has much to hear takes a round for each message once its burst is over: what counts is the time.
        let (begun, mut rounds) = (self.clock.now(), 0);
        while self.clock.now().duration_since(begun) < MOST_TO_REST && rounds < 5_000 {
            rounds += 1;
            self.app.check_clock().await.unwrap();
            let mut moved = self.take_updates().await;
            self.app.dispatcher.wait_idle().await;
            moved += self.app.bot.comments.send_due().await.unwrap();
            moved += self.app.bot.jobs.run_due().await.unwrap();
            let report = self.app.outbox.send_due().await.unwrap();
            moved += report.done;
            if moved > 0 {
                continue;
            }
            match report.next {
                Some(next) if next.duration_since(self.clock.now()) <= SignedDuration::from_mins(1) => {
                    self.advance_time(next.duration_since(self.clock.now()));
                }
                _ => return,
            }
        }
        let waited = self.clock.now().duration_since(begun);
        panic!("it has not come to rest in {rounds} rounds, for which {waited:#} passed");
    }

    /// Moves time.
    pub fn advance_time(&self, by: SignedDuration) {
        self.clock.advance_by(by);
        self.outside.advance_by(by);
        self.helpdesk_clock.advance_by(by);
    }

    /// One poll, after the interval has passed, and all that follows from it.
    pub async fn poll_once(&self) {
        self.advance_time(SignedDuration::from_mins(6));
        self.app.poll_lists().await.unwrap();
        self.run_until_idle().await;
    }

    /// A person writes in their private chat.
    pub async fn sends_text(&self, who: i64, text: &str) -> i32 {
        self.sends_text_in(who, who, text).await
    }

    pub async fn sends_text_in(&self, who: i64, chat: i64, text: &str) -> i32 {
        let message = self.telegram.says(who, chat, text);
        self.run_until_idle().await;
        message
    }

    /// A person replies to a message.
    pub async fn sends_reply(&self, who: i64, chat: i64, to: i32, text: &str) -> i32 {
        let message = self.telegram.say(who, chat).text(text).reply_to(to).send();
        self.run_until_idle().await;
        message
    }

    /// A person presses a button, by the beginning of its label; behind ⋯ if it doesn't stand below the message. Gives the
    /// answer that pops up, empty if there is none.
    pub async fn presses(&self, who: i64, chat: i64, message: i32, label: &str) -> String {
        if self.button_label(chat, message, label).is_none()
            && let Some(menu) = self.telegram.message(chat, message).as_ref().and_then(menu_data)
        {
            self.presses_data(who, chat, message, &menu).await;
        }
        let label = self.button_label(chat, message, label).unwrap_or_else(|| label.to_owned());
        self.pause_before_press(who, self.button_data(chat, message, &label).as_deref());
        let query = self.telegram.presses(who, chat, message, &label);
        self.run_until_idle().await;
        self.telegram.toast(&query).map(|toast| toast.text.replace('\u{a0}', " ")).unwrap_or_default()
    }

    /// A person signs in; the login and the password are the same in the demo's helpdesk. The first look at the lists
    /// is taken, so that whatever comes is news.
    pub async fn sign_in(&self, who: i64) {
        let login = login(who);
        self.sends_text(who, &format!("/login {login}")).await;
        self.sends_text(who, login).await;
        assert!(
            self.app.bot.ctx.sessions.find_session(TelegramUser(who)).is_some(),
            "{login} is signed in: {:?}",
            self.last_bot_message(who).text
        );
        self.app.poll_lists().await.unwrap();
        self.run_until_idle().await;
    }

    /// The bot's newest message in a chat.
    pub fn last_bot_message(&self, chat: i64) -> Message {
        self.telegram.last_from_bot(chat).expect("the bot has written there")
    }

    /// The newest card of a ticket in a chat.
    pub fn ticket_card(&self, chat: i64, ticket: i64) -> Message {
        self.find_ticket_card(chat, ticket).unwrap_or_else(|| panic!("no card of #{ticket} in {chat}"))
    }

    pub fn find_ticket_card(&self, chat: i64, ticket: i64) -> Option<Message> {
        let number = format!("#{ticket} ");
        let is_card = |message: &Message| {
            let head = message.text.lines().next().unwrap_or_default();
            message.from_bot() && !message.deleted && head.contains(&number)
        };
        self.telegram
            .messages(chat)
            .into_iter()
            .rev()
            .find(|message| is_card(message) && menu_data(message).is_some())
    }

    /// The bot's reactions on a message.
    pub fn bot_reactions(&self, chat: i64, message: i32) -> Vec<String> {
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

/// What opens or closes the menu of a card; no other message of the bot has one.
fn menu_data(message: &Message) -> Option<String> {
    let menu = |button: &Button| match &button.press {
        Press::Data(data) => {
            matches!(Callback::decode(data), Some(Callback::OpenMenu { .. } | Callback::CloseMenu { .. }))
                .then(|| data.clone())
        }
        _ => None,
    };
    message.buttons.iter().flatten().find_map(menu)
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
fn postgres_everywhere() -> Option<Postgres> {
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
    ways: &'a Network,
}

impl Making<'_> {
    fn gateway(&self) -> TelegramClient {
        let token = SecretString::from(self.telegram.token().to_owned());
        let api = BotApi::new(
            &self.telegram.api_url().parse().unwrap(),
            token,
            Some(self.ways.telegram.link_proxy()),
            None,
        );
        TelegramClient::with_deadlines(api.unwrap(), self.ways.telegram_deadlines())
    }

    async fn introduce(&self) -> BotIdentity {
        self.gateway().get_me().await.unwrap()
    }

    async fn app(&self, me: BotIdentity, database: Database, choices: WorldSettings) -> App {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let mut settings = helpdesk::HelpdeskSettings::new(self.zenlix.url().parse().unwrap(), zone.clone());
        settings.clock = self.clock.clone();
        self.ways.apply_to_helpdesk(&mut settings);
        let WorldSettings { service_account: watchman, access_policy: house, escalation } = choices;
        let parts = AppParts {
            telegram: self.gateway(),
            helpdesk: helpdesk::HelpdeskClient::new(settings).unwrap(),
            store: Store::open_database(&database, seal(7)).unwrap(),
            clock: self.clock.clone(),
            zone,
            choices: runtime_config::RuntimeSettings {
                poll_schedule: PollSchedule {
                    interval: SignedDuration::from_secs(20),
                    load_limit: LoadLimit::TENTH,
                    max_age: SignedDuration::from_mins(1),
                },
                admins: [TelegramUser(BOSS)].into(),
                service_account: watchman,
                escalation,
                access_policy: house,
                ticket_link: TicketLink::from_template("https://help.example/ticket?{hash}"),
            },
            recent_errors: RecentErrors::default(),
        };
        App::build(parts, me).await.unwrap()
    }
}
