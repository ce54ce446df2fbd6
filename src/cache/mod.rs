//! What the helpdesk said last: tickets, lists, units and people.

pub mod directory;
pub mod fetch_error;
pub mod finished_index;
pub mod known_lists;
pub mod refresh_schedule;
pub mod ticket_cache;
