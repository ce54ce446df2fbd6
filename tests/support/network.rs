//! The ways from the bot to its two servers: each can be broken and mended while everything runs, and the bot can be made
//! impatient, so that a test of what never answers ends soon.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskgram::{helpdesk, telegram::client};
use reqwest::{Proxy, Url};

/// How long the bot waits for a server that does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadlines {
    /// As it is shipped.
    Usual,
    /// For tests in which a server never answers: long for a server on the same machine, and short for a test.
    Short,
}

const SHORT: Duration = Duration::from_millis(700);

/// How things stand on a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    Open,
    /// Nobody listens there.
    Refused,
    /// The name leads nowhere.
    NoName,
    /// Somebody listens who can't do TLS.
    NoTls,
}

/// Both ways.
pub struct Network {
    pub helpdesk: NetworkLink,
    pub telegram: NetworkLink,
    deadlines: Deadlines,
}

impl Network {
    pub fn new(deadlines: Deadlines) -> Self {
        Self { helpdesk: NetworkLink::default(), telegram: NetworkLink::default(), deadlines }
    }

    pub fn telegram_deadlines(&self) -> client::Deadlines {
        match self.deadlines {
            Deadlines::Usual => client::Deadlines::default(),
            Deadlines::Short => {
                client::Deadlines { answer: SHORT, usual: SHORT, updates: SHORT, file: SHORT }
            }
        }
    }

    pub fn apply_to_helpdesk(&self, settings: &mut helpdesk::HelpdeskSettings) {
        settings.proxy = Some(self.helpdesk.link_proxy());
        if self.deadlines == Deadlines::Short {
            (settings.call_timeout, settings.list_timeout) = (SHORT, SHORT);
        }
    }
}

/// The way to one server: a proxy, where it is broken, to which no connection can be made.
#[derive(Clone, Default)]
pub struct NetworkLink(Arc<Mutex<Option<Url>>>);

impl NetworkLink {
    /// Connections that stand already are not touched: cut them too.
    pub fn set_state(&self, way: LinkState) {
        let broken = match way {
            LinkState::Open => None,
            // The port of no service; nothing listens there on any machine that runs tests.
            LinkState::Refused => Some("http://127.0.0.1:1".to_owned()),
            // Longer than a name may be: nobody has to be asked.
            LinkState::NoName => Some(format!("http://{}.invalid", "x".repeat(64))),
            LinkState::NoTls => Some(format!("https://127.0.0.1:{}", closing_port())),
        };
        *self.0.lock().unwrap() = broken.map(|url| url.parse().unwrap());
    }

    pub fn link_proxy(&self) -> Proxy {
        let road = Arc::clone(&self.0);
        Proxy::custom(move |_| road.lock().unwrap().clone())
    }
}

/// A port at which every connection is taken and closed at once.
fn closing_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().for_each(drop));
    port
}
