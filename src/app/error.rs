//! Why deskgram can't start, or had to stop.

use std::net::SocketAddr;

use crate::config::KeyError;
use crate::store::StoreError;
use crate::tls::TrustError;

/// Why deskgram can't start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the connection to {0} can't be set up: {1}")]
    Http(&'static str, #[source] reqwest::Error),
    #[error("the certificates to trust: {0}")]
    Trust(#[from] TrustError),
    #[error("the signals to stop can't be listened for: {0}")]
    Signals(#[source] std::io::Error),
    #[error("another deskgram has taken over: this one was silent for too long")]
    TakenOver,
    #[error("{0} can't be listened on: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    #[error("Telegram does not accept the token. Get one from @BotFather and set TELOXIDE_TOKEN.")]
    Token,
}
