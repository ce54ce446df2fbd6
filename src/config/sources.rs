//! The layers of the settings laid over each other: which text a setting has and by what name it was given. What a
//! text means is the business of `value`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Url;
use toml::Value;

use super::CONFIG_FILE;
use super::cli::Flags;
use super::environment::Environment;
use super::error::{ConfigError, ConfigErrors, InvalidValue};
use super::raw_settings::RawSettings;
use super::settings_table::{Secrecy, Setting, SettingDefault, settings_table};
use crate::domain::nearest::nearest_name;

/// The families of names that are deskgram's own in the environment.
const OWN_PREFIXES: [&str; 2] = ["DESKGRAM_", "HELPDESK_"];

/// What some editors put before a text in UTF-8.
pub(super) const MARK: char = '\u{feff}';

/// The layers, strongest first, and what has been found wrong with them so far.
pub(super) struct Sources {
    sources: [Source; 3],
    directory: PathBuf,
    problems: Vec<ConfigError>,
    warnings: Vec<ConfigError>,
    /// What was found, by the names of the table.
    texts: RawSettings,
}

/// One layer: texts by the names of the table. Empty texts count as not given.
struct Source {
    origin: SourceKind,
    texts: BTreeMap<String, String>,
}

enum SourceKind {
    Flags,
    Environment,
    File(PathBuf),
}

/// A setting's text and the name by which the person gave it.
struct GivenValue {
    text: String,
    called: String,
}

/// What looking for a setting came to.
enum Lookup {
    Given(GivenValue),
    Nothing,
    /// Something is there and can't be used; the problem is already on the list.
    Refused,
}

impl Sources {
    /// Collects all layers and what can be said of them without knowing what a value means.
    pub(super) fn collect_sources(flags: &Flags, environment: &Environment, directory: &Path) -> Self {
        let flags_layer = Source {
            origin: SourceKind::Flags,
            texts: flags
                .given_flags()
                .map(|(name, text)| (name.to_owned(), text.trim().to_owned()))
                .collect(),
        };
        let path = flags.config.clone().unwrap_or_else(|| CONFIG_FILE.into());
        let environment_layer = Source { origin: SourceKind::Environment, texts: BTreeMap::new() };
        let file_layer = Source { origin: SourceKind::File(path), texts: BTreeMap::new() };
        let mut sources = Self {
            sources: [flags_layer, environment_layer, file_layer],
            directory: directory.to_owned(),
            problems: Vec::new(),
            warnings: Vec::new(),
            texts: RawSettings::default(),
        };
        sources.refuse_passwords_in_flags();
        sources.read_environment(environment);
        sources.read_file(flags);
        sources
    }

    /// Whether somebody gives a setting.
    pub(super) fn is_given(&self, setting: &Setting) -> bool {
        self.sources.iter().any(|layer| layer.mentions_setting(setting))
    }

    /// The setting's value; without one, its default. A required setting without either is a problem, so `None`
    /// here means that [`Sources::into_result`] fails.
    pub(super) fn required_setting<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> Option<T> {
        let given = match (self.look_up(setting), &setting.default) {
            (Lookup::Given(given), _) => given,
            (Lookup::Refused, _) => return None,
            (Lookup::Nothing, SettingDefault::Value(default)) => {
                GivenValue { text: (*default).to_owned(), called: setting.name.to_owned() }
            }
            (Lookup::Nothing, _) => {
                let fix = format!("Set it: {}", lower_first(setting.meaning));
                self.report_problem(setting.name.to_owned(), InvalidValue::new("not set", fix));
                return None;
            }
        };
        self.parse_value(given, parse)
    }

    /// The setting's value, if it was given.
    pub(super) fn optional_setting<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> Option<T> {
        match self.look_up(setting) {
            Lookup::Given(given) => self.parse_value(given, parse),
            Lookup::Nothing | Lookup::Refused => None,
        }
    }

    /// Notes that `missing` goes with `present` and is not there, unless it was there and refused.
    pub(super) fn missing_half<T>(&mut self, missing: &Setting, present: &Setting) -> Option<T> {
        let fix = format!("Set it, or take {} away", present.name);
        self.report_missing(missing, InvalidValue::new(format!("not set, while {} is", present.name), fix))
    }

    /// Notes that a setting is not there, unless it was there and refused.
    pub(super) fn report_missing<T>(&mut self, setting: &Setting, wrong: InvalidValue) -> Option<T> {
        if !self.sources.iter().any(|layer| layer.mentions_setting(setting)) {
            self.report_problem(setting.name.to_owned(), wrong);
        }
        None
    }

    /// The warnings and what was given, if nothing worse was found.
    pub(super) fn into_result(self) -> Result<(Vec<ConfigError>, RawSettings), ConfigErrors> {
        if self.problems.is_empty() {
            Ok((self.warnings, self.texts))
        } else {
            Err(ConfigErrors(self.problems))
        }
    }

    fn report_problem(&mut self, name: String, wrong: InvalidValue) {
        self.problems.push(ConfigError { name, wrong });
    }

    fn parse_value<T>(
        &mut self,
        given: GivenValue,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> Option<T> {
        parse(&given.text).map_err(|wrong| self.report_problem(given.called, wrong)).ok()
    }

    fn look_up(&mut self, setting: &Setting) -> Lookup {
        let found = self.find_value(setting);
        if let Lookup::Given(given) = &found {
            self.texts.record_value(setting, &given.text);
        }
        found
    }

    fn find_value(&mut self, setting: &Setting) -> Lookup {
        for layer in &self.sources {
            let named = setting
                .file_name()
                .and_then(|name| Some((layer.get_value(&name)?, layer.name_in_source(&name))));
            let called = layer.name_in_source(setting.name);
            match (layer.get_value(setting.name), named) {
                (Some(text), None) => return Lookup::Given(GivenValue { text: text.to_owned(), called }),
                (None, Some((path, called))) => {
                    let path = self.directory.join(path);
                    return match read_secret(&path) {
                        Ok(text) => {
                            self.warn_of_readers(called.clone(), &path);
                            Lookup::Given(GivenValue { text, called })
                        }
                        Err(wrong) => {
                            self.report_problem(called, wrong);
                            Lookup::Refused
                        }
                    };
                }
                (Some(_), Some((_, file))) => {
                    let wrong =
                        InvalidValue::new(format!("given together with {file}"), "Keep one of the two");
                    self.report_problem(called, wrong);
                    return Lookup::Refused;
                }
                (None, None) => {}
            }
        }
        Lookup::Nothing
    }

    /// What every user of the machine can read is no secret.
    fn warn_of_readers(&mut self, name: String, path: &Path) {
        if is_open_to_all(path) {
            let fix = format!("Close it: chmod 600 {}", path.display());
            let wrong = InvalidValue::new("everybody on this machine can read the file", fix);
            self.warnings.push(ConfigError { name, wrong });
        }
    }

    /// A password in a flag would be seen by everybody on the machine.
    fn refuse_passwords_in_flags(&mut self) {
        let flags = &self.sources[0];
        let open = settings_table().iter().filter(|setting| {
            let url = flags.get_value(setting.name).and_then(|text| Url::parse(text).ok());
            setting.secrecy == Secrecy::Secret && url.is_some_and(|url| url.password().is_some())
        });
        let problems: Vec<_> = open
            .map(|setting| {
                let fix = format!("Put it into {} or into the file that {0}_FILE names", setting.name);
                ConfigError {
                    name: flags.name_in_source(setting.name),
                    wrong: InvalidValue::new(
                        "holds a password, and a command line is seen by everybody",
                        fix,
                    ),
                }
            })
            .collect();
        self.problems.extend(problems);
    }

    fn read_environment(&mut self, environment: &Environment) {
        let known = known_names();
        for (name, value) in environment.text_variables() {
            let is_known = known.iter().any(|known| known == name);
            if !is_known {
                if OWN_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
                    let wrong = InvalidValue::new("no setting has this name", suggest_name(name, &known));
                    self.warnings.push(ConfigError { name: name.to_owned(), wrong });
                }
                continue;
            }
            match value.to_str() {
                Some(text) => {
                    self.sources[1].texts.insert(name.to_owned(), text.trim().to_owned());
                }
                None => self.report_problem(name.to_owned(), not_text()),
            }
        }
    }

    fn read_file(&mut self, flags: &Flags) {
        let SourceKind::File(path) = &self.sources[2].origin else { return };
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(self.directory.join(path)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && flags.config.is_none() => return,
            Err(error) => return self.report_problem(name, unreadable_file(&error)),
        };
        let text = text.strip_prefix(MARK).unwrap_or(&text);
        let entries = match text.parse::<toml::Table>() {
            Ok(entries) => entries,
            Err(error) => return self.report_problem(name, malformed_toml(text, &error)),
        };
        let is_secret = |key: &str| {
            let upper = key.to_ascii_uppercase();
            settings_table().iter().any(|setting| setting.secrecy == Secrecy::Secret && setting.name == upper)
        };
        let path = self.directory.join(path);
        // A path, or an address without a password, is none.
        let is_place = |value: &Value| {
            let begins = |text: &str| ["/", "sqlite:"].iter().any(|place| text.starts_with(place));
            value.as_str().is_some_and(|text| (begins(text) || text.contains("://")) && !text.contains('@'))
        };
        if entries.iter().any(|(key, value)| is_secret(key) && !is_place(value)) {
            self.warn_of_readers(name.clone(), &path);
        }
        let known = known_names();
        for (key, value) in entries {
            let upper = key.to_ascii_uppercase();
            if value.is_table() {
                let wrong = InvalidValue::new(
                    "a section",
                    "Settings stand in no section: take the line in brackets away",
                );
                self.report_problem(format!("[{key}] in {name}"), wrong);
                continue;
            }
            if key != key.to_ascii_lowercase() || !known.contains(&upper) {
                let lower: Vec<_> = known.iter().map(|name| name.to_ascii_lowercase()).collect();
                let wrong = InvalidValue::new("no setting has this name", suggest_name(&key, &lower));
                self.report_problem(format!("{key} in {name}"), wrong);
                continue;
            }
            match plain_text(&value) {
                Some(text) => {
                    self.sources[2].texts.insert(upper, text.trim().to_owned());
                }
                None => {
                    let wrong = InvalidValue::new(
                        "not a plain value",
                        "Write a text in quotes, a number, or true or false",
                    );
                    self.report_problem(format!("{key} in {name}"), wrong);
                }
            }
        }
    }
}

impl Source {
    fn get_value(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn mentions_setting(&self, setting: &Setting) -> bool {
        self.get_value(setting.name).is_some()
            || setting.file_name().is_some_and(|name| self.get_value(&name).is_some())
    }

    /// The name by which this layer gives a setting.
    fn name_in_source(&self, name: &str) -> String {
        match &self.origin {
            SourceKind::Flags => {
                let flag = settings_table()
                    .iter()
                    .find(|setting| setting.name == name)
                    .and_then(|setting| setting.flag);
                flag.map_or_else(|| name.to_owned(), |flag| format!("--{flag}"))
            }
            SourceKind::Environment => name.to_owned(),
            SourceKind::File(path) => format!("{} in {}", name.to_ascii_lowercase(), path.display()),
        }
    }
}

/// Every name that the environment can have, in its spelling.
fn known_names() -> Vec<String> {
    settings_table()
        .iter()
        .flat_map(|setting| std::iter::once(setting.name.to_owned()).chain(setting.file_name()))
        .collect()
}

fn suggest_name(wrong: &str, known: &[String]) -> String {
    match nearest_name(wrong, known.iter().map(String::as_str)) {
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
fn read_secret(path: &Path) -> Result<String, InvalidValue> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable_file(&error))?;
    let text = text.strip_prefix(MARK).unwrap_or(&text).trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(InvalidValue::new("the file is empty", "Put the secret into it"));
    }
    Ok(text.to_owned())
}

/// A value of the config file as the text that the environment would have; lists with commas between.
fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(choice) => Some(choice.to_string()),
        Value::Array(values) => {
            values.iter().map(plain_text).collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

fn unreadable_file(error: &std::io::Error) -> InvalidValue {
    if error.kind() == std::io::ErrorKind::InvalidData {
        return not_text();
    }
    InvalidValue::new(format!("the file can't be read: {error}"), "Check its name and who may read it")
}

fn not_text() -> InvalidValue {
    InvalidValue::new("not a text in UTF-8", "Write it in UTF-8")
}

/// Names the line, but does not quote it as the error's own words would: the line can hold a secret.
fn malformed_toml(text: &str, error: &toml::de::Error) -> InvalidValue {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
    InvalidValue::new(
        format!("line {line} can't be understood: {}", error.message()),
        "Write it as TOML: name = \"value\"",
    )
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
