//! What deskgram is about, free of both servers' formats: pure, synchronous, never failing.

pub mod ids;
pub mod person;
pub mod ticket;
