//! Messages of the bot itself, as they come back in updates: which ticket is such a message about? The ledger knows it of
//! every message but those that were sent just before deskgram was killed. Knows nothing of who presses or replies.

use serde::Deserialize;

use crate::callback::Callback;
use crate::domain::ids::{MessageId, TicketId};

/// A message of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnMessage {
    pub message: MessageId,
    /// The ticket whose card it is, if it is a card.
    pub card: Option<TicketId>,
}

/// A message that stands in a chat, as far as it can show that it is ours.
#[derive(Deserialize)]
pub(super) struct RawOwnMessage {
    pub message_id: i32,
    from: Option<RawAuthor>,
    reply_markup: Option<serde_json::Value>,
}

/// Who stands as the author of a message, or as the bot through which it was sent.
#[derive(Deserialize)]
pub(super) struct RawAuthor {
    #[serde(default)]
    is_bot: bool,
    username: Option<String>,
}

impl RawAuthor {
    /// Whether it is this bot.
    pub fn is(&self, bot: &str) -> bool {
        self.is_bot && self.username.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(bot))
    }
}

impl RawOwnMessage {
    /// What it shows, if it is ours. A card is what has a menu: only the bot itself puts such buttons under its
    /// messages, and Telegram tells whose message it is, so nobody can make this up. The text proves nothing: people's
    /// names stand in it, and people choose their names.
    pub fn own_message(&self, bot: &str) -> Option<OwnMessage> {
        self.from.as_ref().filter(|author| author.is(bot))?;
        Some(OwnMessage { message: MessageId(self.message_id), card: self.card_ticket() })
    }

    /// The one ticket that it is about, if it is ours: a card, or what stands in the place of one. What leads to other tickets
    /// says nothing of that.
    pub fn only_ticket(&self, bot: &str) -> Option<TicketId> {
        self.from.as_ref().filter(|author| author.is(bot))?;
        let about = |callback: Callback| match callback {
            Callback::Open { .. } => None,
            callback => callback.card_ticket(),
        };
        let mut tickets = self.callbacks().filter_map(about);
        let first = tickets.next()?;
        tickets.all(|ticket| ticket == first).then_some(first)
    }

    fn card_ticket(&self) -> Option<TicketId> {
        self.callbacks().find_map(|callback| match callback {
            Callback::OpenMenu { ticket } | Callback::CloseMenu { ticket } | Callback::Refresh { ticket } => {
                Some(ticket)
            }
            _ => None,
        })
    }

    /// What its buttons send.
    fn callbacks(&self) -> impl Iterator<Item = Callback> {
        let keyboard =
            self.reply_markup.as_ref().and_then(|markup| markup.get("inline_keyboard")?.as_array());
        let buttons = keyboard.into_iter().flatten().filter_map(|row| row.as_array()).flatten();
        buttons.filter_map(|button| Callback::decode(button.get("callback_data")?.as_str()?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(from: &str, rest: &str) -> Option<Option<i64>> {
        let raw = format!(r#"{{"message_id":3,"from":{from},{rest}}}"#);
        let standing: RawOwnMessage = serde_json::from_str(&raw).unwrap();
        standing.own_message("desk_bot").map(|shown| shown.card.map(|ticket| ticket.0))
    }

    fn card() -> String {
        let refresh = Callback::Refresh { ticket: TicketId(49) }.encode();
        let buttons = format!(r#"[{{"text":"i","url":"u"}},{{"text":"r","callback_data":"{refresh}"}}]"#);
        format!(r##""text":"#50","reply_markup":{{"inline_keyboard":[{buttons}]}}"##)
    }

    const OURS: &str = r#"{"id":1,"is_bot":true,"username":"Desk_Bot"}"#;

    #[test]
    fn a_panel_is_about_the_one_ticket_of_its_buttons() {
        let only = |callbacks: &[Callback]| {
            let button = |callback: &Callback| json!([{ "text": "", "callback_data": callback.encode() }]);
            let rows: Vec<_> = callbacks.iter().map(button).collect();
            let from = json!({ "id": 1, "is_bot": true, "username": "desk_bot" });
            let panel = json!({ "message_id": 0, "from": from, "reply_markup": { "inline_keyboard": rows } });
            let panel: RawOwnMessage = serde_json::from_value(panel).unwrap();
            assert_eq!(panel.only_ticket("another_bot"), None);
            panel.only_ticket("desk_bot").map(|ticket| ticket.0)
        };
        let (write, open) = (
            |ticket| Callback::Write { ticket: TicketId(ticket) },
            |ticket| Callback::Open { ticket: TicketId(ticket) },
        );
        assert_eq!(only(&[write(49), Callback::ClosePanel, write(49)]), Some(49));
        assert_eq!(only(&[open(7), write(49)]), Some(49), "another ticket is a way away from it");
        assert_eq!(only(&[open(7)]), None);
        assert_eq!(only(&[write(49), write(50)]), None);
        assert_eq!(only(&[]), None);
    }

    #[test]
    fn our_own_cards_say_which_ticket_they_show() {
        assert_eq!(shown(OURS, &card()), Some(Some(49)));
        assert_eq!(shown(OURS, r##""text":"Hello, #49!""##), Some(None));
        assert_eq!(shown(OURS, r##""reply_markup":{"inline_keyboard":7}"##), Some(None));
    }

    #[test]
    fn nobody_else_can_say_so() {
        for other in [
            r#"{"id":5,"is_bot":false,"username":"desk_bot"}"#,
            r#"{"id":5,"is_bot":true,"username":"desk_bot2"}"#,
            r#"{"id":5,"is_bot":true}"#,
            "null",
        ] {
            assert_eq!(shown(other, &card()), None, "{other}");
        }
    }
}
