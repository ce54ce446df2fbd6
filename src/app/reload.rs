//! Reads the settings anew while deskgram serves, and has those take hold that can. Settings that can't be right change nothing.

use std::convert::Infallible;
use std::sync::Arc;

use super::parts::runtime_settings;
use super::sd_notify::{Notifier, NotifyState};
use super::signals::HangupSignals;
use crate::bot::Bot;
use crate::config::{ChangeMode, ConfigErrors, LoadedConfig, RawSettings, Setting};

/// The settings that hold, and how to read them again.
pub struct ConfigReload<R> {
    bot: Arc<Bot>,
    read: R,
    /// As this process was started with them.
    started: RawSettings,
    /// As they were last read; `None` while that is as at the start.
    present: Option<RawSettings>,
}

impl<R: Fn() -> Result<LoadedConfig, ConfigErrors>> ConfigReload<R> {
    pub fn new(bot: Arc<Bot>, read: R, started: RawSettings) -> Self {
        Self { bot, read, started, present: None }
    }

    /// Reads them at each hang-up, for as long as it is asked to. `doing` is what deskgram goes on with.
    pub async fn run_on_hangups(
        mut self,
        mut hangups: HangupSignals,
        notifier: &Notifier,
        doing: &str,
    ) -> Infallible {
        loop {
            hangups.next_hangup().await;
            notifier.send_state(&NotifyState::Reloading);
            match (self.read)() {
                Ok(loaded) => self.apply_config(loaded),
                Err(problems) => log::error!("all stays as it is: {problems}"),
            }
            notifier.send_state(&NotifyState::Ready(doing.to_owned()));
        }
    }

    fn apply_config(&mut self, LoadedConfig { config, warnings, texts }: LoadedConfig) {
        warnings.iter().for_each(|warning| log::warn!("{warning}"));
        let before = self.present.as_ref().unwrap_or(&self.started);
        let changed = setting_names(texts.changed_settings(before), ChangeMode::WhenToldTo);
        let waiting = setting_names(texts.changed_settings(&self.started), ChangeMode::AtStart);
        if changed.is_empty() {
            log::info!("the settings were read: nothing to change now");
        } else {
            self.bot.ctx.config.replace_all(runtime_settings(&config));
            self.bot.poller.reset_plan();
            log::info!("the settings were read, and changed: {}", changed.join(", "));
        }
        waiting.iter().for_each(|name| log::warn!("{name} changes at the next start"));
        self.present = Some(texts);
    }
}

fn setting_names(settings: Vec<&'static Setting>, change: ChangeMode) -> Vec<&'static str> {
    settings
        .into_iter()
        .filter(|setting| setting.change_mode() == change)
        .map(|setting| setting.name)
        .collect()
}
