//! What a team is told: the rules against an oracle of their own, then each promise in the simulated world.

mod attention;
mod clocks;
mod digest;
mod groups;
mod lateness;
mod oracle;
mod people;
mod rules;
mod screens;
mod sheets;
mod shift;
mod team;
mod week;
