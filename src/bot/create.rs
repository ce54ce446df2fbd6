//! Making a ticket: client, subject, unit, people, priority, text, then a preview in which each line can be changed.
//! What is known already (a forwarded message's text, a client's own name) is not asked.

use serde::{Deserialize, Serialize};

use super::choice::{Buttons, Choices};
use super::dialogue::{Dialogue, cancel_button, words};
use super::gates::Caller;
use super::refer::failed;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::{Callback, CreatePress, Line};
use crate::domain::account::Account;
use crate::domain::audit::{Deed, Outcome};
use crate::domain::ids::{SubjectId, TicketId, UserHash};
use crate::domain::person::{Named, Unit};
use crate::domain::ticket::{PersonRef, Priority};
use crate::helpdesk::NewTicket;
use crate::render::html::{cut, escape};
use crate::render::words::{Reader, number};
use crate::screen::{Button, Screen};
use crate::service::create::{Attempt, Made};
use crate::service::parcel::Parcel;
use crate::store::{Chosen, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;
use crate::telegram::incoming::{ChatKind, Incoming, Origin, What};

/// How many clients chosen lately are offered.
const LATELY: i64 = 5;

/// A ticket in the making. What is missing is asked for, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    client: Option<Client>,
    subject: Option<Named<SubjectId>>,
    unit: Option<Unit>,
    /// Nobody means the whole unit.
    people: Option<Vec<Client>>,
    priority: Option<Priority>,
    text: Option<String>,
    /// What the question at hand offers.
    offer: Offer,
    /// It has been sent to the helpdesk, when this was the newest ticket known; from here on it is looked for before it
    /// is sent again.
    sent: Option<TicketId>,
}

/// Somebody by name, as a list of the helpdesk gave them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Client {
    hash: UserHash,
    name: String,
}

/// What the question at hand offers to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Offer {
    #[default]
    Nothing,
    Clients(Vec<Client>),
    Subjects(Vec<Named<SubjectId>>),
    Units(Vec<Unit>),
    People(Choices),
}

/// `/new`, also as a reply to a message whose text is to be the ticket's.
pub async fn new(bot: Shared, incoming: std::sync::Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    if incoming.place.kind != ChatKind::Private {
        let text = t!(caller.reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.respond(&incoming, text));
    }
    let What::Command { rest, reply_text, .. } = &incoming.what else { return Ok(Turn::default()) };
    let text = [rest, reply_text].into_iter().find(|text| !text.is_empty()).cloned();
    begin(&bot, &incoming, &caller, text).await
}

/// The offer to make a ticket of a forwarded message; `None` when it is no such message.
pub fn offer(bot: &Bot, incoming: &Incoming, reader: &Reader) -> Option<Turn> {
    let What::Text { text, origin: Origin::Forwarded, .. } = &incoming.what else { return None };
    bot.desk.sessions.get(incoming.from.who)?;
    let begin = Button::call(t!(reader.lang, "new-from-forward"), &Callback::Create(CreatePress::Begin));
    let parcel = Parcel::Say {
        screen: Screen::text(t!(reader.lang, "new-offer")).row([begin]),
        reply_to: incoming.place.message,
        sound: Sound::Silent,
    };
    let mut turn = Turn::default();
    turn.post(incoming.place.target, parcel, reader.now);
    let draft = Draft { text: Some(text.clone()), ..Draft::default() };
    turn.next(incoming.from.who, Dialogue::Create(Box::new(draft)), reader.now);
    Some(turn)
}

async fn begin(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    text: Option<String>,
) -> Result<Turn, StoreError> {
    go_on(bot, incoming, caller, Draft { text, ..Draft::default() }).await
}

/// A button of the dialogue.
pub async fn pressed(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    press: CreatePress,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let who = incoming.from.who;
    let over = || Ok(Turn::window(t!(reader.lang, "dialogue-over")));
    let Some(Dialogue::Create(draft)) = bot.dialogue(who).await? else { return over() };
    let mut draft = *draft;
    match (press, &mut draft.offer) {
        (CreatePress::Begin, _) => return begin(bot, incoming, caller, draft.text).await,
        (CreatePress::Client { place }, Offer::Clients(clients)) => {
            let Some(client) = clients.get(place).cloned() else { return over() };
            let (kept, now) = (client.clone(), reader.now);
            let name = client.hash.0.clone();
            bot.desk.store.write(move |db| db.choose(who, Chosen::Client, &name, &kept, now)).await?;
            draft.client = Some(client);
        }
        (CreatePress::Subject { subject }, Offer::Subjects(subjects)) => {
            let Some(found) = subjects.iter().find(|known| known.id == subject) else { return over() };
            draft.subject = Some(found.clone());
        }
        (CreatePress::Unit { unit }, Offer::Units(units)) => {
            let Some(found) = units.iter().find(|known| known.id == unit) else { return over() };
            draft.unit = Some(found.clone());
        }
        (CreatePress::Person { place }, Offer::People(people)) => people.toggle(place),
        (CreatePress::Page { page }, Offer::People(people)) => people.turn_to(page),
        (CreatePress::PeopleDone, Offer::People(people)) => {
            let client = |choice: &super::choice::Choice| Client {
                hash: choice.hash.clone(),
                name: choice.name.clone(),
            };
            draft.people = Some(people.chosen().map(client).collect());
        }
        (CreatePress::Priority { level }, _) => {
            draft.priority = Some(match level {
                0 => Priority::Low,
                1 => Priority::Medium,
                _ => Priority::High,
            });
        }
        (CreatePress::Change { line }, _) if draft.sent.is_none() => draft.forget(line),
        (CreatePress::Make, _) => return make(bot, incoming, caller, draft).await,
        _ => return over(),
    }
    go_on(bot, incoming, caller, draft).await
}

/// Text in the middle of the dialogue: whom to look for, or the ticket's text.
pub async fn said(bot: &Bot, incoming: &Incoming, mut draft: Draft) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.respond(incoming, t!(reader.lang, "new-unknown")));
    }
    let said = match (&incoming.what, words(incoming)) {
        (What::Text { .. }, Some((text, None))) => text.trim(),
        _ => return Ok(bot.respond(incoming, t!(reader.lang, "new-text-only"))),
    };
    match draft.missing() {
        Some(Line::Client) => {
            if said.chars().count() < 2 {
                return Ok(bot.respond(incoming, t!(reader.lang, "find-too-short")));
            }
            let found = match bot.desk.helpdesk.search(&caller.session.key, said).await {
                Ok(found) => found,
                Err(error) => return failed(bot, incoming, reader, error.into()).await,
            };
            let clients = found.into_iter().map(|person| Client { hash: person.hash, name: person.name });
            draft.offer = Offer::Clients(clients.collect());
            let mut turn = Turn::saying(incoming.place.target, draft.found_clients(reader), reader.now);
            turn.next(incoming.from.who, Dialogue::Create(Box::new(draft)), reader.now);
            Ok(turn)
        }
        Some(Line::Text) if !said.is_empty() => {
            draft.text = Some(said.to_owned());
            go_on(bot, incoming, &caller, draft).await
        }
        // A button is waited for: the question once more.
        _ => go_on(bot, incoming, &caller, draft).await,
    }
}

/// Asks for what is missing next, or shows the preview.
async fn go_on(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    mut draft: Draft,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let who = incoming.from.who;
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.respond(incoming, t!(reader.lang, "new-unknown")));
    }
    if let Err(error) = draft.prepare(bot, caller).await {
        return failed(bot, incoming, reader, error).await;
    }
    let screen = draft.screen(reader);
    let mut turn = Turn::default();
    let parcel = match (&incoming.what, incoming.place.message) {
        (What::Press { .. }, Some(message)) => Parcel::Edit { message, screen },
        _ => Parcel::say(screen),
    };
    turn.post(incoming.place.target, parcel, reader.now);
    turn.next(who, Dialogue::Create(Box::new(draft)), reader.now);
    Ok(turn)
}

/// Sends the ticket to the helpdesk. The dialogue says so on disk before, so that after a kill it is looked for and not
/// made a second time.
async fn make(bot: &Bot, incoming: &Incoming, caller: &Caller, mut draft: Draft) -> Result<Turn, StoreError> {
    let (reader, who) = (&caller.reader, incoming.from.who);
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.respond(incoming, t!(reader.lang, "new-unknown")));
    }
    let Some(ticket) = draft.ticket() else { return go_on(bot, incoming, caller, draft).await };
    let (after, attempt) = match draft.sent {
        Some(after) => (after, Attempt::Again),
        None => (bot.creator.newest().await?, Attempt::First),
    };
    let draft = Draft { sent: Some(after), ..draft };
    let mut mark = Turn::default();
    mark.next(who, Dialogue::Create(Box::new(draft.clone())), reader.now);
    bot.desk.store.write(move |db| mark.commit(db)).await?;
    let made = bot.creator.make(&caller.session, &ticket, after, attempt).await?;
    log::info!("a ticket by {who}: {made}");
    let (outcome, id) = (Outcome::from(&made), made.ticket());
    let mut turn = told(bot, incoming, caller, draft, made).await?;
    bot.note(&mut turn, incoming, &caller.session, Deed::Create, id, outcome);
    Ok(turn)
}

/// Says what became of it.
async fn told(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    draft: Draft,
    made: Made,
) -> Result<Turn, StoreError> {
    let (reader, who, lang) = (&caller.reader, incoming.from.who, caller.reader.lang);
    let id = made.ticket();
    let text = match made {
        Made::Done(at) => t!(lang, "new-done", number = number(at.id)),
        Made::Shared(at) => t!(lang, "new-shared", number = number(at.id)),
        Made::SignInAgain => return bot.key_refused(incoming, reader).await,
        // Certainly not made: the same draft can be sent again.
        Made::Refused => return back(bot, incoming, caller, draft, t!(lang, "new-refused")).await,
        Made::Down => return back(bot, incoming, caller, draft, t!(lang, "helpdesk-down")).await,
        Made::Unsure => {
            let mut turn = Turn::window(t!(lang, "new-unsure"));
            turn.next(who, Dialogue::Create(Box::new(draft)), reader.now);
            return Ok(turn);
        }
    };
    let mut turn = Turn::default();
    if let Some(message) = incoming.place.message {
        let screen = Screen::text(escape(&text));
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
    }
    if let Some(ticket) = id {
        let card = Parcel::Card { ticket, reply_to: None, sound: Sound::Silent };
        turn.post(incoming.place.target, card, reader.now);
    }
    turn.end(who);
    Ok(turn)
}

/// Back to the preview, with what went wrong.
async fn back(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    draft: Draft,
    text: String,
) -> Result<Turn, StoreError> {
    let draft = Draft { sent: None, ..draft };
    let mut turn = go_on(bot, incoming, caller, draft).await?;
    turn.toast = Turn::window(text).toast;
    Ok(turn)
}

impl Draft {
    /// Clients write for themselves, and to a unit: whose work it is, is decided there. So does whoever's role is not known, or
    /// became another in the middle; `false` where it is not known who that is.
    fn keep_to(&mut self, account: &Account) -> bool {
        if account.is_staff() {
            return true;
        }
        let Some(hash) = account.me.hash.clone() else { return false };
        self.client = Some(Client { hash, name: account.name().to_owned() });
        self.people = Some(Vec::new());
        true
    }

    /// The line that is asked for next.
    fn missing(&self) -> Option<Line> {
        match self {
            Self { client: None, .. } => Some(Line::Client),
            Self { subject: None, .. } => Some(Line::Subject),
            Self { unit: None, .. } | Self { people: None, .. } => Some(Line::Unit),
            Self { priority: None, .. } => Some(Line::Priority),
            Self { text: None, .. } => Some(Line::Text),
            _ => None,
        }
    }

    /// Clears a line, so that it is asked for again.
    fn forget(&mut self, line: Line) {
        match line {
            Line::Client => self.client = None,
            Line::Subject => self.subject = None,
            Line::Unit => (self.unit, self.people) = (None, None),
            Line::Priority => self.priority = None,
            Line::Text => self.text = None,
        }
    }

    /// Reads what the next question offers. Lists are read anew: the helpdesk stores whatever it is given.
    async fn prepare(
        &mut self,
        bot: &Bot,
        caller: &Caller,
    ) -> Result<(), crate::service::directory::DirectoryError> {
        let session = &caller.session;
        let who = session.telegram;
        self.offer = match self.missing() {
            Some(Line::Client) => {
                let lately: Vec<Client> =
                    bot.desk.store.read(move |db| db.chosen(who, Chosen::Client, LATELY)).await?;
                let PersonRef { hash, name } = session.account.me.clone();
                let own = hash.zip(name).map(|(hash, name)| Client { hash, name });
                let fresh = own.filter(|own| lately.iter().all(|known| known.hash != own.hash));
                Offer::Clients(lately.into_iter().chain(fresh).collect())
            }
            Some(Line::Subject) => Offer::Subjects(bot.desk.helpdesk.subjects(&session.key).await?),
            Some(Line::Unit) => match (&self.unit, std::mem::take(&mut self.offer)) {
                (None, _) => Offer::Units(bot.desk.units(session).await?),
                (Some(_), Offer::People(people)) => Offer::People(people),
                (Some(unit), _) => {
                    let people = bot.desk.people_of(session, unit.id).await?;
                    let lately =
                        bot.desk.store.read(move |db| db.chosen(who, Chosen::Person, LATELY)).await?;
                    Offer::People(Choices::new(people, &lately))
                }
            },
            Some(Line::Priority | Line::Text) | None => Offer::Nothing,
        };
        Ok(())
    }

    /// The ticket, if nothing is missing.
    fn ticket(&self) -> Option<NewTicket> {
        Some(NewTicket {
            unit: self.unit.as_ref()?.id,
            people: self.people.as_ref()?.iter().map(|person| person.hash.clone()).collect(),
            subject: self.subject.as_ref()?.id,
            client: self.client.as_ref()?.hash.clone(),
            priority: self.priority?,
            text: self.text.clone()?,
        })
    }

    fn screen(&self, reader: &Reader) -> Screen {
        let lang = reader.lang;
        let button = |label: &str, press| Button::call(label, &Callback::Create(press));
        let screen = match (self.missing(), &self.offer) {
            (Some(Line::Client), Offer::Clients(clients)) => clients_screen(t!(lang, "new-client"), clients),
            (Some(Line::Subject), Offer::Subjects(subjects)) => {
                subjects.iter().fold(Screen::text(t!(lang, "new-subject")), |screen, subject| {
                    screen.row([button(&subject.name, CreatePress::Subject { subject: subject.id })])
                })
            }
            (Some(Line::Unit), Offer::Units(units)) => {
                units.iter().fold(Screen::text(t!(lang, "new-unit")), |screen, unit| {
                    screen.row([button(&unit.name, CreatePress::Unit { unit: unit.id })])
                })
            }
            (Some(Line::Unit), Offer::People(people)) => {
                let unit = self.unit.as_ref().map(|unit| escape(&unit.name)).unwrap_or_default();
                let buttons = Buttons {
                    person: |place| Callback::Create(CreatePress::Person { place }),
                    page: |page| Callback::Create(CreatePress::Page { page }),
                    done: Callback::Create(CreatePress::PeopleDone),
                };
                people.buttons(Screen::text(t!(lang, "new-people", unit = unit)), &buttons, reader)
            }
            (Some(Line::Priority), _) => Screen::text(t!(lang, "new-priority")).row([
                button(&t!(lang, "new-priority-low"), CreatePress::Priority { level: 0 }),
                button(&t!(lang, "new-priority-medium"), CreatePress::Priority { level: 1 }),
                button(&t!(lang, "new-priority-high"), CreatePress::Priority { level: 2 }),
            ]),
            (Some(_), _) => Screen::text(t!(lang, "new-text")),
            (None, _) => self.preview(reader),
        };
        screen.row([cancel_button(reader)])
    }

    fn found_clients(&self, reader: &Reader) -> Screen {
        let text = match &self.offer {
            Offer::Clients(clients) if !clients.is_empty() => t!(reader.lang, "new-client-found"),
            _ => t!(reader.lang, "find-nobody"),
        };
        let clients = match &self.offer {
            Offer::Clients(clients) => clients.as_slice(),
            _ => &[],
        };
        clients_screen(text, clients).row([cancel_button(reader)])
    }

    fn preview(&self, reader: &Reader) -> Screen {
        let lang = reader.lang;
        let name = |name: Option<&str>| name.map(escape).unwrap_or_default();
        let people = match self.people.as_deref() {
            None | Some([]) => t!(lang, "unit-unknown"),
            Some(people) => people.iter().map(|person| escape(&person.name)).collect::<Vec<_>>().join(", "),
        };
        let priority = match self.priority {
            Some(Priority::Low) => t!(lang, "new-priority-low"),
            Some(Priority::High) => t!(lang, "new-priority-high"),
            Some(Priority::Medium) | None => t!(lang, "new-priority-medium"),
        };
        let text = t!(
            lang,
            "new-preview",
            client = name(self.client.as_ref().map(|client| client.name.as_str())),
            subject = name(self.subject.as_ref().map(|subject| subject.name.as_str())),
            unit = name(self.unit.as_ref().map(|unit| unit.name.as_str())),
            people = people,
            priority = priority,
            text = escape(&cut(self.text.as_deref().unwrap_or_default(), 2500)),
        );
        let change =
            |label: String, line| Button::call(label, &Callback::Create(CreatePress::Change { line }));
        let make = |label: String| Button::call(label, &Callback::Create(CreatePress::Make));
        if self.sent.is_some() {
            return Screen::text(text).row([make(t!(lang, "new-look-again"))]);
        }
        Screen::text(text)
            .row([make(t!(lang, "new-make"))])
            .row([
                change(t!(lang, "new-change-client"), Line::Client),
                change(t!(lang, "new-change-subject"), Line::Subject),
            ])
            .row([
                change(t!(lang, "new-change-unit"), Line::Unit),
                change(t!(lang, "new-change-priority"), Line::Priority),
                change(t!(lang, "new-change-text"), Line::Text),
            ])
    }
}

fn clients_screen(text: String, clients: &[Client]) -> Screen {
    clients.iter().enumerate().fold(Screen::text(text), |screen, (place, client)| {
        screen.row([Button::call(&client.name, &Callback::Create(CreatePress::Client { place }))])
    })
}
