//! What deskgram is about, free of both servers' formats: pure, synchronous, never failing.

pub mod account;
pub mod action;
pub mod audit;
pub mod comment;
pub mod diff;
pub mod digest;
pub mod event;
pub mod guessing;
pub mod health;
pub mod hours;
pub mod house;
pub mod ids;
pub mod list_cost;
pub mod nearest;
pub mod pace;
pub mod person;
pub mod plan;
pub mod pulse;
pub mod remind;
pub mod schedule;
pub mod secret;
pub mod settings;
pub mod silence;
pub mod ticket;
pub mod visibility;
pub mod zones;
