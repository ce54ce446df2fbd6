//! Who is signed in, and what somebody may see by what is known of them.

pub mod access;
pub mod live_sessions;
pub mod on_duty;
pub mod service_account;
pub mod viewer;
