//! The settings as they were given, to be compared with what is given later. Never shown: secrets are among them.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::settings_table::{Setting, settings_table};

/// The texts of the settings that were given, by name.
#[derive(Debug, Default)]
pub struct RawSettings(BTreeMap<&'static str, SecretString>);

impl RawSettings {
    pub(super) fn record_value(&mut self, setting: &Setting, text: &str) {
        self.0.insert(setting.name, text.into());
    }

    /// The settings that others give in another way, or that only one of the two gives.
    pub fn changed_settings(&self, others: &Self) -> Vec<&'static Setting> {
        settings_table().iter().filter(|setting| self.value_of(setting) != others.value_of(setting)).collect()
    }

    fn value_of(&self, setting: &Setting) -> Option<&str> {
        self.0.get(setting.name).map(|text| text.expose_secret())
    }
}
