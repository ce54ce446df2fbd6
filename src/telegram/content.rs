//! What a message holds: words and files, read in one place for every kind of message that Telegram has. Reads as tolerantly as
//! the rest: of a kind that is newer than this program it takes what it can find, and says that there was something.

use serde_json::{Map, Value};

use super::attachment::Attachment;
use super::media_kind::MediaKind;
use super::plain_text::{location, with_addresses};
use super::rich;

/// What a message holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// What its author wrote: a text, a caption, the blocks of a rich message.
    pub words: String,
    /// What it tells without words: whose number, which place.
    pub facts: String,
    /// What it holds besides words.
    pub kind: Option<MediaKind>,
    pub files: Vec<Attachment>,
}

/// The fields that hold something besides words. What is sent for the sake of older programs comes later: an animation is a
/// document too, a live photo a photo.
const MEDIA_FIELDS: [(&str, MediaKind); 17] = [
    ("live_photo", MediaKind::Photo),
    ("photo", MediaKind::Photo),
    ("voice", MediaKind::Voice),
    ("video", MediaKind::Video),
    ("video_note", MediaKind::Video),
    ("animation", MediaKind::Video),
    ("document", MediaKind::Document),
    ("audio", MediaKind::Audio),
    ("sticker", MediaKind::Sticker),
    ("dice", MediaKind::Dice),
    ("poll", MediaKind::Poll),
    ("game", MediaKind::Game),
    ("story", MediaKind::Story),
    ("paid_media", MediaKind::Other),
    ("invoice", MediaKind::Other),
    ("giveaway", MediaKind::Other),
    ("giveaway_winners", MediaKind::Other),
];

/// The fields whose file a message carries, with a name for one that has none. An animation is its document.
const FILE_FIELDS: [(&str, &str); 6] = [
    ("document", "file"),
    ("animation", "video.mp4"),
    ("voice", "voice.ogg"),
    ("video", "video.mp4"),
    ("video_note", "video.mp4"),
    ("audio", "audio.mp3"),
];

/// What happens in a chat comes as a message too, and nobody has said anything then.
pub const SERVICE_FIELDS: [&str; 57] = [
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "managed_bot_created",
    "paid_message_price_changed",
    "poll_option_added",
    "poll_option_deleted",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
    // Of later versions of the Bot API, and of earlier ones.
    "voice_chat_scheduled",
    "voice_chat_started",
    "voice_chat_ended",
    "voice_chat_participants_invited",
    "user_shared",
];

impl Content {
    /// Reads a message; `None` if it only says that something has happened in the chat.
    pub(super) fn read(raw: &str) -> Option<Self> {
        // What can't even be read as an object is there all the same.
        let message: Map<String, Value> = serde_json::from_str(raw).unwrap_or_default();
        let mut found = Self::default();
        found.read_words(&message);
        found.read_facts(&message);
        let media =
            MEDIA_FIELDS.iter().find(|(field, _)| message.contains_key(*field)).map(|(_, kind)| *kind);
        found.kind = found.kind.or(media);
        found.read_files(&message);
        if found.kind.is_none() && found.is_silent() {
            if SERVICE_FIELDS.iter().any(|field| message.contains_key(*field)) {
                return None;
            }
            found.kind = Some(MediaKind::Other);
        }
        Some(found)
    }

    /// All that it says, with and without words.
    pub fn text(&self) -> String {
        match (self.words.as_str(), self.facts.as_str()) {
            (words, "") => words.to_owned(),
            ("", facts) => facts.to_owned(),
            (words, facts) => format!("{words}\n{facts}"),
        }
    }

    fn is_silent(&self) -> bool {
        self.words.is_empty() && self.facts.is_empty()
    }

    fn read_words(&mut self, message: &Map<String, Value>) {
        let marked = [("text", "entities"), ("caption", "caption_entities")];
        if let Some((text, entities)) =
            marked.iter().find_map(|(text, entities)| Some((message.get(*text)?.as_str()?, *entities)))
        {
            self.words = with_addresses(text, message.get(entities));
        } else if let Some(message) = message.get("rich_message") {
            let rich = rich::read(message);
            (self.words, self.files) = (rich.text, rich.files);
            self.kind = rich.kind;
        } else if let Some(list) = message.get("checklist") {
            self.words = checklist_text(list);
        }
    }

    fn read_facts(&mut self, message: &Map<String, Value>) {
        let read = |field: &str, read: fn(&Value) -> Option<String>| message.get(field).and_then(read);
        self.facts = read("contact", contact_text)
            // A venue comes with its location.
            .or_else(|| read("venue", venue_text))
            .or_else(|| read("location", location))
            .unwrap_or_default();
    }

    fn read_files(&mut self, message: &Map<String, Value>) {
        let photo = message.get("photo").and_then(|sizes| Attachment::largest_photo(sizes, "photo.jpg"));
        let other =
            || FILE_FIELDS.iter().find_map(|(field, name)| Attachment::from_json(message.get(*field)?, name));
        self.files.extend(photo.or_else(other));
    }
}

fn contact_text(contact: &Value) -> Option<String> {
    let said = |field: &str| contact[field].as_str().map(str::trim).filter(|text| !text.is_empty());
    let name = [said("first_name"), said("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts = [Some(name.as_str()).filter(|name| !name.is_empty()), said("phone_number")];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then_some(text)
}

fn venue_text(venue: &Value) -> Option<String> {
    let parts = [venue["title"].as_str(), venue["address"].as_str()];
    let named = parts.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    match (named.is_empty(), location(&venue["location"])) {
        (true, place) => place,
        (false, None) => Some(named),
        (false, Some(place)) => Some(format!("{named}\n{place}")),
    }
}

fn checklist_text(list: &Value) -> String {
    let title = list["title"].as_str().map(|title| with_addresses(title, list.get("title_entities")));
    let tasks = list["tasks"].as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(|task| {
        let done = task.get("completion_date").is_some_and(|date| date.as_i64() != Some(0));
        let mark = if done { "☑" } else { "☐" };
        Some(format!("{mark} {}", with_addresses(task["text"].as_str()?, task.get("text_entities"))))
    });
    title.into_iter().chain(tasks).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(message: Value) -> Content {
        Content::read(&message.to_string()).expect("somebody has said something")
    }

    #[test]
    fn the_address_behind_words_is_kept() {
        let text = "😀 Install it from here, or www.site.example";
        let link = json!({ "type": "text_link", "offset": 19, "length": 4, "url": "https://site.example/x" });
        let same =
            json!({ "type": "text_link", "offset": 28, "length": 16, "url": "http://www.site.example/" });
        let wrong = json!({ "type": "text_link", "offset": 90, "length": 4, "url": "https://no.example" });
        let inside = json!({ "type": "text_link", "offset": 1, "length": 1, "url": "https://no.example" });
        let found = read(json!({ "text": text, "entities": [link, same, wrong, inside, 7] }));
        assert_eq!(found.words, "😀 Install it from here (https://site.example/x), or www.site.example");
        let caption = read(json!({
            "caption": "here", "photo": [{ "file_id": "a", "width": 1, "height": 1 }],
            "caption_entities": [{ "type": "text_link", "offset": 0, "length": 4, "url": "tel:112" }],
        }));
        assert_eq!((caption.words.as_str(), caption.kind), ("here (tel:112)", Some(MediaKind::Photo)));
    }

    #[test]
    fn people_and_places_are_told_in_text() {
        let contact = json!({ "first_name": "Ivan", "last_name": "Kim", "phone_number": "+380441234567" });
        assert_eq!(read(json!({ "contact": contact })).text(), "Ivan Kim, +380441234567");
        let place = json!({ "latitude": 46.482_5, "longitude": 30.723_3 });
        let at = "46.482500,30.723300 https://maps.google.com/?q=46.482500,30.723300";
        assert_eq!(read(json!({ "location": place })).text(), at);
        let venue = json!({ "title": "Office", "address": "Main street 1", "location": place });
        let both = read(json!({ "venue": venue, "location": place }));
        assert_eq!((both.text(), both.kind), (format!("Office, Main street 1\n{at}"), None));
    }

    #[test]
    fn what_nobody_knows_is_something_and_what_happens_in_a_chat_is_nothing() {
        assert_eq!(read(json!({ "message_id": 1, "hologram": {} })).kind, Some(MediaKind::Other));
        assert_eq!(read(json!({ "text": 7 })).kind, Some(MediaKind::Other));
        assert_eq!(read(json!({ "location": "there" })).kind, Some(MediaKind::Other));
        assert_eq!(Content::read(r#"{"pinned_message":{"text":"x"}}"#), None);
        let deep = format!(r#"{{"rich_message":{}{}}}"#, "[".repeat(200), "]".repeat(200));
        assert_eq!(Content::read(&deep).unwrap().kind, Some(MediaKind::Other));
    }

    #[test]
    fn a_checklist_is_its_tasks() {
        let tasks = json!([
            { "id": 1, "text": "Toner" },
            { "id": 2, "text": "Paper", "completion_date": 1_700_000_000 },
        ]);
        let found = read(json!({ "checklist": { "title": "To bring", "tasks": tasks } }));
        assert_eq!((found.words.as_str(), found.kind), ("To bring\n☐ Toner\n☑ Paper", None));
    }
}
