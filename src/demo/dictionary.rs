//! What people have written in the helpdesk, in the languages of the demo's visitors: `locales/*/demo.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::i18n::Lang;
use deskgram_sandbox::zenlix::world::World;

/// Stands in a text for the number of a room.
const ROOM: char = '#';

/// Every text in every language, in the order of the keys and of the languages.
static TEXTS: LazyLock<Vec<[String; 3]>> = LazyLock::new(|| {
    let languages = [
        include_str!("../../locales/en/demo.json"),
        include_str!("../../locales/ru/demo.json"),
        include_str!("../../locales/uk/demo.json"),
    ];
    let [en, mut ru, mut uk] = languages.map(read);
    let text = |language: &mut BTreeMap<String, String>, key: &str| language.remove(key).unwrap_or_default();
    en.into_iter()
        .map(|(key, en)| {
            let (ru, uk) = (text(&mut ru, &key), text(&mut uk, &key));
            [en, ru, uk]
        })
        .collect()
});

fn read(language: &str) -> BTreeMap<String, String> {
    // A part of the program, and read by a test.
    serde_json::from_str(language).expect("an object of texts")
}

/// A text of the demo in this language, whatever language it is in now; what the demo did not write stays as it is.
pub fn translate(text: &str, lang: Lang) -> String {
    let found =
        TEXTS.iter().find_map(|texts| Some((texts, texts.iter().find_map(|form| room_in(form, text))?)));
    let Some((texts, room)) = found else { return text.to_owned() };
    let target = Lang::ALL.into_iter().zip(texts).find_map(|(one, target)| (one == lang).then_some(target));
    target.map_or_else(|| text.to_owned(), |target| target.replace(ROOM, room))
}

/// The number of the room, if the text is of this form; nothing in it for a form without one.
fn room_in<'a>(form: &str, text: &'a str) -> Option<&'a str> {
    let Some((before, after)) = form.split_once(ROOM) else { return (form == text).then_some("") };
    text.strip_prefix(before)?.strip_suffix(after)
}

/// Puts everything that the demo wrote into this language.
pub fn translate_world(world: &mut World, lang: Lang) {
    let change = |text: &mut String| *text = translate(text, lang);
    for user in &mut world.users {
        [&mut user.fio, &mut user.position, &mut user.adr].into_iter().for_each(change);
    }
    world.units.iter_mut().for_each(|unit| change(&mut unit.name));
    let lists = [&mut world.subjects, &mut world.sla_subjects, &mut world.positions];
    lists.into_iter().flatten().for_each(|entry| change(&mut entry.name));
    for ticket in &mut world.tickets {
        ticket.subject.iter_mut().chain([&mut ticket.text]).for_each(change);
    }
    world.comments.iter_mut().for_each(|comment| change(&mut comment.text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskgram_sandbox::zenlix::demo;

    #[test]
    fn every_text_of_the_demo_is_there_in_every_language() {
        for [en, ru, uk] in TEXTS.iter() {
            assert!(!ru.is_empty() && !uk.is_empty(), "{en}");
            assert!([ru, uk].iter().all(|text| text.contains(ROOM) == en.contains(ROOM)), "{en}");
        }
        let is_known = |text: &str| translate(text, Lang::En).is_ascii();
        let mut world = demo::world("2026-11-24T10:00:00Z".parse().unwrap());
        translate_world(&mut world, Lang::En);
        for text in world.tickets.iter().flat_map(|ticket| ticket.subject.iter().chain([&ticket.text])) {
            assert!(text.is_ascii(), "{text}");
        }
        let people = world.users.iter().flat_map(|user| [&user.fio, &user.position, &user.adr]);
        let names = world.units.iter().map(|unit| &unit.name).chain(people);
        for text in names.chain(world.comments.iter().map(|comment| &comment.text)) {
            assert!(text.is_ascii(), "{text}");
        }
        for number in 0..20 {
            assert!(is_known(&demo::arrival(number).ticket.text), "{:?}", demo::arrival(number));
        }
    }

    #[test]
    fn a_text_goes_from_language_to_language_with_its_room() {
        let mark = "The docking station in room 238 does not charge my laptop any more.";
        let russian = translate(mark, Lang::Ru);
        assert!(russian.contains("кабинете 238"), "{russian}");
        assert_eq!(translate(&translate(&russian, Lang::Uk), Lang::En), mark);
        assert_eq!(translate("Nobody wrote this", Lang::Ru), "Nobody wrote this");
    }
}
