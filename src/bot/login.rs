//! Signing in and out, in a private chat. The message with the password is deleted before anything else happens, on every
//! path; nothing of it is stored (see `telegram::intake`) or logged.

use std::sync::Arc;

use secrecy::SecretString;

use super::commands::remember;
use super::dialogue::{Dialogue, cancel_button, words};
use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::account::Account;
use crate::domain::audit::{Deed, Place};
use crate::domain::house::Door;
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::person::Role;
use crate::i18n::Lang;
use crate::i18n::time::span;
use crate::render::html::escape;
use crate::render::words::Reader;
use crate::screen::{Button, Press, Screen};
use crate::service::parcel::Parcel;
use crate::service::sign_in::SignIn;
use crate::store::StoreError;
use crate::t;
use crate::telegram::hush::Heed;
use crate::telegram::incoming::{Incoming, SenderKind, What};
use crate::telegram::outcome::{Verdict, verdict};

/// `/login`, `/login NAME`, and the name with the password at once, in whatever form of message. What stands behind it is
/// taken out of the chat: a password may be in it, or be all of it.
pub async fn login(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let Some(rest) = incoming.words_behind_login(&bot.me.username) else { return Ok(Turn::default()) };
    if !incoming.is_private() {
        return match rest.is_empty() {
            true => not_here(&bot, &incoming).await,
            false => withheld(bot, incoming).await,
        };
    }
    if incoming.from.kind == SenderKind::Nobody {
        return Ok(Turn::default());
    }
    let mut turn = match rest.is_empty() {
        true => Turn::default(),
        false => taken_out(&bot, &incoming).await?,
    };
    let live = bot.desk.live.now();
    let asked = match (live.house.door(), rest.split_once(char::is_whitespace)) {
        (Door::Page { public }, _) => by_page(&bot, &incoming, public).await?,
        (Door::Both { public }, _) if rest.is_empty() => by_page(&bot, &incoming, public).await?,
        (_, Some((name, password))) => attempt(&bot, &incoming, name, password.trim_start()).await?,
        (_, None) => {
            let reader = bot.reader(&incoming).await?;
            match rest.as_str() {
                "" => ask_name(&incoming, &reader),
                name => ask_password(&incoming, &reader, name),
            }
        }
    };
    turn.absorb(asked);
    Ok(turn)
}

/// A link to the page where one signs in.
async fn by_page(bot: &Bot, incoming: &Incoming, public: &str) -> Result<Turn, StoreError> {
    let typed = incoming.words_behind_login(&bot.me.username).is_some_and(|rest| !rest.is_empty());
    let mut turn = Turn::default();
    let reader = bot.reader(incoming).await?;
    let who = incoming.from.who;
    // No password is waited for in this chat any more; one may come all the same.
    bot.hush.watch(who, incoming.update, bot.heed(who), reader.now);
    turn.end(who);
    let token = bot.desk.new_link(who, &incoming.from.first_name, reader.lang.code()).await?;
    let also = match bot.desk.live.now().house.door() {
        Door::Both { .. } => format!("\n\n{}", t!(reader.lang, "login-web-or-here")),
        Door::Chat | Door::Page { .. } => String::new(),
    };
    let text = match typed {
        true => t!(reader.lang, "login-web-only"),
        false => t!(reader.lang, "login-web") + &also,
    };
    let press = Press::Link(format!("{public}sign-in/{token}"));
    let button = Button { label: t!(reader.lang, "login-web-button"), press };
    turn.say(incoming.place.target, Screen::text(text).row([button]), reader.now);
    let from = incoming.from.clone();
    turn.write(move |db| remember(db, &from, |_| {}));
    Ok(turn)
}

impl Bot {
    /// Says in the chat why a sign-in on the page came to nothing.
    pub async fn told_of_sign_in(
        &self,
        who: TelegramUser,
        lang: Lang,
        outcome: &SignIn,
    ) -> Result<(), StoreError> {
        let screen = match outcome {
            // The code is asked for in its own words.
            SignIn::Welcome(_) | SignIn::Right(_) => return Ok(()),
            SignIn::Refused => {
                log::info!("a sign-in of {who} was refused");
                Screen::text(t!(lang, "login-refused"))
            }
            SignIn::Limited(wait) => {
                log::info!("a sign-in of {who} was not tried: too many before it");
                Screen::text(t!(lang, "web-limited", time = span(lang, *wait)))
            }
            SignIn::Down(error) => {
                log::warn!("a sign-in could not be checked: {error}");
                Screen::text(t!(lang, "login-down"))
            }
        };
        let turn = Turn::saying(Target::chat(who.chat()), screen, self.desk.clock.now());
        self.desk.store.write(move |db| turn.commit(db)).await
    }
}

/// The login has been written: the whole line is it, spaces and all.
pub async fn name(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let mut turn = taken_out(bot, incoming).await?;
    let reader = bot.reader(incoming).await?;
    turn.absorb(match written(incoming).map_or("", str::trim) {
        "" => ask_name(incoming, &reader),
        name => ask_password(incoming, &reader, name),
    });
    Ok(turn)
}

/// The password has been written. In a picture or a caption it is not looked for.
pub async fn password(bot: &Bot, incoming: &Incoming, login: &str) -> Result<Turn, StoreError> {
    let mut turn = taken_out(bot, incoming).await?;
    let reader = bot.reader(incoming).await?;
    turn.absorb(match &incoming.what {
        What::Media { .. } => ask_password(incoming, &reader, login),
        _ => match written(incoming) {
            Some(password) => attempt(bot, incoming, login, password).await?,
            None => ask_password(incoming, &reader, login),
        },
    });
    Ok(turn)
}

/// What was written, whatever it looks like.
pub fn written(incoming: &Incoming) -> Option<&str> {
    match &incoming.what {
        What::Command { text, .. } => Some(text),
        _ => words(incoming).map(|(text, _)| text),
    }
}

/// Tries a password; what it stood in is out of the chat by now.
async fn attempt(bot: &Bot, incoming: &Incoming, login: &str, password: &str) -> Result<Turn, StoreError> {
    let mut turn = Turn::default();
    let reader = bot.reader(incoming).await?;
    let (who, target) = (incoming.from.who, incoming.place.target);
    let (desk, password) = (&bot.desk, SecretString::from(password));
    match desk.sign_in(who, login, &password, Place::Private).await? {
        SignIn::Welcome(session) => {
            bot.hush.watch(who, incoming.update, Heed::SingleWords, reader.now);
            log::info!("{who} signed in");
            turn.end(who);
            let from = incoming.from.clone();
            desk.store.write(move |db| remember(db, &from, |_| {})).await?;
            // The account's own language counts from here on, so the reader is made anew.
            let reader = bot.reader(incoming).await?;
            turn.say(target, welcome(&reader, &session.account), reader.now);
        }
        SignIn::Right(_) => {}
        SignIn::Refused => {
            log::info!("a sign-in of {who} was refused");
            turn.say(target, Screen::text(t!(reader.lang, "login-refused")), reader.now);
            turn.absorb(ask_password(incoming, &reader, login));
        }
        SignIn::Limited(wait) => {
            log::info!("a sign-in of {who} was not tried: too many before it");
            let text = t!(reader.lang, "login-limited", time = span(reader.lang, wait));
            turn.say(target, Screen::text(text).row([cancel_button(&reader)]), reader.now);
            // What comes next may still be a password.
            turn.next(who, Dialogue::LoginPassword { login: login.to_owned() }, reader.now);
        }
        SignIn::Down(error) => {
            log::warn!("a sign-in could not be checked: {error}");
            turn.say(target, Screen::text(t!(reader.lang, "login-down")), reader.now);
            turn.absorb(ask_password(incoming, &reader, login));
        }
    }
    Ok(turn)
}

/// What may have been a password, read again after a restart without its words.
pub async fn withheld(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    if !incoming.is_private() {
        let mut turn = taken_out(&bot, &incoming).await?;
        turn.absorb(not_here(&bot, &incoming).await?);
        return Ok(turn);
    }
    let mut turn = taken_out(&bot, &incoming).await?;
    let reader = bot.reader(&incoming).await?;
    let again = Screen::text(t!(reader.lang, "login-restarted"));
    turn.say(incoming.place.target, again, reader.now);
    match bot.dialogue(incoming.from.who).await? {
        Some(Dialogue::LoginPassword { login }) => turn.absorb(ask_password(&incoming, &reader, &login)),
        Some(Dialogue::LoginName) => turn.absorb(ask_name(&incoming, &reader)),
        Some(Dialogue::LoginCode(_)) => {}
        _ if bot.desk.sessions.get(incoming.from.who).is_some() => {}
        _ => turn.absorb(bot.respond(&incoming, t!(reader.lang, "gate-sign-in"))),
    }
    Ok(turn)
}

/// What may be a password comes when nobody waits for one.
pub async fn late(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let mut turn = taken_out(bot, incoming).await?;
    let reader = bot.reader(incoming).await?;
    let who = incoming.from.who;
    let text = match bot.desk.sessions.get(who) {
        Some(_) => t!(reader.lang, "login-twice"),
        None => t!(reader.lang, "login-late"),
    };
    bot.stop_asking(incoming);
    turn.warn(incoming.place.target, Screen::text(text), reader.now);
    if bot.desk.sessions.get(who).is_none() {
        turn.end_sign_in(who, reader.now);
    }
    Ok(turn)
}

/// Signing in is for private chats.
async fn not_here(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let reader = bot.reader(incoming).await?;
    let text = t!(reader.lang, "login-not-here", bot = bot.me.username.as_str());
    let mut turn = Turn::default();
    turn.warn(incoming.place.target, Screen::text(crate::render::html::own(&text)), reader.now);
    Ok(turn)
}

/// `/logout`.
pub async fn logout(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    let who = incoming.from.who;
    let place = Place::of(incoming.place.target.chat);
    let (sessions, store) = (&bot.desk.sessions, &bot.desk.store);
    let text = match sessions.sign_out(store, who, Deed::SignOut, place, reader.now).await? {
        true => t!(reader.lang, "logout-done"),
        false => t!(reader.lang, "logout-nothing"),
    };
    if incoming.is_private() {
        bot.stop_asking(&incoming);
    }
    Ok(bot.respond(&incoming, text))
}

/// Takes the message out of the chat, at once: before anything else is done with it. Whoever wrote it is told if it still
/// stands there; what failed for the moment is tried again.
pub async fn taken_out(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let mut turn = Turn::default();
    let Some(at) = incoming.message() else { return Ok(turn) };
    let mut deleted = bot.gateway.delete(at).await;
    if deleted.as_ref().is_err_and(|failure| verdict(failure) == Verdict::Later) {
        // It may be gone already, and only the answer was lost.
        deleted = bot.gateway.delete(at).await;
    }
    let Err(failure) = deleted else { return Ok(turn) };
    let (reader, target) = (bot.reader(incoming).await?, incoming.place.target);
    match verdict(&failure) {
        Verdict::MessageGone => return Ok(turn),
        Verdict::Later | Verdict::Wait(_) => {
            turn.post(target, Parcel::Delete { message: at.message }, reader.now);
        }
        _ => {}
    }
    log::warn!("a message with a password could not be deleted: {failure}");
    turn.warn(target, Screen::text(t!(reader.lang, "login-delete-it")), reader.now);
    Ok(turn)
}

fn ask_name(incoming: &Incoming, reader: &Reader) -> Turn {
    let question = Screen::text(t!(reader.lang, "login-ask-name")).row([cancel_button(reader)]);
    let mut turn = Turn::saying(incoming.place.target, question, reader.now);
    turn.next(incoming.from.who, Dialogue::LoginName, reader.now);
    turn
}

fn ask_password(incoming: &Incoming, reader: &Reader, name: &str) -> Turn {
    let mut turn = Turn::saying(incoming.place.target, password_question(reader), reader.now);
    turn.next(incoming.from.who, Dialogue::LoginPassword { login: name.to_owned() }, reader.now);
    turn
}

/// Says nothing of what was typed before: it may be a password in the wrong place.
fn password_question(reader: &Reader) -> Screen {
    Screen::text(t!(reader.lang, "login-ask-password")).row([cancel_button(reader)])
}

/// The first screen after signing in: who one is, and what one can do now.
pub fn welcome(reader: &Reader, account: &Account) -> Screen {
    let name = escape(account.name());
    let text = match account.role {
        Some(Role::Client) => t!(reader.lang, "welcome-client", name = name),
        Some(Role::HeadOfUnit) => t!(reader.lang, "welcome-head", name = name),
        Some(Role::Technician | Role::HeadChief) | None => t!(reader.lang, "welcome-technician", name = name),
    };
    Screen::text(text).row([super::commands::list_button(reader)])
}

/// The languages to choose from.
pub fn languages() -> Vec<Button> {
    let button = |lang: Lang| Button::call(lang.name(), &crate::callback::Callback::Language { lang });
    Lang::ALL.map(button).into()
}
