//! What a person sets for themselves.

mod screens;
mod zone;
