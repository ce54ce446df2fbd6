//! Connections that can be cut from the server's side in mid-air, which is what a crashed or unreachable server looks
//! like to its callers. Knows nothing of HTTP.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures_util::task::AtomicWaker;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The handle by which a connection is cut.
#[derive(Clone, Debug, Default)]
pub struct Scissors(Arc<Cut>);

#[derive(Debug, Default)]
struct Cut {
    done: AtomicBool,
    waker: AtomicWaker,
}

impl Scissors {
    /// Resets the connection, whatever is going on on it.
    pub fn cut(&self) {
        self.0.done.store(true, Ordering::Release);
        self.0.waker.wake();
    }
}

/// All connections of a server, to be cut together.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Vec<Weak<Cut>>>>);

impl Lines {
    /// Cuts every connection there is.
    pub fn cut_all(&self) {
        for cut in self.0.lock().drain(..).filter_map(|cut| cut.upgrade()) {
            Scissors(cut).cut();
        }
    }

    fn add(&self, scissors: &Scissors) {
        let mut lines = self.0.lock();
        lines.retain(|cut| cut.strong_count() > 0);
        lines.push(Arc::downgrade(&scissors.0));
    }
}

/// A listener whose connections can be cut.
pub struct CuttableListener {
    pub listener: TcpListener,
    pub lines: Lines,
}

impl Listener for CuttableListener {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Answers are small: waiting to fill a packet would only slow them.
        let _ = stream.set_nodelay(true);
        let line = Line { stream, scissors: Scissors::default() };
        self.lines.add(&line.scissors);
        (line, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().scissors.clone()
    }
}

/// One connection.
pub struct Line {
    stream: TcpStream,
    scissors: Scissors,
}

impl Line {
    /// Fails once the line is cut; until then makes sure that the cut wakes the task that reads or writes here.
    fn check(&self, context: &Context<'_>) -> io::Result<()> {
        self.scissors.0.waker.register(context.waker());
        if !self.scissors.0.done.load(Ordering::Acquire) {
            return Ok(());
        }
        // With nothing to linger for, closing sends a reset instead of a polite end. Without it the end is polite.
        let _ = self.stream.set_zero_linger();
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
