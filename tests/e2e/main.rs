//! The end-to-end tests: one binary, so that they link once.

#[path = "../support/mod.rs"]
mod support;

mod bridge;
mod contract;
mod locales;
mod page;
mod papers;
mod settings;
mod telegram_honest;
mod zenlix_honest;
