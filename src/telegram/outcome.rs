//! What a failed call to Telegram means for what we wanted to send: decided once, here. By the error's text where the
//! number says too little: 400 and 403 each cover a dozen different things.

use std::time::Duration;

use super::api::Failure;
use crate::domain::ids::ChatId;

/// What to do after a call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
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
    /// The chat can't be written to any more: blocked, kicked, deleted, never started.
    ChatClosed,
    /// No such reaction is allowed in this chat.
    NoReactions,
    /// This will never be taken; the reason is for the log.
    Hopeless(String),
    /// The token is not (or no longer) valid.
    Unauthorized,
}

/// The wording of Telegram's errors, lower case, and what each means. The first that is found decides.
const BY_TEXT: &[(&str, Verdict)] = &[
    ("message is not modified", Verdict::Unchanged),
    ("message to edit not found", Verdict::MessageGone),
    ("message can't be edited", Verdict::MessageGone),
    ("message to delete not found", Verdict::MessageGone),
    ("message to react not found", Verdict::MessageGone),
    ("message_id_invalid", Verdict::MessageGone),
    ("reaction_invalid", Verdict::NoReactions),
    ("reaction_not_allowed", Verdict::NoReactions),
    ("reactions are disabled", Verdict::NoReactions),
    ("message to be replied not found", Verdict::NoReplyTarget),
    ("replied message not found", Verdict::NoReplyTarget),
    ("message to reply not found", Verdict::NoReplyTarget),
    ("message thread not found", Verdict::TopicGone),
    ("topic_deleted", Verdict::TopicGone),
    ("topic_closed", Verdict::TopicGone),
    ("bot was blocked", Verdict::ChatClosed),
    ("user is deactivated", Verdict::ChatClosed),
    ("can't initiate conversation", Verdict::ChatClosed),
    ("bot was kicked", Verdict::ChatClosed),
    ("bot is not a member", Verdict::ChatClosed),
    ("chat not found", Verdict::ChatClosed),
    ("chat_write_forbidden", Verdict::ChatClosed),
    ("group chat was deleted", Verdict::ChatClosed),
    ("group is deactivated", Verdict::ChatClosed),
    ("not enough rights to send", Verdict::ChatClosed),
    ("have no rights to send", Verdict::ChatClosed),
    ("need administrator rights in the channel", Verdict::ChatClosed),
];

/// Reads a failure. `Unclear` counts as `Later`: whether the caller may repeat is its own matter.
pub fn verdict(failure: &Failure) -> Verdict {
    let Failure::Refused { code, description, retry_after, migrate_to } = failure else {
        return Verdict::Later;
    };
    if let Some(after) = retry_after {
        return Verdict::Wait(*after);
    }
    if let Some(chat) = migrate_to {
        return Verdict::Moved(ChatId(*chat));
    }
    let text = description.to_lowercase();
    if let Some((_, verdict)) = BY_TEXT.iter().find(|(wording, _)| text.contains(wording)) {
        return verdict.clone();
    }
    match code {
        401 | 404 => Verdict::Unauthorized,
        403 => Verdict::ChatClosed,
        // Somebody's at work on the same thing: it passes.
        409 => Verdict::Later,
        429 => Verdict::Wait(Duration::from_secs(5)),
        400..=499 => Verdict::Hopeless(description.clone()),
        _ => Verdict::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: u16, description: &str) -> Failure {
        Failure::Refused { code, description: description.into(), retry_after: None, migrate_to: None }
    }

    #[test]
    fn texts_decide_where_numbers_do_not() {
        let cases = [
            (400, "Bad Request: message is not modified: specified new message content…", Verdict::Unchanged),
            (400, "Bad Request: message to edit not found", Verdict::MessageGone),
            (400, "Bad Request: message thread not found", Verdict::TopicGone),
            (400, "Bad Request: REACTION_INVALID", Verdict::NoReactions),
            (403, "Forbidden: bot can't initiate conversation with a user", Verdict::ChatClosed),
            (403, "Forbidden: something new", Verdict::ChatClosed),
            (400, "Bad Request: something new", Verdict::Hopeless("Bad Request: something new".into())),
            (502, "Bad Gateway", Verdict::Later),
            (409, "Conflict", Verdict::Later),
            (401, "Unauthorized", Verdict::Unauthorized),
        ];
        for (code, description, expected) in cases {
            assert_eq!(verdict(&refused(code, description)), expected, "{description}");
        }
    }

    #[test]
    fn parameters_come_before_texts() {
        let flood = Failure::Refused {
            code: 429,
            description: "Too Many Requests: retry after 7".into(),
            retry_after: Some(Duration::from_secs(7)),
            migrate_to: None,
        };
        assert_eq!(verdict(&flood), Verdict::Wait(Duration::from_secs(7)));
        assert_eq!(verdict(&Failure::Unclear("cut".into())), Verdict::Later);
    }
}
