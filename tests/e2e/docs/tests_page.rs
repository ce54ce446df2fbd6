//! The page about the tests: every file has its place in the table, and every place is there.

use super::{code_words, marked_section, read_document, root, table_rows};

#[test]
fn every_file_of_the_tests_stands_in_the_table() {
    let page = read_document("tests/README.md");
    let rows = table_rows(marked_section(&page, "behaviours"));
    let places: Vec<_> = rows.iter().flat_map(|row| code_words(row[1])).collect();
    let tests = root().join("tests");
    for place in places.iter().filter(|place| !place.starts_with("docs/")) {
        assert!(tests.join(place).exists(), "tests/README.md names {place}, which isn't there");
    }
    for entry in std::fs::read_dir(tests.join("e2e")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let (file, folder) = (format!("e2e/{stem}.rs"), format!("e2e/{stem}/"));
        let is_told = stem == "main" || places.iter().any(|place| [&*file, &*folder].contains(place));
        assert!(is_told, "{file} has no place in the table of tests/README.md");
    }
}
