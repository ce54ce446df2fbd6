//! A referral in the making: what is chosen already, what is asked next, and how that looks. Asks nobody and stores nothing.

use serde::{Deserialize, Serialize};

use super::multi_select::{MultiSelect, SelectButtons};
use super::reply::cancel_button;
use crate::callback::Callback;
use crate::domain::ids::{MessageId, TicketId, UnitId, UserHash};
use crate::domain::person::Unit;
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
        message: Option<MessageId>,
    },
}

impl ReferralDraft {
    /// The question at hand.
    pub fn step_view(&self, reader: &Reader) -> MessageView {
        let lang = reader.lang;
        let number = match self.tickets[..] {
            [ticket] => ticket_number(ticket),
            _ => t!(lang, "refer-several", count = self.tickets.len()),
        };
        let view = match &self.step {
            ReferralStep::Unit { units, page } => {
                let view = MessageView::from_html(t!(lang, "refer-unit", number = number));
                let button = |_, unit: &Unit, label| {
                    Button::with_callback(label, &Callback::ReferUnit { unit: unit.id })
                };
                let effects = |page| Callback::ReferPage { page };
                choice_page(view, units, *page, |unit| &unit.name, button, effects)
            }
            ReferralStep::People { unit, people } => {
                let text = t!(lang, "refer-people", number = number, unit = escape_html(&unit.name));
                let buttons = SelectButtons {
                    person: |place| Callback::ReferPerson { place },
                    page: |page| Callback::ReferPage { page },
                    done: Callback::ReferReason,
                };
                people.add_buttons(MessageView::from_html(text), &buttons, reader)
            }
            ReferralStep::Reason { people, .. } => {
                MessageView::from_html(t!(lang, "refer-reason", number = number, count = people.len()))
                    .with_row([Button::with_callback(t!(lang, "refer-no-reason"), &Callback::ReferSend)])
            }
        };
        view.with_row([cancel_button(reader)])
    }
}
