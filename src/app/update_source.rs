//! Where updates come from: Telegram is asked for them, or brings them to our web server. Either way they come out here one
//! after another, already on disk.

use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::domain::hex::encode_hex;
use crate::store::{Store, StoreError};
use crate::telegram::api::ApiFailure;
use crate::telegram::client::TelegramClient;
use crate::telegram::update::IncomingUpdate;
use crate::telegram::update_receiver::{ReceiveError, UpdateReceiver};
use crate::telegram::webhook::{self, Webhook, WebhookReceiver, WebhookSender};

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
        let secret = SecretString::from(encode_hex(&store.webhook_secret()));
        let (sender, deliveries) = WebhookSender::new(secret.clone());
        let webhook = Box::new(Webhook::new(telegram, url, secret));
        Self { way: UpdateChannel::Webhook { webhook, sender, deliveries }, ..self }
    }

    /// Whether Telegram brings them.
    pub fn is_webhook(&self) -> bool {
        matches!(self.way, UpdateChannel::Webhook { .. })
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
