//! The calls about tickets: sign-in, lists, the view, actions, creation, comments. Each makes its request once and says
//! what came of it; whether to look again or to try again is the caller's decision. The directory's calls are in
//! `directory`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use super::call_types::{
    ActionAnswer, ActionReply, CommentThread, Created, ListKind, NewTicket, ProbeResult, SignedIn,
};
use super::error::{HelpdeskError, Refusal, UnclearAnswer, Unreadable};
use super::http_response::{Answer, NO_LIST, Reader, Status};
use super::json_fields::Object;
use super::key::ApiKey;
use super::rows::{self, Asker};
use super::settings::HelpdeskSettings;
use super::text_repair;
use super::transport::Transport;
use crate::clock::monotonic_now;
use crate::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use crate::domain::metrics::Counter;
use crate::domain::ticket::{PersonRef, Priority, Ticket, TicketView};

/// How much of an answer is looked at to tell what has answered: more than any refusal takes.
const PROBE_HEAD: usize = 4096;

/// A connection to one helpdesk, shared by all its clones. Keys are given per call: one client serves everybody.
#[derive(Clone)]
pub struct HelpdeskClient {
    transport: Transport,
    pub(super) settings: Arc<HelpdeskSettings>,
    /// When the next ticket may be created, and the turn to create it.
    next_create: Arc<Mutex<Option<Instant>>>,
    traffic_counters: Arc<Traffic>,
}

/// What was asked of the helpdesk.
#[derive(Debug, Default)]
pub struct Traffic {
    pub calls: Counter,
    /// Calls without a good answer: none at all, one that can't be read, or one that refuses the key.
    pub errors: Counter,
}

impl HelpdeskClient {
    /// Prepares the connection; nothing is sent yet. Fails if TLS or the proxy can't be set up.
    pub fn new(settings: HelpdeskSettings) -> Result<Self, reqwest::Error> {
        Ok(Self {
            transport: Transport::new(&settings)?,
            settings: Arc::new(settings),
            next_create: Arc::default(),
            traffic_counters: Arc::default(),
        })
    }

    /// What was asked of it so far, by all clones.
    pub fn traffic_counters(&self) -> &Traffic {
        &self.traffic_counters
    }

    /// How far its clock is ahead of ours, as its last answer had it; behind it, where that is negative.
    pub fn clock_skew(&self) -> SignedDuration {
        self.transport.skew().get()
    }

    /// The helpdesk's name in the network, as people may read it.
    pub fn host_name(&self) -> &str {
        self.settings.url.host_str().unwrap_or_default()
    }

    /// Whether the server may still be at work on a call that began then and that nobody waits for any more.
    pub fn may_still_work_on(&self, began: Timestamp, now: Timestamp) -> bool {
        self.settings.may_still_work_on(began, now)
    }

    /// Exchanges a login and a password for the person's key. The refused password is [`HelpdeskError::KeyRefused`]. No device
    /// token is sent: the server would take it from its owner even when the sign-in fails.
    pub async fn sign_in(&self, login: &str, password: &SecretString) -> Result<SignedIn, HelpdeskError> {
        let fields = [("login", login), ("pass", password.expose_secret())];
        let answer = self.call_mode("auth", None, &fields).await?;
        let answer = answer.object();
        Ok(SignedIn {
            key: answer
                .word("uniq_id")
                .map(ApiKey::new)
                .ok_or(UnclearAnswer::Garbled("a sign-in without a key"))?,
            name: text_repair::plain(&answer.word("fio").unwrap_or_default()),
            short_name: answer.word("name_only").map(|name| text_repair::plain(&name)),
        })
    }

    /// A whole list of tickets. `me` stands in for the helpdesk's "me".
    pub async fn list_tickets(
        &self,
        key: &ApiKey,
        list: ListKind,
        me: &PersonRef,
    ) -> Result<Vec<Ticket>, HelpdeskError> {
        let mut tickets = Vec::new();
        self.each_ticket(key, list, me, |ticket| tickets.push(ticket)).await?;
        Ok(tickets)
    }

    /// The same list ticket by ticket, in the server's order. Only `Ok` says that it was the whole list: after an error
    /// forget what was taken.
    pub async fn each_ticket(
        &self,
        key: &ApiKey,
        list: ListKind,
        me: &PersonRef,
        mut take: impl FnMut(Ticket),
    ) -> Result<(), HelpdeskError> {
        let kind = match list {
            ListKind::Incoming => "in",
            ListKind::Outgoing => "out",
            ListKind::Archive => "arch",
        };
        let fields = request_body("ticket_list", Some(key), &[("type", kind)]);
        let asker = Asker { me, zone: &self.settings.time_zone };
        let row = |row: &Object<'_>| rows::ticket(row, &rows::IN_LISTS, &asker).map(&mut take);
        let answer = self.send_request(fields, self.settings.list_timeout, "tickets", row).await?;
        if classify_answer(answer)?.has_list() {
            Ok(())
        } else {
            Err(UnclearAnswer::Garbled("a list without tickets").into())
        }
    }

    /// One ticket in full. [`HelpdeskError::NotFound`] if none with this number stands under this hash.
    pub async fn view_ticket(
        &self,
        key: &ApiKey,
        at: &TicketRef,
        me: &PersonRef,
    ) -> Result<TicketView, HelpdeskError> {
        let all = self.view_hash(key, &at.hash, me).await?;
        all.into_iter().find(|viewed| viewed.ticket.at.id == at.id).ok_or(HelpdeskError::NotFound)
    }

    /// All tickets under a hash: one, or several that share it (made in the same second), or [`HelpdeskError::NotFound`].
    pub async fn view_hash(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
        me: &PersonRef,
    ) -> Result<Vec<TicketView>, HelpdeskError> {
        let fields = request_body("ticket_view", Some(key), &[("ticket_hash", &hash.0)]);
        let asker = Asker { me, zone: &self.settings.time_zone };
        let mut all = Vec::new();
        let row = |row: &Object<'_>| rows::viewed(row, &asker).map(|viewed| all.push(viewed));
        let answer = self.send_request(fields, self.settings.call_timeout, "ticket", row).await?;
        if answer.status() == Some(Status::Nothing) {
            return Err(HelpdeskError::NotFound);
        }
        classify_answer(answer)?;
        if all.is_empty() {
            return Err(HelpdeskError::NotFound);
        }
        let ids: Vec<_> = all.iter().map(|viewed| viewed.ticket.at.id).collect();
        for viewed in &mut all {
            viewed.details.twin = ids.iter().copied().find(|&other| other != viewed.ticket.at.id);
        }
        Ok(all)
    }

    /// Takes a ticket (`ticket_lock`). Refused also to the person who holds it already: see [`ActionAnswer::before`].
    pub async fn lock_ticket(&self, key: &ApiKey, hash: &TicketHash) -> Result<ActionAnswer, HelpdeskError> {
        self.call_action("ticket_lock", key, hash).await
    }

    /// Gives a ticket back (`ticket_unlock`); heads can also take it from its holder with this.
    pub async fn unlock_ticket(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
    ) -> Result<ActionAnswer, HelpdeskError> {
        self.call_action("ticket_unlock", key, hash).await
    }

    /// Marks a ticket as done (`ticket_ok`); only its holder can.
    pub async fn finish_ticket(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
    ) -> Result<ActionAnswer, HelpdeskError> {
        self.call_action("ticket_ok", key, hash).await
    }

    /// Marks a ticket as not done (`ticket_no_ok`); it returns to whoever held it.
    pub async fn reopen_ticket(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
    ) -> Result<ActionAnswer, HelpdeskError> {
        self.call_action("ticket_no_ok", key, hash).await
    }

    async fn call_action(
        &self,
        mode: &str,
        key: &ApiKey,
        hash: &TicketHash,
    ) -> Result<ActionAnswer, HelpdeskError> {
        let fields = request_body(mode, Some(key), &[("ticket_hash", &hash.0)]);
        let answer = self.send_request(fields, self.settings.call_timeout, NO_LIST, |_| Ok(())).await?;
        // A refusal is an outcome of an action, not a failure of the call.
        let verdict = match answer_error(&answer) {
            Ok(()) => ActionReply::Accepted,
            Err(HelpdeskError::Refused(refusal)) => ActionReply::Refused(refusal),
            Err(error) => return Err(error),
        };
        let before = answer.object();
        Ok(ActionAnswer {
            verdict,
            before: before.word("status_ticket").map(|word| rows::standing(&word)),
            holder: before.word("lock_by_fio").map(|name| text_repair::plain(&name)),
            finisher: before.word("ok_by_fio").map(|name| text_repair::plain(&name)),
        })
    }

    /// Passes a ticket on (`refer_ticket`) and frees it. The reason may be empty; the server appends it to the ticket's
    /// text ([`text_repair::for_referral`]). Nobody in `people` is refused here: the server would hide the ticket from the whole unit.
    pub async fn refer_ticket(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
        unit: UnitId,
        people: &[UserHash],
        reason: &str,
    ) -> Result<(), HelpdeskError> {
        if people.is_empty() {
            return Err(HelpdeskError::Refused(Refusal::BadField));
        }
        let (people, unit, reason) =
            (join_hashes(people), unit.to_string(), text_repair::for_referral(reason));
        let fields =
            [("ticket_hash", &*hash.0), ("user_to_id", &people), ("unit_id", &unit), ("msg", &reason)];
        self.call_mode("refer_ticket", Some(key), &fields).await.map(drop)
    }

    /// Makes a ticket (`create_ticket`), one at a time for the whole client and not two within one second. An empty text
    /// is refused here. If the error says that it may have been made, look for it; don't repeat the call.
    pub async fn create_ticket(&self, key: &ApiKey, ticket: &NewTicket) -> Result<Created, HelpdeskError> {
        let text = text_repair::for_ticket(&ticket.text);
        if text.is_empty() {
            return Err(HelpdeskError::Refused(Refusal::BadField));
        }
        let people = if ticket.people.is_empty() { "0".to_owned() } else { join_hashes(&ticket.people) };
        let (subject, unit) = (ticket.subject.to_string(), ticket.unit.to_string());
        let priority = match ticket.priority {
            Priority::Low => "0",
            Priority::Medium => "1",
            Priority::High => "2",
        };
        let fields = [
            ("user_to_id", &*people),
            ("subj", &subject),
            ("msg", &text),
            ("client_id", &ticket.client.0),
            ("unit_id", &unit),
            ("prio", priority),
        ];
        let mut next = self.next_create.lock().await;
        if let Some(at) = *next {
            sleep_until(at).await;
        }
        // Also for a caller that gives up while the request is under way.
        *next = Some(monotonic_now() + self.settings.create_interval);
        let answer = self.call_mode("create_ticket", Some(key), &fields).await;
        *next = Some(monotonic_now() + self.settings.create_interval);
        drop(next);
        let answer = answer?;
        let answer = answer.object();
        Ok(Created {
            hash: answer
                .word("ticket_hash")
                .map(TicketHash)
                .ok_or(UnclearAnswer::Garbled("a new ticket without a hash"))?,
            id: answer.number("ticket_id").map(TicketId),
        })
    }

    /// Adds one comment (`add_ticket_comment`). Longer texts are to be cut with [`text_repair::for_comments`] before; an empty
    /// or too long one is refused here. The server accepts comments on tickets that don't exist, too.
    pub async fn add_comment(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
        comment: &str,
    ) -> Result<(), HelpdeskError> {
        let comment = text_repair::sendable(comment);
        if comment.is_empty() || comment.chars().count() > text_repair::COMMENT_LIMIT {
            return Err(HelpdeskError::Refused(Refusal::BadField));
        }
        let fields = [("ticket_hash", &*hash.0), ("msg", &comment)];
        self.call_mode("add_ticket_comment", Some(key), &fields).await.map(drop)
    }

    /// The comments of a ticket. There are none, too, for a hash that is unknown; then no ticket is named either.
    pub async fn list_comments(
        &self,
        key: &ApiKey,
        hash: &TicketHash,
    ) -> Result<CommentThread, HelpdeskError> {
        let mut list = Vec::new();
        let take = |row: &Object<'_>| list.push(rows::comment(row, &self.settings.time_zone));
        let fields = [("ticket_hash", &*hash.0)];
        let answer = self.call_list("get_ticket_comments", key, &fields, "comments", take).await?;
        if !answer.has_list() {
            return Err(UnclearAnswer::Garbled("comments without a list").into());
        }
        Ok(CommentThread { ticket: answer.object().number("ticket_code").map(TicketId), list })
    }

    /// Finds out what answers at the helpdesk's address, with a key that is nobody's.
    pub async fn probe_api(&self) -> ProbeResult {
        let nobody = ApiKey::new("0".repeat(32));
        let json = request_body("get_unit_list", Some(&nobody), &[]);
        let mut reader = Reader::new(NO_LIST, |_: &Object<'_>| Ok(()));
        let mut head = Vec::new();
        let take = |piece: &[u8]| {
            head.extend(piece.iter().take(PROBE_HEAD.saturating_sub(head.len())));
            reader.feed(piece);
        };
        let posted = self.transport.post_form(json, self.settings.call_timeout, take);
        let status = match posted.await {
            Ok(status) => status,
            Err(error @ (HelpdeskError::NotSent(_) | HelpdeskError::Unclear(UnclearAnswer::TimedOut))) => {
                return ProbeResult::Unreachable(error);
            }
            Err(error) => return ProbeResult::Foreign(error),
        };
        match read_answer(status, reader.end()).and_then(classify_answer) {
            Ok(_) | Err(HelpdeskError::KeyRefused) => ProbeResult::Works,
            Err(HelpdeskError::NoData) if status == 200 => ProbeResult::SwitchedOff,
            Err(HelpdeskError::NoData) => ProbeResult::BrokenDown,
            Err(_) if is_later_api(&head) => ProbeResult::OtherVersion,
            Err(error) => ProbeResult::Foreign(error),
        }
    }

    /// One call whose refusal is an error.
    pub(super) async fn call_mode(
        &self,
        mode: &str,
        key: Option<&ApiKey>,
        fields: &[(&str, &str)],
    ) -> Result<Answer, HelpdeskError> {
        let request = request_body(mode, key, fields);
        classify_answer(self.send_request(request, self.settings.call_timeout, NO_LIST, |_| Ok(())).await?)
    }

    /// The same for a call that answers with a list, whose rows are taken as they arrive. Only `Ok` says that they count.
    pub(super) async fn call_list(
        &self,
        mode: &str,
        key: &ApiKey,
        fields: &[(&str, &str)],
        list: &'static str,
        mut take: impl FnMut(&Object<'_>),
    ) -> Result<Answer, HelpdeskError> {
        let request = request_body(mode, Some(key), fields);
        let take = |row: &Object<'_>| {
            take(row);
            Ok(())
        };
        classify_answer(self.send_request(request, self.settings.call_timeout, list, take).await?)
    }

    /// Makes a request and reads the answer while it arrives. What it is worth is not judged yet, and neither are the rows
    /// that were taken from it.
    async fn send_request(
        &self,
        json: Vec<u8>,
        delays: Duration,
        list: &'static str,
        take: impl FnMut(&Object<'_>) -> Result<(), UnclearAnswer>,
    ) -> Result<Answer, HelpdeskError> {
        self.traffic_counters.calls.increment();
        let mut reader = Reader::new(list, take);
        let status = self.transport.post_form(json, delays, |piece| reader.feed(piece)).await;
        let answer = status.and_then(|status| read_answer(status, reader.end()));
        if answer.is_err() {
            self.traffic_counters.errors.increment();
        }
        answer
    }
}

/// The request's JSON. Every value is a string, as the document prints them.
fn request_body(mode: &str, key: Option<&ApiKey>, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut all: BTreeMap<&str, &str> = fields.iter().copied().collect();
    all.insert("mode", mode);
    if let Some(key) = key {
        all.insert("uniq_id", key.expose_key());
    }
    serde_json::to_vec(&all).expect("strings always have a JSON form")
}

/// Whether an answer has the form in which the API of ZENLIX 3 and later refuses.
fn is_later_api(body: &[u8]) -> bool {
    let answer: Result<serde_json::Value, _> = serde_json::from_slice(body);
    answer.is_ok_and(|answer| answer["message"].is_string() && answer["status_code"].is_number())
}

fn read_answer(status: u16, found: Result<Answer, Unreadable>) -> Result<Answer, HelpdeskError> {
    if (200..300).contains(&status) {
        return Ok(found?);
    }
    // A breakdown of the helpdesk itself is a 500 with an empty body; everything else is somebody else's page.
    match found {
        Err(Unreadable::Blank) if status == 500 => Err(HelpdeskError::NoData),
        _ => Err(UnclearAnswer::Status(status).into()),
    }
}

/// Lets an answer pass that says "ok" and holds nothing strange, and turns every other into its error.
fn classify_answer(answer: Answer) -> Result<Answer, HelpdeskError> {
    answer_error(&answer)?;
    Ok(answer.unspoilt()?)
}

/// What an answer says of its call: done, or why not.
fn answer_error(answer: &Answer) -> Result<(), HelpdeskError> {
    let reason = match answer.status() {
        Some(Status::Ok) => return Ok(()),
        Some(Status::Error(reason)) => reason.trim().to_lowercase(),
        Some(Status::Nothing) | None => {
            return Err(UnclearAnswer::Garbled("an answer without a status").into());
        }
    };
    Err(match reason.as_str() {
        "system auth error" => HelpdeskError::KeyRefused,
        "you have no priviliges" | "you have no privileges" => HelpdeskError::Refused(Refusal::NotAllowed),
        "not all params" | "input values not alls" => HelpdeskError::Refused(Refusal::MissingField),
        "error data in fields" => HelpdeskError::Refused(Refusal::BadField),
        _ => HelpdeskError::Refused(Refusal::Other),
    })
}

/// Several assignees in one field. A space after the comma would lose all but the first.
fn join_hashes(people: &[UserHash]) -> String {
    people.iter().map(|person| person.0.as_str()).collect::<Vec<_>>().join(",")
}
