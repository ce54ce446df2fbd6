//! What is done with tickets: actions, new ones, comments and what happens a little later.

pub mod comment_sender;
pub mod create;
mod delayed_endings;
pub mod file_links;
mod read_after_write;
mod reminder_job;
pub mod scheduled_jobs;
pub mod ticket_actions;
pub mod ticket_locks;
