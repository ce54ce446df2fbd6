//! Reading the helpdesk: which list when and with whose key, and tickets that no list tells of.

mod archive_reader;
mod chain_adoption;
mod list_reader;
pub mod list_sources;
pub mod poller;
pub mod search;
pub mod ticket_refresher;
