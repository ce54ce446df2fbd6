//! The helpdesk's API as typed calls. Knows nothing of Telegram.
