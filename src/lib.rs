//! deskgram: helpdesk work in Telegram. One process between the Telegram Bot API and a ZENLIX 2 helpdesk; see
//! `docs/ARCHITECTURE.md` for the map.

pub mod accounts;
pub mod admin;
pub mod app;
pub mod bot;
pub mod bot_profile;
pub mod cache;
pub mod callback;
pub mod check;
pub mod clock;
pub mod config;
pub mod context;
#[cfg(feature = "demo")]
pub mod demo;
pub mod domain;
pub mod helpdesk;
pub mod i18n;
pub mod maintenance;
pub mod notify;
pub mod remedy;
pub mod render;
pub mod sessions;
pub mod store;
pub mod sync;
pub mod telegram;
pub mod tickets;
pub mod tls;
pub mod view;
pub mod web;
