//! A person's own settings: what they are set to, and the buttons that change them.

use jiff::tz::TimeZone;

use super::group::tick;
use super::html::escape;
use super::words::Reader;
use crate::callback::{Callback, PersonalPage, PersonalPress};
use crate::domain::settings::Personal;
use crate::domain::zones::{self, LIKELY};
use crate::i18n::Lang;
use crate::screen::{Button, Screen};
use crate::t;

/// How many zones stand side by side.
const ZONES_A_ROW: usize = 2;

/// What the settings show.
pub struct Panel<'a> {
    pub settings: &'a Personal,
    /// The helpdesk's own zone.
    pub helpdesk: &'a TimeZone,
}

/// Renders a page of the settings.
pub fn panel(panel: &Panel<'_>, page: PersonalPage, reader: &Reader) -> Screen {
    let screen = match page {
        PersonalPage::Main => return main(reader),
        PersonalPage::Lang => language(reader),
        PersonalPage::Zone => zone(panel, reader),
    };
    screen.row([back(reader)])
}

fn main(reader: &Reader) -> Screen {
    let lang = reader.lang;
    let lines = [
        format!("<b>{}</b>", t!(lang, "settings-title")),
        String::new(),
        t!(lang, "settings-language", language = lang.name()),
        t!(lang, "settings-zone", zone = escape(&with_clock(&reader.zone, reader))),
    ];
    Screen::text(lines.join("\n")).row([
        button(t!(lang, "button-language"), PersonalPress::Open(PersonalPage::Lang)),
        button(t!(lang, "settings-button-zone"), PersonalPress::Open(PersonalPage::Zone)),
    ])
}

fn language(reader: &Reader) -> Screen {
    let buttons = Lang::ALL.map(|lang| button(lang.name(), PersonalPress::Lang(lang)));
    Screen::text(t!(reader.lang, "language-which")).row(buttons)
}

fn zone(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let chosen = panel.settings.time_zone.as_deref();
    let text = t!(reader.lang, "settings-ask-zone", zone = escape(&with_clock(&reader.zone, reader)));
    let helpdesk = t!(reader.lang, "settings-zone-helpdesk", clock = clock(panel.helpdesk, reader));
    let own = button(tick(chosen.is_none(), &helpdesk), PersonalPress::Zone(None));
    // A zone that this machine's tables don't know is not offered.
    let likely: Vec<_> = LIKELY
        .iter()
        .filter_map(|name| Some((*name, TimeZone::get(name).ok()?)))
        .map(|(name, zone)| {
            let label = tick(chosen == Some(name), &with_clock(&zone, reader));
            button(label, PersonalPress::Zone(Some(name.to_owned())))
        })
        .collect();
    let screen = Screen::text(text).row([own]);
    let screen = likely.chunks(ZONES_A_ROW).fold(screen, |screen, row| screen.row(row.to_vec()));
    screen.row([button(t!(reader.lang, "settings-button-type"), PersonalPress::TypeZone)])
}

/// Asks for the name of a zone.
pub fn ask_zone(reader: &Reader) -> Screen {
    Screen::text(t!(reader.lang, "settings-type-zone"))
}

/// The zone that may be meant by what was typed.
pub fn perhaps_zone(typed: &str, zone: &str, reader: &Reader) -> Screen {
    let label = TimeZone::get(zone).map_or_else(|_| zone.to_owned(), |zone| with_clock(&zone, reader));
    Screen::text(t!(reader.lang, "settings-zone-perhaps", typed = escape(typed)))
        .row([button(label, PersonalPress::Zone(Some(zone.to_owned())))])
}

/// No zone is called so.
pub fn unknown_zone(typed: &str, reader: &Reader) -> Screen {
    Screen::text(t!(reader.lang, "settings-zone-unknown", typed = escape(typed)))
}

/// What the city of a zone is called.
pub fn city(zone: &str, lang: Lang) -> String {
    match zone {
        "Europe/Kyiv" | "Europe/Kiev" => t!(lang, "zone-kyiv"),
        "Europe/Warsaw" => t!(lang, "zone-warsaw"),
        "Europe/Berlin" => t!(lang, "zone-berlin"),
        "Europe/London" => t!(lang, "zone-london"),
        "Europe/Vilnius" => t!(lang, "zone-vilnius"),
        "Europe/Riga" => t!(lang, "zone-riga"),
        "Europe/Chisinau" => t!(lang, "zone-chisinau"),
        "Europe/Istanbul" => t!(lang, "zone-istanbul"),
        "Europe/Moscow" => t!(lang, "zone-moscow"),
        "Asia/Tbilisi" => t!(lang, "zone-tbilisi"),
        "Asia/Almaty" => t!(lang, "zone-almaty"),
        "America/New_York" => t!(lang, "zone-new-york"),
        other => zones::city(other),
    }
}

/// `Kyiv 12:26`, not escaped.
fn with_clock(zone: &TimeZone, reader: &Reader) -> String {
    let city = zone.iana_name().map(|name| city(name, reader.lang)).unwrap_or_default();
    format!("{city} {}", clock(zone, reader)).trim().to_owned()
}

fn clock(zone: &TimeZone, reader: &Reader) -> String {
    zone.to_datetime(reader.now).strftime("%H:%M").to_string()
}

fn back(reader: &Reader) -> Button {
    button(t!(reader.lang, "button-back"), PersonalPress::Open(PersonalPage::Main))
}

fn button(label: impl Into<String>, press: PersonalPress) -> Button {
    Button::call(label, &Callback::Personal(press))
}
