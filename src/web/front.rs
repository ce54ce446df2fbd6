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
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::{health, router};
use crate::bot::Bot;
use crate::telegram::webhook::Letterbox;

/// How long those who ask while the process stands by may still take once it serves.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// The port; clones share it. Who comes while nobody answers waits in the system's queue.
#[derive(Clone)]
pub struct Front(Arc<TcpListener>);

impl Front {
    /// Opens the port.
    pub async fn open(at: SocketAddr) -> io::Result<Self> {
        TcpListener::bind(at).await.map(|listener| Self(Arc::new(listener)))
    }

    /// Where it is.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Answers that this process stands by, until it is to serve. Its numbers are there once there is a bot.
    pub async fn stand_by<T>(&self, bot: Option<Arc<Bot>>, until: impl Future<Output = T>) -> T {
        // Both ends live in this function.
        let (over, heard) = oneshot::channel::<()>();
        let end = async move { drop(heard.await) };
        let answering =
            axum::serve(self.clone(), waiting_room(bot)).with_graceful_shutdown(end).into_future();
        tokio::pin!(answering);
        let outcome = tokio::select! {
            outcome = until => outcome,
            _ = &mut answering => unreachable!("nobody has told it to end"),
        };
        drop(over);
        // Connections that are kept open would lead here for ever: each ends with the answer that is under way.
        let _ = tokio::time::timeout(LAST_ANSWERS, answering).await;
        outcome
    }

    /// Answers for deskgram until `ended` is ready, and lets go then of whoever still waits.
    pub async fn serve(
        self,
        bot: Arc<Bot>,
        letterbox: Option<Letterbox>,
        ended: impl Future<Output = ()> + Send + 'static,
    ) {
        let serving = axum::serve(self, router(bot, letterbox)).with_graceful_shutdown(ended);
        if let Err(error) = serving.await {
            log::error!("the web server has ended: {error}");
        }
    }
}

/// What is answered by a process that is alive and does not serve people. It may do something else.
fn waiting_room(bot: Option<Arc<Bot>>) -> Router {
    let numbers = match bot {
        Some(bot) => Router::new().route("/metrics", get(health::metrics_of_one_beside)).with_state(bot),
        None => Router::new().route("/metrics", get(health::few_metrics)),
    };
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get((StatusCode::SERVICE_UNAVAILABLE, "serving stands by\n")))
        .fallback(StatusCode::SERVICE_UNAVAILABLE)
        .merge(numbers)
}

impl Listener for Front {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok(come) => return come,
                Err(error) => {
                    log::warn!("a connection could not be taken: {error}");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}
