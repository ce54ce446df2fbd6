//! Ticking people on a list of buttons, several to a page: referring and new tickets both ask for them.

use serde::{Deserialize, Serialize};

use crate::callback::{Answer, Callback, DialoguePress};
use crate::domain::ids::{QuestionId, UserHash};
use crate::domain::person::Person;
use crate::render::choices::choice_page;
use crate::render::reader::Reader;
use crate::t;
use crate::view::{Button, MessageView};

/// People to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MultiSelect {
    pub people: Vec<SelectOption>,
    page: usize,
}

/// Somebody to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectOption {
    pub hash: UserHash,
    pub name: String,
    pub chosen: bool,
}

/// The buttons of the dialogue that asks.
pub struct SelectButtons {
    pub question: QuestionId,
    pub person: fn(usize) -> Answer,
    pub page: fn(usize) -> Answer,
    /// One tap on a person is the answer, until this asks for several.
    pub several: Option<Answer>,
    pub done: Answer,
}

impl MultiSelect {
    /// Nobody ticked; those who were chosen lately stand first.
    pub fn new(people: Vec<Person>, lately: &[UserHash]) -> Self {
        let choice = |person: Person| SelectOption { hash: person.hash, name: person.name, chosen: false };
        let mut people: Vec<_> = people.into_iter().map(choice).collect();
        let rank =
            |choice: &SelectOption| lately.iter().position(|hash| *hash == choice.hash).unwrap_or(usize::MAX);
        people.sort_by_key(rank);
        Self { people, page: 0 }
    }

    /// Ticks or unticks somebody. A place that does not exist is a forged button.
    pub fn toggle_option(&mut self, place: usize) {
        if let Some(choice) = self.people.get_mut(place) {
            choice.chosen = !choice.chosen;
        }
    }

    pub fn show_page(&mut self, page: usize) {
        self.page = page;
    }

    /// Those who are ticked.
    pub fn selected_options(&self) -> impl Iterator<Item = &SelectOption> {
        self.people.iter().filter(|choice| choice.chosen)
    }

    /// The rows of buttons: people, pages, and on.
    pub fn add_buttons(&self, view: MessageView, buttons: SelectButtons, reader: &Reader) -> MessageView {
        let SelectButtons { question, person, page, several, done } = buttons;
        let button = |place, choice: &SelectOption, label| {
            let label = match (&several, choice.chosen) {
                (Some(_), _) => label,
                (None, true) => format!("☑ {label}"),
                (None, false) => format!("☐ {label}"),
            };
            Button::for_question(label, question, person(place))
        };
        let turn = |number| Callback::Dialogue(DialoguePress { question, answer: page(number) });
        let view = choice_page(view, &self.people, self.page, |choice| &choice.name, button, turn);
        let view = match &several {
            Some(several) => {
                let label = t!(reader.lang, "choice-several");
                view.with_row([Button::for_question(label, question, several.clone())])
            }
            None => view,
        };
        let label = match self.selected_options().count() {
            0 => t!(reader.lang, "choice-all", count = self.people.len()),
            count => t!(reader.lang, "choice-some", count = count),
        };
        view.with_row([Button::for_question(label, question, done)])
    }
}
