//! A message of every kind that people can send, as the Bot API shows it, and what they do to one afterwards that is an edit to
//! the bot and to nobody else. Whether they may send it where they want is for `say`.

use serde_json::{Map, Value, json};

use super::Telegram;
use super::compose::MessageDraft;
use super::message::Body;
use super::script_error::{expect_possible, script_error};

/// The kinds that hold something besides plain text, by the field of a message that holds it.
pub const KINDS: [&str; 22] = [
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "giveaway",
    "giveaway_winners",
    "invoice",
    "live_photo",
    "location",
    "paid_media",
    "photo",
    "poll",
    "rich_message",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
];

/// The fields of a message of this kind; one that nobody knows has a field of its own.
fn fields(kind: &str) -> Value {
    let file = |more: Value| {
        let mut file = json!({ "file_id": format!("sandbox-file-{kind}"), "file_unique_id": format!("u{kind}"), "file_size": 900 });
        for (key, value) in more.as_object().into_iter().flatten() {
            file[key] = value.clone();
        }
        file
    };
    let picture = || json!([file(json!({ "width": 800, "height": 600 }))]);
    let moving = || file(json!({ "width": 800, "height": 600, "duration": 3, "mime_type": "video/mp4" }));
    let place = json!({ "latitude": 46.4825, "longitude": 30.7233 });
    let chat = json!({ "id": -1_001_234_567_890_i64, "type": "channel", "title": "News" });
    match kind {
        // For older programs these come as something else too.
        "animation" => json!({ "animation": moving(), "document": moving() }),
        "live_photo" => json!({ "live_photo": moving(), "photo": picture() }),
        "venue" => json!({
            "venue": { "location": place, "title": "Office", "address": "Main street 1" },
            "location": place,
        }),
        "photo" => json!({ "photo": picture() }),
        "video" => json!({ "video": moving() }),
        "video_note" => json!({ "video_note": file(json!({ "length": 240, "duration": 3 })) }),
        "audio" => json!({ "audio": file(json!({ "duration": 3, "file_name": "song.mp3" })) }),
        "voice" => json!({ "voice": file(json!({ "duration": 3, "mime_type": "audio/ogg" })) }),
        "document" => json!({ "document": file(json!({ "file_name": "log.txt" })) }),
        "sticker" => json!({ "sticker": file(json!({
            "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": "👍",
        })) }),
        "location" => json!({ "location": place }),
        "contact" => {
            json!({ "contact": { "phone_number": "+380441234567", "first_name": "Ivan", "last_name": "Kim" } })
        }
        "dice" => json!({ "dice": { "emoji": "🎲", "value": 4 } }),
        "game" => json!({ "game": { "title": "Chess", "description": "A game", "photo": picture() } }),
        "poll" => json!({ "poll": {
            "id": "1", "question": "Which printer?", "total_voter_count": 0, "is_closed": false, "is_anonymous": true,
            "type": "regular", "allows_multiple_answers": false,
            "options": [{ "text": "This", "voter_count": 0 }, { "text": "That", "voter_count": 0 }],
        } }),
        "checklist" => json!({ "checklist": {
            "title": "To bring", "tasks": [{ "id": 1, "text": "Toner" }, { "id": 2, "text": "Paper" }],
        } }),
        "rich_message" => rich(&json!([{ "type": "paragraph", "text": "It smokes" }])),
        "story" => json!({ "story": { "chat": chat, "id": 7 } }),
        "paid_media" => json!({ "paid_media": {
            "star_count": 5, "paid_media": [{ "type": "photo", "photo": picture() }],
        } }),
        "invoice" => json!({ "invoice": {
            "title": "Toner", "description": "Black", "start_parameter": "x", "currency": "EUR", "total_amount": 100,
        } }),
        "giveaway" => json!({ "giveaway": {
            "chats": [chat], "winners_selection_date": 1_900_000_000, "winner_count": 1,
        } }),
        "giveaway_winners" => json!({ "giveaway_winners": {
            "chat": chat, "giveaway_message_id": 7, "winners_selection_date": 1_900_000_000, "winner_count": 0,
            "winners": [],
        } }),
        unknown => json!({ unknown: { "of": "a version to come" } }),
    }
}

fn rich(blocks: &Value) -> Value {
    json!({ "rich_message": { "blocks": blocks } })
}

impl MessageDraft<'_> {
    /// A message of this kind, with the text as its caption; any other name is a kind that nobody knows yet.
    pub fn kind(self, kind: &str) -> Self {
        self.carrying(object(fields(kind)), Vec::new())
    }

    /// A rich message of these blocks.
    pub fn rich(self, blocks: &Value) -> Self {
        self.carrying(object(rich(blocks)), Vec::new())
    }

    /// Where the person is, for as long as they share it.
    pub fn live_location(self) -> Self {
        let place = json!({ "latitude": 46.4825, "longitude": 30.7233, "live_period": 900, "heading": 90 });
        self.carrying(object(json!({ "location": place })), Vec::new())
    }
}

impl Telegram {
    /// Something happens to a message that people don't see as an edit, a reaction say: the bot hears of one, and the message
    /// says what it said.
    ///
    /// # Panics
    /// If it is gone.
    #[track_caller]
    pub fn touches(&self, chat: i64, message: i32) {
        self.changes_fields(chat, message, |_| ());
    }

    /// Somebody who shares their place moves.
    ///
    /// # Panics
    /// If the message is gone.
    #[track_caller]
    pub fn moves(&self, chat: i64, message: i32) {
        self.changes_fields(chat, message, |fields| {
            if let Some(place) = fields.get_mut("location") {
                place["latitude"] = json!(place["latitude"].as_f64().unwrap_or_default() + 0.001);
            }
        });
    }

    #[track_caller]
    fn changes_fields(&self, chat: i64, message: i32, change: impl FnOnce(&mut Map<String, Value>)) {
        expect_possible(self.shared.act(|state| {
            let Some(found) = state.standing_mut(chat, message) else {
                return script_error(format!("no message {message} in chat {chat}"));
            };
            if let Body::Media(fields) = &mut found.body {
                change(fields);
            }
            found.edits += 1;
            state.announce(chat, message);
            Ok(())
        }));
    }
}

fn object(fields: Value) -> Map<String, Value> {
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
