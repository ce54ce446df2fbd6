//! Drawing a card, and what its buttons carry.

use deskgram::callback::Callback;
use deskgram::domain::action::Action;
use deskgram::domain::ids::TicketId;
use deskgram::domain::plan::Watch;
use deskgram::domain::settings::Show;
use deskgram::i18n::Lang;
use deskgram::render::card::{Card, card};
use deskgram::render::words::Reader;
use divan::{Bencher, black_box};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::people::{person, ticket};

#[divan::bench(args = [Lang::En, Lang::Uk])]
fn a_card(bencher: Bencher, lang: Lang) {
    let ticket = ticket(49);
    let reader = Reader { lang, zone: TimeZone::UTC, now: Timestamp::UNIX_EPOCH, me: Some(person(1)) };
    let shown = Card {
        ticket: &ticket,
        details: None,
        comments: Some(2),
        unit: Some("Бухгалтерія"),
        actions: &[Action::Take, Action::Finish, Action::Refer],
        undo: false,
        watch: Some(Watch::Off),
        show: Show::Client,
    };
    bencher.bench(|| card(black_box(&shown), &reader));
}

#[divan::bench]
fn a_button() -> Option<Callback> {
    let take = Callback::Act { action: Action::Take, ticket: TicketId(black_box(49)) };
    Callback::decode(&take.encode())
}
