//! Who is spoken to, and what is said when something goes wrong in general.

use super::Bot;
use super::turn::Turn;
use crate::domain::ids::TelegramUser;
use crate::i18n::Lang;
use crate::render::words::Reader;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::StoreError;
use crate::t;
use crate::telegram::gateway::{Sound, Toast, ToastKind};
use crate::telegram::incoming::{ChatKind, Incoming, What};

impl Bot {
    /// How the person behind an update reads. Whoever never wrote to the bot is known only by their Telegram's language.
    pub async fn reader(&self, incoming: &Incoming) -> Result<Reader, StoreError> {
        let (desk, who, lang) = (self.desk.clone(), incoming.from.who, incoming.from.lang);
        self.desk
            .store
            .glance(move |db| {
                let person = db.person(who)?;
                let known = person.is_some() || desk.sessions.get(who).is_some();
                let reader = desk.reads(who, person.as_ref());
                Ok(if known { reader } else { Reader { lang, ..reader } })
            })
            .await
    }

    /// How this person reads, by what is stored of them alone.
    pub async fn reader_of(&self, who: TelegramUser) -> Result<Reader, StoreError> {
        let desk = self.desk.clone();
        self.desk.store.read(move |db| desk.reader(db, who)).await
    }
}

/// The answer to a press whose result takes longer.
pub async fn working(bot: &Bot, incoming: &Incoming) -> Toast {
    let lang = bot.reader(incoming).await.map_or(Lang::En, |reader| reader.lang);
    Toast { text: t!(lang, "toast-working"), kind: ToastKind::Passing, url: None }
}

/// What somebody is told when their update could not be dealt with. Asks the database nothing: it may be the trouble.
pub fn trouble(bot: &Bot, incoming: &Incoming) -> Turn {
    match (&incoming.what, incoming.place.kind) {
        (What::Press { .. }, _) => Turn::window(t!(incoming.from.lang, "toast-trouble")),
        (_, ChatKind::Private) => {
            let screen = Screen::text(t!(incoming.from.lang, "toast-trouble"));
            Turn::saying(incoming.place.target, screen, bot.desk.clock.now())
        }
        _ => Turn::default(),
    }
}

/// What somebody hears who sends more than is taken at a time. In a group nobody else has to read it, unless what they lose is
/// a comment.
pub async fn too_much(bot: &Bot, incoming: &Incoming) -> Turn {
    let (lang, now) = match bot.reader(incoming).await {
        Ok(reader) => (reader.lang, reader.now),
        Err(_) => (incoming.from.lang, bot.desk.clock.now()),
    };
    let is_comment = match &incoming.what {
        What::Text { reply_to, .. } | What::Media { reply_to, .. } => {
            reply_to.is_some() && bot.desk.sessions.get(incoming.from.who).is_some()
        }
        _ => false,
    };
    match (&incoming.what, incoming.place.kind) {
        (What::Press { .. }, _) => Turn::window(t!(lang, "too-much-pressed")),
        (_, kind) if kind == ChatKind::Private || is_comment => {
            let screen = Screen::text(t!(lang, "too-much-written"));
            let reply_to = incoming.place.message;
            let say = Parcel::Say { screen, reply_to, sound: Sound::Silent };
            let mut turn = Turn::default();
            turn.post(incoming.place.target, say, now);
            turn
        }
        _ => Turn::default(),
    }
}

/// What a press is answered with while the database can't be used; its result comes later.
pub fn trouble_toast(incoming: &Incoming) -> Toast {
    Toast { text: t!(incoming.from.lang, "toast-waiting"), kind: ToastKind::Window, url: None }
}
