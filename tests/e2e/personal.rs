//! What a person sets for themselves.

mod diag;
mod do_not_disturb;
mod quick_presses;
mod views;
mod watching;
mod zone;
