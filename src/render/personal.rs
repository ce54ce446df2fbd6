//! A person's own settings: what they are set to, and the buttons that change them.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::choices::choice_page;
use super::group::{digest_word, floor_word, tick_label};
use super::html::escape_html;
use super::reader::{self, Reader};
use crate::callback::{Answer, Callback, Mute, PersonalPage, PersonalPress, SnoozePress};
use crate::domain::digest::Digest;
use crate::domain::hours::{Days, Hours, MINUTES_PER_DAY, Span, WEEK};
use crate::domain::ids::QuestionId;
use crate::domain::person::Unit;
use crate::domain::relevance::NotificationKind;
use crate::domain::settings::{OutsideHours, PersonalSettings, UrgentMode};
use crate::domain::ticket::Priority;
use crate::domain::time_zones::{self, COMMON_ZONES};
use crate::i18n::{Lang, cities, time};
use crate::t;
use crate::view::{Button, MessageView};

/// How many zones stand side by side.
const ZONES_PER_ROW: usize = 2;

/// The hours to choose from; every half hour can be reached from there.
const HOURS_CHOICES: [Span; 3] = [Span::hours(9, 18), Span::hours(8, 17), Span::hours(8, 20)];
const HALF_HOUR: u16 = 30;

/// What the settings show.
pub struct PersonalPanel<'a> {
    pub settings: &'a PersonalSettings,
    /// The helpdesk's own zone.
    pub helpdesk: &'a TimeZone,
    /// The units that can be muted, with those that are.
    pub units: &'a [Unit],
    /// Which page of them.
    pub units_page: usize,
}

/// Renders a page of the settings.
pub fn personal_panel(panel: &PersonalPanel<'_>, page: PersonalPage, reader: &Reader) -> MessageView {
    let view = match page {
        PersonalPage::Main => return main_page(panel, reader),
        PersonalPage::Lang => language_page(reader),
        PersonalPage::Zone => zone_page(panel, reader),
        PersonalPage::Hours => hours_page(panel.settings, reader),
        PersonalPage::Mute => mute_page(panel, reader),
        PersonalPage::Floor => floor_page(panel.settings, reader),
        PersonalPage::Kinds => kinds_page(panel.settings, reader),
        PersonalPage::Digest => digest_page(panel.settings, reader),
    };
    view.with_row([back_button(reader)])
}

fn main_page(panel: &PersonalPanel<'_>, reader: &Reader) -> MessageView {
    let (lang, settings) = (reader.lang, panel.settings);
    let digest = settings.digest.unwrap_or(Digest::Morning);
    let lines = [
        format!("<b>{}</b>", t!(lang, "settings-title")),
        String::new(),
        t!(lang, "settings-language", language = lang.name()),
        t!(lang, "settings-zone", zone = escape_html(&zone_with_clock(&reader.zone, reader))),
        String::new(),
        hours_lines(settings, lang),
        t!(lang, "settings-mute", mute = escape_html(&mute_status(panel, reader))),
        String::new(),
        t!(lang, "settings-floor", floor = floor_word(settings.floor, lang)),
        t!(lang, "settings-hushed", kinds = muted_text(settings, lang)),
        t!(lang, "settings-urgent", urgent = urgent_word(settings.urgent, lang)),
        String::new(),
        t!(lang, "settings-digest", digest = digest_word(digest, lang)),
    ];
    let open = |label, page| press_button(label, PersonalPress::Open(page));
    MessageView::from_html(lines.join("\n"))
        .with_row([
            open(t!(lang, "button-language"), PersonalPage::Lang),
            open(t!(lang, "settings-button-zone"), PersonalPage::Zone),
        ])
        .with_row([
            open(t!(lang, "settings-button-hours"), PersonalPage::Hours),
            open(t!(lang, "settings-button-mute"), PersonalPage::Mute),
        ])
        .with_row([
            open(t!(lang, "group-button-floor"), PersonalPage::Floor),
            open(t!(lang, "settings-button-kinds"), PersonalPage::Kinds),
        ])
        .with_row([
            open(t!(lang, "settings-button-digest"), PersonalPage::Digest),
            Button::with_callback(
                t!(lang, "settings-button-snoozed"),
                &Callback::Snooze(SnoozePress::List { page: 0 }),
            ),
        ])
}

/// When somebody works, and what becomes of news at other times, if there are any.
fn hours_lines(settings: &PersonalSettings, lang: Lang) -> String {
    let hours = t!(lang, "settings-hours", hours = hours_word(settings.hours, lang));
    match settings.hours {
        Some(_) => {
            let outside = t!(lang, "settings-outside", outside = outside_word(settings.outside, lang));
            format!("{hours}\n{outside}")
        }
        None => hours,
    }
}

fn language_page(reader: &Reader) -> MessageView {
    let button =
        |lang: Lang| [press_button(tick_label(reader.lang == lang, &lang.name()), PersonalPress::Lang(lang))];
    let view = MessageView::from_html(t!(reader.lang, "language-which"));
    Lang::ALL.into_iter().map(button).fold(view, MessageView::with_row)
}

fn digest_page(settings: &PersonalSettings, reader: &Reader) -> MessageView {
    let chosen = settings.digest.unwrap_or(Digest::Morning);
    let button = |digest| {
        let label = tick_label(chosen == digest, &digest_word(digest, reader.lang));
        [press_button(label, PersonalPress::Digest(digest))]
    };
    let view = MessageView::from_html(t!(reader.lang, "settings-ask-digest"));
    Digest::ALL.into_iter().map(button).fold(view, MessageView::with_row)
}

fn zone_page(panel: &PersonalPanel<'_>, reader: &Reader) -> MessageView {
    let chosen = panel.settings.time_zone.as_deref();
    let text =
        t!(reader.lang, "settings-ask-zone", zone = escape_html(&zone_with_clock(&reader.zone, reader)));
    let helpdesk = t!(reader.lang, "settings-zone-helpdesk", clock = clock_text(panel.helpdesk, reader));
    let own = press_button(tick_label(chosen.is_none(), &helpdesk), PersonalPress::Zone(None));
    // A zone that this machine's tables don't know is not offered.
    let likely: Vec<_> = COMMON_ZONES
        .iter()
        .filter_map(|name| Some((*name, TimeZone::get(name).ok()?)))
        .map(|(name, zone)| {
            let label = tick_label(chosen == Some(name), &zone_with_clock(&zone, reader));
            press_button(label, PersonalPress::Zone(Some(name.to_owned())))
        })
        .collect();
    let view = MessageView::from_html(text).with_row([own]);
    let view = likely.chunks(ZONES_PER_ROW).fold(view, |view, row| view.with_row(row.to_vec()));
    view.with_row([press_button(t!(reader.lang, "settings-button-type"), PersonalPress::TypeZone)])
}

fn hours_page(settings: &PersonalSettings, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let text = [
        t!(lang, "settings-ask-hours", hours = hours_word(settings.hours, lang)),
        t!(lang, "settings-ask-outside", outside = outside_word(settings.outside, lang)),
    ];
    let span = settings.hours.map(|hours| hours.span);
    let shift = |shift: Option<Span>| {
        let label = shift.map_or_else(|| t!(lang, "settings-always"), reader::span_text);
        press_button(tick_label(span == shift, &label), PersonalPress::Hours(shift))
    };
    let view = MessageView::from_html(text.join("\n\n"))
        .with_row([shift(None), shift(Some(HOURS_CHOICES[0]))])
        .with_row(HOURS_CHOICES[1..].iter().map(|span| shift(Some(*span))));
    let view = match settings.hours {
        Some(hours) => own_hours_page(view, hours, lang),
        None => view,
    };
    [OutsideHours::Silent, OutsideHours::Wait].into_iter().fold(view, |view, outside| {
        let label = tick_label(settings.outside == outside, &outside_word(outside, lang));
        view.with_row([press_button(label, PersonalPress::Outside(outside))])
    })
}

/// Both ends by half hours, and the days.
fn own_hours_page(view: MessageView, hours: Hours, lang: Lang) -> MessageView {
    let Span { from, to } = hours.span;
    let step = |label: &str, from: u16, to: u16| {
        press_button(
            label,
            PersonalPress::Hours(Some(Span { from: from % MINUTES_PER_DAY, to: to % MINUTES_PER_DAY })),
        )
    };
    let back = |minutes: u16| minutes + MINUTES_PER_DAY - HALF_HOUR;
    let on = |minutes: u16| minutes + HALF_HOUR;
    let begins = t!(lang, "settings-begins", clock = reader::minutes_text(from));
    let ends = t!(lang, "settings-ends", clock = reader::minutes_text(to));
    let day = |day: &Weekday| {
        press_button(
            tick_label(hours.days.contains_day(*day), &day_word(*day, lang)),
            PersonalPress::Day(*day),
        )
    };
    view.with_row([
        step("−", back(from), to),
        Button::with_callback(begins, &Callback::Nothing),
        step("+", on(from), to),
    ])
    .with_row([
        step("−", from, back(to)),
        Button::with_callback(ends, &Callback::Nothing),
        step("+", from, on(to)),
    ])
    .with_row(WEEK[..4].iter().map(day))
    .with_row(WEEK[4..].iter().map(day))
}

fn mute_page(panel: &PersonalPanel<'_>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let view = MessageView::from_html(t!(
        lang,
        "settings-ask-mute",
        mute = escape_html(&mute_status(panel, reader))
    ));
    let view = match mute_ends(panel.settings, reader) {
        Some(_) => {
            view.with_row([press_button(t!(lang, "settings-mute-off"), PersonalPress::Mute(Mute::Off))])
        }
        None => view.with_row([
            press_button(t!(lang, "settings-mute-hour"), PersonalPress::Mute(Mute::Hour)),
            press_button(t!(lang, "settings-mute-morning"), PersonalPress::Mute(Mute::Morning)),
        ]),
    };
    let of = |_, unit: &Unit, label: String| {
        let muted = panel.settings.muted_units.contains(&unit.id);
        press_button(format!("{} {label}", if muted { "🔕" } else { "🔔" }), PersonalPress::Unit(unit.id))
    };
    let turn = |page| Callback::Personal(PersonalPress::Units(page));
    choice_page(view, panel.units, panel.units_page, |unit| &unit.name, of, turn)
}

fn floor_page(settings: &PersonalSettings, reader: &Reader) -> MessageView {
    let floors = [None, Some(Priority::Medium), Some(Priority::High)];
    let choice = |floor| {
        let label = tick_label(settings.floor == floor, &floor_word(floor, reader.lang));
        [press_button(label, PersonalPress::Floor(floor))]
    };
    floors
        .into_iter()
        .map(choice)
        .fold(MessageView::from_html(t!(reader.lang, "settings-ask-floor")), MessageView::with_row)
}

fn kinds_page(settings: &PersonalSettings, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let choice = |kind| {
        let label = tick_label(!settings.hushed.is_muted(kind), &kind_word(kind, lang));
        [press_button(label, PersonalPress::Kind(kind))]
    };
    let view = NotificationKind::ALL
        .into_iter()
        .map(choice)
        .fold(MessageView::from_html(t!(lang, "settings-ask-kinds")), MessageView::with_row);
    let other = match settings.urgent {
        UrgentMode::Always => UrgentMode::AsOthers,
        UrgentMode::AsOthers => UrgentMode::Always,
    };
    let label = tick_label(settings.urgent == UrgentMode::Always, &t!(lang, "settings-button-urgent"));
    view.with_row([press_button(label, PersonalPress::Urgent(other))])
}

/// Asks for the name of a zone.
pub fn ask_zone(reader: &Reader) -> MessageView {
    MessageView::from_html(t!(reader.lang, "settings-type-zone"))
}

/// The zone that may be meant by what was typed.
pub fn confirm_zone(typed: &str, zone: &str, question: QuestionId, reader: &Reader) -> MessageView {
    let label = TimeZone::get(zone).map_or_else(|_| zone.to_owned(), |zone| zone_with_clock(&zone, reader));
    MessageView::from_html(t!(reader.lang, "settings-zone-perhaps", typed = escape_html(typed)))
        .with_row([Button::for_question(label, question, Answer::Zone(zone.to_owned()))])
}

/// No zone is called so.
pub fn unknown_zone(typed: &str, reader: &Reader) -> MessageView {
    MessageView::from_html(t!(reader.lang, "settings-zone-unknown", typed = escape_html(typed)))
}

fn hours_word(hours: Option<Hours>, lang: Lang) -> String {
    match hours {
        None => t!(lang, "settings-always"),
        Some(hours) => format!("{}, {}", reader::span_text(hours.span), days_word(hours.days, lang)),
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
    let chosen: Vec<_> = WEEK.into_iter().filter(|day| days.contains_day(*day)).collect();
    match chosen.is_empty() {
        true => t!(lang, "settings-no-day"),
        false => of_days(&chosen).join(", "),
    }
}

pub(super) fn day_word(day: Weekday, lang: Lang) -> String {
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

fn outside_word(outside: OutsideHours, lang: Lang) -> String {
    match outside {
        OutsideHours::Silent => t!(lang, "settings-outside-silent"),
        OutsideHours::Wait => t!(lang, "settings-outside-wait"),
    }
}

fn urgent_word(urgent: UrgentMode, lang: Lang) -> String {
    match urgent {
        UrgentMode::Always => t!(lang, "settings-urgent-always"),
        UrgentMode::AsOthers => t!(lang, "settings-urgent-as-others"),
    }
}

fn kind_word(kind: NotificationKind, lang: Lang) -> String {
    match kind {
        NotificationKind::New => t!(lang, "kind-new"),
        NotificationKind::Mine => t!(lang, "kind-mine"),
        NotificationKind::Moves => t!(lang, "kind-moves"),
        NotificationKind::Priority => t!(lang, "kind-priority"),
        NotificationKind::Comments => t!(lang, "kind-comments"),
        NotificationKind::Deadlines => t!(lang, "kind-deadlines"),
        NotificationKind::Unclaimed => t!(lang, "kind-unclaimed"),
    }
}

/// The kinds of news that make no sound.
fn muted_text(settings: &PersonalSettings, lang: Lang) -> String {
    let kinds = NotificationKind::ALL.into_iter().filter(|kind| settings.hushed.is_muted(*kind));
    let words: Vec<_> = kinds.map(|kind| kind_word(kind, lang)).collect();
    match words.is_empty() {
        true => t!(lang, "settings-nothing"),
        false => words.join("; "),
    }
}

fn mute_ends(settings: &PersonalSettings, reader: &Reader) -> Option<Timestamp> {
    settings.mute.filter(|end| *end > reader.now)
}

/// What is muted: all for a while, and some units; not escaped.
fn mute_status(panel: &PersonalPanel<'_>, reader: &Reader) -> String {
    let all = mute_ends(panel.settings, reader).map(|end| {
        let time = time::format_moment(reader.lang, end, reader.now, &reader.zone);
        t!(reader.lang, "settings-muted-until", time = time)
    });
    let units = panel.units.iter().filter(|unit| panel.settings.muted_units.contains(&unit.id));
    let words: Vec<_> = all.into_iter().chain(units.map(|unit| unit.name.clone())).collect();
    match words.is_empty() {
        true => t!(reader.lang, "settings-mute-none"),
        false => words.join(", "),
    }
}

/// What the city of a zone is called.
fn city_name(zone: &str, lang: Lang) -> String {
    cities::city_name(zone, lang).map_or_else(|| time_zones::city_of(zone), str::to_owned)
}

/// `Kyiv 12:26`, not escaped.
fn zone_with_clock(zone: &TimeZone, reader: &Reader) -> String {
    let city = zone.iana_name().map(|name| city_name(name, reader.lang)).unwrap_or_default();
    format!("{city} {}", clock_text(zone, reader)).trim().to_owned()
}

fn clock_text(zone: &TimeZone, reader: &Reader) -> String {
    zone.to_datetime(reader.now).strftime("%H:%M").to_string()
}

fn back_button(reader: &Reader) -> Button {
    press_button(t!(reader.lang, "button-back"), PersonalPress::Open(PersonalPage::Main))
}

fn press_button(label: impl Into<String>, press: PersonalPress) -> Button {
    Button::with_callback(label, &Callback::Personal(press))
}
