//! Drawing a card, and what its buttons carry.

use deskgram::callback::Callback;
use deskgram::domain::action::Action;
use deskgram::domain::ids::TicketId;
use deskgram::domain::relevance::WatchState;
use deskgram::domain::settings::ShowMode;
use deskgram::i18n::Lang;
use deskgram::render::card::render_card;
use deskgram::render::card_view::{CardKeyboard, CardView};
use deskgram::render::reader::Reader;
use divan::{Bencher, black_box};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::people::{person, ticket};

#[divan::bench(args = [Lang::En, Lang::Uk])]
fn a_card(bencher: Bencher, lang: Lang) {
    let ticket = ticket(49);
    let reader = Reader { lang, zone: TimeZone::UTC, now: Timestamp::UNIX_EPOCH, me: Some(person(1)) };
    let shown = CardView {
        ticket: &ticket,
        details: None,
        comments: Some(2),
        unit: Some("Бухгалтерія"),
        contact: None,
        calls: &[],
        link: Some("https://help.example.com/ticket?0"),
        twin: None,
        actions: &[Action::Take, Action::Finish, Action::Refer],
        undo: None,
        watch: Some(WatchState::Off),
        show: ShowMode::Client,
        quick_replies: true,
        keyboard: CardKeyboard::Usual,
    };
    bencher.bench(|| render_card(black_box(&shown), &reader));
}

#[divan::bench]
fn a_button() -> Option<Callback> {
    let take = Callback::Act { action: Action::Take, ticket: TicketId(black_box(49)) };
    Callback::decode(&take.encode())
}
