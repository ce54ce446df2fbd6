//! A person's own settings: what they are set to, and the buttons that change them.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::choices::choose;
use super::group::{digest_button, digest_word, floor_word, tick};
use super::html::escape;
use super::words::{self, Reader};
use crate::callback::{Callback, Mute, PersonalPage, PersonalPress};
use crate::domain::digest::Digest;
use crate::domain::hours::{DAY, Days, Hours, Span, WEEK};
use crate::domain::person::Unit;
use crate::domain::plan::Kind;
use crate::domain::settings::{Outside, Personal, Urgent};
use crate::domain::ticket::Priority;
use crate::domain::zones::{self, LIKELY};
use crate::i18n::{Lang, time};
use crate::screen::{Button, Screen};
use crate::t;

/// How many zones stand side by side.
const ZONES_A_ROW: usize = 2;

/// The hours to choose from; every half hour can be reached from there.
const SHIFTS: [Span; 3] = [Span::hours(9, 18), Span::hours(8, 17), Span::hours(8, 20)];
const HALF_AN_HOUR: u16 = 30;

/// What the settings show.
pub struct Panel<'a> {
    pub settings: &'a Personal,
    /// The helpdesk's own zone.
    pub helpdesk: &'a TimeZone,
    /// The units that can be muted, with those that are.
    pub units: &'a [Unit],
    /// Which page of them.
    pub units_page: usize,
}

/// Renders a page of the settings.
pub fn panel(panel: &Panel<'_>, page: PersonalPage, reader: &Reader) -> Screen {
    let screen = match page {
        PersonalPage::Main => return main(panel, reader),
        PersonalPage::Lang => language(reader),
        PersonalPage::Zone => zone(panel, reader),
        PersonalPage::Hours => hours(panel.settings, reader),
        PersonalPage::Mute => mute(panel, reader),
        PersonalPage::Floor => floor(panel.settings, reader),
        PersonalPage::Kinds => kinds(panel.settings, reader),
    };
    screen.row([back(reader)])
}

fn main(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let (lang, settings) = (reader.lang, panel.settings);
    let digest = settings.digest.unwrap_or(Digest::Morning);
    let lines = [
        format!("<b>{}</b>", t!(lang, "settings-title")),
        String::new(),
        t!(lang, "settings-language", language = lang.name()),
        t!(lang, "settings-zone", zone = escape(&with_clock(&reader.zone, reader))),
        String::new(),
        t!(lang, "settings-hours", hours = hours_word(settings.hours, lang)),
        t!(lang, "settings-outside", outside = outside_word(settings.outside, lang)),
        t!(lang, "settings-mute", mute = escape(&muted(panel, reader))),
        String::new(),
        t!(lang, "settings-floor", floor = floor_word(settings.floor, lang)),
        t!(lang, "settings-hushed", kinds = hushed(settings, lang)),
        t!(lang, "settings-urgent", urgent = urgent_word(settings.urgent, lang)),
        String::new(),
        t!(lang, "settings-digest", digest = digest_word(digest, lang)),
    ];
    let open = |label, page| button(label, PersonalPress::Open(page));
    Screen::text(lines.join("\n"))
        .row([
            open(t!(lang, "button-language"), PersonalPage::Lang),
            open(t!(lang, "settings-button-zone"), PersonalPage::Zone),
        ])
        .row([
            open(t!(lang, "settings-button-hours"), PersonalPage::Hours),
            open(t!(lang, "settings-button-mute"), PersonalPage::Mute),
        ])
        .row([
            open(t!(lang, "group-button-floor"), PersonalPage::Floor),
            open(t!(lang, "settings-button-kinds"), PersonalPage::Kinds),
        ])
        .row([button(digest_button(digest, lang), PersonalPress::Digest(digest.next()))])
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

fn hours(settings: &Personal, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let text = [
        t!(lang, "settings-ask-hours", hours = hours_word(settings.hours, lang)),
        t!(lang, "settings-ask-outside", outside = outside_word(settings.outside, lang)),
    ];
    let span = settings.hours.map(|hours| hours.span);
    let shift = |shift: Option<Span>| {
        let label = shift.map_or_else(|| t!(lang, "settings-always"), words::span);
        button(tick(span == shift, &label), PersonalPress::Hours(shift))
    };
    let screen = Screen::text(text.join("\n\n"))
        .row([shift(None), shift(Some(SHIFTS[0]))])
        .row(SHIFTS[1..].iter().map(|span| shift(Some(*span))));
    let screen = match settings.hours {
        Some(hours) => own_hours(screen, hours, lang),
        None => screen,
    };
    [Outside::Silent, Outside::Wait].into_iter().fold(screen, |screen, outside| {
        let label = tick(settings.outside == outside, &outside_word(outside, lang));
        screen.row([button(label, PersonalPress::Outside(outside))])
    })
}

/// Both ends by half hours, and the days.
fn own_hours(screen: Screen, hours: Hours, lang: Lang) -> Screen {
    let Span { from, to } = hours.span;
    let step = |label: &str, from: u16, to: u16| {
        button(label, PersonalPress::Hours(Some(Span { from: from % DAY, to: to % DAY })))
    };
    let back = |minutes: u16| minutes + DAY - HALF_AN_HOUR;
    let on = |minutes: u16| minutes + HALF_AN_HOUR;
    let begins = t!(lang, "settings-begins", clock = words::minutes(from));
    let ends = t!(lang, "settings-ends", clock = words::minutes(to));
    let day =
        |day: &Weekday| button(tick(hours.days.hold(*day), &day_word(*day, lang)), PersonalPress::Day(*day));
    screen
        .row([step("−", back(from), to), Button::call(begins, &Callback::Nothing), step("+", on(from), to)])
        .row([step("−", from, back(to)), Button::call(ends, &Callback::Nothing), step("+", from, on(to))])
        .row(WEEK[..4].iter().map(day))
        .row(WEEK[4..].iter().map(day))
}

fn mute(panel: &Panel<'_>, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let screen = Screen::text(t!(lang, "settings-ask-mute", mute = escape(&muted(panel, reader))));
    let screen = match mute_ends(panel.settings, reader) {
        Some(_) => screen.row([button(t!(lang, "settings-mute-off"), PersonalPress::Mute(Mute::Off))]),
        None => screen.row([
            button(t!(lang, "settings-mute-hour"), PersonalPress::Mute(Mute::Hour)),
            button(t!(lang, "settings-mute-morning"), PersonalPress::Mute(Mute::Morning)),
        ]),
    };
    let of = |_, unit: &Unit, label: String| {
        let muted = panel.settings.muted_units.contains(&unit.id);
        button(format!("{} {label}", if muted { "🔕" } else { "🔔" }), PersonalPress::Unit(unit.id))
    };
    let turn = |page| Callback::Personal(PersonalPress::Units(page));
    choose(screen, panel.units, panel.units_page, |unit| &unit.name, of, turn)
}

fn floor(settings: &Personal, reader: &Reader) -> Screen {
    let floors = [None, Some(Priority::Medium), Some(Priority::High)];
    let choice = |floor| {
        let label = tick(settings.floor == floor, &floor_word(floor, reader.lang));
        [button(label, PersonalPress::Floor(floor))]
    };
    floors.into_iter().map(choice).fold(Screen::text(t!(reader.lang, "settings-ask-floor")), Screen::row)
}

fn kinds(settings: &Personal, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let choice = |kind| {
        let label = tick(!settings.hushed.has(kind), &kind_word(kind, lang));
        [button(label, PersonalPress::Kind(kind))]
    };
    let screen =
        Kind::ALL.into_iter().map(choice).fold(Screen::text(t!(lang, "settings-ask-kinds")), Screen::row);
    let other = match settings.urgent {
        Urgent::Always => Urgent::AsOthers,
        Urgent::AsOthers => Urgent::Always,
    };
    let label = tick(settings.urgent == Urgent::Always, &t!(lang, "settings-button-urgent"));
    screen.row([button(label, PersonalPress::Urgent(other))])
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

fn hours_word(hours: Option<Hours>, lang: Lang) -> String {
    match hours {
        None => t!(lang, "settings-always"),
        Some(hours) => format!("{}, {}", words::span(hours.span), days_word(hours.days, lang)),
    }
}

fn days_word(days: Days, lang: Lang) -> String {
    if days == Days::EVERY {
        return t!(lang, "settings-every-day");
    }
    let of_days = |days: &[Weekday]| days.iter().map(|day| day_word(*day, lang)).collect::<Vec<_>>();
    if days == Days::WORKING {
        return format!("{}–{}", day_word(WEEK[0], lang), day_word(WEEK[4], lang));
    }
    let chosen: Vec<_> = WEEK.into_iter().filter(|day| days.hold(*day)).collect();
    match chosen.is_empty() {
        true => t!(lang, "settings-no-day"),
        false => of_days(&chosen).join(", "),
    }
}

fn day_word(day: Weekday, lang: Lang) -> String {
    match day {
        Weekday::Monday => t!(lang, "day-monday"),
        Weekday::Tuesday => t!(lang, "day-tuesday"),
        Weekday::Wednesday => t!(lang, "day-wednesday"),
        Weekday::Thursday => t!(lang, "day-thursday"),
        Weekday::Friday => t!(lang, "day-friday"),
        Weekday::Saturday => t!(lang, "day-saturday"),
        Weekday::Sunday => t!(lang, "day-sunday"),
    }
}

fn outside_word(outside: Outside, lang: Lang) -> String {
    match outside {
        Outside::Silent => t!(lang, "settings-outside-silent"),
        Outside::Wait => t!(lang, "settings-outside-wait"),
    }
}

fn urgent_word(urgent: Urgent, lang: Lang) -> String {
    match urgent {
        Urgent::Always => t!(lang, "settings-urgent-always"),
        Urgent::AsOthers => t!(lang, "settings-urgent-as-others"),
    }
}

fn kind_word(kind: Kind, lang: Lang) -> String {
    match kind {
        Kind::New => t!(lang, "kind-new"),
        Kind::Mine => t!(lang, "kind-mine"),
        Kind::Moves => t!(lang, "kind-moves"),
        Kind::Priority => t!(lang, "kind-priority"),
        Kind::Comments => t!(lang, "kind-comments"),
        Kind::Deadlines => t!(lang, "kind-deadlines"),
        Kind::Unclaimed => t!(lang, "kind-unclaimed"),
    }
}

/// The kinds of news that make no sound.
fn hushed(settings: &Personal, lang: Lang) -> String {
    let kinds = Kind::ALL.into_iter().filter(|kind| settings.hushed.has(*kind));
    let words: Vec<_> = kinds.map(|kind| kind_word(kind, lang)).collect();
    match words.is_empty() {
        true => t!(lang, "settings-nothing"),
        false => words.join("; "),
    }
}

fn mute_ends(settings: &Personal, reader: &Reader) -> Option<Timestamp> {
    settings.mute.filter(|end| *end > reader.now)
}

/// What is muted: all for a while, and some units; not escaped.
fn muted(panel: &Panel<'_>, reader: &Reader) -> String {
    let all = mute_ends(panel.settings, reader).map(|end| {
        let time = time::moment(reader.lang, end, reader.now, &reader.zone);
        t!(reader.lang, "settings-muted-until", time = time)
    });
    let units = panel.units.iter().filter(|unit| panel.settings.muted_units.contains(&unit.id));
    let words: Vec<_> = all.into_iter().chain(units.map(|unit| unit.name.clone())).collect();
    match words.is_empty() {
        true => t!(reader.lang, "settings-nothing"),
        false => words.join(", "),
    }
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
