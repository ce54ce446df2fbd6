//! Who is on duty: the screen of one place, and the questions of those who take turns.

use jiff::Timestamp;

use super::choices::choice_page;
use super::html::escape_html;
use super::live_message::TicketQueue;
use super::personal::day_word;
use super::reader::{Reader, short_label};
use crate::callback::{AbsenceStep, AwaySpan, Callback, DutyPress, DutyStep, PersonKey, RotaPage};
use crate::domain::duty_rights::DutyRights;
use crate::domain::hours::WEEK;
use crate::domain::ids::UserHash;
use crate::domain::rota::{DutyPlace, DutyTurn, OthersNews, Rota, RotaException, SwapProposal};
use crate::domain::ticket::short_name;
use crate::i18n::Lang;
use crate::i18n::time::format_moment;
use crate::t;
use crate::view::{Button, ButtonStyle, MessageView};

/// So many coming turns are shown.
const SHOWN_TURNS: usize = 6;

/// The duty of a place as somebody may see it.
pub struct DutyScreen<'a> {
    pub id: i64,
    pub title: &'a str,
    pub rota: &'a Rota,
    pub rights: DutyRights,
    /// Who looks; `None` where many do.
    pub me: Option<&'a UserHash>,
    pub private: bool,
    /// Whether there can be calendar links.
    pub has_calendar: bool,
    /// What was handed over at this moment can still be taken back.
    pub handed_over: Option<Timestamp>,
}

/// What a member of a rota is called, escaped.
pub fn member_name(rota: &Rota, hash: &UserHash) -> String {
    rota.member(hash).map(|member| short_label(&member.name)).unwrap_or_default()
}

/// A moment with its weekday, on the reader's clocks.
fn moment(at: Timestamp, reader: &Reader) -> String {
    let weekday = reader.zone.to_datetime(at).weekday();
    let day = day_word(WEEK[usize::from(weekday.to_monday_zero_offset().unsigned_abs())], reader.lang);
    format!("{day}\u{a0}{}", format_moment(reader.lang, at, reader.now, &reader.zone).replace(' ', "\u{a0}"))
}

pub(super) fn step_button(label: String, id: i64, step: DutyStep) -> Button {
    Button::with_callback(label, &Callback::Duty(DutyPress::At { rota: id, step }))
}

fn title_line(title: &str, lang: Lang) -> String {
    format!("<b>{}</b>", t!(lang, "duty-title", place = short_label(title)))
}

/// Renders who is on, who comes next, and what can be done.
pub fn duty_view(screen: &DutyScreen<'_>, reader: &Reader) -> MessageView {
    let (lang, rota) = (reader.lang, screen.rota);
    let mut lines = vec![title_line(screen.title, lang)];
    lines.extend(duty_lines(rota, reader));
    let view = MessageView::from_html(lines.join("\n"));
    with_buttons(screen, view, reader)
}

fn duty_lines(rota: &Rota, reader: &Reader) -> Vec<String> {
    let lang = reader.lang;
    if rota.members.is_empty() {
        return vec![t!(lang, "duty-empty")];
    }
    if !rota.in_use {
        return vec![t!(lang, "duty-off")];
    }
    let turns: Vec<_> = rota.turns_from(reader.now).take(SHOWN_TURNS + 1).collect();
    let mut lines = Vec::new();
    if let Some(current) = turns.first() {
        lines.push(match (&current.who, current.period.until < Timestamp::MAX) {
            (Some(who), true) => {
                let until = moment(current.period.until, reader);
                t!(lang, "duty-now", name = member_name(rota, who), until = until)
            }
            (Some(who), false) => t!(lang, "duty-now-always", name = member_name(rota, who)),
            (None, _) => t!(lang, "duty-nobody"),
        });
    }
    let coming = &turns[1.min(turns.len())..];
    if let Some(next) = coming.iter().find_map(|turn| turn.who.as_ref()) {
        lines.push(t!(lang, "duty-next", name = member_name(rota, next)));
    }
    if coming.len() > 1 {
        lines.push(String::new());
        lines.push(t!(lang, "duty-coming"));
        lines.extend(coming.iter().map(|turn| turn_line(rota, turn, reader)));
    }
    let away = absence_lines(rota, reader);
    if !away.is_empty() {
        lines.push(String::new());
        lines.extend(away);
    }
    if rota.others != OthersNews::Usual {
        lines.push(String::new());
        lines.push(t!(lang, "duty-others", others = others_word(rota.others, lang)));
    }
    lines
}

/// Who is away, and until when.
pub(super) fn absence_lines(rota: &Rota, reader: &Reader) -> Vec<String> {
    let line = |exception: &RotaException| match exception {
        RotaException::Away { period, who } if period.until > reader.now => {
            let until = moment(period.until, reader);
            Some(t!(reader.lang, "duty-away", name = member_name(rota, who), until = until))
        }
        _ => None,
    };
    rota.exceptions.iter().filter_map(line).collect()
}

fn turn_line(rota: &Rota, turn: &DutyTurn, reader: &Reader) -> String {
    let name = turn.who.as_ref().map_or_else(|| "—".to_owned(), |who| member_name(rota, who));
    format!("{} · {name}", moment(turn.period.from, reader))
}

fn with_buttons(screen: &DutyScreen<'_>, mut view: MessageView, reader: &Reader) -> MessageView {
    let (lang, rota, id) = (reader.lang, screen.rota, screen.id);
    let button = |label, step| step_button(label, id, step);
    if let Some(at) = screen.handed_over {
        view = view.with_row([button(t!(lang, "button-undo"), DutyStep::TakeBack(at))]);
    }
    let on = rota.who_is_on(reader.now);
    // In a group everybody sees the buttons, and whoever may not press one is told so.
    let is_on = on.is_some() && (!screen.private || on == screen.me);
    if is_on && screen.handed_over.is_none() {
        let label = t!(lang, "duty-button-hand-over");
        view = view.with_row([button(label, DutyStep::HandOver).with_style(ButtonStyle::Primary)]);
    }
    if !screen.private {
        return view;
    }
    if screen.rights.takes_turns {
        let away = screen.me.and_then(|me| rota.away_until(me, reader.now));
        let away = match away {
            Some(_) => {
                button(t!(lang, "duty-button-back"), DutyStep::Absence { of: None, step: AbsenceStep::Back })
            }
            None => {
                button(t!(lang, "duty-button-away"), DutyStep::Absence { of: None, step: AbsenceStep::Ask })
            }
        };
        view = view.with_row([button(t!(lang, "duty-button-swap"), DutyStep::AskGiven), away]);
        if screen.has_calendar {
            let calendar = Callback::Duty(DutyPress::Calendar);
            view = view.with_row([Button::with_callback(t!(lang, "duty-button-calendar"), &calendar)]);
        }
    }
    if screen.rights.edits {
        let edit = DutyStep::Edit(RotaPage::Main);
        view = view.with_row([button(t!(lang, "duty-button-edit"), edit)]);
    }
    view
}

/// How the others hear of new tickets, in words.
pub(super) fn others_word(others: OthersNews, lang: Lang) -> String {
    match others {
        OthersNews::Usual => t!(lang, "duty-others-usual"),
        OthersNews::Silent => t!(lang, "duty-others-silent"),
        OthersNews::Never => t!(lang, "duty-others-never"),
    }
}

/// A place whose duty nobody has set up.
pub fn no_rota(title: &str, place: DutyPlace, edits: bool, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let hint = match (edits, place) {
        (true, _) => t!(lang, "duty-none-editor"),
        (false, DutyPlace::Unit(_)) => t!(lang, "duty-none-unit"),
        (false, DutyPlace::Group(_)) => t!(lang, "duty-none-group"),
    };
    let view = MessageView::from_html(format!("{}\n{hint}", title_line(title, lang)));
    match edits {
        true => {
            let set_up = Callback::Duty(DutyPress::SetUp(place));
            view.with_row([Button::with_callback(t!(lang, "duty-button-set-up"), &set_up)])
        }
        false => view,
    }
}

/// The places to choose from, each with who is on there.
pub fn place_choices(places: &[(DutyPlace, &str, Option<&str>)], reader: &Reader) -> MessageView {
    let view = MessageView::from_html(t!(reader.lang, "duty-which"));
    places.iter().fold(view, |view, (place, title, on)| {
        let label = match on {
            Some(name) => format!("{title} · {name}"),
            None => (*title).to_owned(),
        };
        let label = super::html::one_line(&label, 48);
        view.with_row([Button::with_callback(label, &Callback::Duty(DutyPress::Open(*place)))])
    })
}

/// For how long is somebody away: the reader, or the member `of` a rota that the reader edits?
pub fn away_choices(
    id: i64,
    (title, rota): (&str, &Rota),
    who: &UserHash,
    of: Option<PersonKey>,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    let word = |span| match span {
        AwaySpan::Tomorrow => t!(lang, "duty-away-tomorrow"),
        AwaySpan::Monday => t!(lang, "duty-away-monday"),
        AwaySpan::Week => t!(lang, "duty-away-week"),
        AwaySpan::TwoWeeks => t!(lang, "duty-away-two-weeks"),
    };
    let (question, back) = match of {
        Some(_) => {
            let question = t!(lang, "duty-away-ask-of", name = member_name(rota, who));
            (question, DutyStep::Edit(RotaPage::Away))
        }
        None => (t!(lang, "duty-away-ask"), DutyStep::Show),
    };
    let view = MessageView::from_html(format!("{}\n{question}", title_line(title, lang)));
    let view = AwaySpan::ALL.into_iter().fold(view, |view, span| {
        let step = DutyStep::Absence { of: of.clone(), step: AbsenceStep::Away(span) };
        view.with_row([step_button(word(span), id, step)])
    });
    view.with_row([step_button(t!(lang, "button-back"), id, back)])
}

/// What a member reads whom somebody else has noted as away until then, or as back, with the way to say otherwise.
pub fn absence_told(
    id: i64,
    place: &str,
    by: &str,
    until: Option<Timestamp>,
    reader: &Reader,
) -> MessageView {
    let (lang, by) = (reader.lang, short_label(&short_name(by)));
    let text = match until {
        Some(until) => t!(lang, "duty-away-told", by = by, until = moment(until, reader)),
        None => t!(lang, "duty-back-told", by = by),
    };
    MessageView::from_html(format!("{}\n{text}", title_line(place, lang))).with_row([step_button(
        t!(lang, "duty-button-show"),
        id,
        DutyStep::Show,
    )])
}

fn back_button(id: i64, lang: Lang) -> Button {
    step_button(t!(lang, "button-back"), id, DutyStep::Show)
}

/// Turns to choose one from.
pub fn turn_choices(
    id: i64,
    rota: &Rota,
    turns: &[DutyTurn],
    text: String,
    step: &dyn Fn(Timestamp) -> DutyStep,
    reader: &Reader,
) -> MessageView {
    let named: Vec<_> = turns
        .iter()
        .map(|turn| {
            let name = turn.who.as_ref().and_then(|who| rota.member(who)).map(|member| member.name.as_str());
            (turn, format!("{} · {}", moment(turn.period.from, reader), name.unwrap_or_default()))
        })
        .collect();
    let button = |_, (turn, _): &(&DutyTurn, String), label| step_button(label, id, step(turn.period.from));
    let view = choice_page(
        MessageView::from_html(text),
        &named,
        0,
        |(_, label)| label,
        button,
        |_| Callback::Nothing,
    );
    view.with_row([back_button(id, reader.lang)])
}

/// Asks the other whether they agree to a swap.
pub fn swap_question(id: i64, title: &str, rota: &Rota, swap: &SwapProposal, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let text = t!(
        lang,
        "duty-swap-question",
        name = member_name(rota, &swap.by),
        given = span(swap.given.from, swap.given.until, reader),
        taken = span(swap.taken.from, swap.taken.until, reader),
        until = moment(swap.expires, reader)
    );
    MessageView::from_html(format!("{}\n{text}", title_line(title, lang))).with_row([
        step_button(t!(lang, "duty-button-agree"), id, DutyStep::Accept(swap.number)),
        step_button(t!(lang, "duty-button-decline"), id, DutyStep::Decline(swap.number)),
    ])
}

fn span(from: Timestamp, until: Timestamp, reader: &Reader) -> String {
    format!("{} — {}", moment(from, reader), moment(until, reader))
}

/// The other was asked.
pub fn swap_asked(id: i64, rota: &Rota, swap: &SwapProposal, reader: &Reader) -> MessageView {
    let name = member_name(rota, &swap.with);
    let until = moment(swap.expires, reader);
    let text = t!(reader.lang, "duty-swap-asked", name = name, until = until);
    MessageView::from_html(text).with_row([back_button(id, reader.lang)])
}

/// What came of a swap.
pub fn swap_settled(id: i64, text: String, reader: &Reader) -> MessageView {
    MessageView::from_html(text).with_row([step_button(
        t!(reader.lang, "duty-button-show"),
        id,
        DutyStep::Show,
    )])
}

/// Somebody else is on: who, and how the queue stands, as far as the place may see it.
pub struct Handover<'a> {
    pub id: i64,
    pub title: &'a str,
    pub current: Option<&'a str>,
    pub before: Option<&'a str>,
    /// The reader is the one who is on now.
    pub is_mine: bool,
}

/// Renders a handover.
pub fn handover_view(told: &Handover<'_>, queue: Option<&TicketQueue<'_>>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let name = told.current.map(short_label);
    let text = match (name, told.is_mine, told.before) {
        (None, ..) => t!(lang, "duty-handover-nobody"),
        (Some(_), true, _) => t!(lang, "duty-handover-yours"),
        (Some(name), false, Some(before)) => {
            t!(lang, "duty-handover-from", name = name, before = short_label(before))
        }
        (Some(name), false, None) => t!(lang, "duty-handover", name = name),
    };
    let mut lines = vec![title_line(told.title, lang), text];
    if let Some(queue) = queue {
        let counts = t!(
            lang,
            "duty-handover-queue",
            open = queue.open,
            held = queue.open - queue.free,
            overdue = queue.overdue
        );
        lines.push(String::new());
        lines.push(counts);
    }
    MessageView::from_html(lines.join("\n")).with_row([step_button(
        t!(lang, "duty-button-show"),
        told.id,
        DutyStep::Show,
    )])
}

/// Somebody's calendar link; none while they have not asked for one.
pub fn calendar_view(address: Option<&str>, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let press = |label, press| Button::with_callback(label, &Callback::Duty(press));
    match address {
        None => MessageView::from_html(t!(lang, "duty-calendar-none"))
            .with_row([press(t!(lang, "duty-button-calendar-new"), DutyPress::NewCalendar)]),
        Some(address) => {
            let text = t!(lang, "duty-calendar", address = escape_html(address));
            MessageView::from_html(text).with_row([
                press(t!(lang, "duty-button-calendar-renew"), DutyPress::NewCalendar),
                press(t!(lang, "duty-button-calendar-end"), DutyPress::EndCalendar),
            ])
        }
    }
}
