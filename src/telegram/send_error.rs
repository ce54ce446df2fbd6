//! What a failed call to Telegram means for what we wanted to send: decided once, here. By the error's text where the
//! number says too little: 400 and 403 each cover a dozen different things.

use std::time::Duration;

use super::api::ApiFailure;
use crate::domain::ids::ChatId;

/// What to do after a call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// The message already looks like that.
    Unchanged,
    /// Nothing is to be sent to this chat for so long.
    Wait(Duration),
    /// Try again later: Telegram or the network is unwell.
    Later,
    /// The group has become a supergroup with this number.
    Moved(ChatId),
    /// The message that should change is gone, or too old to change.
    MessageGone,
    /// The message to reply to is gone: send without.
    NoReplyTarget,
    /// The topic is gone.
    TopicGone,
    /// The chat is gone, or the bot is out of it: blocked, kicked, deleted, never started.
    ChatClosed,
    /// The chat, or the topic, takes no message for now; somebody there can change that.
    ChatRests(Obstacle),
    /// No such reaction is allowed in this chat.
    NoReactions,
    /// This will not be taken as it is; the reason is for the log.
    Hopeless(String),
    /// The token is not (or no longer) valid.
    Unauthorized,
}

/// What stands in the way of a message for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The topic is closed or hidden.
    TopicClosed,
    /// The bot may not write there.
    NoRights,
    /// Something that nobody knows.
    Unknown,
}

/// What becomes of a message that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfMessage {
    /// It stands there as it should, or there is nothing left to change.
    Done,
    Waits,
    Moves,
    /// Sent in a plainer form, and if none is taken it waits.
    Plainer,
    /// Said in words instead.
    Words,
    Dropped,
}

/// What becomes of the subscription of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfSubscription {
    Stays,
    Moves,
    Rests,
    Ends,
}

/// Whether its subscriber hears of it in private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfPerson {
    NotTold,
    Told,
}

/// What follows from a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consequence {
    pub message: OfMessage,
    pub subscription: OfSubscription,
    pub person: OfPerson,
}

impl SendErrorKind {
    /// What follows, for a message that brings something new.
    pub fn consequence(&self) -> Consequence {
        use OfMessage as Message;
        use OfPerson::{NotTold, Told};
        use OfSubscription as Subscription;
        let (message, subscription, person) = match self {
            Self::Unchanged | Self::MessageGone => (Message::Done, Subscription::Stays, NotTold),
            Self::Wait(_) | Self::Later | Self::Unauthorized => {
                (Message::Waits, Subscription::Stays, NotTold)
            }
            Self::Moved(_) => (Message::Moves, Subscription::Moves, NotTold),
            Self::NoReplyTarget | Self::Hopeless(_) => (Message::Plainer, Subscription::Stays, NotTold),
            Self::NoReactions => (Message::Words, Subscription::Stays, NotTold),
            Self::ChatRests(_) => (Message::Waits, Subscription::Rests, Told),
            Self::TopicGone | Self::ChatClosed => (Message::Dropped, Subscription::Ends, Told),
        };
        Consequence { message, subscription, person }
    }
}

const CLOSED: SendErrorKind = SendErrorKind::ChatRests(Obstacle::TopicClosed);
const NO_RIGHTS: SendErrorKind = SendErrorKind::ChatRests(Obstacle::NoRights);
const UNCLEAR: SendErrorKind = SendErrorKind::ChatRests(Obstacle::Unknown);
/// We have made it wrong.
const OURS: SendErrorKind = SendErrorKind::Hopeless(String::new());

/// The wording of Telegram's errors, lower case, and what each means. The first that is found decides. Only what says that the bot
/// is out, the chat is gone or the topic does not exist ends anything.
pub const REFUSALS: &[(&str, SendErrorKind)] = &[
    ("message is not modified", SendErrorKind::Unchanged),
    ("reply_message_id_invalid", SendErrorKind::NoReplyTarget),
    ("message to edit not found", SendErrorKind::MessageGone),
    ("message can't be edited", SendErrorKind::MessageGone),
    ("no text in the message to edit", SendErrorKind::MessageGone),
    ("message_author_required", SendErrorKind::MessageGone),
    ("message_edit_time_expired", SendErrorKind::MessageGone),
    ("message to delete not found", SendErrorKind::MessageGone),
    ("message to react not found", SendErrorKind::MessageGone),
    ("message_id_invalid", SendErrorKind::MessageGone),
    ("reaction_invalid", SendErrorKind::NoReactions),
    ("reaction_not_allowed", SendErrorKind::NoReactions),
    ("reactions are disabled", SendErrorKind::NoReactions),
    ("reactions_disabled", SendErrorKind::NoReactions),
    ("message to be replied not found", SendErrorKind::NoReplyTarget),
    ("replied message not found", SendErrorKind::NoReplyTarget),
    ("message to reply not found", SendErrorKind::NoReplyTarget),
    ("message thread not found", SendErrorKind::TopicGone),
    ("topic_deleted", SendErrorKind::TopicGone),
    ("topic_id_invalid", SendErrorKind::TopicGone),
    ("bot was blocked", SendErrorKind::ChatClosed),
    ("user_is_blocked", SendErrorKind::ChatClosed),
    ("user is deactivated", SendErrorKind::ChatClosed),
    ("user_deactivated", SendErrorKind::ChatClosed),
    ("can't initiate conversation", SendErrorKind::ChatClosed),
    ("can't send messages to bots", SendErrorKind::ChatClosed),
    ("can't send messages to the bot", SendErrorKind::ChatClosed),
    ("bot was kicked", SendErrorKind::ChatClosed),
    ("bot is not a member", SendErrorKind::ChatClosed),
    ("chat not found", SendErrorKind::ChatClosed),
    ("group is deactivated", SendErrorKind::ChatClosed),
    ("chat is deactivated", SendErrorKind::ChatClosed),
    ("topic_closed", CLOSED),
    ("not enough rights", NO_RIGHTS),
    ("have no rights to send", NO_RIGHTS),
    ("have no write access", NO_RIGHTS),
    ("need administrator rights", NO_RIGHTS),
    ("chat_admin_required", NO_RIGHTS),
    ("chat_write_forbidden", NO_RIGHTS),
    ("chat_restricted", NO_RIGHTS),
    ("chat_forbidden", NO_RIGHTS),
    ("chat_send_plain_forbidden", NO_RIGHTS),
    ("chat_guest_send_forbidden", NO_RIGHTS),
    ("user_banned_in_channel", NO_RIGHTS),
    ("channel_private", UNCLEAR),
    ("channel_public_group_na", UNCLEAR),
    ("can't access the chat", UNCLEAR),
    ("chat is not accessible", UNCLEAR),
    ("allow_payment_required", UNCLEAR),
    ("privacy_premium_required", UNCLEAR),
    // Without the new number; it is still to come. Before a server knows that, it takes the old group for deleted.
    ("upgraded to a supergroup", UNCLEAR),
    ("group chat was deleted", UNCLEAR),
    ("group chat was deactivated", UNCLEAR),
    ("slowmode_wait", SendErrorKind::Later),
    ("peer_flood", SendErrorKind::Later),
    ("message send failed", SendErrorKind::Later),
    ("rpc_call_fail", SendErrorKind::Later),
    ("frozen_method_invalid", SendErrorKind::Later),
    // For ten minutes after the bot has left for another server.
    ("logged out", SendErrorKind::Later),
    ("can't parse entities", OURS),
    ("entity_bounds_invalid", OURS),
    ("message is too long", OURS),
    ("message_too_long", OURS),
    ("text is empty", OURS),
    ("text must be non-empty", OURS),
    ("reply markup is too long", OURS),
    ("reply_markup_invalid", OURS),
    ("button_data_invalid", OURS),
    ("button_url_invalid", OURS),
    ("wrong http url", OURS),
];

/// Reads a failure. A lost answer ([`ApiFailure::Unclear`]) counts as [`SendErrorKind::Later`]: whether to repeat the call is
/// the caller's decision.
pub fn classify_failure(failure: &ApiFailure) -> SendErrorKind {
    let ApiFailure::Refused { code, description, retry_after, migrate_to } = failure else {
        return SendErrorKind::Later;
    };
    if let Some(after) = retry_after {
        return SendErrorKind::Wait(*after);
    }
    if let Some(chat) = migrate_to {
        return SendErrorKind::Moved(ChatId(*chat));
    }
    let text = description.to_lowercase();
    let known = REFUSALS.iter().find(|(wording, _)| text.contains(wording)).map(|(_, verdict)| verdict);
    match (known, code) {
        (Some(SendErrorKind::Hopeless(_)), _) => SendErrorKind::Hopeless(description.clone()),
        (Some(known), _) => known.clone(),
        (None, 401 | 404) => SendErrorKind::Unauthorized,
        (None, 403) => UNCLEAR,
        // Somebody's at work on the same thing: it passes.
        (None, 409) => SendErrorKind::Later,
        (None, 420 | 429) => SendErrorKind::Wait(Duration::from_secs(5)),
        (None, 400..=499) => SendErrorKind::Hopeless(description.clone()),
        (None, _) => SendErrorKind::Later,
    }
}

/// Whether a chat takes messages and no pictures: its administrators can forbid these alone.
pub fn is_picture_refused(failure: &ApiFailure) -> bool {
    let ApiFailure::Refused { description, .. } = failure else { return false };
    let text = description.to_lowercase();
    ["rights to send photos", "chat_send_photos_forbidden", "chat_send_media_forbidden"]
        .iter()
        .any(|wording| text.contains(wording))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: u16, description: &str) -> ApiFailure {
        ApiFailure::Refused { code, description: description.into(), retry_after: None, migrate_to: None }
    }

    #[test]
    fn texts_decide_where_numbers_do_not() {
        let cases = [
            (
                400,
                "Bad Request: message is not modified: specified new message content…",
                SendErrorKind::Unchanged,
            ),
            (400, "Bad Request: message to edit not found", SendErrorKind::MessageGone),
            (400, "Bad Request: message thread not found", SendErrorKind::TopicGone),
            (400, "Bad Request: REACTION_INVALID", SendErrorKind::NoReactions),
            (400, "Bad Request: private chat not found", SendErrorKind::ChatClosed),
            (403, "Forbidden: bot can't initiate conversation with a user", SendErrorKind::ChatClosed),
            (403, "Forbidden: the group chat was deleted", UNCLEAR),
            (400, "Logged out", SendErrorKind::Later),
            (403, "Forbidden: something new", UNCLEAR),
            (400, "Bad Request: TOPIC_CLOSED", CLOSED),
            (400, "Bad Request: not enough rights to send text messages to the chat", NO_RIGHTS),
            (400, "Bad Request: something new", SendErrorKind::Hopeless("Bad Request: something new".into())),
            (502, "Bad Gateway", SendErrorKind::Later),
            (409, "Conflict", SendErrorKind::Later),
            (401, "Unauthorized", SendErrorKind::Unauthorized),
        ];
        for (code, description, expected) in cases {
            assert_eq!(classify_failure(&refused(code, description)), expected, "{description}");
        }
    }

    #[test]
    fn every_wording_is_found_as_it_stands_and_only_its_own_row_decides() {
        for (wording, expected) in REFUSALS {
            assert_eq!(*wording, wording.to_lowercase());
            for spelt in [wording.to_string(), wording.to_uppercase()] {
                let found = classify_failure(&refused(400, &format!("Bad Request: {spelt}")));
                let same = std::mem::discriminant(&found) == std::mem::discriminant(expected);
                assert!(same, "{wording}: {found:?}");
            }
        }
    }

    #[test]
    fn only_a_chat_or_a_topic_that_is_gone_ends_a_subscription() {
        for (wording, verdict) in REFUSALS {
            let ends = verdict.consequence().subscription == OfSubscription::Ends;
            assert_eq!(
                ends,
                matches!(verdict, SendErrorKind::ChatClosed | SendErrorKind::TopicGone),
                "{wording}"
            );
            let dropped = verdict.consequence().message == OfMessage::Dropped;
            assert_eq!(dropped, ends, "{wording}: nothing is dropped without a word");
        }
        for code in 400..600 {
            let found = classify_failure(&refused(code, "something new"));
            assert_ne!(found.consequence().message, OfMessage::Dropped, "{code}");
        }
    }

    #[test]
    fn parameters_come_before_texts() {
        let flood = ApiFailure::Refused {
            code: 429,
            description: "Too Many Requests: retry after 7".into(),
            retry_after: Some(Duration::from_secs(7)),
            migrate_to: None,
        };
        assert_eq!(classify_failure(&flood), SendErrorKind::Wait(Duration::from_secs(7)));
        assert_eq!(classify_failure(&ApiFailure::Unclear("cut".into())), SendErrorKind::Later);
    }
}
