//! The world's own street: a port of this machine under which Telegram finds deskgram and brings it updates, and people find its
//! pages. It stays open over restarts, as the address of a real one does.

use std::sync::Mutex;
use std::time::Duration;

use deskgram::app::App;
use deskgram::domain::access_policy::{AccessPolicy, AttachmentPolicy, SignInMethod};
use deskgram::web::HttpServer;
use jiff::SignedDuration;
use reqwest::Url;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::World;

/// How long a delivery may be on its way before it is looked at again whether there is one.
pub const DELIVERY_TIMEOUT: Duration = Duration::from_millis(20);

/// The port, and who answers there.
pub struct HttpEndpoint {
    front: HttpServer,
    end: Mutex<Option<DropGuard>>,
}

impl HttpEndpoint {
    async fn bind_port() -> Self {
        Self {
            front: HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap(),
            end: Mutex::default(),
        }
    }

    /// What stands in `DESKGRAM_PUBLIC_URL`.
    pub fn public_url(&self) -> Url {
        format!("http://{}/", self.front.local_address().unwrap()).parse().unwrap()
    }

    /// Puts deskgram behind it in place of the one that is gone.
    pub async fn attach_app(&self, app: App) -> App {
        let app = app.by_webhook(&self.public_url());
        // Who answered until now ends, and with it the connections that are kept open.
        let over = CancellationToken::new();
        *self.end.lock().unwrap() = Some(over.clone().drop_guard());
        let serving = self.front.clone().serve_routes(app.bot.clone(), app.webhook_sender(), over);
        tokio::spawn(serving);
        app.ensure_webhook().await.unwrap();
        app
    }
}

impl World {
    /// A world in English whose Telegram brings updates by itself.
    pub async fn with_webhook() -> Self {
        Self::in_language("en").await.at_endpoint(AttachmentPolicy::Noted).await
    }

    /// The same, which serves what people attach for thirty days.
    pub async fn with_file_links() -> Self {
        Self::with_file_links_in("en").await
    }

    pub async fn with_file_links_in(language: &str) -> Self {
        Self::in_language(language).await.serving_files().await
    }

    /// The same, which serves what people attach for thirty days.
    pub async fn serving_files(self) -> Self {
        self.at_endpoint(AttachmentPolicy::Linked(SignedDuration::from_hours(24 * 30))).await
    }

    async fn at_endpoint(self, attachments: AttachmentPolicy) -> Self {
        let mut world = self;
        let street = HttpEndpoint::bind_port().await;
        let door = SignInMethod::Both { public: street.public_url().into() };
        world.settings.access_policy =
            AccessPolicy::default().with_sign_in(door).with_attachments(attachments);
        world.endpoint = Some(street);
        world.restart_process().await;
        world
    }

    /// Takes what waits at Telegram's, whichever way it comes; says how much was new.
    pub async fn take_updates(&self) -> usize {
        if self.endpoint.is_none() {
            return self.app.take_updates(Duration::ZERO).await.unwrap();
        }
        let mut taken = 0;
        while !self.telegram.pending_updates().is_empty() {
            taken += self.app.take_updates(DELIVERY_TIMEOUT).await.unwrap();
        }
        taken
    }

    /// From the next start on deskgram asks for updates.
    pub fn switch_to_polling(&mut self) {
        self.endpoint = None;
    }

    /// The address to which Telegram brings updates.
    pub fn webhook_url(&self) -> Url {
        self.telegram.webhook().expect("a webhook is set").url.parse().unwrap()
    }
}
