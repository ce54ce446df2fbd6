//! A helpdesk that says one thing: whatever it is asked, it answers with the same bytes, and remembers the question.

use std::time::Duration;

use deskgram::helpdesk::{HelpdeskClient, HelpdeskSettings};
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does once it has read a request.
#[derive(Clone)]
pub enum Reply {
    /// Answers in full.
    Whole { status: u16, body: String },
    /// Promises more than it sends, then closes.
    Short { body: String },
    /// Closes without a word, as a reset.
    Reset,
    /// Keeps the line and says nothing.
    Silence,
}

impl Reply {
    pub fn ok(body: &str) -> Self {
        Self::Whole { status: 200, body: body.to_owned() }
    }
}

/// The settings of all these tests: a short list's worth of patience, no pause between creations.
pub fn settings(address: &str) -> HelpdeskSettings {
    let url = format!("http://{address}/api.php").parse().unwrap();
    let mut settings = HelpdeskSettings::new(url, TimeZone::get("Europe/Kyiv").unwrap());
    settings.create_interval = Duration::ZERO;
    settings
}

/// Lets `talk` speak with a helpdesk that always gives this reply. Returns its result and the requests' JSON.
pub async fn with_server<T>(reply: &Reply, talk: impl AsyncFnOnce(HelpdeskClient) -> T) -> (T, Vec<Value>) {
    with_answers(|_| reply.clone(), |_| {}, talk).await
}

/// The same with settings of one's own.
pub async fn with_settings<T>(
    reply: &Reply,
    adjust: impl FnOnce(&mut HelpdeskSettings),
    talk: impl AsyncFnOnce(HelpdeskClient) -> T,
) -> (T, Vec<Value>) {
    with_answers(|_| reply.clone(), adjust, talk).await
}

/// The same with a reply for each request.
pub async fn with_answers<T>(
    answer: impl Fn(&Value) -> Reply,
    adjust: impl FnOnce(&mut HelpdeskSettings),
    talk: impl AsyncFnOnce(HelpdeskClient) -> T,
) -> (T, Vec<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&listener.local_addr().unwrap().to_string());
    adjust(&mut settings);
    let client = HelpdeskClient::new(settings).unwrap();
    let mut seen = Vec::new();
    let serve = async {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = read_request(&mut stream).await;
            let reply = answer(&request);
            seen.push(request);
            give(stream, reply).await;
        }
    };
    let result = tokio::select! {
        result = talk(client) => result,
        () = serve => unreachable!("the server never ends by itself"),
    };
    (result, seen)
}

/// Reads one request to its end, and makes sure of what every request must have.
async fn read_request(stream: &mut TcpStream) -> Value {
    let mut request = Vec::new();
    let body = loop {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "a request without an end");
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&request[..body]).to_lowercase();
    assert!(head.starts_with("post /api.php http/1.1\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/json\r\n"), "{head}");
    assert!(head.contains("\r\nuser-agent: deskgram/"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let length: usize = length.parse().unwrap();
    while request.len() < body + length {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "a request cut short");
    }
    serde_json::from_slice(&request[body..]).unwrap()
}

async fn give(mut stream: TcpStream, reply: Reply) {
    let (status, body, promised) = match &reply {
        Reply::Whole { status, body } => (*status, body, body.len()),
        Reply::Short { body } => (200, body, body.len() + 100),
        Reply::Reset => {
            stream.set_zero_linger().unwrap();
            return;
        }
        Reply::Silence => return std::future::pending().await,
    };
    // The place to go to means nothing but in a redirect.
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {promised}\r\n\
         Location: /api.php\r\nConnection: close\r\n\r\n"
    );
    // The client may hang up before the end of an answer that it finds too long.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
}
