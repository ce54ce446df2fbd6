//! A simulated Telegram: the Bot API over HTTP on loopback, strict where the real server is, and a world of people and
//! chats that a test or the demo's page drives. This file owns the handle; it holds no rule of the Bot API.

mod bots;
mod compose;
mod delivery;
mod entities;
mod ephemeral;
mod ephemeral_world;
mod error;
mod faults;
mod flood;
mod hook;
mod inspect;
mod journal;
mod kinds;
mod message;
mod message_json;
mod methods;
mod params;
mod person;
mod polling;
mod profile;
mod queries;
pub mod schema;
mod script_error;
mod server;
mod state;
mod updates;
mod world;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

pub use compose::MessageDraft;
pub use faults::{Fault, In, On, Spoil};
pub use flood::Limits;
pub use inspect::{Button, Message, Press};
pub use journal::{Call, Violation};
pub use kinds::KINDS;
pub use message::{Author, Reaction, Sound};
pub use methods::reactions::EMOJI as REACTIONS;
pub use profile::{BotCommand, CallbackMode, Scope};
pub use queries::{Shown, Toast};
pub use script_error::ScriptError;
pub use state::{Ability, Privacy};
pub use updates::Webhook;

use state::State;

use crate::clock::Clock;
use crate::line::Lines;

/// The bot's token: of the real form, and plainly not a secret.
const TOKEN: &str = "7000000001:AAdeskgram-sandbox-no-secret-at-all";

/// The text that people see of a message in Telegram's HTML.
///
/// # Errors
/// Why Telegram would not take it, in its words.
pub fn seen_of_html(html: &str) -> Result<String, String> {
    Ok(entities::read(html, "HTML", None, &BTreeSet::new())?.text)
}

/// A handle on the simulated Telegram. Clones share it; it ends with the last of them.
#[derive(Clone)]
pub struct Telegram {
    shared: Arc<Shared>,
    server: Arc<Server>,
}

/// The world and the sign that it has changed.
struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

struct Server {
    port: u16,
    lines: Lines,
    _tasks: [AbortOnDropHandle<()>; 2],
}

impl Telegram {
    /// Starts on a free port of the loopback interface.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn start(clock: impl Clock + 'static) -> io::Result<Self> {
        Self::start_on(0, clock).await
    }

    /// Starts on this port of the loopback interface.
    ///
    /// # Errors
    /// If the port is taken.
    pub async fn start_on(port: u16, clock: impl Clock + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(Arc::new(clock))),
            changed: watch::Sender::new(0),
        });
        let lines = Lines::default();
        let tasks = [
            tokio::spawn(server::serve(listener, lines.clone(), Arc::clone(&shared))),
            tokio::spawn(hook::deliver(Arc::clone(&shared))),
        ];
        let server = Server { port, lines, _tasks: tasks.map(AbortOnDropHandle::new) };
        Ok(Self { shared, server: Arc::new(server) })
    }

    /// The base address for a bot: what stands in place of `https://api.telegram.org`.
    pub fn api_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port)
    }

    /// The token of the one bot there is.
    pub fn token(&self) -> &str {
        TOKEN
    }

    /// The bot's name, without the `@`.
    pub fn username(&self) -> &str {
        bots::BOT_USERNAME
    }

    /// Cuts every connection there is, as a network that goes away does.
    pub fn hang_up(&self) {
        self.server.lines.cut_all();
    }

    /// A counter that moves with everything that happens, for a page that follows live.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    /// Waits until the world is as the probe wants it, and gives what the probe found.
    pub async fn until<T>(&self, mut probe: impl FnMut(&Self) -> Option<T>) -> T {
        let mut changes = self.changes();
        loop {
            if let Some(found) = probe(self) {
                return found;
            }
            // The sender lives in `self`, so the channel can't be closed.
            let _ = changes.changed().await;
        }
    }
}

impl Shared {
    /// Reads, or changes what nobody watches.
    fn look<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock())
    }

    /// Changes the world and says so.
    fn act<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = act(&mut self.state.lock());
        self.changed.send_modify(|revision| *revision += 1);
        result
    }
}
