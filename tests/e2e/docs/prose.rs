//! The form of the documents: lines that fit a screen, and quick starts that say the same in three languages.

use std::fs;

use super::{DOCUMENTS, read_document, root, shell_commands};

const MAX_LINE_COLUMNS: usize = 100;

/// The lines of a page that are too long. Only the rows of a table may be: Markdown can't break them.
fn long_lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.chars().count() > MAX_LINE_COLUMNS && !line.starts_with('|')).collect()
}

#[test]
fn no_line_is_longer_than_a_hundred_columns() {
    for name in DOCUMENTS {
        let text = read_document(name);
        assert_eq!(long_lines(&text), Vec::<&str>::new(), "{name} has lines over {MAX_LINE_COLUMNS} columns");
    }
}

#[test]
fn letters_are_counted_and_tables_may_be_wide() {
    let cyrillic = "ж".repeat(MAX_LINE_COLUMNS);
    assert!(long_lines(&cyrillic).is_empty());
    let long = format!("{cyrillic}ж");
    assert_eq!(long_lines(&format!("| {long} |\n{long}\n")), [long]);
}

#[test]
fn every_page_is_held_to_these_tests() {
    for folder in ["", "docs", "tests", "benches"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                assert!(
                    DOCUMENTS.contains(&name.as_str()),
                    "{name} is missing in the tests' list of documents"
                );
            }
        }
    }
}

/// What a page has one type, without what differs by language: comments, and the text that stands for a token.
fn language_neutral_commands(name: &str) -> Vec<String> {
    let page = read_document(name);
    let commands = shell_commands(&page).into_iter().map(str::to_owned);
    let settings = page.split("```toml\n").skip(1).flat_map(|rest| rest.split("```").next().unwrap().lines());
    let settings = settings.filter(|line| !line.starts_with('#')).map(str::to_owned);
    commands.chain(settings).filter(|line| !line.contains("TELOXIDE_TOKEN=")).collect()
}

#[test]
fn the_quick_starts_give_the_same_commands_in_every_language() {
    for page in ["README", "docs/OPERATIONS"] {
        let expected = language_neutral_commands(&format!("{page}.md"));
        for language in ["ru", "uk"] {
            let name = format!("{page}.{language}.md");
            assert_eq!(language_neutral_commands(&name), expected, "{name} and {page}.md");
        }
    }
}

#[test]
fn the_pages_in_three_languages_lead_to_one_another() {
    for page in ["README", "OPERATIONS"] {
        let folder = if page == "README" { "" } else { "docs/" };
        let names = [format!("{page}.md"), format!("{page}.ru.md"), format!("{page}.uk.md")];
        for name in &names {
            let text = read_document(&format!("{folder}{name}"));
            let first = text.lines().next().unwrap();
            let others: Vec<_> = names.iter().filter(|other| *other != name).collect();
            assert!(others.iter().all(|other| first.contains(&format!("]({other})"))), "{name}: {first}");
        }
    }
}
