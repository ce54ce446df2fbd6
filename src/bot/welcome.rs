//! The first screens: for whoever is new here, and for whoever has just signed in.

use super::Bot;
use super::languages::{language_buttons, remember_language};
use super::reply::{list_button, sign_in_button};
use super::stop::Stop;
use crate::callback::Callback;
use crate::domain::account::Account;
use crate::domain::person::Role;
use crate::i18n::Lang;
use crate::render::html::escape_html;
use crate::render::reader::Reader;
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::{Button, MessageView};

/// What a newcomer is told: what the bot is for, and the one thing to do.
pub fn newcomer_view(lang: Lang, first_name: &str) -> MessageView {
    let languages = Button::with_callback(t!(lang, "button-languages"), &Callback::Languages);
    MessageView::from_html(t!(lang, "start-new", name = escape_html(first_name)))
        .with_row([sign_in_button(lang)])
        .with_row([languages])
}

/// The same with the languages to choose from.
pub fn newcomer_languages(lang: Lang, first_name: &str) -> MessageView {
    let text = t!(lang, "start-new", name = escape_html(first_name));
    MessageView::from_html(text).with_row([sign_in_button(lang)]).with_row(language_buttons())
}

/// The first screen after signing in. Where Telegram and the helpdesk speak different languages, it says once which of them the
/// bot keeps.
pub async fn welcome_person(
    bot: &Bot,
    update: &IncomingUpdate,
    account: &Account,
) -> Result<MessageView, Stop> {
    let (from, account_lang) = (update.from.clone(), Lang::from_code(&account.lang));
    let offered = bot.ctx.store.write(move |db| {
        let person = db.find_person(from.who)?;
        let settings = person.map(|person| person.settings).unwrap_or_default();
        let is_open = settings.lang.is_none() && !settings.language_offered;
        let differ = from.lang.is_some() && account_lang.is_some() && from.lang != account_lang;
        let offered = is_open && differ;
        remember_language(db, &from, |settings| settings.language_offered |= offered)?;
        Ok(offered)
    });
    let offered = offered.await?;
    let reader = bot.reader_for_update(update).await?;
    let view = welcome_view(&reader, account);
    if !offered {
        return Ok(view);
    }
    let html = format!("{}\n\n{}", view.html, t!(reader.lang, "welcome-language"));
    Ok(MessageView { html, ..view }.with_row(language_buttons()))
}

/// Who one is, and what one can do now.
pub fn welcome_view(reader: &Reader, account: &Account) -> MessageView {
    if account.has_unknown_role() {
        return MessageView::from_html(t!(reader.lang, "gate-unknown-role"));
    }
    let name = escape_html(account.display_name());
    let text = match account.role {
        Some(Role::Client) | None => t!(reader.lang, "welcome-client", name = name),
        Some(Role::HeadOfUnit) => t!(reader.lang, "welcome-head", name = name),
        Some(Role::Technician | Role::HeadChief) => t!(reader.lang, "welcome-technician", name = name),
    };
    MessageView::from_html(text).with_row([list_button(reader, account)])
}
