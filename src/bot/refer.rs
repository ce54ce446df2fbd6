//! Passing a ticket on: the unit, then one or several of its people or all of them, then a reason that may be left out.

use serde::{Deserialize, Serialize};

use super::Bot;
use super::dialogue::{Dialogue, cancel_button, words};
use super::gates::Caller;
use super::press::{acted_toast, reachable};
use super::turn::Turn;
use crate::callback::Callback;
use crate::domain::action::Action;
use crate::domain::ids::{MessageId, TicketId, UnitId, UserHash};
use crate::domain::person::{Person, Unit};
use crate::helpdesk::Error;
use crate::render::html::escape;
use crate::render::words::{Reader, number};
use crate::screen::{Button, Screen};
use crate::service::directory::DirectoryError;
use crate::service::parcel::Parcel;
use crate::service::tickets::Acted;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming};

/// How many people stand on a page of buttons.
const PAGE: usize = 8;

/// How far a referral has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    ticket: TicketId,
    step: Step,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Step {
    Unit { units: Vec<Unit> },
    People { unit: Unit, people: Vec<Choice>, page: usize },
    Reason { unit: UnitId, people: Vec<UserHash>, message: Option<MessageId> },
}

/// Somebody to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Choice {
    hash: UserHash,
    name: String,
    chosen: bool,
}

/// The Refer button of a card.
pub async fn begin(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    if caller.session.account.is_client() {
        return Ok(Turn::window(t!(reader.lang, "act-client")));
    }
    if let Err(turn) = reachable(bot, incoming, caller, ticket).await? {
        return Ok(turn);
    }
    let units = match bot.desk.units(&caller.session).await {
        Ok(units) => units,
        Err(error) => return failed(bot, incoming, reader, error).await,
    };
    // Choosing takes several steps; in a group everybody would have to watch them.
    let mut turn = match incoming.place.kind {
        ChatKind::Private => Turn::default(),
        _ => Turn::toast(t!(reader.lang, "press-sent-privately")),
    };
    let who = incoming.from.who;
    let referral = Referral { ticket, step: Step::Unit { units } };
    turn.say(crate::domain::ids::Target::chat(who.chat()), referral.screen(reader), reader.now);
    turn.next(who, Dialogue::Refer(referral), reader.now);
    Ok(turn)
}

/// A button of the dialogue. Only its owner's own dialogue is ever looked at, so somebody else's button does nothing.
pub async fn pressed(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    callback: Callback,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let who = incoming.from.who;
    let Some(Dialogue::Refer(Referral { ticket, step })) = bot.dialogue(who).await? else {
        return Ok(Turn::window(t!(reader.lang, "dialogue-over")));
    };
    let next = match (callback, step) {
        (Callback::ReferUnit { unit }, Step::Unit { units }) => {
            let Some(unit) = units.into_iter().find(|known| known.id == unit) else {
                return Ok(Turn::window(t!(reader.lang, "dialogue-over")));
            };
            let people = match bot.desk.people_of(&caller.session, unit.id).await {
                Ok(people) => people,
                Err(error) => return failed(bot, incoming, reader, error).await,
            };
            if people.is_empty() {
                return Ok(Turn::window(t!(reader.lang, "refer-nobody", unit = unit.name)));
            }
            Step::People { unit, people: people.into_iter().map(Choice::new).collect(), page: 0 }
        }
        (Callback::ReferPerson { place }, Step::People { unit, mut people, page }) => {
            if let Some(choice) = people.get_mut(place) {
                choice.chosen = !choice.chosen;
            }
            Step::People { unit, people, page }
        }
        (Callback::ReferPage { page }, Step::People { unit, people, .. }) => {
            Step::People { unit, people, page }
        }
        (Callback::ReferReason, Step::People { unit, people, .. }) => {
            // Nobody ticked means all of them: the helpdesk would hide a ticket that is sent to the unit as such.
            let nobody = people.iter().all(|choice| !choice.chosen);
            let chosen = people.into_iter().filter(|choice| nobody || choice.chosen);
            let people = chosen.map(|choice| choice.hash).collect();
            Step::Reason { unit: unit.id, people, message: incoming.place.message }
        }
        (Callback::ReferSend, Step::Reason { unit, people, message }) => {
            return send(bot, incoming, caller, ticket, unit, &people, "", message).await;
        }
        _ => return Ok(Turn::window(t!(reader.lang, "dialogue-over"))),
    };
    let referral = Referral { ticket, step: next };
    let mut turn = Turn::default();
    if let Some(message) = incoming.place.message {
        let screen = referral.screen(reader);
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
    }
    turn.next(who, Dialogue::Refer(referral), reader.now);
    Ok(turn)
}

/// Text in the middle of the dialogue: the reason, if that is what is asked for.
pub async fn said(bot: &Bot, incoming: &Incoming, referral: Referral) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let text = words(incoming).map(|(text, _)| text.trim()).filter(|text| !text.is_empty());
    match (referral.step, text) {
        (Step::Reason { unit, people, message }, Some(reason)) => {
            send(bot, incoming, &caller, referral.ticket, unit, &people, reason, message).await
        }
        (step, _) => {
            // Where it was, said once more.
            let screen = Referral { ticket: referral.ticket, step }.screen(&caller.reader);
            Ok(Turn::saying(incoming.place.target, screen, caller.reader.now))
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "all that a referral is made of")]
async fn send(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    unit: UnitId,
    people: &[UserHash],
    reason: &str,
    message: Option<MessageId>,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let Some(known) = bot.desk.store.read(move |db| db.ticket(ticket)).await? else {
        return Ok(Turn::window(t!(reader.lang, "ticket-gone", number = number(ticket))));
    };
    let acted = bot.tickets.refer(&caller.session, &known.ticket.at, unit, people, reason).await?;
    log::info!("{} on ticket {ticket} by {}: {acted}", Action::Refer.name(), incoming.from.who);
    if acted == Acted::SignInAgain {
        return bot.key_refused(incoming, reader).await;
    }
    // The helpdesk was not there: the dialogue stays where it is, so that one press tries again.
    let over = acted != Acted::Down;
    let mut turn = acted_toast(reader.lang, Action::Refer, ticket, acted);
    let text = turn.toast.as_ref().map(|toast| escape(&toast.text)).unwrap_or_default();
    let screen = Screen::text(text);
    match message {
        Some(message) if over => {
            turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
        }
        _ => turn.say(incoming.place.target, screen, reader.now),
    }
    if over {
        turn.end(incoming.from.who);
    }
    Ok(turn)
}

impl Choice {
    fn new(person: Person) -> Self {
        Self { hash: person.hash, name: person.name, chosen: false }
    }
}

impl Referral {
    fn screen(&self, reader: &Reader) -> Screen {
        let lang = reader.lang;
        let number = number(self.ticket);
        match &self.step {
            Step::Unit { units } => {
                let screen = Screen::text(t!(lang, "refer-unit", number = number));
                let button = |unit: &Unit| Button::call(&unit.name, &Callback::ReferUnit { unit: unit.id });
                units.iter().fold(screen, |screen, unit| screen.row([button(unit)]))
            }
            Step::People { unit, people, page } => people_screen(&number, unit, people, *page, reader),
            Step::Reason { people, .. } => {
                Screen::text(t!(lang, "refer-reason", number = number, count = people.len()))
                    .row([Button::call(t!(lang, "refer-no-reason"), &Callback::ReferSend)])
            }
        }
        .row([cancel_button(reader)])
    }
}

fn people_screen(number: &str, unit: &Unit, people: &[Choice], page: usize, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let last = people.len().div_ceil(PAGE).max(1) - 1;
    let page = page.min(last);
    let chosen = people.iter().filter(|choice| choice.chosen).count();
    let mut screen = Screen::text(t!(lang, "refer-people", number = number, unit = escape(&unit.name)));
    for (place, choice) in people.iter().enumerate().skip(page * PAGE).take(PAGE) {
        let mark = if choice.chosen { "☑" } else { "☐" };
        let label = format!("{mark} {}", choice.name);
        screen = screen.row([Button::call(label, &Callback::ReferPerson { place })]);
    }
    let turn = |label: &str, page| Button::call(label, &Callback::ReferPage { page });
    let back = (page > 0).then(|| turn("◀", page.saturating_sub(1)));
    let on = (page < last).then(|| turn("▶", page + 1));
    let label = match chosen {
        0 => t!(lang, "refer-all", count = people.len()),
        count => t!(lang, "refer-chosen", count = count),
    };
    screen.row(back.into_iter().chain(on)).row([Button::call(label, &Callback::ReferReason)])
}

/// What to say when the helpdesk's lists can't be read.
async fn failed(
    bot: &Bot,
    incoming: &Incoming,
    reader: &Reader,
    error: DirectoryError,
) -> Result<Turn, StoreError> {
    match error {
        DirectoryError::Store(error) => Err(error),
        DirectoryError::Helpdesk(Error::KeyRefused) => bot.key_refused(incoming, reader).await,
        DirectoryError::Helpdesk(error) => {
            log::warn!("the directory can't be read: {error}");
            Ok(Turn::window(t!(reader.lang, "helpdesk-down")))
        }
    }
}
