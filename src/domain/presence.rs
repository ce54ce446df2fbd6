//! Who is at work now, as far as their own settings say, and who may know that of whom.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::delivery_mode::{Absence, absence};
use super::settings::PersonalSettings;

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Here,
    /// Outside their hours, or muted: until then, if an end is in sight.
    Away(Option<Timestamp>),
}

impl Presence {
    pub fn from_settings(settings: &PersonalSettings, now: Timestamp, zone: &TimeZone) -> Self {
        match absence(settings, now, zone) {
            Absence::None => Self::Here,
            Absence::Until(end) => Self::Away(Some(end)),
            Absence::Endless => Self::Away(None),
        }
    }
}
