//! Signing in and out, in a private chat. The message with the password is deleted before anything else happens, on every
//! path; nothing of it is stored (see `telegram::intake`) or logged.

use std::sync::Arc;

use secrecy::SecretString;

use super::dialogue::{Dialogue, cancel_button, words};
use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::account::Account;
use crate::domain::person::Role;
use crate::i18n::Lang;
use crate::render::html::escape;
use crate::render::words::Reader;
use crate::screen::{Button, Screen};
use crate::service::sessions::SignIn;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, SenderKind, What};

/// `/login` and `/login NAME`.
pub async fn login(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Command { rest, .. } = &incoming.what else { return Ok(Turn::default()) };
    let reader = bot.reader(&incoming).await?;
    if incoming.place.kind != ChatKind::Private {
        if rest.contains(char::is_whitespace) {
            delete(&bot, &incoming).await;
        }
        return Ok(bot.respond(&incoming, t!(reader.lang, "login-not-here", bot = bot.me.username.as_str())));
    }
    if incoming.from.kind == SenderKind::Nobody {
        return Ok(Turn::default());
    }
    let mut names = rest.split_whitespace();
    match (names.next(), names.next()) {
        (None, _) => {
            let who = incoming.from.who;
            let mut turn = Turn::saying(incoming.place.target, ask_name(&reader), reader.now);
            turn.next(who, Dialogue::LoginName, reader.now);
            Ok(turn)
        }
        (Some(name), None) => Ok(ask_password(&incoming, &reader, name)),
        // A name and what may be a password: it does not stay in the chat.
        (Some(name), Some(_)) => {
            let deleted = delete(&bot, &incoming).await;
            let mut turn = ask_password(&incoming, &reader, name);
            if !deleted {
                turn.say(incoming.place.target, Screen::text(t!(reader.lang, "login-delete-it")), reader.now);
            }
            Ok(turn)
        }
    }
}

/// The name has been written.
pub async fn name(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let reader = bot.reader(incoming).await?;
    let (text, _) = words(incoming).unwrap_or(("", None));
    match text.trim() {
        "" => Ok(Turn::saying(incoming.place.target, ask_name(&reader), reader.now)),
        name => Ok(ask_password(incoming, &reader, name)),
    }
}

/// The password has been written.
pub async fn password(bot: &Bot, incoming: &Incoming, login: &str) -> Result<Turn, StoreError> {
    let deleted = delete(bot, incoming).await;
    let reader = bot.reader(incoming).await?;
    let (who, target) = (incoming.from.who, incoming.place.target);
    let mut turn = Turn::default();
    if !deleted {
        turn.say(target, Screen::text(t!(reader.lang, "login-delete-it")), reader.now);
    }
    let password = match &incoming.what {
        // Read again after a restart: the password was never written down.
        What::Text { text, .. } if text.is_empty() => None,
        What::Text { text, .. } => Some(SecretString::from(text.clone())),
        _ => None,
    };
    let Some(password) = password else {
        turn.say(target, password_question(&reader, login), reader.now);
        return Ok(turn);
    };
    let desk = &bot.desk;
    let signed_in =
        desk.sessions.sign_in(&desk.helpdesk, &desk.store, who, login, &password, reader.now).await?;
    match signed_in {
        SignIn::Welcome(session) => {
            bot.hush.end(who);
            turn.end(who);
            bot.watcher.hurry(who);
            log::info!("{who} signed in");
            // The account's own language counts from here on, so the reader is made anew.
            let reader = bot.reader(incoming).await?;
            turn.say(target, welcome(&reader, &session.account), reader.now);
        }
        SignIn::Refused => {
            log::info!("a sign-in of {who} was refused");
            turn.say(target, Screen::text(t!(reader.lang, "login-refused")), reader.now);
            turn.say(target, password_question(&reader, login), reader.now);
        }
        SignIn::Down(error) => {
            log::warn!("a sign-in could not be checked: {error}");
            turn.say(target, Screen::text(t!(reader.lang, "login-down")), reader.now);
            turn.say(target, password_question(&reader, login), reader.now);
        }
    }
    Ok(turn)
}

/// `/logout`.
pub async fn logout(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    let who = incoming.from.who;
    let text = match bot.desk.sessions.sign_out(&bot.desk.store, who).await? {
        true => t!(reader.lang, "logout-done"),
        false => t!(reader.lang, "logout-nothing"),
    };
    if incoming.place.kind == ChatKind::Private {
        bot.hush.end(who);
    }
    Ok(bot.respond(&incoming, text))
}

/// Takes the message out of the chat, at once: before anything else is done with it. `false` if it still stands there.
async fn delete(bot: &Bot, incoming: &Incoming) -> bool {
    let Some(message) = incoming.message() else { return false };
    match bot.gateway.delete(message).await {
        Ok(()) => true,
        Err(failure) => {
            log::warn!("a message with a password could not be deleted: {failure}");
            false
        }
    }
}

fn ask_name(reader: &Reader) -> Screen {
    Screen::text(t!(reader.lang, "login-ask-name")).row([cancel_button(reader)])
}

fn ask_password(incoming: &Incoming, reader: &Reader, name: &str) -> Turn {
    let mut turn = Turn::saying(incoming.place.target, password_question(reader, name), reader.now);
    turn.next(incoming.from.who, Dialogue::LoginPassword { login: name.to_owned() }, reader.now);
    turn
}

fn password_question(reader: &Reader, name: &str) -> Screen {
    Screen::text(t!(reader.lang, "login-ask-password", login = escape(name))).row([cancel_button(reader)])
}

/// The first screen after signing in: who one is, and what one can do now.
fn welcome(reader: &Reader, account: &Account) -> Screen {
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
