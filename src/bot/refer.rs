//! Passing tickets on: the unit, then one or several of its people or all of them, then a reason that may be left out,
//! then a few seconds in which it can be called off: the helpdesk has no way back.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::Bot;
use super::choice::{Buttons, Choices};
use super::dialogue::{Dialogue, cancel_button, words};
use super::gates::Caller;
use super::press::reachable;
use super::turn::Turn;
use crate::callback::Callback;
use crate::domain::ids::{CardRef, MessageId, Target, TicketId, UnitId, UserHash};
use crate::domain::person::Unit;
use crate::helpdesk::Error;
use crate::render::choices::choose;
use crate::render::html::escape;
use crate::render::words::{Reader, number};
use crate::screen::{Button, Class, Screen};
use crate::service::directory::DirectoryError;
use crate::service::later::{self, Job};
use crate::service::parcel::{self, Parcel};
use crate::store::{Chosen, StoreError};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming};

/// How long a referral can be called off.
const GRACE: SignedDuration = SignedDuration::from_secs(5);

/// How many of those chosen lately stand first.
const LATELY: i64 = 5;

/// How far a referral has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// One from a card, several at the end of a shift.
    tickets: Vec<TicketId>,
    step: Step,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Step {
    Unit {
        units: Vec<Unit>,
        #[serde(default)]
        page: usize,
    },
    People {
        unit: Unit,
        people: Choices,
    },
    Reason {
        unit: UnitId,
        people: Vec<UserHash>,
        message: Option<MessageId>,
    },
}

/// The Refer button of a card.
pub async fn begin(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    match reachable(bot, incoming, caller, ticket).await? {
        Ok(_) => begin_several(bot, incoming, caller, vec![ticket]).await,
        Err(turn) => Ok(turn),
    }
}

/// Starts to pass tickets on that the caller may speak of.
pub async fn begin_several(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    tickets: Vec<TicketId>,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(reader.lang, "act-client")));
    }
    let mut units = match bot.desk.units(&caller.session).await {
        Ok(units) => units,
        Err(error) => return failed(bot, incoming, reader, error).await,
    };
    let who = incoming.from.who;
    let lately: Vec<UnitId> = bot.desk.store.read(move |db| db.chosen(who, Chosen::Unit, LATELY)).await?;
    units.sort_by_key(|unit| lately.iter().position(|id| *id == unit.id).unwrap_or(usize::MAX));
    // Choosing takes several steps; in a group everybody would have to watch them.
    let mut turn = match incoming.place.kind {
        ChatKind::Private => Turn::default(),
        _ => Turn::toast(t!(reader.lang, "press-sent-privately")),
    };
    let referral = Referral { tickets, step: Step::Unit { units, page: 0 } };
    turn.say(Target::chat(who.chat()), referral.screen(reader), reader.now);
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
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(reader.lang, "act-client")));
    }
    let who = incoming.from.who;
    let over = || Ok(Turn::window(t!(reader.lang, "dialogue-over")));
    let Some(Dialogue::Refer(Referral { tickets, step })) = bot.dialogue(who).await? else { return over() };
    let next = match (callback, step) {
        (Callback::ReferPage { page }, Step::Unit { units, .. }) => Step::Unit { units, page },
        (Callback::ReferUnit { unit }, Step::Unit { units, .. }) => {
            let Some(unit) = units.into_iter().find(|known| known.id == unit) else { return over() };
            let people = match bot.desk.people_of(&caller.session, unit.id).await {
                Ok(people) => people,
                Err(error) => return failed(bot, incoming, reader, error).await,
            };
            if people.is_empty() {
                return Ok(Turn::window(t!(reader.lang, "refer-nobody", unit = unit.name)));
            }
            let lately = bot.desk.store.read(move |db| db.chosen(who, Chosen::Person, LATELY)).await?;
            Step::People { unit, people: Choices::new(people, &lately) }
        }
        (Callback::ReferPerson { place }, Step::People { unit, mut people }) => {
            people.toggle(place);
            Step::People { unit, people }
        }
        (Callback::ReferPage { page }, Step::People { unit, mut people }) => {
            people.turn_to(page);
            Step::People { unit, people }
        }
        (Callback::ReferReason, Step::People { unit, people }) => {
            // Nobody ticked means all of them: the helpdesk would hide a ticket that is sent to the unit as such.
            let chosen: Vec<_> = people.chosen().map(|choice| choice.hash.clone()).collect();
            let people = match chosen.is_empty() {
                true => people.people.into_iter().map(|choice| choice.hash).collect(),
                false => chosen,
            };
            Step::Reason { unit: unit.id, people, message: incoming.place.message }
        }
        (Callback::ReferSend, Step::Reason { unit, people, message }) => {
            return Ok(send(incoming, reader, tickets, unit, people, "", message));
        }
        _ => return over(),
    };
    let referral = Referral { tickets, step: next };
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
    if !caller.session.account.is_staff() {
        return Ok(bot.respond(incoming, t!(caller.reader.lang, "act-client")));
    }
    let text = words(incoming).map(|(text, _)| text.trim()).filter(|text| !text.is_empty());
    Ok(match (referral.step, text) {
        (Step::Reason { unit, people, message }, Some(reason)) => {
            send(incoming, &caller.reader, referral.tickets, unit, people, reason, message)
        }
        (step, _) => {
            // Where it was, said once more.
            let (reader, referral) = (&caller.reader, Referral { tickets: referral.tickets, step });
            let mut turn = Turn::saying(incoming.place.target, referral.screen(reader), reader.now);
            turn.next(incoming.from.who, Dialogue::Refer(referral), reader.now);
            turn
        }
    })
}

/// Hands the referral over: it is made when nobody has called it off. Each ticket says for itself what became of it, in
/// the message of the dialogue if it is the only one.
fn send(
    incoming: &Incoming,
    reader: &Reader,
    tickets: Vec<TicketId>,
    unit: UnitId,
    people: Vec<UserHash>,
    reason: &str,
    message: Option<MessageId>,
) -> Turn {
    let (who, now, lang) = (incoming.from.who, reader.now, reader.lang);
    let (target, reason) = (incoming.place.target, reason.to_owned());
    let only = tickets.len() == 1;
    let mut turn = Turn::default();
    turn.end(who);
    turn.write(move |db| {
        for ticket in tickets {
            let shown = message.filter(|_| only).map(|message| CardRef { chat: target.chat, message });
            let (people, reason) = (people.clone(), reason.clone());
            let stage = later::Stage::Waiting;
            let job = Job::Refer(later::Referral { ticket, unit, people, reason, shown, stage });
            let job = db.add_job(who, &job, now + GRACE)?;
            let cancel = Button::call(t!(lang, "button-cancel"), &Callback::CancelJob { job: job.0 });
            let screen = Screen::text(t!(lang, "refer-soon", number = number(ticket))).row([cancel]);
            let parcel = match shown {
                Some(shown) => Parcel::Edit { message: shown.message, screen },
                None => Parcel::say(screen),
            };
            parcel::post(db, target, Class::Answer, &parcel, now)?;
        }
        db.choose(who, Chosen::Unit, &unit.to_string(), &unit, now)?;
        people.iter().try_for_each(|person| db.choose(who, Chosen::Person, &person.0, person, now))
    });
    turn
}

impl Referral {
    fn screen(&self, reader: &Reader) -> Screen {
        let lang = reader.lang;
        let number = match self.tickets[..] {
            [ticket] => number(ticket),
            _ => t!(lang, "refer-several", count = self.tickets.len()),
        };
        let screen = match &self.step {
            Step::Unit { units, page } => {
                let screen = Screen::text(t!(lang, "refer-unit", number = number));
                let button =
                    |_, unit: &Unit, label| Button::call(label, &Callback::ReferUnit { unit: unit.id });
                let turn = |page| Callback::ReferPage { page };
                choose(screen, units, *page, |unit| &unit.name, button, turn)
            }
            Step::People { unit, people } => {
                let text = t!(lang, "refer-people", number = number, unit = escape(&unit.name));
                let buttons = Buttons {
                    person: |place| Callback::ReferPerson { place },
                    page: |page| Callback::ReferPage { page },
                    done: Callback::ReferReason,
                };
                people.buttons(Screen::text(text), &buttons, reader)
            }
            Step::Reason { people, .. } => {
                Screen::text(t!(lang, "refer-reason", number = number, count = people.len()))
                    .row([Button::call(t!(lang, "refer-no-reason"), &Callback::ReferSend)])
            }
        };
        screen.row([cancel_button(reader)])
    }
}

/// What to say when the helpdesk's lists can't be read.
pub async fn failed(
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
            Ok(bot.respond(incoming, t!(reader.lang, "helpdesk-down")))
        }
    }
}
