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

use super::api::Failure;
use super::gateway::Gateway;
use super::intake;

/// Under the public address.
pub const PATH: &str = "telegram/updates";

/// One after another: what one person does has to arrive in its order, and Telegram promises none among several connections.
const CONNECTIONS: u8 = 1;

/// How long a delivery waits to be written down. Telegram brings it again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where Telegram brings updates.
pub struct Webhook {
    gateway: Gateway,
    url: Url,
    secret: SecretString,
    /// Whether this process has set it.
    stands: AtomicBool,
    /// When the newest failed delivery was that has been told of: Telegram's time.
    told: AtomicI64,
}

/// What Telegram says of a webhook.
#[derive(Deserialize)]
struct Info {
    url: String,
    #[serde(default)]
    pending_update_count: u64,
    last_error_date: Option<i64>,
    last_error_message: Option<String>,
}

impl Webhook {
    /// `url` is where Telegram finds us; `secret` goes with every delivery.
    pub fn new(gateway: Gateway, url: Url, secret: SecretString) -> Self {
        Self { gateway, url, secret, stands: AtomicBool::new(false), told: AtomicI64::new(0) }
    }

    /// Tells Telegram to bring updates here. What waits there is brought too.
    async fn set(&self) -> Result<(), Failure> {
        let payload = SetWebhook::new(self.url.clone())
            .secret_token(self.secret.expose_secret())
            .max_connections(CONNECTIONS)
            .allowed_updates(intake::KINDS)
            .drop_pending_updates(false);
        self.gateway.api.tell(&payload, self.gateway.deadlines.usual).await?;
        self.stands.store(true, Ordering::Relaxed);
        log::info!("Telegram brings updates to {}", self.url);
        Ok(())
    }

    /// Has Telegram bring updates here; later, looks whether it still does, says what kept it from doing so, and sets right
    /// what somebody else has changed. One pass; the loop is in `app`.
    pub async fn look_after(&self) -> Result<(), Failure> {
        // Telegram does not say with which secret it comes: a start sets the webhook however it stands.
        if !self.stands.load(Ordering::Relaxed) {
            return self.set().await;
        }
        let info: Info = self.gateway.api.call(&GetWebhookInfo::new(), self.gateway.deadlines.usual).await?;
        if info.url != self.url.as_str() {
            // The address may hold a secret of somebody else's.
            log::warn!(
                "somebody has taken the webhook away: does another program use the token? It is set anew"
            );
            return self.set().await;
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
pub fn address(public: &Url) -> Url {
    let mut url = public.clone();
    url.set_path(&format!("{}/{PATH}", public.path().trim_end_matches('/')));
    url
}

/// Where Telegram brings updates now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brings {
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
pub async fn brings(gateway: &Gateway, here: &Url, lately: Timestamp) -> Result<Brings, Failure> {
    let info: Info = gateway.api.call(&GetWebhookInfo::new(), gateway.deadlines.usual).await?;
    let is_new = info.last_error_date.is_some_and(|date| date >= lately.as_second());
    Ok(match info.url.as_str() {
        "" => Brings::Nowhere,
        url if url == here.as_str() => Brings::Here {
            waiting: info.pending_update_count,
            trouble: info.last_error_message.filter(|_| is_new),
        },
        _ => Brings::Elsewhere,
    })
}

/// Whether a request for updates was refused because Telegram brings them somewhere.
pub(super) fn stands_in_the_way(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused { code: 409, description, .. } if description.contains("webhook is active"))
}

/// Takes away any webhook. What waits at Telegram's stays there.
pub(super) async fn remove(gateway: &Gateway) -> Result<(), Failure> {
    let payload = DeleteWebhook::new().drop_pending_updates(false);
    gateway.api.tell(&payload, gateway.deadlines.usual).await
}

/// An update as Telegram has brought it. Dropped unless it is safe: then Telegram brings it again.
pub struct Delivery {
    body: String,
    done: oneshot::Sender<()>,
}

impl Delivery {
    pub fn body(&self) -> &str {
        &self.body
    }

    /// It is on disk: Telegram may forget it.
    pub fn is_safe(self) {
        // Whoever waited may have gone; then it comes again, and is known.
        let _ = self.done.send(());
    }
}

/// The update is not on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not now")]
pub struct NotNow;

/// Where the web server puts deliveries; clones share it.
#[derive(Clone)]
pub struct Letterbox {
    secret: SecretString,
    sender: mpsc::Sender<Delivery>,
}

impl Letterbox {
    /// A letterbox and its inside.
    pub fn new(secret: SecretString) -> (Self, Deliveries) {
        // Each waits for the one before it: that is the order in which they are written down.
        let (sender, receiver) = mpsc::channel(1);
        (Self { secret, sender }, Deliveries(Mutex::new(receiver)))
    }

    /// What Telegram says with each delivery.
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Hands an update over, and waits until it is on disk.
    pub async fn put(&self, body: String) -> Result<(), NotNow> {
        let (done, safe) = oneshot::channel();
        let handed = async {
            self.sender.send(Delivery { body, done }).await.map_err(|_| NotNow)?;
            safe.await.map_err(|_| NotNow)
        };
        tokio::time::timeout(PATIENCE, handed).await.unwrap_or(Err(NotNow))
    }
}

/// The inside of a letterbox.
pub struct Deliveries(Mutex<mpsc::Receiver<Delivery>>);

impl Deliveries {
    /// The next delivery, if one comes in time.
    pub async fn next(&self, wait: Duration) -> Option<Delivery> {
        tokio::time::timeout(wait, async { self.0.lock().await.recv().await }).await.ok().flatten()
    }

    /// Takes nothing more; who waits hears so at once.
    pub async fn close(&self) {
        let mut receiver = self.0.lock().await;
        receiver.close();
        while receiver.try_recv().is_ok() {}
    }
}
