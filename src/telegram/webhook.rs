//! The webhook: that Telegram brings updates here, and the way of each from the web server, at which it arrives, to who
//! writes it down. Who may deliver is for the web server to see.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use teloxide::payloads::{
    DeleteWebhook, DeleteWebhookSetters, GetWebhookInfo, SetWebhook, SetWebhookSetters,
};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::api::ApiFailure;
use super::client::TelegramClient;
use super::raw_update::ALLOWED_UPDATES;

/// Under the public address.
pub const WEBHOOK_PATH: &str = "telegram/updates";

/// One after another: what one person does has to arrive in its order, and Telegram promises none among several connections.
const MAX_CONNECTIONS: u8 = 1;

/// How long a delivery waits to be written down. Telegram brings it again.
const ACK_TIMEOUT: Duration = Duration::from_secs(30);

/// Where Telegram brings updates.
pub struct Webhook {
    telegram: TelegramClient,
    url: Url,
    secret: SecretString,
    /// Whether this process has set it.
    stands: AtomicBool,
    /// When the newest failed delivery was that has been told of: Telegram's time.
    told: AtomicI64,
}

/// What Telegram says of a webhook.
#[derive(Deserialize)]
struct WebhookInfo {
    url: String,
    #[serde(default)]
    pending_update_count: u64,
    last_error_date: Option<i64>,
    last_error_message: Option<String>,
}

impl Webhook {
    /// `url` is where Telegram finds us; `secret` goes with every delivery.
    pub fn new(telegram: TelegramClient, url: Url, secret: SecretString) -> Self {
        Self { telegram, url, secret, stands: AtomicBool::new(false), told: AtomicI64::new(0) }
    }

    /// Tells Telegram to bring updates here. What waits there is brought too.
    async fn set_webhook(&self) -> Result<(), ApiFailure> {
        let payload = SetWebhook::new(self.url.clone())
            .secret_token(self.secret.expose_secret())
            .max_connections(MAX_CONNECTIONS)
            .allowed_updates(ALLOWED_UPDATES)
            .drop_pending_updates(false);
        self.telegram.api.send_only(&payload, self.telegram.deadlines.usual).await?;
        self.stands.store(true, Ordering::Relaxed);
        log::info!("Telegram brings updates to {}", self.url);
        Ok(())
    }

    /// Has Telegram bring updates here; later, looks whether it still does, says what kept it from doing so, and sets right
    /// what somebody else has changed. One pass; the loop is in `app`.
    pub async fn ensure_webhook(&self) -> Result<(), ApiFailure> {
        // Telegram does not say with which secret it comes: a start sets the webhook however it stands.
        if !self.stands.load(Ordering::Relaxed) {
            return self.set_webhook().await;
        }
        let info: WebhookInfo =
            self.telegram.api.call_method(&GetWebhookInfo::new(), self.telegram.deadlines.usual).await?;
        if info.url != self.url.as_str() {
            // The address may hold a secret of somebody else's.
            log::warn!(
                "somebody has taken the webhook away: does another program use the token? It is set anew"
            );
            return self.set_webhook().await;
        }
        let (Some(date), Some(message)) = (info.last_error_date, info.last_error_message) else {
            return Ok(());
        };
        if self.told.fetch_max(date, Ordering::Relaxed) < date {
            let waiting = info.pending_update_count;
            log::warn!("Telegram could not bring an update here: {message}; {waiting} of them wait there");
        }
        Ok(())
    }
}

/// Where Telegram finds us, under our address for the outside world.
pub fn webhook_address(public: &Url) -> Url {
    let mut url = public.clone();
    url.set_path(&format!("{}/{WEBHOOK_PATH}", public.path().trim_end_matches('/')));
    url
}

/// Where Telegram brings updates now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// It is asked for them.
    Nowhere,
    Elsewhere,
    Here {
        /// How many wait there.
        waiting: u64,
        /// What kept it from bringing one since `lately`, in its own words.
        trouble: Option<String>,
    },
}

/// Asks Telegram where it brings updates; `here` is our address.
pub async fn delivery_status(
    telegram: &TelegramClient,
    here: &Url,
    lately: Timestamp,
) -> Result<DeliveryStatus, ApiFailure> {
    let info: WebhookInfo =
        telegram.api.call_method(&GetWebhookInfo::new(), telegram.deadlines.usual).await?;
    let is_new = info.last_error_date.is_some_and(|date| date >= lately.as_second());
    Ok(match info.url.as_str() {
        "" => DeliveryStatus::Nowhere,
        url if url == here.as_str() => DeliveryStatus::Here {
            waiting: info.pending_update_count,
            trouble: info.last_error_message.filter(|_| is_new),
        },
        _ => DeliveryStatus::Elsewhere,
    })
}

/// Whether a request for updates was refused because Telegram brings them somewhere.
pub(super) fn is_conflict(failure: &ApiFailure) -> bool {
    matches!(failure, ApiFailure::Refused { code: 409, description, .. } if description.contains("webhook is active"))
}

/// Takes away any webhook. What waits at Telegram's stays there.
pub(super) async fn remove_webhook(telegram: &TelegramClient) -> Result<(), ApiFailure> {
    let payload = DeleteWebhook::new().drop_pending_updates(false);
    telegram.api.send_only(&payload, telegram.deadlines.usual).await
}

/// An update as Telegram has brought it. Dropped unless it is safe: then Telegram brings it again.
pub struct WebhookDelivery {
    body: String,
    done: oneshot::Sender<()>,
}

impl WebhookDelivery {
    pub fn body_text(&self) -> &str {
        &self.body
    }

    /// It is on disk: Telegram may forget it.
    pub fn acknowledge(self) {
        // Whoever waited may have gone; then it comes again, and is known.
        let _ = self.done.send(());
    }
}

/// The update is not on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not now")]
pub struct NotAccepted;

/// Where the web server puts deliveries; clones share it.
#[derive(Clone)]
pub struct WebhookSender {
    secret: SecretString,
    sender: mpsc::Sender<WebhookDelivery>,
}

impl WebhookSender {
    /// A webhook queue and its inside.
    pub fn new(secret: SecretString) -> (Self, WebhookReceiver) {
        // Each waits for the one before it: that is the order in which they are written down.
        let (sender, receiver) = mpsc::channel(1);
        (Self { secret, sender }, WebhookReceiver(Mutex::new(receiver)))
    }

    /// What Telegram says with each delivery.
    pub fn secret_token(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Hands an update over, and waits until it is on disk.
    pub async fn deliver_body(&self, body: String) -> Result<(), NotAccepted> {
        let (done, safe) = oneshot::channel();
        let handed = async {
            self.sender.send(WebhookDelivery { body, done }).await.map_err(|_| NotAccepted)?;
            safe.await.map_err(|_| NotAccepted)
        };
        tokio::time::timeout(ACK_TIMEOUT, handed).await.unwrap_or(Err(NotAccepted))
    }
}

/// The inside of a webhook queue.
pub struct WebhookReceiver(Mutex<mpsc::Receiver<WebhookDelivery>>);

impl WebhookReceiver {
    /// The next delivery, if one comes in time.
    pub async fn next_delivery(&self, wait: Duration) -> Option<WebhookDelivery> {
        tokio::time::timeout(wait, async { self.0.lock().await.recv().await }).await.ok().flatten()
    }

    /// Takes nothing more; who waits hears so at once.
    pub async fn close_receiver(&self) {
        let mut receiver = self.0.lock().await;
        receiver.close();
        while receiver.try_recv().is_ok() {}
    }
}
