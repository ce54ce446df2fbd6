//! What the Rust peers share: their settings, a press as they understand it, and the helpdesk's calls with reqwest. They
//! know people's keys and tickets by their numbers, so they have no database at all.

use serde::Deserialize;
use serde_json::json;

use crate::names;

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Where the servers are.
pub struct Settings {
    pub token: String,
    pub telegram: String,
    pub helpdesk: String,
}

impl Settings {
    pub fn from_environment() -> Result<Self, Error> {
        let of = |name: &str| std::env::var(name).map_err(|_| format!("{name} must be set"));
        Ok(Self {
            token: of("TELOXIDE_TOKEN")?,
            telegram: of("TELOXIDE_API_URL")?,
            helpdesk: of("HELPDESK_URL")?,
        })
    }

    pub fn desk(&self) -> Desk {
        Desk { http: reqwest::Client::new(), url: self.helpdesk.clone() }
    }
}

/// A press of Take or Release.
#[derive(Clone, Copy)]
pub struct Press {
    mode: &'static str,
    ticket: usize,
}

impl Press {
    pub fn read(data: &str) -> Option<Self> {
        let mut words = data.split(':').skip(1);
        let mode = match words.next()? {
            "t" => "ticket_lock",
            "r" => "ticket_unlock",
            _ => return None,
        };
        Some(Self { mode, ticket: words.next()?.parse().ok()? })
    }

    pub fn act(self, user: i64) -> String {
        self.call(self.mode, user)
    }

    pub fn view(self, user: i64) -> String {
        self.call("ticket_view", user)
    }

    fn call(self, mode: &str, user: i64) -> String {
        json!({ "mode": mode, "uniq_id": key(user), "ticket_hash": names::ticket_hash(self.ticket) })
            .to_string()
    }

    /// The card's buttons: what they say and what they carry.
    pub fn buttons(self) -> [[(String, String); 2]; 2] {
        let button = |text: &str, verb: char| (text.to_owned(), format!("1:{verb}:{}", self.ticket));
        [[button("Release", 'r'), button("Done", 'f')], [button("Refer", 'e'), button("Refresh", 'u')]]
    }
}

/// The request that adds a comment.
pub fn comment(user: i64, ticket: usize, text: &str) -> String {
    let hash = names::ticket_hash(ticket);
    json!({ "mode": "add_ticket_comment", "uniq_id": key(user), "ticket_hash": hash, "msg": text })
        .to_string()
}

fn key(user: i64) -> String {
    names::key(names::person_of_telegram(user).unwrap_or_default())
}

/// A ticket as it was read back.
#[derive(Deserialize)]
pub struct Seen {
    id_ticket: u64,
    subj: String,
    text: String,
    status: String,
    lock_by_fio: String,
    client_fio: String,
}

#[derive(Deserialize)]
struct Answer {
    ticket: Vec<Seen>,
}

impl Seen {
    pub fn read(body: &str) -> Result<Self, Error> {
        let answers: Vec<Answer> = serde_json::from_str(body)?;
        Ok(answers.into_iter().flat_map(|answer| answer.ticket).next().ok_or("no ticket")?)
    }

    pub fn card(&self) -> String {
        let Self { id_ticket, subj, text, status, lock_by_fio, client_fio } = self;
        format!("<b>#{id_ticket}</b> {subj} · {status} {lock_by_fio}\n{text}\n\nClient: {client_fio}")
    }

    pub fn toast(&self) -> String {
        format!("#{}: {}", self.id_ticket, self.status)
    }
}

/// The helpdesk, with a pool of connections.
#[derive(Clone)]
pub struct Desk {
    http: reqwest::Client,
    url: String,
}

impl Desk {
    /// Takes the ticket or gives it back, and reads what it is then.
    pub async fn act(&self, user: i64, press: Press) -> Result<Seen, Error> {
        self.post(press.act(user)).await?;
        Seen::read(&self.post(press.view(user)).await?)
    }

    pub async fn comment(&self, user: i64, ticket: usize, text: &str) -> Result<(), Error> {
        self.post(comment(user, ticket, text)).await.map(drop)
    }

    async fn post(&self, json: String) -> Result<String, Error> {
        let request = self.http.post(&self.url).header("content-type", "application/json").body(json);
        Ok(request.send().await?.text().await?)
    }
}
