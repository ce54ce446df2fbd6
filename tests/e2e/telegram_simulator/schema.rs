//! The table of methods is the published one, and what it forbids is refused and written down.

use std::collections::BTreeSet;

use deskgram::telegram::content::SERVICE_FIELDS;
use deskgram_sandbox::telegram::schema::{Shape, schema};
use deskgram_sandbox::telegram::{KINDS, REACTIONS};
use serde_json::{Value, json};

use super::{ANNA, Bench};

fn published() -> Value {
    serde_json::from_str(include_str!("../../fixtures/telegram/bot-api-trimmed.json")).unwrap()
}

/// `Array of Array of X` is written `X[][]` in the table.
fn short(name: &str) -> String {
    name.strip_prefix("Array of ").map_or(name.to_owned(), |element| format!("{}[]", short(element)))
}

fn assert_same(name: &str, shape: &Shape, published: &Value) {
    let fields: Vec<Value> = shape
        .fields
        .iter()
        .map(|field| json!({ "name": field.name, "types": field.types, "required": field.required }))
        .collect();
    let mut wanted = published["fields"].as_array().unwrap().clone();
    for field in &mut wanted {
        let types = field["types"].as_array().unwrap().iter().map(|name| short(name.as_str().unwrap()));
        field["types"] = types.collect::<Vec<_>>().into();
    }
    assert_eq!(fields, wanted, "{name}");
    let one_of = published.get("subtypes").cloned().unwrap_or_else(|| json!([]));
    assert_eq!(json!(shape.one_of), one_of, "{name}");
}

#[test]
fn the_table_is_the_published_description() {
    let published = published();
    for (section, ours) in [("methods", &schema().methods), ("types", &schema().types)] {
        let wanted = published[section].as_object().unwrap();
        let names: BTreeSet<&str> = wanted.keys().map(String::as_str).collect();
        assert_eq!(ours.keys().copied().collect::<BTreeSet<_>>(), names);
        for (name, shape) in ours {
            assert_same(name, shape, &wanted[*name]);
        }
    }
    let all: BTreeSet<&str> = schema().methods.keys().chain(&schema().others).copied().collect();
    let wanted = published["all_methods"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    assert_eq!(all, wanted.collect());
    let reactions = published["reactions"].as_array().unwrap().iter().map(|emoji| emoji.as_str().unwrap());
    assert_eq!(REACTIONS.split_whitespace().collect::<Vec<_>>(), reactions.collect::<Vec<_>>());
}

#[tokio::test]
async fn every_method_of_the_table_is_played() {
    let bench = Bench::start().await;
    for method in schema().methods.keys() {
        let (_, body) = bench.ask(method, json!({})).await;
        let reason = body["description"].as_str().unwrap_or_default();
        assert!(!reason.contains("not played"), "{method}: {reason}");
    }
}

#[tokio::test]
async fn what_the_description_forbids_is_refused_and_written_down() {
    let bench = Bench::start().await;
    let wrong = [
        ("sendMessage", json!({ "chat_id": ANNA, "text": "x", "colour": "red" }), "there is no colour"),
        ("sendMessage", json!({ "chat_id": ANNA }), "text is required"),
        ("sendMessage", json!({ "chat_id": true, "text": "x" }), "chat_id"),
        (
            "sendMessage",
            json!({ "chat_id": ANNA, "text": "x", "disable_notification": "yes" }),
            "disable_notification",
        ),
        (
            "sendMessage",
            json!({ "chat_id": ANNA, "text": "x", "reply_markup": { "inline_keyboard": [[{ "text": "a", "data": "b" }]] } }),
            "there is no data",
        ),
    ];
    for (count, (method, params, reason)) in wrong.into_iter().enumerate() {
        let said = bench.refused(method, params).await;
        assert!(said.contains(reason), "{said}");
        assert_eq!(bench.telegram.violations().len(), count + 1);
    }
}

#[tokio::test]
async fn names_are_found_in_any_case_and_unknown_ones_are_not() {
    let bench = Bench::start().await;
    assert_eq!(bench.ok("GETME", json!({})).await["username"], "deskgram_demo_bot");
    assert_eq!(bench.refused("sendPigeon", json!({})).await, "Not Found");
    assert_eq!(bench.telegram.violations().len(), 1);
    assert!(bench.refused("sendVenue", json!({})).await.starts_with("Bad Request: "));
    assert_eq!(bench.telegram.violations().len(), 1);
}

#[tokio::test]
async fn parameters_come_as_json_as_a_form_and_in_the_query() {
    let bench = Bench::start().await;
    let url = format!("{}/bot{}/sendMessage", bench.telegram.api_url(), bench.telegram.token());
    let markup = "%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A%22Go%22%2C%22callback_data%22%3A%22g%22%7D%5D%5D%7D";
    let query = format!("chat_id={ANNA}&text=one+%26+two&disable_notification=true&reply_markup={markup}");
    let form =
        bench.http.post(&url).header("content-type", "application/x-www-form-urlencoded").body(query.clone());
    assert_eq!(form.send().await.unwrap().status(), 200);
    assert_eq!(bench.http.get(format!("{url}?{query}")).send().await.unwrap().status(), 200);
    let messages = bench.telegram.messages(ANNA);
    assert_eq!(
        messages.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(),
        ["one & two", "one & two"]
    );
    assert_eq!(messages[1].labels(), ["Go"]);
}

#[tokio::test]
async fn a_strange_token_is_refused() {
    let bench = Bench::start().await;
    let status = async |token: &str| {
        let url = format!("{}/bot{token}/getMe", bench.telegram.api_url());
        bench.http.get(url).send().await.unwrap().status().as_u16()
    };
    assert_eq!(status("7000000001:AAsomebody-elses-token-of-35-signs-x").await, 401);
    assert_eq!(status("no-token").await, 404);
    assert_eq!(status(bench.telegram.token()).await, 200);
}

/// What a message says of itself besides what it holds.
const ENVELOPE: &str = "message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count
    sender_business_bot sender_tag date guest_query_id business_connection_id chat forward_origin is_topic_message
    is_automatic_forward reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id
    reply_to_poll_option_id via_bot guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content
    is_from_offline is_paid_post media_group_id author_signature paid_star_count text entities link_preview_options
    suggested_post_info effect_id caption caption_entities show_caption_above_media has_media_spoiler reply_markup";

#[test]
fn every_field_of_a_message_is_an_envelope_a_kind_that_people_send_or_an_event() {
    let published = published();
    let fields = published["message"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let fields: BTreeSet<&str> = fields.collect();
    let known = |name: &&str| {
        let of = [
            ENVELOPE.split_whitespace().any(|known| known == *name),
            KINDS.contains(name),
            SERVICE_FIELDS.contains(name),
        ];
        of.into_iter().filter(|of| *of).count()
    };
    let odd: Vec<_> = fields.iter().filter(|name| known(name) != 1).collect();
    assert!(odd.is_empty(), "neither one nor the other, or both: {odd:?}");
    assert!(KINDS.iter().all(|kind| fields.contains(kind)));
}
