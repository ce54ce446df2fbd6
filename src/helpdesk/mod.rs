//! The helpdesk's API as typed calls, and the one place where the traps of a ZENLIX 2 server are handled. Knows
//! nothing of Telegram, of who may see what, or of when to ask again: that is the business of the services.
//!
//! * [`HelpdeskClient`]: the twenty operations, each once, none ever repeated by itself.
//! * [`text_repair`]: what may be sent to this server, and what it will show for it.
//! * [`HelpdeskError`]: what went wrong, whether the helpdesk may have done it all the same, whether waiting may help.

mod call_types;
mod client;
mod directory;
mod error;
mod fuzz_entry;
mod http_response;
mod json_fields;
mod key;
mod rows;
mod settings;
pub mod text_repair;
mod transport;

pub use call_types::{
    ActionAnswer, ActionReply, CommentThread, Created, ListKind, NewTicket, ProbeResult, SignedIn,
};
pub use client::HelpdeskClient;
pub use error::{HelpdeskError, Refusal, UnclearAnswer};
pub use fuzz_entry::{ParsedResponse, parse_response};
pub use key::ApiKey;
pub use settings::HelpdeskSettings;
