//! A ticket in the making: what is known of it, what is asked next, and how that looks. Asks nobody and stores nothing.

use serde::{Deserialize, Serialize};

use super::choice::{Buttons, Choices};
use super::dialogue::cancel_button;
use crate::callback::{Callback, CreatePress, Line};
use crate::domain::account::Account;
use crate::domain::ids::{SubjectId, TicketId, UserHash};
use crate::domain::person::{Named, Unit};
use crate::domain::ticket::Priority;
use crate::helpdesk::NewTicket;
use crate::render::choices::choose;
use crate::render::html::{cut, escape};
use crate::render::words::Reader;
use crate::screen::{Button, Screen};
use crate::t;

/// A ticket in the making. What is missing is asked for, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub client: Option<Client>,
    pub subject: Option<Named<SubjectId>>,
    pub unit: Option<Unit>,
    /// Nobody means the whole unit.
    pub people: Option<Vec<Client>>,
    pub priority: Option<Priority>,
    pub text: Option<String>,
    /// The name of whoever wrote the text, as Telegram shows it, until it was looked for.
    #[serde(default)]
    pub author: Option<String>,
    /// What the question at hand offers, and which page of it is shown.
    pub offer: Offer,
    #[serde(default)]
    pub page: usize,
    /// It has been sent to the helpdesk, when this was the newest ticket known; from here on it is looked for before it
    /// is sent again.
    pub sent: Option<TicketId>,
}

/// Somebody by name, as a list of the helpdesk gave them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    pub hash: UserHash,
    pub name: String,
}

/// What the question at hand offers to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Offer {
    #[default]
    Nothing,
    Clients(Vec<Client>),
    Subjects(Vec<Named<SubjectId>>),
    Units(Vec<Unit>),
    People(Choices),
}

impl Draft {
    /// Clients write for themselves, and to a unit: whose work it is, is decided there. So does whoever's role is not known, or
    /// became another in the middle; `false` where it is not known who that is.
    pub fn keep_to(&mut self, account: &Account) -> bool {
        if account.is_staff() {
            return true;
        }
        let Some(hash) = account.me.hash.clone() else { return false };
        self.client = Some(Client { hash, name: account.name().to_owned() });
        self.people = Some(Vec::new());
        true
    }

    /// The line that is asked for next.
    pub fn missing(&self) -> Option<Line> {
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
    pub fn forget(&mut self, line: Line) {
        match line {
            Line::Client => self.client = None,
            Line::Subject => self.subject = None,
            Line::Unit => (self.unit, self.people) = (None, None),
            Line::Priority => self.priority = None,
            Line::Text => self.text = None,
        }
    }

    /// The ticket, if nothing is missing.
    pub fn ticket(&self) -> Option<NewTicket> {
        Some(NewTicket {
            unit: self.unit.as_ref()?.id,
            people: self.people.as_ref()?.iter().map(|person| person.hash.clone()).collect(),
            subject: self.subject.as_ref()?.id,
            client: self.client.as_ref()?.hash.clone(),
            priority: self.priority?,
            text: self.text.clone()?,
        })
    }

    pub fn screen(&self, reader: &Reader) -> Screen {
        let lang = reader.lang;
        let button = |label: &str, press| Button::call(label, &Callback::Create(press));
        let turn = |page| Callback::Create(CreatePress::Page { page });
        let screen = match (self.missing(), &self.offer) {
            (Some(Line::Client), Offer::Clients(clients)) => self.clients(t!(lang, "new-client"), clients),
            (Some(Line::Subject), Offer::Subjects(subjects)) => {
                let screen = Screen::text(t!(lang, "new-subject"));
                let of = |_, one: &Named<SubjectId>, label: String| {
                    button(&label, CreatePress::Subject { subject: one.id })
                };
                choose(screen, subjects, self.page, |subject| &subject.name, of, turn)
            }
            (Some(Line::Unit), Offer::Units(units)) => {
                let screen = Screen::text(t!(lang, "new-unit"));
                let of = |_, unit: &Unit, label: String| button(&label, CreatePress::Unit { unit: unit.id });
                choose(screen, units, self.page, |unit| &unit.name, of, turn)
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

    pub fn found_clients(&self, reader: &Reader) -> Screen {
        let text = match &self.offer {
            Offer::Clients(clients) if !clients.is_empty() => t!(reader.lang, "new-client-found"),
            _ => t!(reader.lang, "find-nobody"),
        };
        let clients = match &self.offer {
            Offer::Clients(clients) => clients.as_slice(),
            _ => &[],
        };
        self.clients(text, clients).row([cancel_button(reader)])
    }

    fn clients(&self, text: String, clients: &[Client]) -> Screen {
        let button =
            |place, _: &Client, label| Button::call(label, &Callback::Create(CreatePress::Client { place }));
        let turn = |page| Callback::Create(CreatePress::Page { page });
        choose(Screen::text(text), clients, self.page, |client| &client.name, button, turn)
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
