//! A helpdesk that answers just as the API's document says: the real answers without what the document doesn't
//! mention. Which values it gives otherwise is decided where they are made.

use super::wire::Json;

/// Fields that the real server sends and the document doesn't know.
const UNDOCUMENTED: [&str; 14] = [
    "access_priv",
    "can_refer",
    "client_fio",
    "lock_by_fio",
    "lock_by_other_fio",
    "name_only",
    "ok_by_fio",
    "status_ticket",
    "ticket_code",
    "ticket_id",
    "to_user_fio",
    "user_init_fio",
    "user_login",
    "user_to_fio",
];

/// An answer of `mode` with nothing but the document's fields and words.
pub fn only_what_it_prints(mode: &str, json: Json) -> Json {
    match json {
        Json::List(items) => {
            Json::List(items.into_iter().map(|item| only_what_it_prints(mode, item)).collect())
        }
        Json::Object(fields) => Json::Object(
            fields
                .into_iter()
                .filter(|(name, _)| is_printed(mode, name))
                .map(|field| said(mode, field))
                .collect(),
        ),
        other => other,
    }
}

fn is_printed(mode: &str, name: &str) -> bool {
    match name {
        "usr_img" => mode == "get_user_info",
        "usr_fio" => false,
        _ => !UNDOCUMENTED.contains(&name),
    }
}

fn said(mode: &str, (name, value): (&'static str, Json)) -> (&'static str, Json) {
    match name {
        // The search has a name of its own for it; the document has not.
        "status_user" => ("status", value),
        // The document's word for finished does not say by whom.
        "status" if value.is_text("ok_by_me") || value.is_text("ok_by_other") => ("status", "ok".into()),
        _ => (name, only_what_it_prints(mode, value)),
    }
}
