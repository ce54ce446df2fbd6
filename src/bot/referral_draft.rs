//! A referral in the making: what is chosen already, what is asked next, and how that looks. Asks nobody and stores nothing.

use serde::{Deserialize, Serialize};

use super::multi_select::{MultiSelect, SelectButtons};
use crate::callback::{Answer, Callback, DialoguePress, ReferPress};
use crate::domain::ids::{QuestionId, TicketId, UnitId, UserHash};
use crate::domain::person::Unit;
use crate::i18n::Lang;
use crate::render::choices::choice_page;
use crate::render::html::escape_html;
use crate::render::reader::{Reader, ticket_number};
use crate::t;
use crate::view::{Button, MessageView};

/// How far a referral has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferralDraft {
    /// One from a card, several at the end of a shift.
    pub tickets: Vec<TicketId>,
    pub step: ReferralStep,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReferralStep {
    Unit {
        units: Vec<Unit>,
        #[serde(default)]
        page: usize,
    },
    People {
        unit: Unit,
        people: MultiSelect,
    },
    Reason {
        unit: UnitId,
        people: Vec<UserHash>,
    },
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
        match &self.step {
            ReferralStep::Unit { units, page } => {
                let view = MessageView::from_html(t!(lang, "refer-unit", number = number));
                let button = |_, unit: &Unit, label| {
                    let answer = Answer::Refer(ReferPress::Unit { unit: unit.id });
                    Button::for_question(label, question, answer)
                };
                let turn = |page| {
                    let answer = Answer::Refer(ReferPress::Page { page });
                    Callback::Dialogue(DialoguePress { question, answer })
                };
                choice_page(view, units, *page, |unit| &unit.name, button, turn)
            }
            ReferralStep::People { unit, people } => {
                let text = t!(lang, "refer-people", number = number, unit = escape_html(&unit.name));
                let buttons = SelectButtons {
                    question,
                    person: |place| Answer::Refer(ReferPress::Person { place }),
                    page: |page| Answer::Refer(ReferPress::Page { page }),
                    done: Answer::Refer(ReferPress::Reason),
                };
                people.add_buttons(MessageView::from_html(text), buttons, reader)
            }
            ReferralStep::Reason { people, .. } => {
                let send = Answer::Refer(ReferPress::Send);
                MessageView::from_html(t!(lang, "refer-reason", number = number, count = people.len()))
                    .with_row([Button::for_question(t!(lang, "refer-no-reason"), question, send)])
            }
        }
    }
}
