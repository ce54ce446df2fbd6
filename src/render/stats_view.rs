//! What stands below a picture of `/stats`: its main figures in words, since when was watched, and the buttons for other pictures.

use super::group::tick_label;
use super::html::escape_html;
use super::reader::{Reader, short_label};
use super::stats_picture::{StatsSheet, StatsWording, period_words};
use crate::callback::{Callback, StatsPress};
use crate::domain::settings::StatsTheme;
use crate::domain::stats::{StatsScope, StatsSpan};
use crate::i18n::Lang;
use crate::i18n::number::format_count;
use crate::i18n::time::{format_day, format_span};
use crate::t;
use crate::view::{Button, MessageView};
use jiff::Timestamp;

/// What is chosen, and what may be.
pub struct StatsChoices {
    pub press: StatsPress,
    /// Whose work the reader may look at, with its name; one alone needs no button.
    pub scopes: Vec<(StatsScope, String)>,
}

/// Who is on duty where there is a rota.
pub enum StatsDuty {
    On(String),
    /// All are away.
    Nobody,
}

/// The caption and the buttons. It says in words what matters most, for those who can't see the picture.
pub fn stats_caption(
    sheet: &StatsSheet,
    (watched_since, duty): (Option<Timestamp>, Option<StatsDuty>),
    choices: &StatsChoices,
    reader: &Reader,
) -> MessageView {
    let (stats, lang) = (&sheet.stats, reader.lang);
    let counts = [stats.new_count(), stats.finished_count(), stats.open_count()];
    let [new, finished, open] = counts.map(|count| format_count(lang, count));
    let counted = match sheet.whose {
        StatsWording::Came => t!(lang, "stats-caption-came", new = new, finished = finished, open = open),
        StatsWording::Took => t!(lang, "stats-caption-took", new = new, finished = finished, open = open),
    };
    let mut lines =
        vec![format!("<b>{}</b>, {}", escape_html(&sheet.title), period_words(&stats.period, lang)), counted];
    if let Some(times) = stats.until_taken {
        let (half, most) = (format_span(lang, times.median), format_span(lang, times.nine_tenths));
        lines.push(t!(lang, "stats-until-taken", half = half, most = most));
    }
    if let Some(times) = stats.until_done {
        let (half, most) = (format_span(lang, times.median), format_span(lang, times.nine_tenths));
        lines.push(t!(lang, "stats-until-done", half = half, most = most));
    }
    lines.extend(duty.map(|duty| match duty {
        StatsDuty::On(name) => t!(lang, "stats-on-duty", name = short_label(&name)),
        StatsDuty::Nobody => t!(lang, "duty-nobody"),
    }));
    lines.push(format!("<i>{}</i>", watched_words(watched_since, reader)));
    choice_rows(MessageView::from_html(lines.join("\n")), choices, lang)
}

/// How far back the figures reach.
fn watched_words(since: Option<Timestamp>, reader: &Reader) -> String {
    match since {
        Some(since) => {
            let day = format_day(reader.lang, reader.zone.to_datetime(since).date());
            t!(reader.lang, "stats-watched-since", day = day)
        }
        None => t!(reader.lang, "stats-not-watched"),
    }
}

fn choice_rows(view: MessageView, choices: &StatsChoices, lang: Lang) -> MessageView {
    let chosen = choices.press;
    let button = |label: String, press: StatsPress| Button::with_callback(label, &Callback::Stats(press));
    let spans = StatsSpan::ALL.map(|span| {
        let label = match span {
            StatsSpan::Week => t!(lang, "stats-button-week"),
            StatsSpan::Month => t!(lang, "stats-button-month"),
            StatsSpan::Quarter => t!(lang, "stats-button-quarter"),
        };
        let label = if span == chosen.span { format!("• {label}") } else { label };
        button(label, StatsPress { span, ..chosen })
    });
    let (label, theme) = match chosen.theme {
        StatsTheme::Light => (t!(lang, "stats-button-dark"), StatsTheme::Dark),
        StatsTheme::Dark => (t!(lang, "stats-button-light"), StatsTheme::Light),
    };
    let view = view.with_row(spans).with_row([button(label, StatsPress { theme, ..chosen })]);
    if choices.scopes.len() < 2 {
        return view;
    }
    let scopes = choices.scopes.iter().map(|(scope, name)| {
        button(tick_label(*scope == chosen.scope, name), StatsPress { scope: *scope, ..chosen })
    });
    view.with_row(scopes)
}
