//! The signals that tell deskgram to stop, and to read its settings anew.

/// SIGTERM and Ctrl-C. Listened for from the moment this is made, so that none is lost between two waits.
/// Elsewhere Ctrl-C is the only signal there is.
pub struct StopSignals(#[cfg(unix)] [tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl StopSignals {
    /// Starts to listen; fails where the system allows no handler.
    pub fn subscribe_stop() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?]))
    }

    /// Ready at the next signal.
    pub async fn next_stop(&mut self) {
        let [terminate, interrupt] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

/// SIGHUP. Listened for from the moment this is made: without that it ends the process. On a terminal it still does, for there it
/// says that the terminal is gone. Elsewhere there is no such signal.
pub struct HangupSignals(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl HangupSignals {
    /// Starts to listen; fails where the system allows no handler.
    pub fn subscribe_hangup() -> std::io::Result<Self> {
        use std::io::IsTerminal;
        use tokio::signal::unix::{SignalKind, signal};
        if std::io::stdin().is_terminal() {
            return Ok(Self(None));
        }
        Ok(Self(Some(signal(SignalKind::hangup())?)))
    }

    /// Ready at the next signal.
    pub async fn next_hangup(&mut self) {
        let heard = match &mut self.0 {
            Some(hangups) => hangups.recv().await,
            None => None,
        };
        if heard.is_none() {
            // No signal can come.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
impl HangupSignals {
    pub fn subscribe_hangup() -> std::io::Result<Self> {
        Ok(Self())
    }

    /// Never ready.
    pub async fn next_hangup(&mut self) {
        std::future::pending().await
    }
}

#[cfg(not(unix))]
impl StopSignals {
    pub fn subscribe_stop() -> std::io::Result<Self> {
        Ok(Self())
    }

    /// Ready at the next signal.
    pub async fn next_stop(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
