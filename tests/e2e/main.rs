//! The end-to-end tests: one binary, so that they link once.

#[path = "../support/mod.rs"]
mod support;

mod alerts;
mod binary;
mod bridge;
mod contract;
mod daily;
mod document;
mod locales;
mod page;
mod papers;
mod settings;
mod sign_in;
mod telegram_honest;
mod tour;
mod zenlix_honest;
