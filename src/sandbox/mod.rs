//! The simulated world: a Telegram Bot API server and a ZENLIX helpdesk over real HTTP, which enforce the real
//! servers' rules and reproduce their traps. What `deskgram demo` starts and every end-to-end test runs against.

pub mod demo;
mod line;
pub mod mischief;
pub mod page;
pub mod telegram;
pub mod zenlix;
