//! The pages on which a rota is edited.

use super::choices::choice_page;
use super::duty::{absence_lines, others_word, step_button};
use super::group::tick_label;
use super::personal::day_word;
use super::reader::{Reader, minutes_text, short_label};
use crate::callback::{AbsenceStep, Callback, DutyPress, DutyStep, PersonKey, RotaPage};
use crate::domain::hours::WEEK;
use crate::domain::rota::{HandoverPattern, OthersNews, Rota, RotaMember};
use crate::domain::time_zones::{self, COMMON_ZONES};
use crate::i18n::{Lang, cities};
use crate::t;
use crate::view::{Button, MessageView};

/// The times to choose from, in minutes after midnight.
const TIMES: [u16; 12] = [0, 360, 420, 480, 510, 540, 570, 600, 720, 1080, 1200, 1260];
/// The lengths of a turn to choose from, in days.
const LENGTHS: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 14];

/// A rota as it is edited.
pub struct RotaPanel<'a> {
    pub id: i64,
    pub title: &'a str,
    pub rota: &'a Rota,
    /// Whom the page offers, each with what stands on a button for them.
    pub people: &'a [(RotaMember, PersonKey)],
    /// Which page of them.
    pub list_page: usize,
}

impl RotaPanel<'_> {
    fn button(&self, label: String, step: DutyStep) -> Button {
        step_button(label, self.id, step)
    }

    fn ticked(&self, chosen: bool, label: &str, step: DutyStep) -> [Button; 1] {
        [self.button(tick_label(chosen, label), step)]
    }
}

/// Renders a page of the editor.
pub fn rota_page(panel: &RotaPanel<'_>, page: RotaPage, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let view = match page {
        RotaPage::Main => return main_page(panel, lang),
        RotaPage::Members => members_page(panel, lang),
        RotaPage::Pattern => pattern_page(panel, lang),
        RotaPage::Days => days_page(panel, lang),
        RotaPage::Time => time_page(panel, lang),
        RotaPage::Zone => zone_page(panel, lang),
        RotaPage::Others => others_page(panel, lang),
        RotaPage::Away => away_page(panel, reader),
    };
    view.with_row([panel.button(t!(lang, "button-back"), DutyStep::Edit(RotaPage::Main))])
}

fn main_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let rota = panel.rota;
    let names: Vec<_> = rota.members.iter().map(|member| short_label(&member.name)).collect();
    let people = if names.is_empty() { t!(lang, "rota-nobody") } else { names.join(" → ") };
    let mut lines = vec![
        format!("<b>{}</b>", t!(lang, "duty-title", place = short_label(panel.title))),
        t!(lang, "rota-people", people = people),
        t!(lang, "rota-pattern", pattern = pattern_word(&rota.pattern, lang)),
        t!(lang, "rota-time", time = minutes_text(rota.at), zone = zone_word(&rota.zone, lang)),
        t!(lang, "rota-others", others = others_word(rota.others, lang)),
    ];
    if !rota.in_use {
        lines.push(t!(lang, "duty-off"));
    }
    let open = |label, page| panel.button(label, DutyStep::Edit(page));
    let (other, label) = match rota.in_use {
        true => (DutyStep::Rest, t!(lang, "rota-button-rest")),
        false => (DutyStep::Use, t!(lang, "rota-button-use")),
    };
    MessageView::from_html(lines.join("\n"))
        .with_row([
            open(t!(lang, "rota-button-people"), RotaPage::Members),
            open(t!(lang, "rota-button-pattern"), RotaPage::Pattern),
        ])
        .with_row([
            open(t!(lang, "rota-button-time"), RotaPage::Time),
            open(t!(lang, "rota-button-zone"), RotaPage::Zone),
        ])
        .with_row([open(t!(lang, "rota-button-others"), RotaPage::Others), panel.button(label, other)])
        .with_row([
            open(t!(lang, "rota-button-away"), RotaPage::Away),
            panel.button(t!(lang, "duty-button-show"), DutyStep::Show),
        ])
}

fn members_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let place = |member: &RotaMember| panel.rota.members.iter().position(|known| known.hash == member.hash);
    let button = |_, (member, key): &(RotaMember, PersonKey), label: String| {
        let label = match place(member) {
            Some(place) => format!("{}. {label}", place + 1),
            None => format!("☐ {label}"),
        };
        panel.button(label, DutyStep::Member(key.clone()))
    };
    let turn = |page| Callback::Duty(DutyPress::At { rota: panel.id, step: DutyStep::Members(page) });
    let view = MessageView::from_html(t!(lang, "rota-ask-people"));
    choice_page(view, panel.people, panel.list_page, |(member, _)| &member.name, button, turn)
}

fn pattern_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let pattern = &panel.rota.pattern;
    let view = MessageView::from_html(t!(lang, "rota-ask-pattern"));
    let daily = panel.ticked(*pattern == HandoverPattern::Daily, &t!(lang, "rota-daily"), DutyStep::Daily);
    let view = (0..7u8).fold(view.with_row(daily), |view, day| {
        let label = weekly_word(day, lang);
        view.with_row(panel.ticked(*pattern == HandoverPattern::Weekly(day), &label, DutyStep::Weekly(day)))
    });
    let own = matches!(pattern, HandoverPattern::Days(_));
    view.with_row(panel.ticked(own, &t!(lang, "rota-own"), DutyStep::Edit(RotaPage::Days)))
}

fn days_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let lengths = match &panel.rota.pattern {
        HandoverPattern::Days(lengths) => days_word(lengths),
        HandoverPattern::Daily | HandoverPattern::Weekly(_) => "—".to_owned(),
    };
    let view = MessageView::from_html(t!(lang, "rota-ask-days", days = lengths));
    let add = |days: &u8| panel.button(format!("+{days}"), DutyStep::AddDays(*days));
    let view = LENGTHS.chunks(4).fold(view, |view, row| view.with_row(row.iter().map(add)));
    view.with_row([panel.button(t!(lang, "rota-button-clear"), DutyStep::ClearDays)])
}

fn time_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let view = MessageView::from_html(t!(lang, "rota-ask-time", zone = zone_word(&panel.rota.zone, lang)));
    let button = |minute: &u16| {
        panel.button(tick_label(panel.rota.at == *minute, &minutes_text(*minute)), DutyStep::At(*minute))
    };
    TIMES.chunks(3).fold(view, |view, row| view.with_row(row.iter().map(button)))
}

fn zone_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let button = |(place, zone): (usize, &&str)| {
        let chosen = panel.rota.zone == **zone;
        panel.button(tick_label(chosen, &zone_word(zone, lang)), DutyStep::Zone(place))
    };
    let buttons: Vec<_> = COMMON_ZONES.iter().enumerate().map(button).collect();
    let view = MessageView::from_html(t!(lang, "rota-ask-zone", zone = zone_word(&panel.rota.zone, lang)));
    buttons.chunks(2).fold(view, |view, row| view.with_row(row.to_vec()))
}

fn others_page(panel: &RotaPanel<'_>, lang: Lang) -> MessageView {
    let view = MessageView::from_html(t!(lang, "rota-ask-others"));
    OthersNews::ALL.into_iter().fold(view, |view, others| {
        let label = others_word(others, lang);
        view.with_row(panel.ticked(panel.rota.others == others, &label, DutyStep::Others(others)))
    })
}

fn away_page(panel: &RotaPanel<'_>, reader: &Reader) -> MessageView {
    let mut lines = vec![t!(reader.lang, "rota-ask-away")];
    lines.extend(absence_lines(panel.rota, reader));
    let button = |(member, key): &(RotaMember, PersonKey)| {
        let name = short_label(&member.name);
        let (sign, step) = match panel.rota.away_until(&member.hash, reader.now) {
            Some(_) => ("👋", AbsenceStep::Back),
            None => ("💤", AbsenceStep::Ask),
        };
        panel.button(format!("{sign} {name}"), DutyStep::Absence { of: Some(key.clone()), step })
    };
    let view = MessageView::from_html(lines.join("\n"));
    panel.people.chunks(2).fold(view, |view, row| view.with_row(row.iter().map(button)))
}

fn pattern_word(pattern: &HandoverPattern, lang: Lang) -> String {
    match pattern {
        HandoverPattern::Daily => t!(lang, "rota-daily"),
        HandoverPattern::Weekly(day) => weekly_word(*day, lang),
        HandoverPattern::Days(lengths) => t!(lang, "rota-days", days = days_word(lengths)),
    }
}

fn weekly_word(day: u8, lang: Lang) -> String {
    t!(lang, "rota-weekly", day = day_word(WEEK[usize::from(day % 7)], lang))
}

fn days_word(lengths: &[u8]) -> String {
    let words: Vec<_> = lengths.iter().map(u8::to_string).collect();
    if words.is_empty() { "—".to_owned() } else { words.join("-") }
}

fn zone_word(zone: &str, lang: Lang) -> String {
    cities::city_name(zone, lang).map_or_else(|| time_zones::city_of(zone), str::to_owned)
}
