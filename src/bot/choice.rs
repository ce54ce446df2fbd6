//! Ticking people on a list of buttons, several to a page: referring and new tickets both ask for them.

use serde::{Deserialize, Serialize};

use crate::callback::Callback;
use crate::domain::ids::UserHash;
use crate::domain::person::Person;
use crate::render::choices::choose;
use crate::render::words::Reader;
use crate::screen::{Button, Screen};
use crate::t;

/// People to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    pub people: Vec<Choice>,
    page: usize,
}

/// Somebody to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub hash: UserHash,
    pub name: String,
    pub chosen: bool,
}

/// The buttons of the dialogue that asks.
pub struct Buttons {
    pub person: fn(usize) -> Callback,
    pub page: fn(usize) -> Callback,
    pub done: Callback,
}

impl Choices {
    /// Nobody ticked; those who were chosen lately stand first.
    pub fn new(people: Vec<Person>, lately: &[UserHash]) -> Self {
        let choice = |person: Person| Choice { hash: person.hash, name: person.name, chosen: false };
        let mut people: Vec<_> = people.into_iter().map(choice).collect();
        let rank =
            |choice: &Choice| lately.iter().position(|hash| *hash == choice.hash).unwrap_or(usize::MAX);
        people.sort_by_key(rank);
        Self { people, page: 0 }
    }

    /// Ticks or unticks somebody. A place that does not exist is a forged button.
    pub fn toggle(&mut self, place: usize) {
        if let Some(choice) = self.people.get_mut(place) {
            choice.chosen = !choice.chosen;
        }
    }

    pub fn turn_to(&mut self, page: usize) {
        self.page = page;
    }

    /// Those who are ticked.
    pub fn chosen(&self) -> impl Iterator<Item = &Choice> {
        self.people.iter().filter(|choice| choice.chosen)
    }

    /// The rows of buttons: people, pages, and on.
    pub fn buttons(&self, screen: Screen, buttons: &Buttons, reader: &Reader) -> Screen {
        let button = |place, choice: &Choice, label| {
            let mark = if choice.chosen { "☑" } else { "☐" };
            Button::call(format!("{mark} {label}"), &(buttons.person)(place))
        };
        let screen = choose(screen, &self.people, self.page, |choice| &choice.name, button, buttons.page);
        let done = match self.chosen().count() {
            0 => t!(reader.lang, "choice-all", count = self.people.len()),
            count => t!(reader.lang, "choice-some", count = count),
        };
        screen.row([Button::call(done, &buttons.done)])
    }
}
