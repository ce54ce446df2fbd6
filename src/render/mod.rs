//! What people read: tickets, lists and notices as screens in their language. Pure, and never fails.

pub mod acted;
pub mod audit;
pub mod card;
pub mod choices;
pub mod comments;
pub mod diag;
pub mod group;
pub mod html;
pub mod list;
pub mod meanwhile;
pub mod people;
pub mod personal;
pub mod ping;
pub mod sheet;
pub mod words;
