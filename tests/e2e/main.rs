//! The end-to-end tests: one binary, so that they link once.

#[path = "../support/mod.rs"]
mod support;

mod alerts;
mod attachments;
mod audit;
mod authorization;
mod binary;
mod bridge;
mod cards;
mod contract;
mod crowd;
mod daily;
mod daily_screens;
mod daily_trouble;
mod delivery;
mod document;
mod exactly_once;
mod faults;
mod fuzzing;
mod guessing;
mod health;
mod hostile;
mod lists;
mod locales;
mod log;
mod manners;
mod mischief;
mod nobody;
mod page;
mod papers;
mod passwords;
mod personal;
mod referrals;
mod secrets;
mod settings;
mod sign_in;
mod store;
mod telegram_honest;
mod tour;
mod watching;
mod web;
mod webhook;
mod welcome;
mod zenlix_honest;
