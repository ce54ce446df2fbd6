//! Towards Telegram: calls, what their answers mean, how many fit into a second, and the updates that come back.
//! Knows nothing of tickets.

pub mod api;
pub mod attached;
pub mod content;
pub mod download;
pub mod gateway;
pub mod hush;
pub mod incoming;
pub mod intake;
mod keyboard;
pub mod outcome;
pub mod pacing;
mod rich;
pub mod shown;
pub mod webhook;
