//! Just enough HTTP/1.1 for the rig: requests and replies with a length, on connections that stay open. Written by hand,
//! because what carries the measurements must cost less than whatever is measured.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Something read from a connection that was left open at its end.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// How much of the buffer was dealt with.
    used: usize,
}

/// Where the parts of a message lie in the buffer.
struct Frame {
    head: usize,
    end: usize,
}

impl Wire {
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 << 10), used: 0 })
    }

    /// The path and the body of the next request; `None` when the other side has gone.
    pub async fn request(&mut self) -> io::Result<Option<(&str, &str)>> {
        let Some(frame) = self.frame().await? else { return Ok(None) };
        let text = |bytes| std::str::from_utf8(bytes).map_err(|_| broken());
        let head = text(&self.buffer[..frame.head])?;
        let path = head.split(' ').nth(1).ok_or_else(broken)?;
        Ok(Some((path, text(&self.buffer[frame.head..frame.end])?)))
    }

    pub async fn reply(&mut self, json: &str) -> io::Result<()> {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
        let whole = [head, &json.len().to_string(), "\r\n\r\n", json].concat();
        self.stream.write_all(whole.as_bytes()).await
    }

    /// Posts JSON and gives the body of the reply.
    pub async fn post(&mut self, path: &str, json: &str) -> io::Result<&str> {
        let length = json.len();
        let whole = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{json}"
        );
        self.stream.write_all(whole.as_bytes()).await?;
        let frame = self.frame().await?.ok_or_else(broken)?;
        std::str::from_utf8(&self.buffer[frame.head..frame.end]).map_err(|_| broken())
    }

    /// Reads until a whole message is there.
    async fn frame(&mut self) -> io::Result<Option<Frame>> {
        self.buffer.drain(..self.used);
        self.used = 0;
        loop {
            if let Some(frame) = frame(&self.buffer)? {
                self.used = frame.end;
                return Ok(Some(frame));
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }
}

fn frame(buffer: &[u8]) -> io::Result<Option<Frame>> {
    let Some(head) = buffer.windows(4).position(|end| end == b"\r\n\r\n").map(|at| at + 4) else {
        return Ok(None);
    };
    let lines = std::str::from_utf8(&buffer[..head]).map_err(|_| broken())?.split("\r\n");
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Ok(0), |(_, length)| length.trim().parse::<usize>().map_err(|_| broken()))?;
    let end = head + length;
    Ok((buffer.len() >= end).then_some(Frame { head, end }))
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no HTTP that the rig understands")
}
