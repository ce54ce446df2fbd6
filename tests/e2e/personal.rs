//! What a person sets for themselves.

mod diag;
mod screens;
mod silence;
mod watching;
mod zone;
