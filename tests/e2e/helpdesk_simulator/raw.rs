//! A client that sends exactly the bytes it is given and reports exactly what came back.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use deskgram_sandbox::zenlix::Zenlix;

/// What came back.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: String,
}

/// A request to be sent.
#[derive(Clone)]
pub struct Ask {
    pub method: String,
    pub query: &'static str,
    /// `Content-Type`, `User-Agent` and the like.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    /// An ordinary call with this body.
    pub fn post(body: impl Into<Vec<u8>>) -> Self {
        let headers = [("Content-Type", "application/json"), ("User-Agent", "test")];
        Self {
            method: "POST".to_owned(),
            query: "",
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: body.into(),
        }
    }

    /// Sends it and waits for the end of the connection.
    pub async fn send(self, helpdesk: &Zenlix) -> io::Result<Answer> {
        let address = helpdesk.url().trim_start_matches("http://").trim_end_matches("/api.php").to_owned();
        tokio::task::spawn_blocking(move || self.exchange(&address)).await.expect("the client doesn't panic")
    }

    fn exchange(&self, address: &str) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(address)?;
        // Only so that a broken test ends at all; nothing here comes near it.
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut bytes = format!(
            "{} /api.php{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n",
            self.method, self.query
        );
        for (name, value) in &self.headers {
            bytes += &format!("{name}: {value}\r\n");
        }
        bytes += &format!("Content-Length: {}\r\n\r\n", self.body.len());
        stream.write_all(&[bytes.as_bytes(), &self.body].concat())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        parse(&String::from_utf8(answer).expect("the server sends ASCII"))
    }
}

fn parse(answer: &str) -> io::Result<Answer> {
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let content_type = lines
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.to_owned());
    Ok(Answer {
        status: status.expect("a status line"),
        content_type: content_type.unwrap_or_default(),
        body: body.to_owned(),
    })
}
