//! One connection, within limits: whoever does not say what they want, or does not take what they asked for, is let go.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep};

use crate::clock::monotonic_now;

/// How long the other side is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a request's head, and for the next request.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// While nothing is taken of what was asked for.
    pub taking: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let [head, body, taking] = [30, 20, 30].map(Duration::from_secs);
        Self { head, body, taking }
    }
}

/// How many connections one peer may have. A proxy on this machine has everybody's.
const MAX_PER_PEER: usize = 256;

/// The end of a request's head.
const END: &[u8] = b"\r\n\r\n";

/// How many connections each peer has; clones share the count.
#[derive(Clone, Default)]
pub(super) struct Peers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A peer's place; given back when it is dropped.
pub(super) struct ConnectionSlot {
    peers: Peers,
    peer: IpAddr,
}

impl Peers {
    /// A place for one more connection of this peer, unless it has too many.
    pub fn admit(&self, peer: IpAddr) -> Option<ConnectionSlot> {
        let mut all = self.0.lock();
        let count = all.entry(peer).or_insert(0);
        if *count >= MAX_PER_PEER && !peer.is_loopback() {
            return None;
        }
        *count += 1;
        Some(ConnectionSlot { peers: self.clone(), peer })
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut all = self.peers.0.lock();
        if let Some(count) = all.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.peer);
            }
        }
    }
}

/// What the other side is waited for.
#[derive(PartialEq, Eq)]
enum WaitingFor {
    /// A request's head; so much of its end has come.
    Head(usize),
    /// Nothing: it is our turn, or the body has its own limit.
    Not,
    /// Taking what was sent.
    Taking,
}

/// The connection.
pub struct LimitedConnection {
    stream: TcpStream,
    waits: WaitingFor,
    timer: Pin<Box<Sleep>>,
    limits: Limits,
    _room: OwnedSemaphorePermit,
    _place: ConnectionSlot,
}

impl LimitedConnection {
    pub(super) fn of(
        stream: TcpStream,
        limits: Limits,
        room: OwnedSemaphorePermit,
        place: ConnectionSlot,
    ) -> Self {
        let timer = Box::pin(sleep(limits.head));
        Self { stream, waits: WaitingFor::Head(0), timer, limits, _room: room, _place: place }
    }

    fn wait_for(&mut self, what: WaitingFor, delays: Duration) {
        self.waits = what;
        self.timer.as_mut().reset(monotonic_now() + delays);
    }

    /// Fails when the time is up; has the task woken then.
    fn in_time(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.timer.as_mut().poll(context) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }

    fn has_read(&mut self, bytes: &[u8]) {
        let WaitingFor::Head(mut matched) = self.waits else { return };
        for byte in bytes {
            matched = match *byte {
                byte if byte == END[matched] => matched + 1,
                b'\r' => 1,
                _ => 0,
            };
            if matched == END.len() {
                self.waits = WaitingFor::Not;
                return;
            }
        }
        self.waits = WaitingFor::Head(matched);
    }

    fn has_written(&mut self, wrote: &Poll<io::Result<usize>>, context: &mut Context<'_>) -> io::Result<()> {
        match wrote {
            Poll::Pending if self.waits != WaitingFor::Taking => {
                self.wait_for(WaitingFor::Taking, self.limits.taking);
                self.in_time(context)
            }
            Poll::Pending => self.in_time(context),
            // The next request may follow.
            Poll::Ready(_) => {
                self.wait_for(WaitingFor::Head(0), self.limits.head);
                Ok(())
            }
        }
    }
}

impl AsyncRead for LimitedConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(outcome) => {
                self.has_read(&buffer.filled()[before..]);
                Poll::Ready(outcome)
            }
            Poll::Pending if matches!(self.waits, WaitingFor::Head(_)) => match self.in_time(context) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncWrite for LimitedConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        match self.has_written(&wrote, context) {
            Ok(()) => wrote,
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
