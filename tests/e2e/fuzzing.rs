//! The seeds of the fuzz targets and thousands of their mutations, on a stable compiler: the same every time. What a fuzzer
//! finds becomes a seed here, and is never forgotten.

#[path = "../fuzzing/entries.rs"]
mod entries;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// How many mutations each seed gets.
const MUTATIONS: u64 = 100;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzing/seeds").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no seeds", folder.display());
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

fn replay(target: &str) {
    let (_, entry) = entries::ALL.into_iter().find(|(name, _)| *name == target).unwrap();
    let seeds = seeds(target);
    for (place, seed) in seeds.iter().enumerate() {
        entry(seed);
        for mutation in 0..MUTATIONS {
            let mut chance = Chance(place as u64 * 1_000_003 + mutation);
            let other = &seeds[chance.below(seeds.len())];
            entry(&mutated(seed, other, &mut chance));
        }
    }
}

#[test]
fn answers() {
    replay("answers");
}

#[test]
fn updates() {
    replay("updates");
}

#[test]
fn buttons() {
    replay("buttons");
}

#[test]
fn settings() {
    replay("settings");
}

#[test]
fn rendering() {
    replay("rendering");
}

#[test]
fn every_target_is_replayed_and_has_its_seeds() {
    let names = entries::ALL.map(|(name, _)| name);
    let targets = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets"));
    // A packaged crate has no `fuzz/`.
    for target in targets.into_iter().flatten() {
        let target = target.unwrap().path();
        let name = target.file_stem().unwrap().to_str().unwrap();
        assert!(names.contains(&name), "{name} is not replayed");
    }
    names.into_iter().for_each(|name| drop(seeds(name)));
}

#[test]
fn a_megabyte_is_taken_or_refused_in_no_time() {
    let texts = ["й".repeat(1 << 19), "<".repeat(1 << 20)];
    let turned = ["a ", "😀", "\u{202e}", "\u{200b}", "\u{2066}x", "e\u{301}", "&lt;"];
    let turned = turned.map(|piece| piece.repeat(1 << 15));
    for text in texts.iter().chain(&turned) {
        entries::rendering(text.as_bytes());
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"tickets\":[", "]}]")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        entries::answers(deep.as_bytes());
        entries::updates(deep.as_bytes());
        let inside = format!("{{\"update_id\":1,\"message\":{deep}}}");
        entries::updates(inside.as_bytes());
        let status = format!("[{{\"status\":\"ok\",\"error_description\":null,\"tickets\":{deep}}}]");
        entries::answers(status.as_bytes());
    }
    let broken = "{\"a\":1,".repeat(100_000);
    entries::answers(broken.as_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_a_message(text in any::<String>()) {
        entries::rendering(text.as_bytes());
    }

    #[test]
    fn no_data_of_a_button_is_misunderstood(data in "1:[a-z]{1,4}(:[0-9a-z-]{1,20}){0,4}") {
        entries::buttons(data.as_bytes());
    }

    #[test]
    fn a_message_with_anything_around_its_text_keeps_it(
        text in "[^/\u{0}][^\u{0}]{0,40}",
        kind in "[a-z_]{1,12}",
        junk in "new_[a-z]{1,8}",
    ) {
        // Kinds of entities, buttons and media that nobody knows yet.
        let update = serde_json::json!({ "update_id": 5, "message": {
            "message_id": 3, "date": 0, "text": text, "chat": { "id": 5, "type": "private" },
            "from": { "id": 5, "is_bot": false, "first_name": "A", junk.clone(): { kind.clone(): [] } },
            "entities": [{ "type": kind, "offset": 0, "length": 1, junk.clone(): { } }],
            "reply_markup": { "inline_keyboard": [[{ "text": "x", junk: {} }]] },
        }});
        let read = deskgram::telegram::update::IncomingUpdate::parse_update(&update.to_string(), "b").unwrap();
        match read.what {
            deskgram::telegram::update::UpdateKind::Text { text: kept, .. } => prop_assert_eq!(kept, text),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}

/// Numbers from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// What means something to one of the readers, or trips them.
const TOKENS: [&str; 24] = [
    "null",
    "\"\"",
    "0",
    "-1",
    "9223372036854775808",
    "1e999",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\ud800",
    "\\u0000",
    "\u{feff}",
    "\u{202e}",
    "<b>",
    "</b>",
    "&#x0;",
    "[file:",
    "<br>",
    ":",
    "\n",
    "😀",
    "\u{0}",
];

/// One to eight small accidents.
fn mutated(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(8) {
        let at = chance.below(bytes.len() + 1);
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.truncate(at),
            2 => {
                let token = TOKENS[chance.below(TOKENS.len())].bytes();
                bytes.splice(at..at, token);
            }
            3 => {
                let end = (at + chance.below(32)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(64)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            _ => {
                let end = (at + chance.below(48)).min(bytes.len());
                let again = bytes[at..end].repeat(1 + chance.below(5));
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}
