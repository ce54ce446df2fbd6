//! What deskgram does: each service answers one question about people, tickets or messages, and says what came of it as a
//! value. None knows how a press or a message arrives, or how its answer is worded.

pub mod access;
pub mod alerts;
pub mod attention;
pub mod carrier;
pub mod comments;
pub mod courier;
pub mod create;
pub mod desk;
pub mod digest;
pub mod directory;
pub mod drawing;
pub mod eyes;
pub mod farewell;
pub mod files;
pub mod groups;
pub mod later;
pub mod links;
pub mod live;
pub mod meanwhile;
pub mod note;
pub mod outage;
pub mod parcel;
mod readback;
pub mod round;
pub mod sessions;
pub mod sheets;
pub mod sight;
pub mod sign_in;
pub mod tickets;
pub mod tidy;
pub mod timekeeper;
pub mod troubles;
pub mod turns;
pub mod verify;
pub mod viewer;
pub mod watch;
