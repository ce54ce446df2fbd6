//! What was asked of the helpdesk: by whom, about which ticket, and what came of it.

use jiff::Timestamp;

use super::wire::{Json, Page, Request};
use super::world::World;

/// A call that has been answered, or refused an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Empty when the request could not be read.
    pub mode: String,
    /// The owner of the key, or who signs in.
    pub login: Option<String>,
    /// The ticket that it names; of several with one hash, the first.
    pub ticket: Option<i64>,
    pub status: CallStatus,
    /// When that was known.
    pub at: Timestamp,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallStatus {
    Ok,
    /// `status` was `error`, for this reason.
    Refused(String),
    /// An answer without data: empty, white space, a page that died, a `status` of null.
    NoData,
    /// A fault kept the call from being done.
    Spoiled,
}

/// The modes that change a ticket.
const WRITING: [&str; 7] = [
    "create_ticket",
    "add_ticket_comment",
    "refer_ticket",
    "ticket_lock",
    "ticket_unlock",
    "ticket_ok",
    "ticket_no_ok",
];

impl Call {
    /// A request that has just come, and of which nothing has come yet.
    pub(super) fn read(world: &World, request: Option<&Request>, at: Timestamp) -> Self {
        let ticket = |request: &Request| Some(world.first_by_hash(&request.text("ticket_hash")?)?.id);
        Self {
            mode: request.map_or("", |request| request.mode.trim()).to_owned(),
            login: request.and_then(|request| caller(world, request)),
            ticket: request.and_then(ticket),
            status: CallStatus::Spoiled,
            at,
        }
    }

    /// Whether it asks for a change of a ticket, done or not.
    pub fn is_writing(&self) -> bool {
        WRITING.contains(&self.mode.as_str())
    }
}

impl CallStatus {
    pub(super) fn of_page(page: &Page) -> Self {
        let Page::Json(json) = page else { return Self::NoData };
        let answer = json.items().first().unwrap_or(json);
        match (answer.get("status"), answer.get("error_description")) {
            (Some(status), _) if status.is_text("ok") => Self::Ok,
            (Some(_), Some(Json::Text(why))) => Self::Refused(String::from_utf8_lossy(why).into_owned()),
            _ => Self::NoData,
        }
    }
}

/// Who calls: by the key, or by the name at sign-in.
fn caller(world: &World, request: &Request) -> Option<String> {
    let user = match request.mode.as_str() {
        "auth" => world.user_by_login(&request.text("login")?),
        _ => world.key_owner(&request.text("uniq_id")?),
    };
    user.map(|user| user.login.clone())
}
