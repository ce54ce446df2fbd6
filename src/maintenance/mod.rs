//! What keeps the whole in order: what is deleted when, the clock, the audit trail, the newest errors.

pub mod audit_log;
pub mod clock_watch;
pub mod recent_errors;
pub mod retention;
