//! A ticket in the making: what is known of it, what is asked next, and how that looks. Asks nobody and stores nothing.

use serde::{Deserialize, Serialize};

use super::multi_select::{MultiSelect, SelectButtons};
use crate::callback::{Answer, Callback, CreatePress, DialoguePress, FormLine};
use crate::domain::account::Account;
use crate::domain::ids::{QuestionId, SubjectId, TicketId, UserHash};
use crate::domain::person::{NamedEntity, Unit};
use crate::domain::ticket::Priority;
use crate::helpdesk::NewTicket;
use crate::render::choices::choice_page;
use crate::render::html::{cut_text, escape_html};
use crate::render::reader::Reader;
use crate::t;
use crate::view::{Button, MessageView};

/// A ticket in the making. What is missing is asked for, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub client: Option<Client>,
    pub subject: Option<NamedEntity<SubjectId>>,
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
    Subjects(Vec<NamedEntity<SubjectId>>),
    Units(Vec<Unit>),
    People(MultiSelect),
}

impl Draft {
    /// Clients write for themselves, and to a unit: whose work it is, is decided there. So does whoever's role is not known, or
    /// became another in the middle; `false` where it is not known who that is.
    pub fn keep_to(&mut self, account: &Account) -> bool {
        if account.is_staff() {
            return true;
        }
        let Some(hash) = account.me.hash.clone() else { return false };
        self.client = Some(Client { hash, name: account.display_name().to_owned() });
        self.people = Some(Vec::new());
        true
    }

    /// The line that is asked for next.
    pub fn missing_line(&self) -> Option<FormLine> {
        match self {
            Self { client: None, .. } => Some(FormLine::Client),
            Self { subject: None, .. } => Some(FormLine::Subject),
            Self { unit: None, .. } | Self { people: None, .. } => Some(FormLine::Unit),
            Self { priority: None, .. } => Some(FormLine::Priority),
            Self { text: None, .. } => Some(FormLine::Text),
            _ => None,
        }
    }

    /// Clears a line, so that it is asked for again.
    pub fn clear_line(&mut self, line: FormLine) {
        match line {
            FormLine::Client => self.client = None,
            FormLine::Subject => self.subject = None,
            FormLine::Unit => (self.unit, self.people) = (None, None),
            FormLine::Priority => self.priority = None,
            FormLine::Text => self.text = None,
        }
    }

    /// The ticket, if nothing is missing.
    pub fn to_ticket(&self) -> Option<NewTicket> {
        Some(NewTicket {
            unit: self.unit.as_ref()?.id,
            people: self.people.as_ref()?.iter().map(|person| person.hash.clone()).collect(),
            subject: self.subject.as_ref()?.id,
            client: self.client.as_ref()?.hash.clone(),
            priority: self.priority?,
            text: self.text.clone()?,
        })
    }

    pub fn draft_view(&self, question: QuestionId, reader: &Reader) -> MessageView {
        let lang = reader.lang;
        let button = |label: &str, press| Button::for_question(label, question, Answer::Create(press));
        let turn = |page| turn_page(question, page);
        match (self.missing_line(), &self.offer) {
            (Some(FormLine::Client), Offer::Clients(clients)) => {
                clients_view(t!(lang, "new-client"), clients, question, self.page)
            }
            (Some(FormLine::Subject), Offer::Subjects(subjects)) => {
                let view = MessageView::from_html(t!(lang, "new-subject"));
                let of = |_, one: &NamedEntity<SubjectId>, label: String| {
                    button(&label, CreatePress::Subject { subject: one.id })
                };
                choice_page(view, subjects, self.page, |subject| &subject.name, of, turn)
            }
            (Some(FormLine::Unit), Offer::Units(units)) => {
                let view = MessageView::from_html(t!(lang, "new-unit"));
                let of = |_, unit: &Unit, label: String| button(&label, CreatePress::Unit { unit: unit.id });
                choice_page(view, units, self.page, |unit| &unit.name, of, turn)
            }
            (Some(FormLine::Unit), Offer::People(people)) => {
                let unit = self.unit.as_ref().map(|unit| escape_html(&unit.name)).unwrap_or_default();
                let buttons = SelectButtons {
                    question,
                    person: |place| Answer::Create(CreatePress::Person { place }),
                    page: |page| Answer::Create(CreatePress::Page { page }),
                    done: Answer::Create(CreatePress::PeopleDone),
                };
                people.add_buttons(
                    MessageView::from_html(t!(lang, "new-people", unit = unit)),
                    buttons,
                    reader,
                )
            }
            (Some(FormLine::Priority), _) => MessageView::from_html(t!(lang, "new-priority")).with_row([
                button(&t!(lang, "new-priority-low"), CreatePress::Priority { level: 0 }),
                button(&t!(lang, "new-priority-medium"), CreatePress::Priority { level: 1 }),
                button(&t!(lang, "new-priority-high"), CreatePress::Priority { level: 2 }),
            ]),
            (Some(_), _) => MessageView::from_html(t!(lang, "new-text")),
            (None, _) => self.preview_view(question, reader),
        }
    }

    pub fn client_results(&self, question: QuestionId, reader: &Reader) -> MessageView {
        let text = match &self.offer {
            Offer::Clients(clients) if !clients.is_empty() => t!(reader.lang, "new-client-found"),
            _ => t!(reader.lang, "find-nobody"),
        };
        let clients = match &self.offer {
            Offer::Clients(clients) => clients.as_slice(),
            _ => &[],
        };
        clients_view(text, clients, question, self.page)
    }

    fn preview_view(&self, question: QuestionId, reader: &Reader) -> MessageView {
        let lang = reader.lang;
        let name = |name: Option<&str>| name.map(escape_html).unwrap_or_default();
        let people = match self.people.as_deref() {
            None | Some([]) => t!(lang, "unit-unknown"),
            Some(people) => {
                people.iter().map(|person| escape_html(&person.name)).collect::<Vec<_>>().join(", ")
            }
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
            text = escape_html(&cut_text(self.text.as_deref().unwrap_or_default(), 2500)),
        );
        let change = |label: String, line| {
            Button::for_question(label, question, Answer::Create(CreatePress::Change { line }))
        };
        let make = |label: String| Button::for_question(label, question, Answer::Create(CreatePress::Make));
        if self.sent.is_some() {
            return MessageView::from_html(text).with_row([make(t!(lang, "new-look-again"))]);
        }
        MessageView::from_html(text)
            .with_row([make(t!(lang, "new-make"))])
            .with_row([
                change(t!(lang, "new-change-client"), FormLine::Client),
                change(t!(lang, "new-change-subject"), FormLine::Subject),
            ])
            .with_row([
                change(t!(lang, "new-change-unit"), FormLine::Unit),
                change(t!(lang, "new-change-priority"), FormLine::Priority),
                change(t!(lang, "new-change-text"), FormLine::Text),
            ])
    }
}

fn clients_view(text: String, clients: &[Client], question: QuestionId, page: usize) -> MessageView {
    let button = |place, _: &Client, label| {
        Button::for_question(label, question, Answer::Create(CreatePress::Client { place }))
    };
    let turn = |page| turn_page(question, page);
    choice_page(MessageView::from_html(text), clients, page, |client| &client.name, button, turn)
}

fn turn_page(question: QuestionId, page: usize) -> Callback {
    Callback::Dialogue(DialoguePress { question, answer: Answer::Create(CreatePress::Page { page }) })
}
