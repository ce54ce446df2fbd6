//! What the cities are called after which time zones are named.

use super::Lang;

/// A line each: the zone by its IANA name, its city in Russian, its city in Ukrainian. In English a zone is called by its name.
const TABLE: &str = include_str!("../../locales/cities.tsv");

/// The city of a zone in a language; `None` for one that is not in the table, or in English.
pub fn city_name(zone: &str, lang: Lang) -> Option<&'static str> {
    named_cities().find(|(named, city_lang, _)| *named == zone && *city_lang == lang).map(|(_, _, city)| city)
}

/// Every city that has a name of its own in a language: the zone, the language, the name.
pub fn named_cities() -> impl Iterator<Item = (&'static str, Lang, &'static str)> {
    TABLE.lines().flat_map(|line| {
        let mut columns = line.split('\t');
        let zone = columns.next().unwrap_or_default();
        [Lang::Ru, Lang::Uk].into_iter().zip(columns).map(move |(lang, city)| (zone, lang, city))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_city_is_named_in_every_language_and_its_zone_exists() {
        for line in TABLE.lines() {
            let columns: Vec<_> = line.split('\t').collect();
            assert!(columns.len() == 3 && columns.iter().all(|name| !name.is_empty()), "{line}");
            assert!(jiff::tz::TimeZone::get(columns[0]).is_ok(), "{line}");
        }
        assert_eq!(city_name("Europe/Lisbon", Lang::Ru), Some("Лиссабон"));
        assert_eq!(city_name("Europe/Kyiv", Lang::Uk), Some("Київ"));
        assert_eq!(city_name("Europe/Kyiv", Lang::En), None);
    }
}
