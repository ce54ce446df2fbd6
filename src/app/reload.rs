//! Reads the settings anew while deskgram serves, and has those take hold that can. Settings that can't be right change nothing.

use std::convert::Infallible;
use std::sync::Arc;

use super::notify::{Notifier, Word};
use super::{Hangups, choices};
use crate::bot::Bot;
use crate::config::{Change, Loaded, Problems, Setting, Texts};

/// The settings that hold, and how to read them again.
pub struct Reload<R> {
    bot: Arc<Bot>,
    read: R,
    /// As this process was started with them.
    started: Texts,
    /// As they were last read; `None` while that is as at the start.
    present: Option<Texts>,
}

impl<R: Fn() -> Result<Loaded, Problems>> Reload<R> {
    pub fn new(bot: Arc<Bot>, read: R, started: Texts) -> Self {
        Self { bot, read, started, present: None }
    }

    /// Reads them at each hang-up, for as long as it is asked to. `doing` is what deskgram goes on with.
    pub async fn at_each(mut self, mut hangups: Hangups, notifier: &Notifier, doing: &str) -> Infallible {
        loop {
            hangups.next().await;
            notifier.tell(&Word::Reloading);
            match (self.read)() {
                Ok(loaded) => self.takes(loaded),
                Err(problems) => log::error!("all stays as it is: {problems}"),
            }
            notifier.tell(&Word::Ready(doing.to_owned()));
        }
    }

    fn takes(&mut self, Loaded { config, warnings, texts }: Loaded) {
        warnings.iter().for_each(|warning| log::warn!("{warning}"));
        let before = self.present.as_ref().unwrap_or(&self.started);
        let changed = named(texts.differing(before), Change::WhenToldTo);
        let waiting = named(texts.differing(&self.started), Change::AtStart);
        if changed.is_empty() {
            log::info!("the settings were read: nothing to change now");
        } else {
            self.bot.desk.live.replace(choices(&config));
            self.bot.watcher.plan_anew();
            log::info!("the settings were read, and changed: {}", changed.join(", "));
        }
        waiting.iter().for_each(|name| log::warn!("{name} changes at the next start"));
        self.present = Some(texts);
    }
}

fn named(settings: Vec<&'static Setting>, change: Change) -> Vec<&'static str> {
    settings.into_iter().filter(|setting| setting.change() == change).map(|setting| setting.name).collect()
}
