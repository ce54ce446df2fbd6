//! The command menus: what Telegram offers when somebody types `/`, per kind of chat and language.

use teloxide::types::BotCommandScope;

use crate::i18n::Lang;
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::TelegramClient;

/// Sets all menus. English is also what people of other languages see.
pub async fn publish_commands(telegram: &TelegramClient) -> Result<(), ApiFailure> {
    for lang in Lang::ALL {
        let code = Some(lang.iso_code()).filter(|_| lang != Lang::En);
        telegram.set_commands(private_commands(lang), BotCommandScope::AllPrivateChats, code).await?;
        telegram.set_commands(group_commands(lang), BotCommandScope::AllGroupChats, code).await?;
    }
    Ok(())
}

fn private_commands(lang: Lang) -> Vec<(String, String)> {
    named_commands([
        ("in", t!(lang, "menu-in")),
        ("out", t!(lang, "menu-out")),
        ("archive", t!(lang, "menu-archive")),
        ("ticket", t!(lang, "menu-ticket")),
        ("new", t!(lang, "menu-new")),
        ("search", t!(lang, "menu-search")),
        ("find", t!(lang, "menu-find")),
        ("units", t!(lang, "menu-units")),
        ("replies", t!(lang, "menu-replies")),
        ("signoff", t!(lang, "menu-signoff")),
        ("settings", t!(lang, "menu-settings")),
        ("language", t!(lang, "menu-language")),
        ("diag", t!(lang, "menu-diag")),
        ("help", t!(lang, "menu-help")),
        ("mylog", t!(lang, "menu-mylog")),
        ("login", t!(lang, "menu-login")),
        ("logout", t!(lang, "menu-logout")),
        ("cancel", t!(lang, "menu-cancel")),
    ])
}

fn group_commands(lang: Lang) -> Vec<(String, String)> {
    named_commands([
        ("subscribe", t!(lang, "menu-subscribe")),
        ("subscriptions", t!(lang, "menu-subscriptions")),
        ("unsubscribe", t!(lang, "menu-unsubscribe")),
        ("diag", t!(lang, "menu-diag")),
        ("help", t!(lang, "menu-help")),
    ])
}

fn named_commands<const N: usize>(commands: [(&str, String); N]) -> Vec<(String, String)> {
    commands.map(|(name, about)| (name.to_owned(), about)).into()
}
