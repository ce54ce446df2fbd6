//! Who is told what, and how it gets there. A change goes through these stages, each a file or a function:
//!
//! 1. change: [`recipients::publish_change`] takes what a reading has changed (`cache::ticket_cache`), in its transaction
//! 2. recipients: whom it concerns, by the rules of `domain::relevance`, of people and of groups ([`recipients`])
//! 3. delivery mode: with a sound, silently, later or not at all (`domain::delivery_mode`); a storm of new tickets becomes one
//!    message ([`live_messages`]), and what is held back one summary ([`away_summary`])
//! 4. dedupe: each notice has a name that can be given once ([`outbox_message::enqueue_once`])
//! 5. outbox: what is to be shown, as a row ([`outbox_message`])
//! 6. dispatcher: takes rows to Telegram within its limits ([`outbox_dispatcher`]), one at a time for each chat
//!    ([`in_flight`]); each is drawn when it goes out ([`message_sender`], [`message_views`])
//!
//! A ticket that nobody takes is brought before more and more people ([`escalation`]), through the same stages.
//! A page in somebody's own chat follows what happens to its tickets ([`list_views`], [`comment_pages`]).
//! Beside a change, [`digest`], [`snoozes`], [`outage`], [`comment_news`], [`answers`] and [`subscription_health`] put messages into the outbox.

pub mod answers;
pub mod away_summary;
pub mod comment_news;
pub mod comment_pages;
pub mod digest;
pub mod duty_sound;
pub mod escalation;
pub mod handovers;
pub mod in_flight;
pub mod list_views;
pub mod live_messages;
pub mod message_sender;
pub mod message_views;
pub mod outage;
pub mod outbox_dispatcher;
pub mod outbox_message;
pub mod questions;
pub mod recipients;
mod shown;
pub mod snoozes;
pub mod stats_material;
pub mod stats_pictures;
pub mod subscription_health;
pub mod weekly_pictures;

pub use comment_pages::publish_comments;
pub use recipients::{Notification, notify_change, notify_new, publish_change};
