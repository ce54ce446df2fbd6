//! What a person sets for themselves.

mod screens;
mod silence;
mod watching;
mod zone;
