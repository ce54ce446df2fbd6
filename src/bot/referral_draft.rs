//! A referral in the making: what is chosen already, what is asked next, and how that looks. Asks nobody and stores nothing.

use serde::{Deserialize, Serialize};

use super::multi_select::{MultiSelect, SelectButtons, SelectOption};
use crate::callback::{Answer, Callback, DialoguePress, ReferPress};
use crate::domain::ids::{QuestionId, TicketId, UserHash};
use crate::domain::person::Unit;
use crate::i18n::Lang;
use crate::render::choices::{choice_page, distinct_labels};
use crate::render::html::{escape_html, one_line};
use crate::render::reader::{Reader, ticket_number};
use crate::t;
use crate::view::{Button, MessageView};

/// How much of the names of those who get a ticket is said.
const MAX_NAMES_LENGTH: usize = 200;

/// How far a referral has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferralDraft {
    /// One from a card, several at the end of a shift.
    pub tickets: Vec<TicketId>,
    /// Why, as far as that is said already.
    pub reason: Option<String>,
    pub step: ReferralStep,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReferralStep {
    /// To whom: colleagues who got tickets lately, or a unit.
    Unit { colleagues: Vec<Colleague>, units: Vec<Unit>, page: usize },
    /// Who of the unit; one tap is enough unless there are to be several.
    People { unit: Unit, people: MultiSelect, is_several: bool },
    /// Why.
    Reason(Receivers),
}

/// Somebody whom tickets were passed to, in their unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Colleague {
    pub unit: Unit,
    pub hash: UserHash,
    pub name: String,
}

/// Who is to get the tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receivers {
    pub unit: Unit,
    pub people: Vec<SelectOption>,
    /// They are all who can take tickets there.
    pub is_whole_unit: bool,
}

impl Receivers {
    /// Who they are, escaped: the unit where it is all of it.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.people.iter().map(|person| person.name.as_str()).collect();
        let names = if self.is_whole_unit { self.unit.name.clone() } else { names.join(", ") };
        escape_html(&one_line(&names, MAX_NAMES_LENGTH))
    }

    /// Those of them who can be offered the next time.
    pub fn colleagues(&self) -> Vec<Colleague> {
        let people = self.people.iter().filter(|_| !self.is_whole_unit);
        let colleague = |person: &SelectOption| Colleague {
            unit: self.unit.clone(),
            hash: person.hash.clone(),
            name: person.name.clone(),
        };
        people.map(colleague).collect()
    }
}

impl From<Colleague> for Receivers {
    fn from(Colleague { unit, hash, name }: Colleague) -> Self {
        Self { unit, people: vec![SelectOption { hash, name, chosen: true }], is_whole_unit: false }
    }
}

impl ReferralDraft {
    /// What is passed on, in a word.
    pub fn number(&self, lang: Lang) -> String {
        match self.tickets[..] {
            [ticket] => ticket_number(ticket),
            _ => t!(lang, "refer-several", count = self.tickets.len()),
        }
    }

    /// The question at hand.
    pub fn step_view(&self, question: QuestionId, reader: &Reader) -> MessageView {
        let lang = reader.lang;
        let number = self.number(lang);
        let button = |label: String, press| Button::for_question(label, question, Answer::Refer(press));
        let back = button(t!(lang, "button-back"), ReferPress::Back);
        match &self.step {
            ReferralStep::Unit { colleagues, units, page } => {
                let text = t!(lang, "refer-unit", number = number);
                let view = MessageView::from_html(self.with_reason(text, lang));
                let labels = distinct_labels(colleagues.iter().map(|colleague| colleague.name.as_str()));
                let shown = labels.into_iter().enumerate().filter(|_| *page == 0);
                let view = shown.fold(view, |view, (place, label)| {
                    view.with_row([button(format!("👤 {label}"), ReferPress::Colleague { place })])
                });
                let unit = |_, unit: &Unit, label| button(label, ReferPress::Unit { unit: unit.id });
                let turn = |page| {
                    let answer = Answer::Refer(ReferPress::Page { page });
                    Callback::Dialogue(DialoguePress { question, answer })
                };
                choice_page(view, units, *page, |unit| &unit.name, unit, turn)
            }
            ReferralStep::People { unit, people, is_several } => {
                let unit = escape_html(&unit.name);
                let text = match is_several {
                    true => t!(lang, "refer-several-people", number = number, unit = unit),
                    false => t!(lang, "refer-people", number = number, unit = unit),
                };
                let buttons = SelectButtons {
                    question,
                    person: |place| Answer::Refer(ReferPress::Person { place }),
                    page: |page| Answer::Refer(ReferPress::Page { page }),
                    several: (!is_several).then_some(Answer::Refer(ReferPress::Several)),
                    done: Answer::Refer(ReferPress::Reason),
                };
                let view = MessageView::from_html(self.with_reason(text, lang));
                people.add_buttons(view, buttons, reader).with_row([back])
            }
            ReferralStep::Reason(receivers) => {
                let text = t!(lang, "refer-reason", number = number, people = receivers.names());
                MessageView::from_html(text)
                    .with_row([button(t!(lang, "refer-no-reason"), ReferPress::Send)])
                    .with_row([back])
            }
        }
    }

    /// A question, with the reason that was said already, or that it may be said now.
    fn with_reason(&self, text: String, lang: Lang) -> String {
        let reason = match &self.reason {
            Some(reason) => t!(lang, "refer-reason-said", reason = escape_html(&one_line(reason, 200))),
            None => t!(lang, "refer-reason-hint"),
        };
        format!("{text}\n{reason}")
    }
}
