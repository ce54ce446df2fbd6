//! What was found of one part, and how it is told.

use std::borrow::Cow;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::remedy::system_remedy;

/// What was found of one part.
pub struct Finding {
    pub part: &'static str,
    pub result: Result<String, CheckFailure>,
}

/// What is wrong, and what to do about it.
pub struct CheckFailure {
    pub wrong: String,
    pub todo: Cow<'static, str>,
}

impl CheckFailure {
    pub fn new(wrong: impl ToString, todo: impl Into<Cow<'static, str>>) -> Self {
        Self { wrong: wrong.to_string(), todo: todo.into() }
    }

    /// What the machine refuses, with the fix for that, or this one for what nobody knows.
    pub fn of_system(wrong: impl ToString, otherwise: &'static str) -> Self {
        let wrong = wrong.to_string();
        let todo = system_remedy(&wrong).unwrap_or(otherwise);
        Self::new(wrong, todo)
    }
}

pub fn finding_line(Finding { part, result }: &Finding) -> String {
    match result {
        Ok(found) => format!("✔ {part}: {found}"),
        Err(fault) => format!("✘ {part}: {}\n  → {}", fault.wrong, fault.todo),
    }
}

pub fn finding_record(Finding { part, result }: &Finding) -> Value {
    match result {
        Ok(found) => json!({ "part": part, "works": true, "found": found }),
        Err(fault) => json!({ "part": part, "works": false, "wrong": fault.wrong, "todo": fault.todo }),
    }
}

/// How far a server's clock is off, by the `Date` of its answer; nothing where it is right.
pub fn clock_remark(skew: SignedDuration) -> String {
    let (seconds, side) = (skew.as_secs().abs(), if skew.is_negative() { "behind" } else { "ahead of" });
    match seconds {
        0 => String::new(),
        1..120 => format!("; its clock is {seconds} seconds {side} this machine's"),
        _ => format!("; its clock is {} minutes {side} this machine's: set one of them right", seconds / 60),
    }
}
