//! How a sign-in begins, is verified and ends, with all that follows from it.

pub mod calendar_links;
pub mod farewell;
pub mod sign_in;
pub mod sign_in_links;
pub mod verify;
