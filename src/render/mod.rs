//! What people read: tickets, lists and notices as screens in their language. Pure, and never fails.

pub mod action_outcome;
pub mod audit;
pub mod away_summary;
pub mod card;
mod card_keyboard;
pub mod card_view;
pub mod catch_up;
pub mod choices;
pub mod comments;
pub mod diag;
pub mod duty;
mod escalation;
pub mod group;
pub mod html;
pub mod list;
pub mod live_message;
pub mod notification;
pub mod people;
pub mod personal;
mod phone;
pub mod reader;
pub mod rota;
pub mod seen_before;
pub mod snooze;
pub mod stats_picture;
pub mod stats_view;
pub mod ticket_lines;
