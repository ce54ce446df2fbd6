//! The door to the street: a port that is open from the start. Until this process serves it says that it stands by, so that
//! a balancer in front asks the one that does.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::Listener;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::connection::{LimitedConnection, Peers};
use super::{Limits, build_router, health};
use crate::bot::Bot;
use crate::telegram::webhook::WebhookSender;

/// How many connections there are at once: far fewer than a process may have files open. Who comes then waits.
const MOST: usize = 512;

/// How long those who ask while the process stands by may still take once it serves.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);

/// The port; clones share it. Who comes while nobody answers waits in the system's queue.
#[derive(Clone)]
pub struct HttpServer {
    listener: Arc<TcpListener>,
    room: Arc<Semaphore>,
    peers: Peers,
    limits: Limits,
    paths: ServedPaths,
    /// The port of the numbers, if they have one of their own.
    metrics: Option<Box<HttpServer>>,
}

/// What is answered on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServedPaths {
    All,
    AllButMetrics,
    Metrics,
}

impl HttpServer {
    /// Opens the port.
    pub async fn bind_address(at: SocketAddr) -> io::Result<Self> {
        Self::within(at, Limits::default()).await
    }

    /// One that waits as long as it is told.
    pub async fn within(at: SocketAddr, limits: Limits) -> io::Result<Self> {
        let listener = Arc::new(TcpListener::bind(at).await?);
        let (room, peers) = (Arc::new(Semaphore::new(MOST)), Peers::default());
        Ok(Self { listener, room, peers, limits, paths: ServedPaths::All, metrics: None })
    }

    /// The same, which answers with the numbers and with nothing else.
    pub fn for_metrics(self) -> Self {
        Self { paths: ServedPaths::Metrics, ..self }
    }

    /// The same, whose numbers are told on another port and no longer on this one.
    pub fn with_metrics_at(self, port: Self) -> Self {
        Self { paths: ServedPaths::AllButMetrics, metrics: Some(Box::new(port.for_metrics())), ..self }
    }

    /// Where it is.
    pub fn local_address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers that this process stands by, until it is to serve. Its numbers are there once there is a bot.
    pub async fn serve_standby<T>(&self, bot: Option<Arc<Bot>>, until: impl Future<Output = T>) -> T {
        let over = CancellationToken::new();
        let answering = self.serve_ports(|paths| standby_router(bot.clone(), paths), &over);
        tokio::pin!(answering);
        let outcome = tokio::select! {
            outcome = until => outcome,
            _ = &mut answering => unreachable!("nobody has told it to end"),
        };
        over.cancel();
        // Connections that are kept open would lead here for ever: each ends with the answer that is under way.
        let _ = tokio::time::timeout(DRAIN_TIMEOUT, answering).await;
        outcome
    }

    /// Answers for deskgram until it is over, and lets go then of whoever still waits.
    pub async fn serve_routes(self, bot: Arc<Bot>, sender: Option<WebhookSender>, over: CancellationToken) {
        let limits = self.limits;
        let router = |paths| build_router(Arc::clone(&bot), sender.clone(), limits, paths);
        self.serve_ports(router, &over).await;
    }

    /// Answers on each port with the router for it, until it is over.
    async fn serve_ports(&self, router: impl Fn(ServedPaths) -> Router, over: &CancellationToken) {
        let serve = async |port: Option<&Self>| {
            let Some(port) = port else { return };
            let end = over.clone().cancelled_owned();
            let serving = axum::serve(port.clone(), router(port.paths)).with_graceful_shutdown(end);
            if let Err(error) = serving.await {
                log::error!("the web server has ended: {error}");
            }
        };
        tokio::join!(serve(Some(self)), serve(self.metrics.as_deref()));
    }
}

/// What is answered by a process that is alive and does not serve people. It may do something else.
fn standby_router(bot: Option<Arc<Bot>>, paths: ServedPaths) -> Router {
    let numbers = match bot {
        _ if paths == ServedPaths::AllButMetrics => Router::new(),
        Some(bot) => Router::new().route("/metrics", get(health::metrics_page)).with_state(bot),
        None => Router::new().route("/metrics", get(health::startup_metrics)),
    };
    if paths == ServedPaths::Metrics {
        return numbers;
    }
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get((StatusCode::SERVICE_UNAVAILABLE, "serving stands by\n")))
        .fallback(StatusCode::SERVICE_UNAVAILABLE)
        .merge(numbers)
}

impl Listener for HttpServer {
    type Io = LimitedConnection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (LimitedConnection, SocketAddr) {
        loop {
            // The semaphore is never closed.
            let Ok(room) = Arc::clone(&self.room).acquire_owned().await else { continue };
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    // Who has too many already is let go.
                    let Some(place) = self.peers.admit(peer.ip()) else { continue };
                    return (LimitedConnection::of(stream, self.limits, room, place), peer);
                }
                Err(error) => {
                    log::warn!("a connection could not be taken: {error}");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
