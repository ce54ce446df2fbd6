//! The ticket bot without any framework, library or type: the floor under all others. One task for each update, connections
//! that are kept, and JSON read only as far as it is needed.

use std::io;
use std::sync::{Arc, Mutex};

use rig::http::Wire;
use rig::names;
use rig::peer::{Error, Press, Seen, Settings, comment};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;

#[derive(Deserialize)]
struct Answer {
    result: Vec<Update>,
}

#[derive(Deserialize)]
struct Update {
    update_id: i64,
    callback_query: Option<Query>,
    message: Option<Reply>,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    data: String,
    from: Id,
    message: Message,
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

#[derive(Deserialize)]
struct Message {
    message_id: i64,
    chat: Id,
}

#[derive(Deserialize)]
struct Reply {
    message_id: i64,
    chat: Id,
    from: Id,
    reply_to_message: Message,
    text: String,
}

/// The connections that nobody uses now.
#[derive(Clone)]
struct Pool {
    address: String,
    idle: Arc<Mutex<Vec<Wire>>>,
    methods: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_environment()?;
    let address = settings.telegram.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let pool = Pool { address, idle: Arc::default(), methods: format!("/bot{}", settings.token) };
    let mut offset = 0;
    loop {
        let ask = json!({ "offset": offset, "timeout": 25, "limit": 100 }).to_string();
        let answer: Answer = serde_json::from_str(&pool.telegram("getUpdates", ask).await?)?;
        for update in answer.result {
            offset = update.update_id + 1;
            if let Some(query) = update.callback_query {
                tokio::spawn(press(pool.clone(), query));
            }
            if let Some(message) = update.message {
                tokio::spawn(reply(pool.clone(), message));
            }
        }
    }
}

async fn press(pool: Pool, query: Query) -> Result<(), Error> {
    let Some(press) = Press::read(&query.data) else { return Ok(()) };
    pool.post("/api.php", press.act(query.from.id)).await?;
    let seen = Seen::read(&pool.post("/api.php", press.view(query.from.id)).await?)?;
    let rows =
        press.buttons().map(|row| row.map(|(text, data)| json!({ "text": text, "callback_data": data })));
    let edit = json!({
        "chat_id": query.message.chat.id,
        "message_id": query.message.message_id,
        "text": seen.card(),
        "parse_mode": "HTML",
        "reply_markup": { "inline_keyboard": rows },
    });
    pool.telegram("editMessageText", edit.to_string()).await?;
    let answer = json!({ "callback_query_id": query.id, "text": seen.toast() });
    pool.telegram("answerCallbackQuery", answer.to_string()).await?;
    Ok(())
}

async fn reply(pool: Pool, message: Reply) -> Result<(), Error> {
    let Some(ticket) = names::person_of_message(message.reply_to_message.message_id) else { return Ok(()) };
    pool.post("/api.php", comment(message.from.id, ticket, &message.text)).await?;
    let thumb = json!({
        "chat_id": message.chat.id,
        "message_id": message.message_id,
        "reaction": [{ "type": "emoji", "emoji": "👍" }],
    });
    pool.telegram("setMessageReaction", thumb.to_string()).await?;
    Ok(())
}

impl Pool {
    async fn telegram(&self, method: &str, json: String) -> io::Result<String> {
        self.post(&format!("{}/{method}", self.methods), json).await
    }

    async fn post(&self, path: &str, json: String) -> io::Result<String> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut wire = match idle {
            Some(wire) => wire,
            None => Wire::new(TcpStream::connect(&self.address).await?)?,
        };
        let body = wire.post(path, &json).await?.to_owned();
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(wire);
        }
        Ok(body)
    }
}
