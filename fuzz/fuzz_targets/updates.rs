#![no_main]

#[allow(dead_code, reason = "each target has one entry of them")]
#[path = "../../tests/fuzzing/entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries::updates(data));
