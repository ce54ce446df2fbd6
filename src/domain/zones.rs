//! Time zones as people name them: the likely ones, and the one that is meant by what somebody has typed. Which names there
//! are is told by the caller.

use super::nearest::nearest;

/// The zones to choose from without typing, by their IANA names.
pub const LIKELY: [&str; 12] = [
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
const SHORTEST_GUESS: usize = 4;

/// What somebody may have meant; zones by their IANA names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    This(String),
    /// Perhaps this one.
    Perhaps(String),
    Unknown,
}

/// A zone and one of the names it goes by: its IANA name, the city in it, the city in another language.
pub type Named = (String, String);

/// The zone that `text` means. The first of equal names counts.
pub fn meant(text: &str, known: &[Named]) -> Meant {
    let wanted = plain(text);
    if let Some((_, zone)) = known.iter().find(|(name, _)| plain(name) == wanted) {
        return Meant::This(zone.clone());
    }
    if wanted.chars().count() < SHORTEST_GUESS {
        return Meant::Unknown;
    }
    let names: Vec<_> = known.iter().map(|(name, _)| plain(name)).collect();
    let Some(near) = nearest(&wanted, names.iter().map(String::as_str)) else { return Meant::Unknown };
    let place = names.iter().position(|name| name == near);
    place.map_or(Meant::Unknown, |place| Meant::Perhaps(known[place].1.clone()))
}

/// The city of an IANA name: `New York` of `America/New_York`.
pub fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// A name without what people write this way or that.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Meant {
        let zones = ["Europe/Kyiv", "America/New_York", "Asia/Tokyo"];
        let mut known: Vec<Named> =
            zones.iter().map(|zone| ((*zone).to_owned(), (*zone).to_owned())).collect();
        known.extend(zones.iter().map(|zone| (city(zone), (*zone).to_owned())));
        known.push(("Київ".into(), "Europe/Kyiv".into()));
        meant(text, &known)
    }

    #[test]
    fn a_zone_is_known_by_its_names() {
        for text in ["Europe/Kyiv", "europe/kyiv", " kyiv ", "київ"] {
            assert_eq!(asked(text), Meant::This("Europe/Kyiv".into()), "{text}");
        }
        assert_eq!(asked("new-york"), Meant::This("America/New_York".into()));
        assert_eq!(asked("New Yrok"), Meant::Perhaps("America/New_York".into()));
        assert_eq!(asked("Toky"), Meant::Perhaps("Asia/Tokyo".into()));
        for text in ["", "UT", "Atlantis"] {
            assert_eq!(asked(text), Meant::Unknown, "{text}");
        }
    }
}
