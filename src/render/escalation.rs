//! Who was called about a ticket that nobody takes, as one line of its card.

use super::html::{TimeFormat, local_time};
use super::reader::Reader;
use crate::domain::escalation::{EscalationCall, EscalationTarget};
use crate::domain::settings::ShowMode;
use crate::i18n::time;
use crate::t;

/// More people than these are called by what they are together.
const MAX_NAMES: usize = 3;

/// The line; empty while nobody was called. Names stand where a place shows more than the subject.
pub fn calls_line(calls: &[EscalationCall], show: ShowMode, reader: &Reader) -> String {
    let called = calls.iter().filter(|call| !call.people.is_empty() || call.groups > 0);
    let said: Vec<_> =
        called.map(|call| format!("{}\u{a0}{}", who(call, show, reader), when(call, reader))).collect();
    match said.is_empty() {
        true => String::new(),
        false => t!(reader.lang, "card-called", calls = said.join(" · ")),
    }
}

fn who(call: &EscalationCall, show: ShowMode, reader: &Reader) -> String {
    if show >= ShowMode::Text && (1..=MAX_NAMES).contains(&call.people.len()) {
        let names: Vec<_> = call.people.iter().map(|person| reader.name_or_you(person)).collect();
        return names.join(", ");
    }
    match call.step {
        EscalationTarget::Duty => t!(reader.lang, "called-duty"),
        EscalationTarget::Next => t!(reader.lang, "called-next"),
        EscalationTarget::Unit => t!(reader.lang, "called-unit"),
        EscalationTarget::Head => t!(reader.lang, "called-head"),
        EscalationTarget::Group => t!(reader.lang, "called-group", count = call.groups),
    }
}

fn when(call: &EscalationCall, reader: &Reader) -> String {
    let day = |at: jiff::Timestamp| reader.zone.to_datetime(at).date();
    let format = if day(call.at) == day(reader.now) { TimeFormat::Time } else { TimeFormat::DayAndTime };
    local_time(call.at, format, &time::format_moment(reader.lang, call.at, reader.now, &reader.zone))
}
