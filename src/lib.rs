//! deskgram: helpdesk work in Telegram. One process between the Telegram Bot API and a ZENLIX 2 helpdesk; see
//! `docs/ARCHITECTURE.md` for the map.

pub mod admin;
pub mod app;
pub mod bot;
pub mod callback;
pub mod check;
pub mod clock;
pub mod config;
pub mod domain;
pub mod helpdesk;
pub mod i18n;
pub mod remedy;
pub mod render;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod service;
pub mod store;
pub mod telegram;
pub mod tls;
pub mod view;
pub mod web;
