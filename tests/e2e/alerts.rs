//! What a team is told: the rules against an oracle of their own, then each promise in the simulated world.

mod attention;
mod groups;
mod people;
mod rules;
mod screens;
