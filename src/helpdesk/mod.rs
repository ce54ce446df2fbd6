//! The helpdesk's API as typed calls, and the one place where the traps of a ZENLIX 2 server are handled. Knows
//! nothing of Telegram, of who may see what, or of when to ask again: that is the business of the services.
//!
//! * [`Client`]: the twenty operations, each once, none ever repeated by itself.
//! * [`text`]: what may be sent to this server, and what it will show for it.
//! * [`Error`]: what went wrong, whether the helpdesk may have done it all the same, whether waiting may help.

mod client;
mod directory;
mod error;
mod fields;
mod gauntlet;
mod key;
mod rows;
mod settings;
mod skew;
pub mod text;
mod transport;
mod wire;

pub use client::{ActionAnswer, Client, Comments, Created, ListKind, NewTicket, Probe, SignedIn, Verdict};
pub use error::{Error, Refusal, Unclear};
pub use gauntlet::{Believed, gauntlet};
pub use key::ApiKey;
pub use settings::Settings;
