//! The process that serves. It can be replaced while somebody looks at it: the one that is gone stays where it is, and
//! does nothing more.

use std::ops::Deref;
use std::sync::OnceLock;

use deskgram::app::App;

/// A chain of processes, of which the last one serves.
pub struct Process {
    app: App,
    next: OnceLock<Box<Process>>,
}

impl From<App> for Process {
    fn from(app: App) -> Self {
        Self { app, next: OnceLock::new() }
    }
}

impl Process {
    /// Puts another one in place of the one that serves.
    pub fn replace_by(&self, app: App) {
        let taken = self.last().next.set(Box::new(app.into()));
        assert!(taken.is_ok(), "one is replaced after another");
    }

    /// How many there have been before this one.
    pub fn count_former(&self) -> usize {
        std::iter::successors(self.next.get(), |process| process.next.get()).count()
    }

    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(next) = last.next.get() {
            last = next;
        }
        last
    }
}

impl Deref for Process {
    type Target = App;

    fn deref(&self) -> &App {
        &self.last().app
    }
}
