//! The world's own street: a port of this machine under which Telegram finds deskgram and brings it updates, and people find its
//! pages. It stays open over restarts, as the address of a real one does.

use std::sync::Mutex;
use std::time::Duration;

use deskgram::app::App;
use deskgram::domain::house::{Attachments, Door, House};
use deskgram::web::Front;
use jiff::SignedDuration;
use reqwest::Url;
use tokio::sync::oneshot;

use super::World;

/// How long a delivery may be on its way before it is looked at again whether there is one.
pub const ON_ITS_WAY: Duration = Duration::from_millis(20);

/// The port, and who answers there.
pub struct Street {
    front: Front,
    end: Mutex<Option<oneshot::Sender<()>>>,
}

impl Street {
    async fn open() -> Self {
        Self { front: Front::open(([127, 0, 0, 1], 0).into()).await.unwrap(), end: Mutex::default() }
    }

    /// What stands in `DESKGRAM_PUBLIC_URL`.
    pub fn public(&self) -> Url {
        format!("http://{}/", self.front.address().unwrap()).parse().unwrap()
    }

    /// Puts deskgram behind it in place of the one that is gone.
    pub async fn moves_in(&self, app: App) -> App {
        let app = app.by_webhook(&self.public());
        // Who answered until now ends, and with it the connections that are kept open.
        let (end, ended) = oneshot::channel::<()>();
        *self.end.lock().unwrap() = Some(end);
        let serving =
            self.front.clone().serve(app.bot.clone(), app.letterbox(), async move { drop(ended.await) });
        tokio::spawn(serving);
        app.look_after_webhook().await.unwrap();
        app
    }
}

impl World {
    /// A world in English whose Telegram brings updates by itself.
    pub async fn by_webhook() -> Self {
        Self::on_a_street("en", Attachments::Noted).await
    }

    /// The same, which serves what people attach for thirty days.
    pub async fn serving_files() -> Self {
        Self::serving_files_in("en").await
    }

    pub async fn serving_files_in(language: &str) -> Self {
        Self::on_a_street(language, Attachments::Linked(SignedDuration::from_hours(24 * 30))).await
    }

    async fn on_a_street(language: &str, attachments: Attachments) -> Self {
        let mut world = Self::speaking(language).await;
        let street = Street::open().await;
        let door = Door::Both { public: street.public().into() };
        world.choices.house = House::default().with_door(door).with_attachments(attachments);
        world.street = Some(street);
        world.restart().await;
        world
    }

    /// Takes what waits at Telegram's, whichever way it comes; says how much was new.
    pub async fn take_updates(&self) -> usize {
        if self.street.is_none() {
            return self.app.take_updates(Duration::ZERO).await.unwrap();
        }
        let mut taken = 0;
        while !self.telegram.pending_updates().is_empty() {
            taken += self.app.take_updates(ON_ITS_WAY).await.unwrap();
        }
        taken
    }

    /// From the next start on deskgram asks for updates.
    pub fn closes_its_street(&mut self) {
        self.street = None;
    }

    /// The address to which Telegram brings updates.
    pub fn hook(&self) -> Url {
        self.telegram.webhook().expect("a webhook is set").url.parse().unwrap()
    }
}
