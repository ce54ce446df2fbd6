//! The simulated helpdesk: ZENLIX 2's `POST /api.php` over real HTTP, with the real server's rules and its traps, and
//! the helpdesk's own web page as methods. It is compared with recorded answers of the real server by the tests.
//!
//! `world` holds the tables, `rules` decides, `text` spoils texts, `operations` are the modes, `wire` is JSON as PHP
//! reads and writes it, `notices` and `document` change an answer's looks, `faults` break things on demand,
//! `calls` is what was asked, `costs` is the time that calls take, `server` puts it all behind a port and is the handle
//! that tests hold, `web` is the helpdesk without its API, `admin` what changes under everybody's feet, `seed` and `demo`
//! are two worlds.

mod admin;
mod calls;
mod costs;
pub mod demo;
mod document;
pub mod faults;
mod notices;
mod operations;
pub mod rules;
pub mod seed;
mod server;
mod text;
mod web;
pub mod wire;
pub mod world;

pub use calls::{Call, CallStatus};
pub use costs::{Costs, Index};
pub use faults::{Fault, FaultKind, Match};
pub use server::Zenlix;
pub use web::{NewTicket, TicketRecord, WebAction};
pub use world::World;
