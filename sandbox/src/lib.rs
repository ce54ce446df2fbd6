//! The simulated world: a Telegram Bot API server and a ZENLIX helpdesk over real HTTP, which enforce the real
//! servers' rules and reproduce their traps. What `deskgram demo` starts and every end-to-end test runs against. Nothing here
//! knows of deskgram: a server has words and types of its own, so that a mistake of the bot's is not made twice.

pub mod clock;
mod line;
pub mod mischief;
pub mod telegram;
pub mod zenlix;
