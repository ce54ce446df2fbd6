//! Where updates come from: Telegram is asked for them, or brings them to our web server. Either way they come out here one
//! after another, already on disk.

use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::{App, AppError};
use crate::service::links::hex;
use crate::store::{Store, StoreError};
use crate::telegram::api::Failure;
use crate::telegram::gateway::Gateway;
use crate::telegram::incoming::Incoming;
use crate::telegram::intake::{Intake, IntakeError};
use crate::telegram::outcome::{Verdict, verdict};
use crate::telegram::webhook::{self, Deliveries, Letterbox, Webhook};

/// How long one request for updates waits at Telegram's.
const LONG_POLL: Duration = Duration::from_secs(25);
/// How often it is made sure that Telegram still brings updates here: well within the time after which it counts as silent.
const LOOK_AT_WEBHOOK: Duration = Duration::from_secs(60);

/// The way that updates take, and who writes them down.
pub struct Feed {
    intake: Mutex<Intake>,
    way: Way,
}

enum Way {
    Polling,
    Webhook { webhook: Box<Webhook>, letterbox: Letterbox, deliveries: Deliveries },
}

impl Feed {
    /// One that asks for them.
    pub fn polling(intake: Intake) -> Self {
        Self { intake: Mutex::new(intake), way: Way::Polling }
    }

    /// The same, to which Telegram brings them, under our address for the outside world.
    pub fn by_webhook(self, gateway: Gateway, store: &Store, public: &Url) -> Self {
        let url = webhook::address(public);
        let secret = SecretString::from(hex(&store.webhook_secret()));
        let (letterbox, deliveries) = Letterbox::new(secret.clone());
        let webhook = Box::new(Webhook::new(gateway, url, secret));
        Self { way: Way::Webhook { webhook, letterbox, deliveries }, ..self }
    }

    /// Where the web server puts what Telegram brings.
    pub fn letterbox(&self) -> Option<Letterbox> {
        match &self.way {
            Way::Polling => None,
            Way::Webhook { letterbox, .. } => Some(letterbox.clone()),
        }
    }

    /// What an earlier run has written down and not finished.
    pub async fn left_over(&self) -> Result<Vec<Incoming>, StoreError> {
        self.intake.lock().await.left_over().await
    }

    /// What comes next, already on disk; `None` when Telegram is silent for so long.
    pub async fn next(&self, wait: Duration) -> Result<Option<Vec<Incoming>>, IntakeError> {
        match &self.way {
            Way::Polling => self.intake.lock().await.pass(wait).await.map(Some),
            Way::Webhook { deliveries, .. } => {
                let Some(delivery) = deliveries.next(wait).await else { return Ok(None) };
                let taken = self.intake.lock().await.take(delivery.body()).await?;
                delivery.is_safe();
                Ok(Some(taken.into_iter().collect()))
            }
        }
    }

    /// Sees that Telegram brings updates here, where it is to.
    pub async fn look_after(&self) -> Result<(), Failure> {
        match &self.way {
            Way::Polling => Ok(()),
            Way::Webhook { webhook, .. } => webhook.look_after().await,
        }
    }

    /// Nothing more is taken: what is brought now waits at Telegram's.
    pub async fn close(&self) {
        if let Way::Webhook { deliveries, .. } = &self.way {
            deliveries.close().await;
        }
    }
}

/// Takes updates until Telegram refuses the token.
pub(super) async fn run(app: &App) -> Result<(), AppError> {
    match &app.feed.way {
        Way::Polling => take_all(app).await,
        // The webhook is not taken away at the end: what happens until the next start waits at Telegram's.
        Way::Webhook { .. } => tokio::select! {
            end = take_all(app) => end,
            end = keep_webhook(app) => end,
        },
    }
}

async fn take_all(app: &App) -> Result<(), AppError> {
    let mut failures = 0;
    loop {
        app.dispatcher.has_room().await;
        match app.vigil.updates.one(app.take_updates(LONG_POLL)).await {
            Ok(_) => failures = 0,
            Err(error) => {
                failures += 1;
                let pause = pause_after(&error, failures)?;
                log::warn!("no updates from Telegram, next try in {pause:?}: {error}");
                tokio::time::sleep(pause).await;
            }
        }
    }
}

async fn keep_webhook(app: &App) -> Result<(), AppError> {
    let mut failures = 0;
    loop {
        let pause = match app.look_after_webhook().await {
            Ok(()) => {
                failures = 0;
                LOOK_AT_WEBHOOK
            }
            Err(failure) => {
                failures += 1;
                let error = IntakeError::Telegram(failure);
                let pause = pause_after(&error, failures)?;
                log::warn!("the webhook can't be looked after, next try in {pause:?}: {error}");
                pause
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Grows from one second to thirty; as long as Telegram says, if it says. None after which nothing can follow.
fn pause_after(error: &IntakeError, failures: u32) -> Result<Duration, AppError> {
    match error {
        IntakeError::Telegram(failure) if verdict(failure) == Verdict::Unauthorized => Err(AppError::Token),
        IntakeError::Telegram(Failure::Refused { retry_after: Some(after), .. }) => Ok(*after),
        _ => Ok(Duration::from_secs(1 << failures.min(5).saturating_sub(1)).min(Duration::from_secs(30))),
    }
}
