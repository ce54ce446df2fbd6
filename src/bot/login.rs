//! Signing in and out, in a private chat. The message with the password is deleted before anything else happens, on every
//! path; nothing of it is stored (see `telegram::update_receiver`) or logged.

use std::sync::Arc;

use secrecy::SecretString;

use super::dialogue::Dialogue;
use super::effects::Effects;
use super::languages::remember_language;
use super::message_text::written;
use super::questions::{Asked, QuestionPlace};
use super::stop::Stop;
use super::welcome::welcome_person;
use super::{Bot, SharedBot};
use crate::accounts::farewell::sign_out;
use crate::accounts::sign_in::{SignInOutcome, sign_in};
use crate::accounts::sign_in_links;
use crate::callback::Callback;
use crate::domain::access_policy::SignInMethod;
use crate::domain::account::Account;
use crate::domain::audit::{AuditAction, AuditPlace};
use crate::domain::ids::{Target, TelegramUser};
use crate::i18n::Lang;
use crate::i18n::time::format_span;
use crate::notify::outbox_message::OutboxMessage;
use crate::render::html::escape_html;
use crate::render::reader::Reader;
use crate::store::StoreError;
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::password_redaction::RedactionScope;
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::{Button, ButtonAction, MessageView};

/// `/login`, `/login NAME`, and the name with the password at once, in whatever form of message. What stands behind it is
/// taken out of the chat: a password may be in it, or be all of it.
pub async fn handle_login(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let Some(rest) = update.words_behind_login(&bot.me.username) else { return Ok(Effects::default()) };
    if !update.is_private() {
        let mut effects = match rest.is_empty() {
            true => Effects::default(),
            false => remove_message(&bot, &update).await?,
        };
        let shown = match rest.split_once(char::is_whitespace) {
            Some(_) => Shown::Password,
            None => Shown::Nothing,
        };
        effects.merge_effects(reject_group(&bot, &update, shown).await?);
        return Ok(effects);
    }
    if !update.from.is_person() {
        return Ok(Effects::default());
    }
    if rest.is_empty()
        && let Some(session) = bot.ctx.sessions.find_session(update.from.who)
    {
        return tell_signed_in(&bot, &update, &session.account).await;
    }
    let mut effects = match rest.is_empty() {
        true => Effects::default(),
        false => remove_message(&bot, &update).await?,
    };
    let live = bot.ctx.config.current();
    let asked = match (live.access_policy.sign_in_method(), rest.split_once(char::is_whitespace)) {
        (SignInMethod::Page { public }, _) => send_link(&bot, &update, public).await?,
        (SignInMethod::Both { public }, _) if rest.is_empty() => send_link(&bot, &update, public).await?,
        (_, Some((name, password))) => attempt_sign_in(&bot, &update, name, password.trim_start()).await?,
        (_, None) => {
            let reader = bot.reader_for_update(&update).await?;
            match rest.as_str() {
                "" => ask_name(&update, &reader),
                name => ask_password(&update, &reader, name, None),
            }
        }
    };
    effects.merge_effects(asked);
    Ok(effects)
}

/// The button that says `/login`, on the first screen; below a question for a password it corrects the login.
pub async fn sign_in_pressed(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let dialogue = bot.active_dialogue(update.from.who).await?;
    let typing = matches!(dialogue, Some(Dialogue::LoginName | Dialogue::LoginPassword { .. }));
    match bot.ctx.config.current().access_policy.sign_in_method() {
        SignInMethod::Page { public } => send_link(bot, update, public).await,
        SignInMethod::Both { public } if !typing => send_link(bot, update, public).await,
        SignInMethod::Both { .. } | SignInMethod::Chat => {
            Ok(ask_name(update, &bot.reader_for_update(update).await?))
        }
    }
}

/// `/login` from somebody who is signed in: as whom, and how they become somebody else.
async fn tell_signed_in(bot: &Bot, update: &IncomingUpdate, account: &Account) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(update).await?;
    bot.stop_asking(update);
    let text = t!(reader.lang, "login-already", name = escape_html(account.display_name()));
    let button = Button::with_callback(t!(reader.lang, "button-other-account"), &Callback::SignIn);
    Ok(Effects::with_message(update.place.target, MessageView::from_html(text).with_row([button])))
}

/// A link to the page where one signs in.
async fn send_link(bot: &Bot, update: &IncomingUpdate, public: &str) -> Result<Effects, Stop> {
    let typed = update.words_behind_login(&bot.me.username).is_some_and(|rest| !rest.is_empty());
    let mut effects = Effects::default();
    let reader = bot.reader_for_update(update).await?;
    let who = update.from.who;
    // No password is waited for in this chat any more; one may come all the same.
    bot.redaction.watch(who, update.update, bot.heed(who), reader.now);
    effects.clear_dialogue(who);
    let token =
        sign_in_links::new_link(&bot.ctx, who, &update.from.first_name, reader.lang.iso_code()).await?;
    let also = match bot.ctx.config.current().access_policy.sign_in_method() {
        SignInMethod::Both { .. } => format!("\n\n{}", t!(reader.lang, "login-web-or-here")),
        SignInMethod::Chat | SignInMethod::Page { .. } => String::new(),
    };
    let text = match typed {
        true => t!(reader.lang, "login-web-only"),
        false => t!(reader.lang, "login-web") + &also,
    };
    let press = ButtonAction::Link(format!("{public}sign-in/{token}"));
    let button = Button::new(t!(reader.lang, "button-sign-in"), press);
    effects.send_view(update.place.target, MessageView::from_html(text).with_row([button]));
    let from = update.from.clone();
    effects.add_write(move |tx| remember_language(tx.db, &from, |_| {}));
    Ok(effects)
}

impl Bot {
    /// Says in the chat why a sign-in on the page came to nothing.
    pub async fn report_sign_in(
        &self,
        who: TelegramUser,
        lang: Lang,
        outcome: &SignInOutcome,
    ) -> Result<(), StoreError> {
        let view = match outcome {
            // The code is asked for in its own words.
            SignInOutcome::Welcome(_) | SignInOutcome::Right(_) => return Ok(()),
            SignInOutcome::Refused => {
                log::info!("a sign-in of {who} was refused");
                MessageView::from_html(t!(lang, "login-refused"))
            }
            SignInOutcome::Limited(wait) => {
                log::info!("a sign-in of {who} was not tried: too many before it");
                MessageView::from_html(t!(lang, "web-limited", time = format_span(lang, *wait)))
            }
            SignInOutcome::Down(error) => {
                log::warn!("a sign-in could not be checked: {error}");
                MessageView::from_html(t!(lang, "login-down"))
            }
        };
        let effects = Effects::with_message(Target::whole_chat(who.private_chat()), view);
        self.ctx.write(move |tx| effects.commit_effects(tx)).await
    }
}

/// The login has been written: the whole line is it, spaces and all.
pub async fn handle_name(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let mut effects = remove_message(bot, update).await?;
    let reader = bot.reader_for_update(update).await?;
    effects.merge_effects(match written(update).map_or("", str::trim) {
        "" => ask_name(update, &reader),
        name => ask_password(update, &reader, name, None),
    });
    Ok(effects)
}

/// The password has been written. In a picture or a caption it is not looked for.
pub async fn handle_password(bot: &Bot, update: &IncomingUpdate, login: &str) -> Result<Effects, Stop> {
    let mut effects = remove_message(bot, update).await?;
    let reader = bot.reader_for_update(update).await?;
    effects.merge_effects(match &update.what {
        UpdateKind::Media { .. } => ask_password(update, &reader, login, None),
        _ => match written(update) {
            Some(password) => attempt_sign_in(bot, update, login, password).await?,
            None => ask_password(update, &reader, login, None),
        },
    });
    Ok(effects)
}

/// Tries a password; what it stood in is out of the chat by now.
async fn attempt_sign_in(
    bot: &Bot,
    update: &IncomingUpdate,
    login: &str,
    password: &str,
) -> Result<Effects, Stop> {
    let mut effects = Effects::default();
    let reader = bot.reader_for_update(update).await?;
    let (who, target) = (update.from.who, update.place.target);
    let (ctx, password) = (&bot.ctx, SecretString::from(password));
    match sign_in(ctx, who, login, &password, AuditPlace::Private).await? {
        SignInOutcome::Welcome(session) => {
            bot.redaction.watch(who, update.update, RedactionScope::SingleWords, reader.now);
            log::info!("{who} signed in");
            effects.clear_dialogue(who);
            effects.send_view(target, welcome_person(bot, update, &session.account).await?);
        }
        SignInOutcome::Right(_) => {}
        SignInOutcome::Refused => {
            log::info!("a sign-in of {who} was refused");
            effects.merge_effects(ask_password(
                update,
                &reader,
                login,
                Some(t!(reader.lang, "login-refused")),
            ));
        }
        SignInOutcome::Limited(wait) => {
            log::info!("a sign-in of {who} was not tried: too many before it");
            let text = t!(reader.lang, "login-limited", time = format_span(reader.lang, wait));
            // What comes next may still be a password.
            effects.merge_effects(wait_for_password(update, &reader, login, text));
        }
        SignInOutcome::Down(error) => {
            log::warn!("a sign-in could not be checked: {error}");
            effects.merge_effects(ask_password(update, &reader, login, Some(t!(reader.lang, "login-down"))));
        }
    }
    Ok(effects)
}

/// What may have been a password, read again after a restart without its words.
pub async fn handle_withheld(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    if !update.is_private() {
        let mut effects = remove_message(&bot, &update).await?;
        effects.merge_effects(reject_group(&bot, &update, Shown::Password).await?);
        return Ok(effects);
    }
    let mut effects = remove_message(&bot, &update).await?;
    let reader = bot.reader_for_update(&update).await?;
    effects.merge_effects(ask_again(&bot, &update, &reader, t!(reader.lang, "login-restarted")).await?);
    Ok(effects)
}

/// What may be a password was written into an older message. It goes, and is not tried: a reaction looks like an edit too,
/// and a password that was tried once already is gone from the chat by then.
pub async fn reject_edit(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let deleted = delete_message(bot, update).await;
    if deleted.as_ref().is_err_and(|failure| classify_failure(failure) == SendErrorKind::MessageGone) {
        return Ok(Effects::default());
    }
    let mut effects = report_deletion(bot, update, deleted).await?;
    let reader = bot.reader_for_update(update).await?;
    effects.merge_effects(ask_again(bot, update, &reader, t!(reader.lang, "login-edited")).await?);
    Ok(effects)
}

/// Says why something is not taken for a password, and asks for it anew where it is waited for.
async fn ask_again(
    bot: &Bot,
    update: &IncomingUpdate,
    reader: &Reader,
    why: String,
) -> Result<Effects, Stop> {
    let dialogue = bot.active_dialogue(update.from.who).await?;
    if let Some(Dialogue::LoginPassword { login }) = dialogue {
        return Ok(ask_password(update, reader, &login, Some(why)));
    }
    let mut effects = Effects::with_message(update.place.target, MessageView::from_html(why));
    match dialogue {
        Some(Dialogue::LoginName) => effects.merge_effects(ask_name(update, reader)),
        Some(Dialogue::LoginCode(_)) => {}
        _ if bot.ctx.sessions.find_session(update.from.who).is_some() => {}
        _ => effects.merge_effects(bot.ask_to_sign_in(update, reader)),
    }
    Ok(effects)
}

/// What may be a password comes when nobody waits for one.
pub async fn reject_late(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let mut effects = remove_message(bot, update).await?;
    let reader = bot.reader_for_update(update).await?;
    let who = update.from.who;
    let text = match bot.ctx.sessions.find_session(who) {
        Some(_) => t!(reader.lang, "login-twice"),
        None => t!(reader.lang, "login-late"),
    };
    bot.stop_asking(update);
    effects.warn(update.place.target, MessageView::from_html(text));
    if bot.ctx.sessions.find_session(who).is_none() {
        effects.end_sign_in(who);
    }
    Ok(effects)
}

/// Signing in is for private chats. Whoever has shown a password is told that it was one.
async fn reject_group(bot: &Bot, update: &IncomingUpdate, shown: Shown) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(update).await?;
    let username = bot.me.username.as_str();
    let text = match shown {
        Shown::Nothing => t!(reader.lang, "gate-sign-in-group", bot = username),
        Shown::Password => t!(reader.lang, "login-not-here", bot = username),
    };
    let view = MessageView::from_html(crate::render::html::own_text(&text));
    let mut effects = Effects::default();
    let button = bot.private_chat_button(reader.lang, "login");
    effects.warn(update.place.target, view.with_row([button]));
    Ok(effects)
}

/// What a `/login` in a group has shown to everybody there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// A login at most.
    Nothing,
    Password,
}

/// `/logout`.
pub async fn handle_logout(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    let who = update.from.who;
    let place = AuditPlace::of_chat(update.place.target.chat);
    let text = match sign_out(&bot.ctx, who, AuditAction::SignOut, place, reader.now).await? {
        true => t!(reader.lang, "logout-done"),
        false => t!(reader.lang, "logout-nothing"),
    };
    if update.is_private() {
        bot.stop_asking(&update);
    }
    Ok(bot.reply_text(&update, text))
}

/// Takes the message out of the chat, at once: before anything else is done with it. Whoever wrote it is told if it still
/// stands there; what failed for the moment is tried again.
pub async fn remove_message(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let deleted = delete_message(bot, update).await;
    report_deletion(bot, update, deleted).await
}

async fn delete_message(bot: &Bot, update: &IncomingUpdate) -> Result<(), ApiFailure> {
    let Some(at) = update.message_ref() else { return Ok(()) };
    match bot.telegram.delete_message(at).await {
        // It may be gone already, and only the answer was lost.
        Err(failure) if classify_failure(&failure) == SendErrorKind::Later => {
            bot.telegram.delete_message(at).await
        }
        deleted => deleted,
    }
}

async fn report_deletion(
    bot: &Bot,
    update: &IncomingUpdate,
    deleted: Result<(), ApiFailure>,
) -> Result<Effects, Stop> {
    let mut effects = Effects::default();
    let (Err(failure), Some(at)) = (deleted, update.message_ref()) else { return Ok(effects) };
    let (reader, target) = (bot.reader_for_update(update).await?, update.place.target);
    match classify_failure(&failure) {
        SendErrorKind::MessageGone => return Ok(effects),
        SendErrorKind::Later | SendErrorKind::Wait(_) => {
            effects.post_message(target, OutboxMessage::Delete { message: at.message });
        }
        _ => {}
    }
    log::warn!("a message with a password could not be deleted: {failure}");
    effects.warn(target, MessageView::from_html(t!(reader.lang, "login-delete-it")));
    Ok(effects)
}

fn ask_name(update: &IncomingUpdate, reader: &Reader) -> Effects {
    let mut effects = Effects::default();
    effects.ask(&Asked::by(update, reader), Dialogue::LoginName, QuestionPlace::Below, |_| {
        MessageView::from_html(t!(reader.lang, "login-ask-name"))
    });
    effects
}

/// Says nothing of what was typed before: it may be a password in the wrong place. What went wrong, if anything did, is said in
/// the same message.
fn ask_password(update: &IncomingUpdate, reader: &Reader, name: &str, trouble: Option<String>) -> Effects {
    let text = match trouble {
        Some(trouble) => format!("{trouble}\n\n{}", t!(reader.lang, "login-ask-password-again")),
        None => t!(reader.lang, "login-ask-password"),
    };
    wait_for_password(update, reader, name, text)
}

/// Waits for a password after these words, or for another login.
fn wait_for_password(update: &IncomingUpdate, reader: &Reader, name: &str, text: String) -> Effects {
    let mut effects = Effects::default();
    let dialogue = Dialogue::LoginPassword { login: name.to_owned() };
    effects.ask(&Asked::by(update, reader), dialogue, QuestionPlace::Below, |_| {
        let other = Button::with_callback(t!(reader.lang, "button-other-login"), &Callback::SignIn);
        MessageView::from_html(text).with_row([other])
    });
    effects
}
