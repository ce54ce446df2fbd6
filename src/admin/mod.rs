//! What the administrator asks for on the command line while deskgram runs, or while it does not. Each command prints
//! its answer and ends; none speaks to Telegram or the helpdesk.

pub mod audit;
pub mod backup;
pub mod migrate;
pub mod outbox;
mod progress;
pub mod rotate;
pub mod sessions;
pub mod shell;
pub mod subscriptions;
mod table;
