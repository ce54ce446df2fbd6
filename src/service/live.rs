//! What the administrator has chosen and may choose otherwise while deskgram serves: one value, replaced as a whole, so that
//! nobody ever sees half of a change.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use super::eyes::Watchman;
use crate::domain::house::House;
use crate::domain::ids::TelegramUser;
use crate::domain::pace::Pace;
use crate::domain::remind::Patience;

/// The choices.
#[derive(Clone)]
pub struct Choices {
    pub pace: Pace,
    /// How long a ticket may go unclaimed.
    pub patience: Patience,
    /// Who may ask how the whole is doing.
    pub admins: BTreeSet<TelegramUser>,
    pub house: House,
    /// The account that watches for everybody, where one is set.
    pub watchman: Option<Watchman>,
}

/// The present choices; clones share them.
#[derive(Clone)]
pub struct Live(Arc<RwLock<Arc<Choices>>>);

impl Live {
    pub fn of(choices: Choices) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(choices))))
    }

    /// The choices as they are at this moment.
    pub fn now(&self) -> Arc<Choices> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes them for whoever asks from now on.
    pub fn change(&self, change: impl FnOnce(&mut Choices)) {
        let mut present = self.0.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut present));
    }

    /// Puts others in their place. What has pages of its own stays as it is, and so does a watching account that is the same.
    pub fn replace(&self, new: Choices) {
        self.change(|present| {
            let house = present.house.clone().with_groups_of(new.house);
            let same =
                |new: &Watchman| present.watchman.clone().filter(|old| old.is(&new.login, &new.password));
            let watchman = new.watchman.map(|new| same(&new).unwrap_or(new));
            *present = Choices { house, watchman, ..new };
        });
    }
}
