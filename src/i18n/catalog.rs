//! The messages of all languages, embedded from `locales/` and read once. A message that a language lacks is taken
//! from English.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use log::error;
use unic_langid::LanguageIdentifier;

use super::Lang;
use super::typography::join_words;

type Bundle = FluentBundle<FluentResource>;

/// The files of one language. A new file is one line here.
macro_rules! locale_files {
    ($lang:literal) => {
        [
            include_str!(concat!("../../locales/", $lang, "/alerts.ftl")),
            include_str!(concat!("../../locales/", $lang, "/audit.ftl")),
            include_str!(concat!("../../locales/", $lang, "/card.ftl")),
            include_str!(concat!("../../locales/", $lang, "/catchup.ftl")),
            include_str!(concat!("../../locales/", $lang, "/comments.ftl")),
            include_str!(concat!("../../locales/", $lang, "/daily.ftl")),
            include_str!(concat!("../../locales/", $lang, "/demo.ftl")),
            include_str!(concat!("../../locales/", $lang, "/diag.ftl")),
            include_str!(concat!("../../locales/", $lang, "/escalation.ftl")),
            include_str!(concat!("../../locales/", $lang, "/duty.ftl")),
            include_str!(concat!("../../locales/", $lang, "/group.ftl")),
            include_str!(concat!("../../locales/", $lang, "/language.ftl")),
            include_str!(concat!("../../locales/", $lang, "/list.ftl")),
            include_str!(concat!("../../locales/", $lang, "/panel.ftl")),
            include_str!(concat!("../../locales/", $lang, "/profile.ftl")),
            include_str!(concat!("../../locales/", $lang, "/reactions.ftl")),
            include_str!(concat!("../../locales/", $lang, "/seen.ftl")),
            include_str!(concat!("../../locales/", $lang, "/settings.ftl")),
            include_str!(concat!("../../locales/", $lang, "/stats.ftl")),
            include_str!(concat!("../../locales/", $lang, "/talk.ftl")),
            include_str!(concat!("../../locales/", $lang, "/time.ftl")),
            include_str!(concat!("../../locales/", $lang, "/web.ftl")),
        ]
    };
}

/// In the order of [`Lang::ALL`], which is that of the languages' declaration.
static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| Lang::ALL.map(load_bundle));

/// The message with this key, with its variables filled in. Use it through [`t!`](crate::t), which the tests can see.
///
/// A key that no language has comes back as it is, with an error in the log: a reader is better off with a strange
/// word than with silence.
pub fn format_text<const N: usize>(
    lang: Lang,
    key: &'static str,
    arguments: [(&'static str, FluentValue<'_>); N],
) -> String {
    let found = [lang, Lang::En].into_iter().find_map(|lang| {
        let bundle = &BUNDLES[lang as usize];
        Some((bundle, bundle.get_message(key)?.value()?))
    });
    let Some((bundle, pattern)) = found else {
        error!("no message has the key {key}");
        return key.to_owned();
    };
    let mut errors = Vec::new();
    let arguments = FluentArgs::from_iter(arguments);
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    for error in errors {
        error!("the message {key} in {}: {error}", lang.iso_code());
    }
    text
}

fn load_bundle(lang: Lang) -> Bundle {
    let files = match lang {
        Lang::En => locale_files!("en"),
        Lang::Ru => locale_files!("ru"),
        Lang::Uk => locale_files!("uk"),
    };
    // Two-letter codes, and only these three: all of them are well-formed.
    let identifier: LanguageIdentifier = lang.iso_code().parse().expect("a well-formed language code");
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // The marks would show as boxes in some clients, and names in another script need none in a chat line.
    bundle.set_use_isolating(false);
    for file in files {
        let resource = FluentResource::try_new(join_words(file)).unwrap_or_else(|(resource, errors)| {
            error!("locales/{}: {errors:?}", lang.iso_code());
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            error!("locales/{}: {errors:?}", lang.iso_code());
        }
    }
    bundle
}
