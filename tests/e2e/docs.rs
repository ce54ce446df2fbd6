//! The documents: what they say is held against the program, so that they can't drift apart in silence.

mod deploy;
mod file_circles;
mod operations;
mod prose;
mod tests_page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use deskgram::config::cli::Cli;
use deskgram::config::{ChangeMode, Setting, SettingDefault, settings_table};

/// Everything that is written for people.
const DOCUMENTS: [&str; 17] = [
    "README.md",
    "README.ru.md",
    "README.uk.md",
    "CHANGELOG.md",
    "docs/ARCHITECTURE.md",
    "docs/CONTRIBUTING.md",
    "docs/LOG.md",
    "docs/OPERATIONS.md",
    "docs/OPERATIONS.ru.md",
    "docs/OPERATIONS.uk.md",
    "docs/PERFORMANCE.md",
    "docs/REFERENCE.md",
    "docs/RELEASING.md",
    "docs/RELIABILITY.md",
    "docs/SECURITY.md",
    "benches/README.md",
    "tests/README.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read_document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands between `<!-- name… -->` and `<!-- /name -->`.
fn marked_section<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<!-- {name}")).unwrap_or_else(|| panic!("no mark {name}"));
    let (_, rest) = rest.split_once("-->\n").unwrap();
    rest.split_once(&format!("<!-- /{name} -->")).unwrap_or_else(|| panic!("{name} has no end")).0
}

/// The cells of a Markdown table's rows, without its head.
fn table_rows(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The words in a cell that are written as code.
fn code_words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The lines of all blocks of shell commands.
fn shell_commands(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside && !line.is_empty() && !line.starts_with('#') => found.push(line),
            _ => {}
        }
    }
    found
}

// The settings.

fn setting_row(setting: &Setting) -> String {
    let otherwise = match setting.default {
        SettingDefault::Required => "must be set".to_owned(),
        SettingDefault::Value(value) => format!("`{value}`"),
        SettingDefault::Unset(meaning) => meaning.to_owned(),
    };
    let flag = setting.flag.map(|flag| format!("`--{flag}`")).unwrap_or_default();
    let file = setting.file_name().map(|_| " or `…_FILE`").unwrap_or_default();
    let anew = if setting.change_mode() == ChangeMode::WhenToldTo { " ↻" } else { "" };
    format!("| `{}`{file}{anew} | {flag} | {} | {otherwise} |\n", setting.name, setting.meaning)
}

#[test]
fn the_readme_lists_the_settings_as_they_are() {
    let readme = read_document("README.md");
    let stands = marked_section(&readme, "settings");
    let head = "| Name | Flag | Meaning | Otherwise |\n|---|---|---|---|\n";
    let expected = format!("{head}{}", settings_table().iter().map(setting_row).collect::<String>());
    if stands == expected {
        return;
    }
    let right = Path::new(env!("CARGO_TARGET_TMPDIR")).join("README.md");
    let end = readme.find("<!-- /settings").unwrap();
    let (before, rest) = (&readme[..end - stands.len()], &readme[end..]);
    fs::write(&right, format!("{before}{expected}{rest}")).unwrap();
    panic!("the README's table of settings is not that of the program; {} is right", right.display());
}

/// Every name that the environment can have.
fn known_settings() -> BTreeSet<String> {
    settings_table()
        .iter()
        .flat_map(|setting| [Some(setting.name.to_owned()), setting.file_name()])
        .flatten()
        .collect()
}

#[test]
fn every_setting_that_is_spoken_of_exists() {
    let known = known_settings();
    for name in DOCUMENTS {
        let text = read_document(name);
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for word in words.filter(|word| is_setting(word)) {
            let knob = ["DESKGRAM_CRASH_", "DESKGRAM_TEST_"].iter().any(|knob| word.starts_with(knob));
            assert!(knob || known.contains(word), "{name} speaks of {word}, which is no setting");
        }
    }
}

fn is_setting(word: &str) -> bool {
    ["TELOXIDE_", "HELPDESK_", "DESKGRAM_", "DATABASE_"].iter().any(|prefix| word.starts_with(prefix))
}

// The commands.

#[test]
fn every_command_of_deskgram_is_understood() {
    for name in DOCUMENTS {
        for line in shell_commands(&read_document(name)) {
            let Some(arguments) = deskgram_arguments(line) else { continue };
            let words = std::iter::once("deskgram").chain(arguments.split_whitespace());
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{name}: `{line}`: {error}");
            }
        }
    }
}

/// What a line tells deskgram, if it calls it.
fn deskgram_arguments(line: &str) -> Option<&str> {
    ["cargo run --release -- ", "target/release/deskgram ", "deskgram "]
        .iter()
        .find_map(|program| line.split_once(program).filter(|(before, _)| before.is_empty()))
        .map(|(_, arguments)| arguments)
}

#[test]
fn the_readme_starts_with_its_two_commands() {
    let readme = read_document("README.md");
    assert_eq!(shell_commands(&readme)[..2], ["cargo run --release -- demo", "cargo test"]);
}

#[test]
fn every_command_of_the_chat_exists() {
    let schema = read_document("src/bot/router.rs");
    let known: BTreeSet<_> = ["command_route(\"", "login_route(\""]
        .iter()
        .flat_map(|route| schema.split(route).skip(1).filter_map(|rest| rest.split('"').next()))
        .collect();
    let botfather = ["newbot", "setprivacy", "setjoingroups", "setinline", "revoke", "mybots"];
    for name in DOCUMENTS {
        let text = read_document(name);
        let spoken = text.lines().flat_map(code_words).filter_map(|word| word.strip_prefix('/'));
        let spoken = spoken.filter_map(|word| word.split_whitespace().next());
        let spoken = spoken.filter(|word| word.chars().all(|letter| letter.is_ascii_lowercase()));
        for command in spoken {
            let exists = known.contains(command) || botfather.contains(&command);
            assert!(exists, "{name} speaks of /{command}, which is no command");
        }
    }
}

#[test]
fn the_readme_has_a_place_for_every_operation() {
    let readme = read_document("README.md");
    let rows = table_rows(marked_section(&readme, "operations"));
    let numbers: Vec<_> = rows.iter().map(|row| row[0].parse::<usize>().unwrap()).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    let calls = read_document("src/helpdesk/client.rs") + &read_document("src/helpdesk/directory.rs");
    let operations: BTreeSet<_> = rows.iter().flat_map(|row| code_words(row[1])).collect();
    assert_eq!(operations.len(), 18, "the three lists are one operation to the helpdesk: {operations:?}");
    for operation in operations {
        assert!(calls.contains(&format!("\"{operation}\"")), "nothing calls {operation}");
    }
}

// The log.

#[test]
fn every_line_of_the_log_that_is_explained_exists() {
    let page = read_document("docs/LOG.md");
    let table = page.split("\n| Line | ").nth(1).unwrap().split("\n\n").next().unwrap();
    let source: String =
        source_files().iter().flat_map(|source| &source.lines).map(|line| format!("{line}\n")).collect();
    for line in table.lines().skip(2) {
        for said in code_words(line.split('|').nth(1).unwrap()) {
            for part in said.split('…').map(|part| part.trim_matches([' ', ':', ';'])) {
                assert!(source.contains(part), "the log never says `{part}`");
            }
        }
    }
}

#[test]
fn every_warning_and_error_of_the_log_is_explained() {
    let page = read_document("docs/LOG.md");
    let table = page.split("\n| Line | ").nth(1).unwrap().split("\n\n").next().unwrap();
    let cells = table.lines().skip(2).filter_map(|line| line.split('|').nth(1));
    let explained: Vec<_> = cells.flat_map(code_words).collect();
    let explains = |said: &str, line: &str| {
        said.split('…').map(|part| part.trim_matches([' ', ':', ';'])).all(|part| line.contains(part))
    };
    let mut found = 0;
    for source in source_files().iter().filter(|source| source.package == BOT) {
        let text = source.lines.join("\n");
        let calls = ["log::warn!(", "log::error!("].into_iter().flat_map(|call| text.split(call).skip(1));
        for line in calls.filter_map(|call| quoted_text(call.trim_start())) {
            // A warning about a setting explains itself.
            if line == "{warning}" {
                continue;
            }
            found += 1;
            assert!(
                explained.iter().any(|said| explains(said, &line)),
                "docs/LOG.md does not explain `{line}`"
            );
        }
    }
    assert!(found > 60, "only {found} lines were found");
}

/// The text of a string that the source begins with, its lines joined as Rust joins them.
fn quoted_text(source: &str) -> Option<String> {
    let rest = source.strip_prefix('"')?;
    let (end, _) = rest.match_indices('"').find(|(at, _)| !rest[..*at].ends_with('\\'))?;
    Some(rest[..end].split("\\\n").map(str::trim_start).collect())
}

// The links.

#[test]
fn every_link_leads_somewhere() {
    for name in DOCUMENTS {
        let text = read_document(name);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => root().join(name),
                file => root().join(name).parent().unwrap().join(file),
            };
            assert!(path.exists(), "{name} leads to {target}, which isn't there");
            if !anchor.is_empty() {
                let text = fs::read_to_string(&path).unwrap();
                assert!(heading_anchors(&text).contains(anchor), "{name} leads to {target}: no such heading");
            }
        }
    }
}

/// The headings of a page, spelt as links spell them.
fn heading_anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let spelt = |heading: &str| {
        let heading = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        heading.chars().filter(|&letter| letter.is_alphanumeric() || letter == '-' || letter == '_').collect()
    };
    headings.map(spelt).collect()
}

// The house.

/// The packages, by their folders of source.
const BOT: &str = "src";
const SANDBOX: &str = "sandbox/src";

/// A file of the source without its comments and its own tests, and the room it belongs to. The sandbox is one room.
struct Source {
    package: &'static str,
    room: String,
    path: PathBuf,
    lines: Vec<String>,
}

fn source_files() -> Vec<Source> {
    let mut found = Vec::new();
    let mut directories = vec![(BOT, root().join(BOT)), (SANDBOX, root().join(SANDBOX))];
    while let Some((package, directory)) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push((package, path));
            } else if path.extension().is_some_and(|found| found == "rs") && !path.ends_with("tests.rs") {
                found.push(read_source(package, path));
            }
        }
    }
    found
}

fn read_source(package: &'static str, path: PathBuf) -> Source {
    let text = fs::read_to_string(&path).unwrap();
    let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = shipped.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut inside = path.strip_prefix(root()).unwrap().iter();
    let room = inside.nth(usize::from(package == BOT)).unwrap().to_str().unwrap();
    let room = room.trim_end_matches(".rs").to_owned();
    Source { package, room, lines: lines.map(str::to_owned).collect(), path }
}

/// The rooms that a line names: `crate::room`, or `deskgram::room` in the binary.
fn named_rooms(line: &str) -> impl Iterator<Item = &str> {
    ["crate::", "deskgram::"]
        .into_iter()
        .flat_map(move |prefix| {
            line.split(prefix).skip(1).flat_map(|rest| match rest.strip_prefix('{') {
                Some(group) => group.split([',', '}']).collect::<Vec<_>>(),
                None => vec![rest],
            })
        })
        .filter_map(|rest| {
            rest.trim().split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()
        })
}

#[test]
fn imports_point_upward() {
    let page = read_document("docs/ARCHITECTURE.md");
    let rooms: Vec<_> =
        table_rows(marked_section(&page, "rooms")).iter().flat_map(|row| code_words(row[0])).collect();
    let place = |room: &str| rooms.iter().position(|known| *known == room);
    for source in source_files().iter().filter(|source| source.package == BOT && source.room != "lib") {
        let own = place(&source.room).unwrap_or_else(|| {
            panic!(
                "{}: the room {} is missing in the table of docs/ARCHITECTURE.md",
                source.path.display(),
                source.room
            )
        });
        for line in &source.lines {
            for other in named_rooms(line).filter_map(place) {
                assert!(
                    other <= own,
                    "{}: `{}` points down (docs/ARCHITECTURE.md)",
                    source.path.display(),
                    line.trim()
                );
            }
        }
    }
}

#[test]
fn the_simulators_depend_on_nothing_of_the_bot() {
    let manifest: toml::Table = read_document("sandbox/Cargo.toml").parse().unwrap();
    let is_list = |name: &str| name.ends_with("dependencies");
    let lists: Vec<_> = manifest.iter().filter(|(name, _)| is_list(name)).collect();
    assert!(!lists.is_empty());
    for (list, entries) in lists {
        let entries = entries.as_table().unwrap();
        assert!(!entries.contains_key("deskgram"), "the sandbox's {list} name the bot");
    }
}

#[test]
fn each_thing_is_named_where_it_belongs() {
    let page = read_document("docs/ARCHITECTURE.md");
    let table = table_rows(marked_section(&page, "belongs"));
    let sources = source_files();
    for row in &table {
        let word = code_words(row[0]).next().unwrap();
        let rooms: BTreeSet<_> = code_words(row[1]).collect();
        let naming = |source: &&Source| source.lines.iter().any(|line| line.contains(word));
        let found: BTreeSet<_> = sources.iter().filter(naming).map(|source| source.room.as_str()).collect();
        assert_eq!(found, rooms, "the rooms that name `{word}` (docs/ARCHITECTURE.md)");
    }
}

#[test]
fn every_table_of_the_database_is_on_the_page() {
    let page = read_document("docs/ARCHITECTURE.md");
    let told: BTreeSet<_> =
        table_rows(marked_section(&page, "tables")).iter().flat_map(|row| code_words(row[0])).collect();
    let mut scripts: Vec<_> =
        fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.sort();
    let scripts: String = scripts.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let made = scripts.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split([' ', '(']).next());
    assert_eq!(told, made.collect());
}

#[test]
fn the_glossary_is_short() {
    let page = read_document("docs/ARCHITECTURE.md");
    let glossary = page.split("\n## Glossary\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let words = table_rows(glossary).len();
    assert!((1..=25).contains(&words), "{words} entries: a private vocabulary is growing");
}

#[test]
fn every_test_that_is_spoken_of_exists() {
    let page = read_document("docs/ARCHITECTURE.md");
    let invariants = page.split("\n| Invariant | Test |\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in invariants.lines().skip(1) {
        tests_of(line.rsplit('|').nth(1).unwrap());
    }
}

#[test]
fn every_threat_has_its_tests_and_they_exist() {
    let page = read_document("docs/SECURITY.md");
    let blocks: Vec<_> = page.split("<!-- threats -->\n").skip(1).collect();
    assert_eq!(blocks.len(), page.matches("<!-- /threats -->").count());
    for block in blocks {
        let rows = table_rows(block.split("<!-- /threats -->").next().unwrap());
        assert!(!rows.is_empty());
        for row in rows {
            // What a tool proves instead of a test is named in the middle.
            assert!(tests_of(row[2]) > 0 || row[1].contains(".ci/run"), "no test for: {}", row[0]);
        }
    }
}

/// Makes sure that the tests that are named exist; says how many they are.
fn tests_of(cell: &str) -> usize {
    let named: Vec<_> = code_words(cell).filter(|name| name.contains("::")).collect();
    for name in &named {
        let (module, test) = name.rsplit_once("::").unwrap();
        let path = module.replace("::", "/");
        let files = [format!("tests/e2e/{path}.rs"), format!("src/{path}.rs"), format!("src/{path}/mod.rs")];
        let files: Vec<_> = files.into_iter().filter(|file| root().join(file).exists()).collect();
        assert!(!files.is_empty(), "no file holds the tests {module}");
        let there =
            files.iter().any(|file| test.is_empty() || read_document(file).contains(&format!("fn {test}(")));
        assert!(there || root().join(format!("tests/e2e/{path}/{test}.rs")).exists(), "no test {name}");
    }
    named.len()
}
