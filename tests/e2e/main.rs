//! The end-to-end tests: one binary, so that they link once.

mod contract;
mod locales;
mod settings;
mod telegram_honest;
mod zenlix_honest;
