//! What the measurements stand on. The binaries in `bin/` are thin; what they share is here.

pub mod http;
pub mod names;
pub mod peer;
pub mod stub;
pub mod texts;
