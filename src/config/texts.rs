//! The settings as they were given, to be compared with what is given later. Never shown: secrets are among them.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::table::{Setting, table};

/// The texts of the settings that were given, by name.
#[derive(Debug, Default)]
pub struct Texts(BTreeMap<&'static str, SecretString>);

impl Texts {
    pub(super) fn note(&mut self, setting: &Setting, text: &str) {
        self.0.insert(setting.name, text.into());
    }

    /// The settings that others give in another way, or that only one of the two gives.
    pub fn differing(&self, others: &Self) -> Vec<&'static Setting> {
        table().iter().filter(|setting| self.text(setting) != others.text(setting)).collect()
    }

    fn text(&self, setting: &Setting) -> Option<&str> {
        self.0.get(setting.name).map(|text| text.expose_secret())
    }
}
