//! The command menus: what Telegram offers when somebody types `/`, per kind of chat and language.

use teloxide::types::BotCommandScope;

use crate::i18n::Lang;
use crate::t;
use crate::telegram::api::Failure;
use crate::telegram::gateway::Gateway;

/// Sets all menus. English is also what people of other languages see.
pub async fn publish(gateway: &Gateway) -> Result<(), Failure> {
    for lang in Lang::ALL {
        let code = Some(lang.code()).filter(|_| lang != Lang::En);
        gateway.set_commands(private(lang), BotCommandScope::AllPrivateChats, code).await?;
        gateway.set_commands(group(lang), BotCommandScope::AllGroupChats, code).await?;
    }
    Ok(())
}

fn private(lang: Lang) -> Vec<(String, String)> {
    named([
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

fn group(lang: Lang) -> Vec<(String, String)> {
    named([
        ("subscribe", t!(lang, "menu-subscribe")),
        ("subscriptions", t!(lang, "menu-subscriptions")),
        ("unsubscribe", t!(lang, "menu-unsubscribe")),
        ("diag", t!(lang, "menu-diag")),
        ("help", t!(lang, "menu-help")),
    ])
}

fn named<const N: usize>(commands: [(&str, String); N]) -> Vec<(String, String)> {
    commands.map(|(name, about)| (name.to_owned(), about)).into()
}
