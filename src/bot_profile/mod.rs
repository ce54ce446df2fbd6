//! What the bot shows of itself at Telegram before anybody writes to it: command menus for each person and kind of chat,
//! descriptions, and its own settings. What it shows is decided here and brought into order by level: whatever has changed
//! meanwhile, one look finds it.

pub mod command_menus;
pub mod descriptions;
pub mod menu_publisher;
pub mod own_settings;
