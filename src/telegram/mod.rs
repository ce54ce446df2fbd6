//! Towards Telegram: calls, what their answers mean, how many fit into a second, and the updates that come back.
//! Knows nothing of tickets.

pub mod api;
pub mod attachment;
pub mod bot_profile_calls;
pub mod client;
mod command;
pub mod content;
pub mod download;
pub mod ephemeral;
mod ephemeral_support;
mod keyboard;
mod local_times;
pub mod media_kind;
pub mod own_message;
pub mod password_redaction;
pub mod payloads;
mod pictures;
mod plain_text;
pub mod rate_limit;
mod raw_update;
mod rich;
pub mod send_error;
pub mod update;
pub mod update_receiver;
pub mod webhook;
