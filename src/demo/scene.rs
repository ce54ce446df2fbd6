//! The stage in the visitor's language: who reads what, and in which language tickets come.

use std::sync::Arc;

use parking_lot::Mutex;

use super::cast::Cast;
use super::dictionary::{translate, translate_world};
use crate::demo::page::Director;
use crate::i18n::Lang;
use deskgram_sandbox::telegram::Telegram;
use deskgram_sandbox::zenlix::world::World;
use deskgram_sandbox::zenlix::{NewTicket, Zenlix, demo};

/// Both servers, and the language of the visitor. Clones share them.
#[derive(Clone)]
pub struct Scene {
    telegram: Telegram,
    zenlix: Zenlix,
    lang: Arc<Mutex<Lang>>,
}

impl Scene {
    pub fn new(telegram: Telegram, zenlix: Zenlix, lang: Lang) -> Self {
        let scene = Self { telegram, zenlix, lang: Arc::default() };
        scene.change_language(lang);
        scene
    }

    /// A text of the demo in the visitor's language.
    pub fn translate(&self, text: &str) -> String {
        translate(text, *self.lang.lock())
    }

    /// Everybody has their Telegram and their helpdesk in this language. What is written in the helpdesk follows as long as
    /// nobody has seen any of it.
    fn change_language(&self, lang: Lang) {
        *self.lang.lock() = lang;
        let cast = Cast::new(lang);
        for person in cast.all() {
            self.telegram.introduce_anew(person.user, &person.name, lang.iso_code());
        }
        let is_untouched = cast.all().iter().all(|person| self.telegram.messages(person.user).is_empty());
        self.zenlix.edit(|world| {
            demo::everybody_reads(world, lang.iso_code());
            if is_untouched {
                translate_world(world, lang);
            }
        });
    }
}

impl Director for Scene {
    fn speak(&self, language: &str) {
        self.change_language(Lang::from_code(language).unwrap_or_default());
    }

    fn send_ticket(&self) -> i64 {
        let newest = |world: &World| world.tickets.iter().map(|ticket| ticket.id).max();
        let number = self.zenlix.read(newest).and_then(|id| id.try_into().ok()).unwrap_or_default();
        let demo::Arrival { by, ticket } = demo::arrival(number);
        let (subject, text) = (self.translate(&ticket.subject), self.translate(&ticket.text));
        self.zenlix.web_create(by, NewTicket { subject, text, ..ticket })
    }
}
