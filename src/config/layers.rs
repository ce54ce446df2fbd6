//! The layers of the settings laid over each other: which text a setting has and by what name it was given. What a
//! text means is the business of `value`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Url;
use toml::Value;

use super::FILE;
use super::cli::Flags;
use super::environment::Environment;
use super::problem::{Problem, Problems, Wrong};
use super::table::{Otherwise, Secrecy, Setting, table};
use super::texts::Texts;
use crate::domain::nearest::nearest;

/// The families of names that are deskgram's own in the environment.
const OWN: [&str; 2] = ["DESKGRAM_", "HELPDESK_"];

/// What some editors put before a text in UTF-8.
pub(super) const MARK: char = '\u{feff}';

/// The layers, strongest first, and what has been found wrong with them so far.
pub(super) struct Layers {
    layers: [Layer; 3],
    directory: PathBuf,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    /// What was found, by the names of the table.
    texts: Texts,
}

/// One layer: texts by the names of the table. Empty texts count as not given.
struct Layer {
    origin: Origin,
    texts: BTreeMap<String, String>,
}

enum Origin {
    Flags,
    Environment,
    File(PathBuf),
}

/// A setting's text and the name by which the person gave it.
struct Given {
    text: String,
    called: String,
}

/// What looking for a setting came to.
enum Found {
    Given(Given),
    Nothing,
    /// Something is there and can't be used; the problem is already on the list.
    Refused,
}

impl Layers {
    /// Collects all layers and what can be said of them without knowing what a value means.
    pub(super) fn gather(flags: &Flags, environment: &Environment, directory: &Path) -> Self {
        let flags_layer = Layer {
            origin: Origin::Flags,
            texts: flags.given().map(|(name, text)| (name.to_owned(), text.trim().to_owned())).collect(),
        };
        let path = flags.config.clone().unwrap_or_else(|| FILE.into());
        let environment_layer = Layer { origin: Origin::Environment, texts: BTreeMap::new() };
        let file_layer = Layer { origin: Origin::File(path), texts: BTreeMap::new() };
        let mut layers = Self {
            layers: [flags_layer, environment_layer, file_layer],
            directory: directory.to_owned(),
            problems: Vec::new(),
            warnings: Vec::new(),
            texts: Texts::default(),
        };
        layers.refuse_passwords_in_flags();
        layers.read_environment(environment);
        layers.read_file(flags);
        layers
    }

    /// The setting's value; without one, its default. A required setting without either is a problem, so `None`
    /// here means that [`Layers::finish`] fails.
    pub(super) fn required<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let given = match (self.look(setting), &setting.otherwise) {
            (Found::Given(given), _) => given,
            (Found::Refused, _) => return None,
            (Found::Nothing, Otherwise::Value(default)) => {
                Given { text: (*default).to_owned(), called: setting.name.to_owned() }
            }
            (Found::Nothing, _) => {
                let fix = format!("Set it: {}", lower_first(setting.meaning));
                self.problem(setting.name.to_owned(), Wrong::new("not set", fix));
                return None;
            }
        };
        self.parse(given, parse)
    }

    /// The setting's value, if it was given.
    pub(super) fn optional<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        match self.look(setting) {
            Found::Given(given) => self.parse(given, parse),
            Found::Nothing | Found::Refused => None,
        }
    }

    /// Notes that `missing` goes with `present` and is not there, unless it was there and refused.
    pub(super) fn missing_half<T>(&mut self, missing: &Setting, present: &Setting) -> Option<T> {
        let fix = format!("Set it, or take {} away", present.name);
        self.missing(missing, Wrong::new(format!("not set, while {} is", present.name), fix))
    }

    /// Notes that a setting is not there, unless it was there and refused.
    pub(super) fn missing<T>(&mut self, setting: &Setting, wrong: Wrong) -> Option<T> {
        if !self.layers.iter().any(|layer| layer.mentions(setting)) {
            self.problem(setting.name.to_owned(), wrong);
        }
        None
    }

    /// The warnings and what was given, if nothing worse was found.
    pub(super) fn finish(self) -> Result<(Vec<Problem>, Texts), Problems> {
        if self.problems.is_empty() { Ok((self.warnings, self.texts)) } else { Err(Problems(self.problems)) }
    }

    fn problem(&mut self, name: String, wrong: Wrong) {
        self.problems.push(Problem { name, wrong });
    }

    fn parse<T>(&mut self, given: Given, parse: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        parse(&given.text).map_err(|wrong| self.problem(given.called, wrong)).ok()
    }

    fn look(&mut self, setting: &Setting) -> Found {
        let found = self.find(setting);
        if let Found::Given(given) = &found {
            self.texts.note(setting, &given.text);
        }
        found
    }

    fn find(&mut self, setting: &Setting) -> Found {
        for layer in &self.layers {
            let named = setting.file_name().and_then(|name| Some((layer.get(&name)?, layer.called(&name))));
            let called = layer.called(setting.name);
            match (layer.get(setting.name), named) {
                (Some(text), None) => return Found::Given(Given { text: text.to_owned(), called }),
                (None, Some((path, called))) => {
                    let path = self.directory.join(path);
                    return match read_secret(&path) {
                        Ok(text) => {
                            self.warn_of_readers(called.clone(), &path);
                            Found::Given(Given { text, called })
                        }
                        Err(wrong) => {
                            self.problem(called, wrong);
                            Found::Refused
                        }
                    };
                }
                (Some(_), Some((_, file))) => {
                    let wrong = Wrong::new(format!("given together with {file}"), "Keep one of the two");
                    self.problem(called, wrong);
                    return Found::Refused;
                }
                (None, None) => {}
            }
        }
        Found::Nothing
    }

    /// What every user of the machine can read is no secret.
    fn warn_of_readers(&mut self, name: String, path: &Path) {
        if is_open_to_all(path) {
            let fix = format!("Close it: chmod 600 {}", path.display());
            let wrong = Wrong::new("everybody on this machine can read the file", fix);
            self.warnings.push(Problem { name, wrong });
        }
    }

    /// A password in a flag would be seen by everybody on the machine.
    fn refuse_passwords_in_flags(&mut self) {
        let flags = &self.layers[0];
        let open = table().iter().filter(|setting| {
            let url = flags.get(setting.name).and_then(|text| Url::parse(text).ok());
            setting.secrecy == Secrecy::Secret && url.is_some_and(|url| url.password().is_some())
        });
        let problems: Vec<_> = open
            .map(|setting| {
                let fix = format!("Put it into {} or into the file that {0}_FILE names", setting.name);
                Problem {
                    name: flags.called(setting.name),
                    wrong: Wrong::new("holds a password, and a command line is seen by everybody", fix),
                }
            })
            .collect();
        self.problems.extend(problems);
    }

    fn read_environment(&mut self, environment: &Environment) {
        let known = known_names();
        for (name, value) in environment.iter() {
            let is_known = known.iter().any(|known| known == name);
            if !is_known {
                if OWN.iter().any(|prefix| name.starts_with(prefix)) {
                    let wrong = Wrong::new("no setting has this name", suggestion(name, &known));
                    self.warnings.push(Problem { name: name.to_owned(), wrong });
                }
                continue;
            }
            match value.to_str() {
                Some(text) => {
                    self.layers[1].texts.insert(name.to_owned(), text.trim().to_owned());
                }
                None => self.problem(name.to_owned(), not_text()),
            }
        }
    }

    fn read_file(&mut self, flags: &Flags) {
        let Origin::File(path) = &self.layers[2].origin else { return };
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(self.directory.join(path)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && flags.config.is_none() => return,
            Err(error) => return self.problem(name, unreadable(&error)),
        };
        let text = text.strip_prefix(MARK).unwrap_or(&text);
        let entries = match text.parse::<toml::Table>() {
            Ok(entries) => entries,
            Err(error) => return self.problem(name, malformed(text, &error)),
        };
        let is_secret = |key: &str| {
            let upper = key.to_ascii_uppercase();
            table().iter().any(|setting| setting.secrecy == Secrecy::Secret && setting.name == upper)
        };
        let path = self.directory.join(path);
        // A path, or an address without a password, is none.
        let is_place = |value: &Value| {
            value
                .as_str()
                .is_some_and(|text| (text.starts_with('/') || text.contains("://")) && !text.contains('@'))
        };
        if entries.iter().any(|(key, value)| is_secret(key) && !is_place(value)) {
            self.warn_of_readers(name.clone(), &path);
        }
        let known = known_names();
        for (key, value) in entries {
            let upper = key.to_ascii_uppercase();
            if key != key.to_ascii_lowercase() || !known.contains(&upper) {
                let lower: Vec<_> = known.iter().map(|name| name.to_ascii_lowercase()).collect();
                let wrong = Wrong::new("no setting has this name", suggestion(&key, &lower));
                self.problem(format!("{key} in {name}"), wrong);
                continue;
            }
            match plain(&value) {
                Some(text) => {
                    self.layers[2].texts.insert(upper, text.trim().to_owned());
                }
                None => {
                    let wrong =
                        Wrong::new("not a plain value", "Write a text in quotes, a number, or true or false");
                    self.problem(format!("{key} in {name}"), wrong);
                }
            }
        }
    }
}

impl Layer {
    fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn mentions(&self, setting: &Setting) -> bool {
        self.get(setting.name).is_some() || setting.file_name().is_some_and(|name| self.get(&name).is_some())
    }

    /// The name by which this layer gives a setting.
    fn called(&self, name: &str) -> String {
        match &self.origin {
            Origin::Flags => {
                let flag =
                    table().iter().find(|setting| setting.name == name).and_then(|setting| setting.flag);
                flag.map_or_else(|| name.to_owned(), |flag| format!("--{flag}"))
            }
            Origin::Environment => name.to_owned(),
            Origin::File(path) => format!("{} in {}", name.to_ascii_lowercase(), path.display()),
        }
    }
}

/// Every name that the environment can have, in its spelling.
fn known_names() -> Vec<String> {
    table()
        .iter()
        .flat_map(|setting| std::iter::once(setting.name.to_owned()).chain(setting.file_name()))
        .collect()
}

fn suggestion(wrong: &str, known: &[String]) -> String {
    match nearest(wrong, known.iter().map(String::as_str)) {
        Some(name) => format!("Perhaps {name} is meant"),
        None => "Take it away; `deskgram run --help` lists the names".to_owned(),
    }
}

/// Whether users who are neither the file's owner nor of its group may read it.
fn is_open_to_all(path: &Path) -> bool {
    #[cfg(unix)]
    let open = std::fs::metadata(path)
        .is_ok_and(|metadata| std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o004 != 0);
    #[cfg(not(unix))]
    let open = false;
    open
}

/// What a secret's own file holds, without the line's end that editors put there.
fn read_secret(path: &Path) -> Result<String, Wrong> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    let text = text.strip_prefix(MARK).unwrap_or(&text).trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Wrong::new("the file is empty", "Put the secret into it"));
    }
    Ok(text.to_owned())
}

/// A value of the config file as the text that the environment would have; lists with commas between.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(choice) => Some(choice.to_string()),
        Value::Array(values) => {
            values.iter().map(plain).collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

fn unreadable(error: &std::io::Error) -> Wrong {
    if error.kind() == std::io::ErrorKind::InvalidData {
        return not_text();
    }
    Wrong::new(format!("the file can't be read: {error}"), "Check its name and who may read it")
}

fn not_text() -> Wrong {
    Wrong::new("not a text in UTF-8", "Write it in UTF-8")
}

/// Names the line, but does not quote it as the error's own words would: the line can hold a secret.
fn malformed(text: &str, error: &toml::de::Error) -> Wrong {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
    Wrong::new(
        format!("line {line} can't be understood: {}", error.message()),
        "Write it as TOML: name = \"value\"",
    )
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
