//! The composition root: builds the parts, knows which passes of them there are, and runs those in loops for as long as this
//! process has its role.

mod error;
mod instance;
mod parts;
mod reload;
mod roles;
mod sd_notify;
mod serve;
mod signals;
mod supervisor;
mod update_loop;
mod update_source;
mod watchdog;

pub use self::error::AppError;
pub use self::instance::App;
pub use self::parts::{
    AppParts, create_seal, fetch_identity, helpdesk_client, lock_instance, store_of_today, telegram_client,
};
pub use self::sd_notify::Notifier;
pub use self::serve::serve_bot;
pub use self::signals::{HangupSignals, StopSignals};
