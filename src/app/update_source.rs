//! Where updates come from: Telegram is asked for them, or brings them to our web server. Either way they come out here one
//! after another, already on disk.

use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::{App, AppError};
use crate::service::sign_in_links::hex_encode;
use crate::store::{Store, StoreError};
use crate::telegram::api::ApiFailure;
use crate::telegram::client::TelegramClient;
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::update::IncomingUpdate;
use crate::telegram::update_receiver::{ReceiveError, UpdateReceiver};
use crate::telegram::webhook::{self, Webhook, WebhookReceiver, WebhookSender};

/// How long one request for updates waits at Telegram's.
const LONG_POLL_TIMEOUT: Duration = Duration::from_secs(25);
/// How often it is made sure that Telegram still brings updates here: well within the time after which it counts as silent.
const WEBHOOK_CHECK_INTERVAL: Duration = Duration::from_secs(60);

/// The way that updates take, and who writes them down.
pub struct UpdateSource {
    receiver: Mutex<UpdateReceiver>,
    way: UpdateChannel,
}

enum UpdateChannel {
    Polling,
    Webhook { webhook: Box<Webhook>, sender: WebhookSender, deliveries: WebhookReceiver },
}

impl UpdateSource {
    /// One that asks for them.
    pub fn by_polling(receiver: UpdateReceiver) -> Self {
        Self { receiver: Mutex::new(receiver), way: UpdateChannel::Polling }
    }

    /// The same, to which Telegram brings them, under our address for the outside world.
    pub fn by_webhook(self, telegram: TelegramClient, store: &Store, public: &Url) -> Self {
        let url = webhook::webhook_address(public);
        let secret = SecretString::from(hex_encode(&store.webhook_secret()));
        let (sender, deliveries) = WebhookSender::new(secret.clone());
        let webhook = Box::new(Webhook::new(telegram, url, secret));
        Self { way: UpdateChannel::Webhook { webhook, sender, deliveries }, ..self }
    }

    /// Where the web server puts what Telegram brings.
    pub fn webhook_sender(&self) -> Option<WebhookSender> {
        match &self.way {
            UpdateChannel::Polling => None,
            UpdateChannel::Webhook { sender, .. } => Some(sender.clone()),
        }
    }

    /// What an earlier run has written down and not finished.
    pub async fn unfinished_updates(&self) -> Result<Vec<IncomingUpdate>, StoreError> {
        self.receiver.lock().await.unfinished_updates().await
    }

    /// What comes next, already on disk; `None` when Telegram is silent for so long.
    pub async fn next_batch(&self, wait: Duration) -> Result<Option<Vec<IncomingUpdate>>, ReceiveError> {
        match &self.way {
            UpdateChannel::Polling => self.receiver.lock().await.poll_once(wait).await.map(Some),
            UpdateChannel::Webhook { deliveries, .. } => {
                let Some(delivery) = deliveries.next_delivery(wait).await else { return Ok(None) };
                let taken = self.receiver.lock().await.receive_raw(delivery.body_text()).await?;
                delivery.acknowledge();
                Ok(Some(taken.into_iter().collect()))
            }
        }
    }

    /// Sees that Telegram brings updates here, where it is to.
    pub async fn ensure_webhook(&self) -> Result<(), ApiFailure> {
        match &self.way {
            UpdateChannel::Polling => Ok(()),
            UpdateChannel::Webhook { webhook, .. } => webhook.ensure_webhook().await,
        }
    }

    /// Nothing more is taken: what is brought now waits at Telegram's.
    pub async fn close_source(&self) {
        if let UpdateChannel::Webhook { deliveries, .. } = &self.way {
            deliveries.close_receiver().await;
        }
    }
}

/// Takes updates until Telegram refuses the token.
pub(super) async fn run_updates(app: &App) -> Result<(), AppError> {
    match &app.feed.way {
        UpdateChannel::Polling => receive_updates(app).await,
        // The webhook is not taken away at the end: what happens until the next start waits at Telegram's.
        UpdateChannel::Webhook { .. } => tokio::select! {
            end = receive_updates(app) => end,
            end = watch_webhook(app) => end,
        },
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
                log::warn!("no updates from Telegram, next try in {pause:?}: {error}");
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
        ReceiveError::Telegram(failure) if classify_failure(failure) == SendErrorKind::Unauthorized => {
            Err(AppError::Token)
        }
        ReceiveError::Telegram(ApiFailure::Refused { retry_after: Some(after), .. }) => Ok(*after),
        _ => Ok(Duration::from_secs(1 << failures.min(5).saturating_sub(1)).min(Duration::from_secs(30))),
    }
}
