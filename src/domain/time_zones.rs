//! Time zones as people name them: the likely ones, and the one that is meant by what somebody has typed. Which names there
//! are is told by the caller.

use super::nearest::nearest_name;

/// The zones to choose from without typing, by their IANA names.
pub const COMMON_ZONES: [&str; 12] = [
    "Europe/Kyiv",
    "Europe/Warsaw",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Vilnius",
    "Europe/Riga",
    "Europe/Chisinau",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Asia/Tbilisi",
    "Asia/Almaty",
    "America/New_York",
];

/// A shorter word than this is near to too many names.
const MIN_GUESS_LENGTH: usize = 4;

/// What somebody may have meant; zones by their IANA names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneGuess {
    This(String),
    /// Perhaps this one.
    Perhaps(String),
    Unknown,
}

/// A zone and one of the names it goes by: its IANA name, the city in it, the city in another language.
pub type ZoneName = (String, String);

/// The zone that `text` means. The first of equal names counts.
pub fn guess_zone(text: &str, known: &[ZoneName]) -> ZoneGuess {
    let wanted = normalize_name(text);
    if let Some((_, zone)) = known.iter().find(|(name, _)| normalize_name(name) == wanted) {
        return ZoneGuess::This(zone.clone());
    }
    if wanted.chars().count() < MIN_GUESS_LENGTH {
        return ZoneGuess::Unknown;
    }
    let names: Vec<_> = known.iter().map(|(name, _)| normalize_name(name)).collect();
    let Some(near) = nearest_name(&wanted, names.iter().map(String::as_str)) else {
        return ZoneGuess::Unknown;
    };
    let place = names.iter().position(|name| name == near);
    place.map_or(ZoneGuess::Unknown, |place| ZoneGuess::Perhaps(known[place].1.clone()))
}

/// The city of an IANA name: `New York` of `America/New_York`.
pub fn city_of(zone: &str) -> String {
    // The name that the city had when the older tables were written.
    let zone = if zone == "Europe/Kiev" { "Europe/Kyiv" } else { zone };
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// A name without what people write this way or that.
fn normalize_name(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-'], " ").replace('ё', "е").replace('\'', "’")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> ZoneGuess {
        let zones = ["Europe/Kyiv", "America/New_York", "Asia/Tokyo"];
        let mut known: Vec<ZoneName> =
            zones.iter().map(|zone| ((*zone).to_owned(), (*zone).to_owned())).collect();
        known.extend(zones.iter().map(|zone| (city_of(zone), (*zone).to_owned())));
        known.push(("Київ".into(), "Europe/Kyiv".into()));
        guess_zone(text, &known)
    }

    #[test]
    fn a_zone_is_known_by_its_names() {
        for text in ["Europe/Kyiv", "europe/kyiv", " kyiv ", "київ"] {
            assert_eq!(asked(text), ZoneGuess::This("Europe/Kyiv".into()), "{text}");
        }
        assert_eq!(asked("new-york"), ZoneGuess::This("America/New_York".into()));
        assert_eq!(asked("New Yrok"), ZoneGuess::Perhaps("America/New_York".into()));
        assert_eq!(asked("Toky"), ZoneGuess::Perhaps("Asia/Tokyo".into()));
        for text in ["", "UT", "Atlantis"] {
            assert_eq!(asked(text), ZoneGuess::Unknown, "{text}");
        }
    }
}
