//! The buttons below a card: the next action first, the rest behind one more press. Nothing moves under a thumb: the menu has
//! no fewer rows than what it replaces, and ends with the way back, as that ends with the way there.

use super::card_view::{CardKeyboard, CardView};
use super::reader::Reader;
use crate::callback::{Callback, ReplyPress, SnoozePress};
use crate::domain::action::Action;
use crate::domain::relevance::{self, WatchState};
use crate::domain::ticket::TicketState;
use crate::t;
use crate::view::label_width::fits_in_row;
use crate::view::{Button, ButtonStyle, MessageView};

/// How many buttons of the menu stand side by side.
const MAX_MENU_ROW: usize = 3;

/// How many actions stand in the first row.
const MAX_NEXT_ACTIONS: usize = 2;

/// The rows of buttons.
pub(super) fn card_buttons(card: &CardView<'_>, reader: &Reader) -> Vec<Vec<Button>> {
    // After an action that can be taken back they stay as they were: a second tap of the same thumb must not find another button
    // in that place.
    let places = card.undo.map_or(card.actions, |layout| layout.offered);
    let (rare, quick): (Vec<_>, Vec<_>) = places.iter().partition(|&&action| action == Action::Refer);
    let mut next = if quick.is_empty() { rare } else { quick };
    next.truncate(MAX_NEXT_ACTIONS);
    match card.keyboard {
        CardKeyboard::Usual => {
            let next: Vec<_> = next.into_iter().map(|action| action_place(action, card, reader)).collect();
            let menu = Callback::OpenMenu { ticket: card.ticket.at.id };
            let menu = Button::with_callback(t!(reader.lang, "button-more"), &menu);
            let tools = usual_tools(card, reader).chain([menu]).collect();
            [next, tools].into_iter().filter(|row| !row.is_empty()).collect()
        }
        CardKeyboard::Menu => {
            let is_rest = |action: &Action| !next.contains(action) && card.actions.contains(action);
            let rest = places.iter().copied().filter(is_rest);
            let tools =
                rest.map(|action| action_button(action, card, reader)).chain(menu_tools(card, reader));
            let back = Callback::CloseMenu { ticket: card.ticket.at.id };
            let back = Button::with_callback(t!(reader.lang, "button-back"), &back);
            menu_rows(tools.collect(), back, next.is_empty())
        }
        CardKeyboard::Panel => {
            let is_rest = |action: &Action| !next.contains(action) && card.actions.contains(action);
            let rest = places.iter().copied().filter(is_rest);
            let rest = rest.map(|action| action_button(action, card, reader)).chain(menu_tools(card, reader));
            let tools: Vec<_> = usual_tools(card, reader).collect();
            let next: Vec<_> = next.iter().map(|&action| action_place(action, card, reader)).collect();
            MessageView::default().with_row(next).with_row(tools).with_row(rest).buttons
        }
    }
}

/// The button of an action, or what stands in its place while the last one can be taken back.
fn action_place(action: Action, card: &CardView<'_>, reader: &Reader) -> Button {
    match card.undo {
        Some(layout) if layout.pressed == action => Button::with_callback(
            t!(reader.lang, "button-undo"),
            &Callback::Undo { ticket: card.ticket.at.id },
        ),
        // The ticket has no use for it now.
        Some(_) if !card.actions.contains(&action) => Button::with_callback("·", &Callback::Nothing),
        _ => action_button(action, card, reader),
    }
}

fn action_button(action: Action, card: &CardView<'_>, reader: &Reader) -> Button {
    let is_mine = matches!(&card.ticket.state, TicketState::Held(who) if reader.is_person(who));
    let label = match action {
        Action::Release if !is_mine => t!(reader.lang, "action-free-up"),
        _ => reader.action_label(action),
    };
    let button = Button::with_callback(label, &Callback::Act { action, ticket: card.ticket.at.id });
    match action {
        Action::Take => button.with_style(ButtonStyle::Primary),
        Action::Finish => button.with_style(ButtonStyle::Success),
        Action::Release | Action::Reopen | Action::Refer => button,
    }
}

/// What can be done with any ticket at any time.
fn usual_tools(card: &CardView<'_>, reader: &Reader) -> impl Iterator<Item = Button> {
    let (lang, ticket) = (reader.lang, card.ticket.at.id);
    let comments = match card.comments {
        Some(count) => t!(lang, "button-comments-count", count = count),
        None => t!(lang, "button-comments"),
    };
    let offer = Callback::Reply(ReplyPress::Offer { ticket });
    let reply = card.quick_replies.then(|| Button::with_callback(t!(lang, "button-reply"), &offer));
    let comments = Button::with_callback(comments, &Callback::Comments { ticket, page: 0 });
    [Some(comments), reply].into_iter().flatten()
}

/// What is rarely wanted.
fn menu_tools(card: &CardView<'_>, reader: &Reader) -> impl Iterator<Item = Button> {
    let (lang, ticket) = (reader.lang, card.ticket.at.id);
    let answer = (card.quick_replies && card.actions.contains(&Action::Finish))
        .then(|| Button::with_callback(t!(lang, "button-answer"), &Callback::Answer { ticket }));
    let watch = card.watch.map(|watch| match watch {
        WatchState::Off => Button::with_callback(t!(lang, "button-watch"), &Callback::Watch { ticket }),
        WatchState::On => Button::with_callback(t!(lang, "button-unwatch"), &Callback::Unwatch { ticket }),
    });
    let refresh = Button::with_callback(t!(lang, "button-refresh"), &Callback::Refresh { ticket });
    let catch_up = Button::with_callback(t!(lang, "button-catch-up"), &Callback::CatchUp { ticket });
    let is_over = relevance::is_closed(card.ticket) && card.undo.is_none();
    let offer = Callback::Snooze(SnoozePress::Offer { ticket });
    let snooze = (!is_over).then(|| Button::with_callback(t!(lang, "button-snooze"), &offer));
    let seen = Button::with_callback(t!(lang, "button-seen-before"), &Callback::SeenBefore { ticket });
    [answer, watch, Some(catch_up), Some(seen), snooze, Some(refresh)].into_iter().flatten()
}

/// The menu in rows that can be read, no fewer than it replaces; the way back is the last of all.
fn menu_rows(tools: Vec<Button>, back: Button, in_one_row: bool) -> Vec<Vec<Button>> {
    let most = if tools.len() < MAX_MENU_ROW && !in_one_row { MAX_MENU_ROW - 1 } else { MAX_MENU_ROW };
    let mut rows: Vec<Vec<Button>> = vec![Vec::new()];
    for button in tools.into_iter().chain([back]) {
        let row = rows.last().map_or(&[][..], Vec::as_slice);
        let labels: Vec<_> = row.iter().chain([&button]).map(|button| button.label.as_str()).collect();
        let fits = labels.len() <= most && fits_in_row(labels.into_iter());
        match rows.last_mut() {
            Some(row) if fits || row.is_empty() => row.push(button),
            _ => rows.push(vec![button]),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::action::UndoLayout;
    use crate::domain::settings::ShowMode;
    use crate::domain::ticket::{PersonRef, Ticket};
    use crate::i18n::Lang;
    use crate::render::reader;

    const ACTIONS: [&[Action]; 6] = [
        &[],
        &[Action::Take, Action::Finish, Action::Refer],
        &[Action::Finish, Action::Release, Action::Refer],
        &[Action::Release],
        &[Action::Reopen],
        &[Action::Refer],
    ];

    /// The two keyboards of a card with these actions.
    fn keyboards(card: CardView<'_>, reader: &Reader) -> [Vec<Vec<Button>>; 2] {
        let usual = card_buttons(&card, reader);
        [usual, card_buttons(&CardView { keyboard: CardKeyboard::Menu, ..card }, reader)]
    }

    #[test]
    fn every_keyboard_of_a_card_can_be_read_and_keeps_its_rows() {
        let me = PersonRef { hash: None, name: Some("Ким Н.С.".into()) };
        for lang in Lang::ALL {
            for (actions, state) in ACTIONS.into_iter().flat_map(|actions| {
                [TicketState::Free, TicketState::Held(me.clone())].map(|state| (actions, state))
            }) {
                for (undo, watch) in [
                    (None, None),
                    (None, Some(WatchState::Off)),
                    (None, Some(WatchState::On)),
                    (UndoLayout::before_steps(&[Action::Release]), Some(WatchState::Off)),
                ] {
                    let ticket = Ticket { state: state.clone(), ..reader::tests::ticket() };
                    let reader = Reader {
                        lang,
                        zone: jiff::tz::TimeZone::UTC,
                        now: jiff::Timestamp::UNIX_EPOCH,
                        me: Some(me.clone()),
                    };
                    let card = CardView {
                        ticket: &ticket,
                        details: None,
                        comments: Some(88),
                        unit: None,
                        contact: None,
                        calls: &[],
                        link: None,
                        twin: None,
                        actions,
                        undo,
                        watch,
                        show: ShowMode::Client,
                        quick_replies: true,
                        keyboard: CardKeyboard::Usual,
                    };
                    let [usual, menu] = keyboards(card, &reader);
                    assert!(usual.concat().len() <= 5 && usual.len() <= menu.len(), "{usual:?} {menu:?}");
                    for row in usual.iter().chain(&menu) {
                        let labels: Vec<_> = row.iter().map(|button| button.label.as_str()).collect();
                        assert!(!labels.is_empty() && fits_in_row(labels.iter().copied()), "{labels:?}");
                    }
                    let kept: Vec<_> = usual.concat().into_iter().chain(menu.concat()).collect();
                    for action in actions.iter().filter(|_| undo.is_none()) {
                        let press = Callback::Act { action: *action, ticket: ticket.at.id };
                        let same = |button: &&Button| button.press == Button::with_callback("", &press).press;
                        assert_eq!(kept.iter().filter(same).count(), 1, "{action:?} of {actions:?}");
                    }
                }
            }
        }
    }
}
