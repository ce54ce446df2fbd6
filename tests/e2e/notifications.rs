//! What a team is told: the rules against an oracle of their own, then each promise in the simulated world.

mod calls;
mod clocks;
mod digest;
mod groups;
mod lateness;
mod live_messages;
mod model;
mod people;
mod reminders;
mod rules;
mod shift;
mod team;
mod views;
mod week;
