//! The accounts that are bots: ours, and the one that stands in for whoever writes as a group.

/// The number and the name of the one bot there is.
pub(super) const BOT_ID: i64 = 7_000_000_001;
pub(super) const BOT_USERNAME: &str = "deskgram_demo_bot";
pub(super) const BOT_NAME: &str = "Deskgram";

/// Whom an anonymous administrator's messages come from.
pub(super) const GROUP_ANONYMOUS_BOT: i64 = 1_087_968_824;
