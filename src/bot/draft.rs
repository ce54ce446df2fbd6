//! A ticket in the making: what is known of it, what is asked next, and how that looks. Asks nobody and stores nothing.

use serde::{Deserialize, Serialize};

use super::multi_select::{MultiSelect, SelectButtons};
use crate::callback::{Answer, Callback, CreatePress, DialoguePress, FormLine};
use crate::domain::account::Account;
use crate::domain::ids::{QuestionId, SubjectId, TicketId, UserHash};
use crate::domain::person::{NamedEntity, Unit};
use crate::domain::ticket::{PersonRef, Priority};
use crate::helpdesk::NewTicket;
use crate::render::choices::choice_page;
use crate::render::html::{cut_text, escape_html};
use crate::render::reader::Reader;
use crate::t;
use crate::view::{Button, MessageView};

/// A ticket in the making. Its text is asked for, and whatever has no sensible default; all else stands in the preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub text: Option<String>,
    pub client: Option<Client>,
    pub subject: Option<NamedEntity<SubjectId>>,
    pub unit: Option<Unit>,
    /// Nobody means the whole unit.
    pub people: Vec<Client>,
    pub priority: Priority,
    /// Whether the staff makes it: others write for themselves alone.
    pub is_staffs: bool,
    /// The name of whoever wrote the text, as Telegram shows it, until it was looked for.
    pub author: Option<String>,
    /// The line of the preview that is being changed.
    pub changed: Option<FormLine>,
    /// What the question at hand offers, and which page of it is shown.
    pub offer: Offer,
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
    /// Those who are likely, or whom a search has found.
    Clients {
        people: Vec<Client>,
        is_search: bool,
    },
    Subjects(Vec<NamedEntity<SubjectId>>),
    Units(Vec<Unit>),
    People(MultiSelect),
}

impl Draft {
    /// A ticket of this text, for whoever is called so.
    pub fn new(text: Option<String>, author: Option<String>) -> Self {
        Self {
            text,
            client: None,
            subject: None,
            unit: None,
            people: Vec::new(),
            priority: Priority::Medium,
            is_staffs: false,
            author,
            changed: None,
            offer: Offer::Nothing,
            page: 0,
            sent: None,
        }
    }

    /// Clients write for themselves, and to a unit: whose work it is, is decided there. So does whoever's role is not known, or
    /// became another in the middle; `false` where it is not known who that is.
    pub fn keep_to(&mut self, account: &Account) -> bool {
        self.is_staffs = account.is_staff();
        if self.is_staffs {
            return true;
        }
        let Some(hash) = account.me.hash.clone() else { return false };
        self.client = Some(Client { hash, name: account.display_name().to_owned() });
        self.people = Vec::new();
        true
    }

    /// The line that is asked for; none where the preview is shown.
    pub fn asked_line(&self) -> Option<FormLine> {
        self.changed.or_else(|| self.missing_line())
    }

    /// The first line that is not known.
    fn missing_line(&self) -> Option<FormLine> {
        match self {
            Self { text: None, .. } => Some(FormLine::Text),
            Self { client: None, .. } => Some(FormLine::Client),
            Self { subject: None, .. } => Some(FormLine::Subject),
            Self { unit: None, .. } => Some(FormLine::Unit),
            _ => None,
        }
    }

    /// The ticket, if nothing is missing.
    pub fn to_ticket(&self) -> Option<NewTicket> {
        Some(NewTicket {
            unit: self.unit.as_ref()?.id,
            people: self.people.iter().map(|person| person.hash.clone()).collect(),
            subject: self.subject.as_ref()?.id,
            client: self.client.as_ref()?.hash.clone(),
            priority: self.priority,
            text: self.text.clone()?,
        })
    }

    /// The question at hand, or the preview.
    pub fn draft_view(&self, question: QuestionId, reader: &Reader) -> MessageView {
        let Some(line) = self.asked_line() else { return self.preview_view(question, reader) };
        let view = self.line_view(line, question, reader);
        // A line that is known can be left as it is.
        match self.changed.filter(|_| self.missing_line().is_none()) {
            Some(_) => {
                let back = Answer::Create(CreatePress::Back);
                view.with_row([Button::for_question(t!(reader.lang, "button-back"), question, back)])
            }
            None => view,
        }
    }

    fn line_view(&self, line: FormLine, question: QuestionId, reader: &Reader) -> MessageView {
        let lang = reader.lang;
        let button = |label: &str, press| Button::for_question(label, question, Answer::Create(press));
        let turn = |page| {
            Callback::Dialogue(DialoguePress { question, answer: Answer::Create(CreatePress::Page { page }) })
        };
        match (line, &self.offer) {
            (FormLine::Client, Offer::Clients { people, is_search }) => {
                let text = match (is_search, people.is_empty()) {
                    (true, true) => t!(lang, "find-nobody"),
                    (true, false) => t!(lang, "new-client-found"),
                    (false, _) => t!(lang, "new-client"),
                };
                let named: Vec<_> = people.iter().map(|client| client.shown_name(reader)).collect();
                let of = |place, _: &String, label: String| button(&label, CreatePress::Client { place });
                choice_page(MessageView::from_html(text), &named, self.page, |name| name, of, turn)
            }
            (FormLine::Subject, Offer::Subjects(subjects)) => {
                let view = MessageView::from_html(t!(lang, "new-subject"));
                let of = |_, one: &NamedEntity<SubjectId>, label: String| {
                    button(&label, CreatePress::Subject { subject: one.id })
                };
                choice_page(view, subjects, self.page, |subject| &subject.name, of, turn)
            }
            (FormLine::Unit, Offer::Units(units)) => {
                let view = MessageView::from_html(t!(lang, "new-unit"));
                let of = |_, unit: &Unit, label: String| button(&label, CreatePress::Unit { unit: unit.id });
                choice_page(view, units, self.page, |unit| &unit.name, of, turn)
            }
            (FormLine::People, Offer::People(people)) => {
                let unit = self.unit.as_ref().map(|unit| escape_html(&unit.name)).unwrap_or_default();
                let buttons = SelectButtons {
                    question,
                    person: |place| Answer::Create(CreatePress::Person { place }),
                    page: |page| Answer::Create(CreatePress::Page { page }),
                    several: None,
                    done: Answer::Create(CreatePress::PeopleDone),
                };
                let view = MessageView::from_html(t!(lang, "new-people", unit = unit));
                people.add_buttons(view, buttons, reader)
            }
            (FormLine::Priority, _) => MessageView::from_html(t!(lang, "new-priority")).with_row([
                button(&t!(lang, "new-priority-low"), CreatePress::Priority { level: 0 }),
                button(&t!(lang, "new-priority-medium"), CreatePress::Priority { level: 1 }),
                button(&t!(lang, "new-priority-high"), CreatePress::Priority { level: 2 }),
            ]),
            _ => MessageView::from_html(t!(lang, "new-text")),
        }
    }

    fn preview_view(&self, question: QuestionId, reader: &Reader) -> MessageView {
        let lang = reader.lang;
        let people = match self.people.as_slice() {
            [] => t!(lang, "unit-unknown"),
            people => people.iter().map(|person| escape_html(&person.name)).collect::<Vec<_>>().join(", "),
        };
        let priority = match self.priority {
            Priority::Low => t!(lang, "new-priority-low"),
            Priority::Medium => t!(lang, "new-priority-medium"),
            Priority::High => t!(lang, "new-priority-high"),
        };
        let client = self.client.as_ref().map(|client| client.shown_name(reader)).unwrap_or_default();
        let text = t!(
            lang,
            "new-preview",
            client = escape_html(&client),
            subject = self.subject.as_ref().map(|subject| escape_html(&subject.name)).unwrap_or_default(),
            unit = self.unit.as_ref().map(|unit| escape_html(&unit.name)).unwrap_or_default(),
            people = people,
            priority = priority,
            text = escape_html(&cut_text(self.text.as_deref().unwrap_or_default(), 2500)),
        );
        let change = |label: String, line| {
            Button::for_question(label, question, Answer::Create(CreatePress::Change { line }))
        };
        let make = |label: String| Button::for_question(label, question, Answer::Create(CreatePress::Make));
        let view = MessageView::from_html(text);
        if self.sent.is_some() {
            return view.with_row([make(t!(lang, "new-look-again"))]);
        }
        let (subject, unit) = (
            change(t!(lang, "new-change-subject"), FormLine::Subject),
            change(t!(lang, "new-change-unit"), FormLine::Unit),
        );
        let view = view.with_row([make(t!(lang, "new-make"))]);
        let view = match self.is_staffs {
            true => view
                .with_row([change(t!(lang, "new-change-client"), FormLine::Client), subject])
                .with_row([unit, change(t!(lang, "new-change-people"), FormLine::People)]),
            false => view.with_row([subject, unit]),
        };
        view.with_row([
            change(t!(lang, "new-change-priority"), FormLine::Priority),
            change(t!(lang, "new-change-text"), FormLine::Text),
        ])
    }
}

impl Client {
    /// The name as its reader calls them.
    fn shown_name(&self, reader: &Reader) -> String {
        let person = PersonRef { hash: Some(self.hash.clone()), name: Some(self.name.clone()) };
        match reader.is_person(&person) {
            true => t!(reader.lang, "new-for-me"),
            false => self.name.clone(),
        }
    }
}
