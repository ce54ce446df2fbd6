//! `deskgram demo`: both simulated servers, the real bot between them over real HTTP, and either a page in the browser or
//! a scripted tour in the terminal. Everything is on this machine and gone when it ends.

mod folder;
pub mod props;
pub mod tour;

use std::future::Future;
use std::io;
use std::time::Duration;

use crate::app::AppError;
use crate::config::cli;
use crate::i18n::Lang;
use props::Props;

/// How often the lists are read: a visitor does not want to wait.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// How long one step of the tour may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the demo can't be shown, or ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the demo can't be set up: {0}")]
    SetUp(#[from] io::Error),
    #[error(transparent)]
    Bot(#[from] AppError),
    #[error(transparent)]
    Tour(#[from] tour::Stopped),
    #[error("the tour was interrupted")]
    Interrupted,
}

/// Shows the demo until `stop` is ready, or plays the tour.
///
/// # Errors
/// When it can't start, or a step of the tour did not do what it says.
pub async fn demo(wish: &cli::Demo, stop: impl Future<Output = ()>) -> Result<(), DemoError> {
    // The command line takes only languages that deskgram speaks.
    let lang = Lang::from_code(&wish.lang).unwrap_or_default();
    let props = Props::set_up(lang, &std::env::temp_dir()).await?;
    take_tour(&props, stop).await
}

/// Plays the tour over a running bot, and ends the bot in order.
async fn take_tour(props: &Props, stop: impl Future<Output = ()>) -> Result<(), DemoError> {
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let bot = props.run_bot(POLL_INTERVAL, async {
        // Nothing is ever sent: the other end is dropped.
        let _ = ended.await;
    });
    tokio::pin!(bot);
    let mut out = anstream::stdout();
    let played = tokio::select! {
        played = tour::play(props, PATIENCE, &mut out) => played.map_err(DemoError::from),
        () = stop => Err(DemoError::Interrupted),
        ran = &mut bot => return ran.map_err(DemoError::from),
    };
    drop(end);
    bot.await?;
    played
}
