//! Takes updates for as long as that is this process's to do, and sees that the webhook stands: after a failure it tries
//! again, later and later.

use std::time::Duration;

use super::error::AppError;
use super::instance::App;
use crate::remedy::telegram_remedy;
use crate::telegram::api::ApiFailure;
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::update_receiver::ReceiveError;

/// How long one request for updates waits at Telegram's.
const LONG_POLL_TIMEOUT: Duration = Duration::from_secs(25);
/// How often it is made sure that Telegram still brings updates here: well within the time after which it counts as silent.
const WEBHOOK_CHECK_INTERVAL: Duration = Duration::from_secs(60);
/// The token is believed to be no good once it was refused this often in a row: Telegram refuses good ones for moments.
const MAX_TOKEN_REFUSALS: u32 = 4;

/// Takes updates until Telegram refuses the token.
pub(super) async fn run_updates(app: &App) -> Result<(), AppError> {
    if !app.feed.is_webhook() {
        return receive_updates(app).await;
    }
    // The webhook is not taken away at the end: what happens until the next start waits at Telegram's.
    tokio::select! {
        end = receive_updates(app) => end,
        end = watch_webhook(app) => end,
    }
}

async fn receive_updates(app: &App) -> Result<(), AppError> {
    let mut failures = 0;
    loop {
        app.dispatcher.has_room().await;
        match app.watchdog.updates.track_pass(app.take_updates(LONG_POLL_TIMEOUT)).await {
            Ok(_) => failures = 0,
            Err(error) => {
                failures += 1;
                let pause = retry_delay(&error, failures)?;
                let remedy = match &error {
                    ReceiveError::Telegram(failure) => telegram_remedy(failure),
                    ReceiveError::Store(_) => String::new(),
                };
                log::warn!("no updates from Telegram, next try in {pause:?}: {error}. {remedy}");
                tokio::time::sleep(pause).await;
            }
        }
    }
}

async fn watch_webhook(app: &App) -> Result<(), AppError> {
    let mut failures = 0;
    loop {
        let pause = match app.ensure_webhook().await {
            Ok(()) => {
                failures = 0;
                WEBHOOK_CHECK_INTERVAL
            }
            Err(failure) => {
                failures += 1;
                let error = ReceiveError::Telegram(failure);
                let pause = retry_delay(&error, failures)?;
                log::warn!("the webhook can't be checked, next try in {pause:?}: {error}");
                pause
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Grows from one second to thirty; as long as Telegram says, if it says. None after which nothing can follow.
fn retry_delay(error: &ReceiveError, failures: u32) -> Result<Duration, AppError> {
    match error {
        ReceiveError::Telegram(failure)
            if classify_failure(failure) == SendErrorKind::Unauthorized && failures >= MAX_TOKEN_REFUSALS =>
        {
            Err(AppError::Token)
        }
        ReceiveError::Telegram(ApiFailure::Refused { retry_after: Some(after), .. }) => Ok(*after),
        _ => Ok(Duration::from_secs(1 << failures.min(5).saturating_sub(1)).min(Duration::from_secs(30))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_is_refused_for_a_moment_is_tried_again() {
        let refused = ReceiveError::Telegram(ApiFailure::Refused {
            code: 401,
            description: "Unauthorized".to_owned(),
            retry_after: None,
            migrate_to: None,
        });
        let pause = |failures| retry_delay(&refused, failures).ok();
        assert_eq!([1, 2, 3].map(pause), [1, 2, 4].map(|seconds| Some(Duration::from_secs(seconds))));
        assert!(matches!(retry_delay(&refused, MAX_TOKEN_REFUSALS), Err(AppError::Token)));
    }
}
