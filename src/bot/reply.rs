//! Who is spoken to, what is said when something goes wrong in general, and the buttons that many screens share.

use super::Bot;
use super::effects::Effects;
use crate::callback::Callback;
use crate::context::readers::{reader_for, reader_from};
use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::action::{Action, TicketChange};
use crate::domain::ids::{Target, TelegramUser, TicketId};
use crate::domain::settings::PersonalSettings;
use crate::domain::ticket_list::ListName;
use crate::i18n::Lang;
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::reader::Reader;
use crate::store::{PersonRow, StoreError};
use crate::t;
use crate::telegram::client::{Sound, Toast, ToastKind};
use crate::telegram::update::{ChatKind, IncomingUpdate, UpdateKind};
use crate::view::{Button, MessageView};

impl Bot {
    /// How the person behind an update reads. Whoever never wrote to the bot is known only by their Telegram's language.
    pub async fn reader_for_update(&self, update: &IncomingUpdate) -> Result<Reader, StoreError> {
        let (who, telegram_lang) = (update.from.who, update.from.lang);
        let unknown = PersonRow { telegram: who, telegram_lang, settings: PersonalSettings::default() };
        let read = move |tx: &mut Tx<'_, '_>| {
            let person = tx.db.find_person(who)?.unwrap_or(unknown);
            Ok(reader_from(tx.ctx, who, Some(&person)))
        };
        self.ctx.read_inline(read).await
    }

    /// How this person reads, by what is stored of them alone.
    pub async fn reader_of(&self, who: TelegramUser) -> Result<Reader, StoreError> {
        self.ctx.read(move |tx| reader_for(tx, who)).await
    }
}

/// The answer to a press whose result takes longer.
pub async fn slow_notice(bot: &Bot, update: &IncomingUpdate) -> Toast {
    let lang = bot.reader_for_update(update).await.map_or(Lang::En, |reader| reader.lang);
    Toast { text: t!(lang, "toast-working"), kind: ToastKind::Passing, url: None }
}

/// What somebody is told when their update could not be dealt with. Asks the database nothing: it may be the trouble.
pub fn error_reply(update: &IncomingUpdate) -> Effects {
    match (&update.what, update.place.kind) {
        (UpdateKind::Press { .. }, _) => Effects::alert(t!(telegram_language(update), "toast-trouble")),
        (_, ChatKind::Private) => {
            let view = MessageView::from_html(t!(telegram_language(update), "toast-trouble"));
            Effects::with_message(update.place.target, view)
        }
        _ => Effects::default(),
    }
}

/// The language to speak while the database can't say which one they chose.
fn telegram_language(update: &IncomingUpdate) -> Lang {
    update.from.lang.unwrap_or_default()
}

/// What somebody hears who sends more than is taken at a time. In a group nobody else has to read it, unless what they lose is
/// a comment.
pub async fn too_much(bot: &Bot, update: &IncomingUpdate) -> Effects {
    let lang = match bot.reader_for_update(update).await {
        Ok(reader) => reader.lang,
        Err(_) => telegram_language(update),
    };
    let is_comment = match &update.what {
        UpdateKind::Text { reply_to, .. } | UpdateKind::Media { reply_to, .. } => {
            reply_to.is_some() && bot.ctx.sessions.find_session(update.from.who).is_some()
        }
        _ => false,
    };
    match (&update.what, update.place.kind) {
        (UpdateKind::Press { .. }, _) => Effects::alert(t!(lang, "too-much-pressed")),
        (_, kind) if kind == ChatKind::Private || is_comment => {
            let view = MessageView::from_html(t!(lang, "too-much-written"));
            let reply_to = update.place.message;
            let say = OutboxMessage::Send { view, reply_to, sound: Sound::Silent };
            let mut effects = Effects::default();
            effects.post_message(update.place.target, say);
            effects
        }
        _ => Effects::default(),
    }
}

/// A screen in place of the pressed one, or as a message where nothing was pressed.
pub fn show_screen(update: &IncomingUpdate, view: MessageView) -> Effects {
    let message = match (&update.what, update.place.message) {
        (UpdateKind::Press { .. }, Some(message)) => OutboxMessage::Edit { message, view },
        _ => OutboxMessage::send_view(view),
    };
    let mut effects = Effects::default();
    effects.post_message(update.place.target, message);
    effects
}

/// The beginning of an answer that comes in the private chat: pressed elsewhere, a word says where to look.
pub fn answer_privately(update: &IncomingUpdate, lang: Lang) -> Effects {
    match update.place.kind {
        ChatKind::Private => Effects::default(),
        ChatKind::Group | ChatKind::Elsewhere => Effects::with_toast(t!(lang, "press-sent-privately")),
    }
}

/// A screen about a ticket in the place of its card, for whoever pressed alone: a card that others see stays, and the screen comes
/// in the presser's own chat.
pub fn show_beside_card(update: &IncomingUpdate, view: MessageView, reader: &Reader) -> Effects {
    if update.place.kind == ChatKind::Private {
        return show_screen(update, view);
    }
    let mut effects = answer_privately(update, reader.lang);
    effects.send_view(Target::whole_chat(update.from.who.private_chat()), view);
    effects
}

/// The button of such a screen that leads to the card: in its place, or as a message where it stands elsewhere.
pub fn back_to_card(update: &IncomingUpdate, lang: Lang, ticket: TicketId) -> Button {
    match update.place.kind {
        // In a panel the way back is that to everybody's message.
        ChatKind::Private if update.place.ephemeral.is_none() => {
            Button::with_callback(t!(lang, "button-back"), &Callback::CloseMenu { ticket })
        }
        ChatKind::Private | ChatKind::Group | ChatKind::Elsewhere => {
            Button::with_callback(t!(lang, "button-card"), &Callback::Open { ticket })
        }
    }
}

/// What a press is answered with while the database can't be used; its result comes later.
pub fn error_toast(update: &IncomingUpdate) -> Toast {
    Toast { text: t!(telegram_language(update), "toast-waiting"), kind: ToastKind::Window, url: None }
}

/// A failure that is told with a sound, in answer to the card where that is in the same chat.
pub fn late_reply(update: &IncomingUpdate, view: MessageView) -> OutboxMessage {
    let reply_to = update.place.message.filter(|_| update.place.kind == ChatKind::Private);
    OutboxMessage::Send { view, reply_to, sound: Sound::Ring }
}

/// Whatever keeps a change from being made is told with the ticket's number and what was wanted, should it come late.
pub fn explain_failure(
    update: &IncomingUpdate,
    reader: &Reader,
    change: Option<(TicketChange, TicketId)>,
    mut effects: Effects,
) -> Effects {
    let refused = effects.toast.as_ref().filter(|toast| toast.kind == ToastKind::Window);
    let (Some((change, ticket)), Some(toast), None) = (change, refused, &effects.late_failure) else {
        return effects;
    };
    let notice = render::action_outcome::failure_notice(reader.lang, change, ticket, &toast.text);
    let view = match change {
        TicketChange::Act(action @ Action::Refer) => {
            notice.with_row([render::action_outcome::retry_button(reader.lang, action, ticket)])
        }
        TicketChange::Act(_) | TicketChange::Undo => notice,
    };
    effects.late_failure = Some(late_reply(update, view));
    effects
}

/// The button that opens the list of whoever has this account.
pub fn list_button(reader: &Reader, account: &Account) -> Button {
    let list = Callback::List { list: ListName::Incoming, filter: None, page: 0 };
    let label = if account.is_staff() {
        t!(reader.lang, "button-incoming")
    } else {
        t!(reader.lang, "button-own-tickets")
    };
    Button::with_callback(label, &list)
}

/// The button that begins a sign-in.
pub fn sign_in_button(lang: Lang) -> Button {
    Button::with_callback(t!(lang, "button-sign-in"), &Callback::SignIn)
}
