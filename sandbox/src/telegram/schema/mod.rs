//! What the Bot API accepts: the methods that the simulator plays, their parameters and the objects inside them. Checks
//! and normalises parameters; knows nothing of chats, and must not decide what a well-formed call does.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

/// One parameter of a method or one field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// `Integer`, `String`, an object's name; `[]` for each level of array.
    pub types: Vec<&'static str>,
    pub required: bool,
}

/// An object: its fields, or the objects that it may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub fields: Vec<Field>,
    pub one_of: Vec<&'static str>,
}

/// The whole table.
#[derive(Debug, Default)]
pub struct Schema {
    /// The methods that are played.
    pub methods: BTreeMap<&'static str, Shape>,
    pub types: BTreeMap<&'static str, Shape>,
    /// The methods that exist at Telegram and are not played.
    pub others: Vec<&'static str>,
}

/// How parameters came: in JSON they carry their types, in a query or a form all of them are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Json,
    Text,
}

/// What the simulator says of a method's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Played, under this spelling.
    Played(&'static str),
    /// Exists at Telegram, not here.
    NotPlayed(&'static str),
    Unknown,
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| read(include_str!("bot_api.txt")));

/// The same with what newer servers know beside that: what calls are checked against.
static KNOWN: LazyLock<Schema> = LazyLock::new(|| {
    let mut known = read(include_str!("bot_api.txt"));
    let newer = read(include_str!("newer.txt"));
    for (ours, theirs) in [(&mut known.methods, newer.methods), (&mut known.types, newer.types)] {
        for (name, shape) in theirs {
            let merged = ours.entry(name).or_default();
            merged.fields.retain(|field| shape.fields.iter().all(|newer| newer.name != field.name));
            merged.fields.extend(shape.fields);
        }
    }
    known
});

/// The table, read once.
pub fn schema() -> &'static Schema {
    &SCHEMA
}

/// Finds a method by its name in any case, as Telegram does.
pub fn method(name: &str) -> Named {
    let same = |known: &&&'static str| known.eq_ignore_ascii_case(name);
    if let Some(found) = KNOWN.methods.keys().find(same) {
        return Named::Played(found);
    }
    match SCHEMA.others.iter().find(same) {
        Some(found) => Named::NotPlayed(found),
        None => Named::Unknown,
    }
}

/// Checks a call's parameters and gives them with the types of the table (a number that came as text is a number).
/// `null` counts as absent.
///
/// # Errors
/// What is wrong, in a sentence: an unknown parameter, a missing one, a wrong type, at any depth.
pub fn check(
    method: &str,
    given: Map<String, Value>,
    encoding: Encoding,
) -> Result<Map<String, Value>, String> {
    let Some(shape) = KNOWN.methods.get(method) else {
        return Err(format!("{method} is not in the table"));
    };
    object(shape, given, encoding).map_err(|wrong| format!("{method}: {wrong}"))
}

fn object(
    shape: &Shape,
    given: Map<String, Value>,
    encoding: Encoding,
) -> Result<Map<String, Value>, String> {
    if !shape.one_of.is_empty() {
        return alternative(shape, given, encoding);
    }
    let mut taken = Map::new();
    for (name, value) in given {
        if value.is_null() {
            continue;
        }
        let Some(field) = shape.fields.iter().find(|field| field.name == name) else {
            return Err(format!("there is no {name}"));
        };
        let typed = typed(&field.types, value, encoding).map_err(|wrong| format!("{name}: {wrong}"))?;
        taken.insert(name, typed);
    }
    match shape.fields.iter().find(|field| field.required && !taken.contains_key(field.name)) {
        Some(missing) => Err(format!("{} is required", missing.name)),
        None => Ok(taken),
    }
}

fn alternative(
    shape: &Shape,
    given: Map<String, Value>,
    encoding: Encoding,
) -> Result<Map<String, Value>, String> {
    let mut reasons = Vec::new();
    for name in &shape.one_of {
        let Some(shape) = KNOWN.types.get(name) else { continue };
        match object(shape, given.clone(), encoding) {
            Ok(taken) => return Ok(taken),
            Err(wrong) => reasons.push(format!("not a {name}, {wrong}")),
        }
    }
    Err(reasons.join("; "))
}

fn typed(types: &[&str], value: Value, encoding: Encoding) -> Result<Value, String> {
    let mut reasons = Vec::new();
    for name in types {
        match one_type(name, value.clone(), encoding) {
            Ok(value) => return Ok(value),
            Err(wrong) => reasons.push(wrong),
        }
    }
    Err(reasons.join("; "))
}

fn one_type(name: &str, value: Value, encoding: Encoding) -> Result<Value, String> {
    let value = match (encoding, &value) {
        (Encoding::Text, Value::String(text)) if name != "String" => from_text(name, text)?,
        _ => value,
    };
    if let Some(element) = name.strip_suffix("[]") {
        let Value::Array(items) = value else { return Err(format!("not a list of {element}")) };
        // Text is only the outer layer of a form: what lies inside came as JSON.
        let items = items.into_iter().map(|item| one_type(element, item, Encoding::Json));
        return items.collect::<Result<_, _>>().map(Value::Array);
    }
    let fits = match name {
        "Integer" => value.is_i64(),
        "Float" => value.is_number(),
        "String" => value.is_string(),
        "Boolean" => value.is_boolean(),
        _ => {
            let Value::Object(fields) = value else { return Err(format!("not a {name}")) };
            // An object that the table doesn't describe is taken as it is.
            return match KNOWN.types.get(name) {
                Some(shape) => object(shape, fields, Encoding::Json).map(Value::Object),
                None => Ok(Value::Object(fields)),
            };
        }
    };
    if fits { Ok(value) } else { Err(format!("{value} is not of type {name}")) }
}

fn from_text(name: &str, text: &str) -> Result<Value, String> {
    match name {
        "Boolean" => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(format!("{text:?} is not of type Boolean")),
        },
        _ => serde_json::from_str(text).map_err(|_| format!("{text:?} is not of type {name}")),
    }
}

/// Reads the table. It is part of the program and a test compares it with the published description, so a line that
/// can't be read is a mistake of ours, and is said at once.
fn read(table: &'static str) -> Schema {
    let mut schema = Schema::default();
    let mut current: Option<&mut Shape> = None;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        match (line.starts_with(' '), words.as_slice()) {
            (false, ["method", name]) => current = Some(schema.methods.entry(name).or_default()),
            (false, ["type", name, rest @ ..]) => {
                let shape = schema.types.entry(name).or_default();
                if let ["=", one_of] = rest {
                    shape.one_of = one_of.split('|').collect();
                }
                current = Some(shape);
            }
            (false, ["others"]) => current = None,
            (true, names) => match (&mut current, names) {
                (None, names) => schema.others.extend(names),
                (Some(shape), [name, types]) => shape.fields.push(Field {
                    name: name.trim_end_matches('!'),
                    types: types.split('|').collect(),
                    required: name.ends_with('!'),
                }),
                _ => panic!("the table of the Bot API has a bad line: {line}"),
            },
            _ => panic!("the table of the Bot API has a bad line: {line}"),
        }
    }
    schema
}
