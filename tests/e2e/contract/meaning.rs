//! Makes the call that a request stands for and puts into words what came of it.

use deskgram::domain::ids::{SubjectId, TicketHash, UnitId, UserHash};
use deskgram::domain::person::{NamedEntity, Person, Profile};
use deskgram::domain::ticket::{
    AllowedActions, Assignees, PersonRef, Priority, Rights, Ticket, TicketComment, TicketState, TicketView,
};
use deskgram::helpdesk::{
    ActionAnswer, ActionReply, ApiKey, HelpdeskClient, HelpdeskError, ListKind, NewTicket, Refusal,
    UnclearAnswer,
};
use serde_json::{Map, Value};

/// The fields of a request as strings.
pub struct Request(pub Map<String, Value>);

impl Request {
    pub fn field(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn number(&self, name: &str) -> i64 {
        self.field(name).parse().unwrap_or(0)
    }

    fn people(&self) -> Vec<UserHash> {
        let people = self.field("user_to_id");
        people
            .split(',')
            .filter(|person| !matches!(*person, "" | "0"))
            .map(|person| UserHash(person.to_owned()))
            .collect()
    }
}

/// Makes the call. Whatever is no operation of the client is asked as "which units are there": the answer then says
/// nothing of units.
pub async fn of_call(client: &HelpdeskClient, request: &Request) -> String {
    let key = ApiKey::new(request.field("uniq_id"));
    let hash = TicketHash(request.field("ticket_hash"));
    let me = PersonRef { hash: None, name: Some("me".to_owned()) };
    let result = match request.field("mode").as_str() {
        "auth" => {
            client.sign_in(&request.field("login"), &request.field("pass").into()).await.map(|signed| {
                format!(
                    "signed in: {} ({:?}), key {}",
                    signed.name,
                    signed.short_name,
                    signed.key.expose_key()
                )
            })
        }
        "ticket_list" => {
            let kind = match request.field("type").as_str() {
                "out" => ListKind::Outgoing,
                "arch" => ListKind::Archive,
                _ => ListKind::Incoming,
            };
            client.list_tickets(&key, kind, &me).await.map(|tickets| listed(&tickets, in_list))
        }
        "ticket_view" => client.view_hash(&key, &hash, &me).await.map(|all| listed(&all, in_full)),
        "ticket_lock" => client.lock_ticket(&key, &hash).await.map(|answer| action(&answer)),
        "ticket_unlock" => client.unlock_ticket(&key, &hash).await.map(|answer| action(&answer)),
        "ticket_ok" => client.finish_ticket(&key, &hash).await.map(|answer| action(&answer)),
        "ticket_no_ok" => client.reopen_ticket(&key, &hash).await.map(|answer| action(&answer)),
        "refer_ticket" => {
            let unit = UnitId(request.number("unit_id"));
            let done = client.refer_ticket(&key, &hash, unit, &request.people(), &request.field("msg")).await;
            done.map(|()| "done".to_owned())
        }
        "create_ticket" => {
            let ticket = NewTicket {
                unit: UnitId(request.number("unit_id")),
                people: request.people(),
                subject: SubjectId(request.number("subj")),
                client: UserHash(request.field("client_id")),
                priority: match request.field("prio").as_str() {
                    "0" => Priority::Low,
                    "2" => Priority::High,
                    _ => Priority::Medium,
                },
                text: request.field("msg"),
            };
            let created = client.create_ticket(&key, &ticket).await;
            created.map(|created| format!("created {:?} {}", created.id.map(|id| id.0), created.hash.0))
        }
        "add_ticket_comment" => {
            client.add_comment(&key, &hash, &request.field("msg")).await.map(|()| "done".to_owned())
        }
        "get_ticket_comments" => client.list_comments(&key, &hash).await.map(|comments| {
            let ticket = comments.ticket.map(|id| id.0);
            let one = |comment: &TicketComment| {
                let text: String = comment.text.chars().take(60).collect();
                let length = comment.text.chars().count();
                let at = comment.written.map(|at| at.to_string());
                format!("{} at {}: {text:?} ({length})", whom(&comment.author), at.unwrap_or_default())
            };
            format!("on ticket {ticket:?}: {}", listed(&comments.list, one))
        }),
        "get_user_info" => {
            let hash = UserHash(request.field("user_hash"));
            client
                .fetch_profile(&key, &hash)
                .await
                .map(|found| found.map_or("nobody".to_owned(), |found| page(&found)))
        }
        "get_unit_info" => {
            let unit = client.fetch_unit(&key, UnitId(request.number("unit_code"))).await;
            unit.map(|unit| unit.map_or("no such unit".to_owned(), |unit| named(&unit)))
        }
        "get_subj_list" => client.list_subjects(&key).await.map(|all| listed(&all, named)),
        "get_posada_list" => client.list_positions(&key).await.map(|all| listed(&all, named)),
        "get_user_by_dep" => {
            client.unit_people(&key, UnitId(request.number("dep_code"))).await.map(|all| listed(&all, person))
        }
        "get_users_list" => {
            client.search_people(&key, &request.field("find_param")).await.map(|all| listed(&all, person))
        }
        _ => client.list_units(&key).await.map(|all| listed(&all, named)),
    };
    result.unwrap_or_else(|error| failure(&error))
}

/// The error in a word, with what it says of having been applied and of waiting.
pub fn failure(error: &HelpdeskError) -> String {
    let name = match error {
        HelpdeskError::KeyRefused => "key refused".to_owned(),
        HelpdeskError::NotSent(_) => "not sent".to_owned(),
        HelpdeskError::NoData => "no data".to_owned(),
        HelpdeskError::NotFound => "not found".to_owned(),
        HelpdeskError::Refused(Refusal::NotAllowed) => "refused: not allowed".to_owned(),
        HelpdeskError::Refused(Refusal::MissingField) => "refused: missing field".to_owned(),
        HelpdeskError::Refused(Refusal::BadField) => "refused: bad field".to_owned(),
        HelpdeskError::Refused(Refusal::Other) => "refused: unknown reason".to_owned(),
        HelpdeskError::Unclear(UnclearAnswer::TimedOut) => "unclear: timed out".to_owned(),
        HelpdeskError::Unclear(UnclearAnswer::Broken(_)) => "unclear: broken".to_owned(),
        HelpdeskError::Unclear(UnclearAnswer::Status(status)) => format!("unclear: status {status}"),
        HelpdeskError::Unclear(UnclearAnswer::Moved { status, .. }) => format!("unclear: status {status}"),
        HelpdeskError::Unclear(UnclearAnswer::TooLong) => "unclear: too long".to_owned(),
        HelpdeskError::Unclear(UnclearAnswer::Cut) => "unclear: cut".to_owned(),
        HelpdeskError::Unclear(UnclearAnswer::Garbled(what)) => format!("unclear: {what}"),
    };
    let applied = if error.may_have_applied() { ", perhaps applied" } else { "" };
    format!("{name}{applied}")
}

fn listed<T>(all: &[T], one: impl Fn(&T) -> String) -> String {
    let words: Vec<_> = all.iter().map(one).collect();
    format!("{} = [{}]", all.len(), words.join("; "))
}

/// Enough of a hash to recognise the person by.
fn start(hash: &UserHash) -> String {
    hash.0.chars().take(4).collect()
}

fn whom(person: &PersonRef) -> String {
    let name = person.name.as_deref().unwrap_or("?");
    let hash = person.hash.as_ref().map(|hash| format!("<{}>", start(hash)));
    format!("{name}{}", hash.unwrap_or_default())
}

fn state(state: &TicketState) -> String {
    match state {
        TicketState::Free => "free".to_owned(),
        TicketState::Held(by) => format!("held by {}", whom(by)),
        TicketState::Done(by) => format!("done by {}", whom(by)),
        TicketState::Archived => "archived".to_owned(),
    }
}

fn in_list(ticket: &Ticket) -> String {
    format!("{} {}", ticket.at.id, state(&ticket.state))
}

fn in_full(viewed: &TicketView) -> String {
    let TicketView { ticket, details, rights, standing } = viewed;
    let people = match &ticket.assignees {
        Assignees::Unit => "all".to_owned(),
        Assignees::People(people) => people.iter().map(whom).collect::<Vec<_>>().join("+"),
    };
    let rights = match rights {
        Rights::Unsaid => "unsaid".to_owned(),
        Rights::Stranger => "stranger".to_owned(),
        Rights::Known(may) if *may == AllowedActions::default() => "nothing".to_owned(),
        Rights::Known(may) => {
            let all = [
                (may.lock, "lock"),
                (may.unlock, "unlock"),
                (may.finish, "finish"),
                (may.reopen, "reopen"),
                (may.refer, "refer"),
            ];
            all.iter().filter(|(may, _)| *may).map(|(_, name)| *name).collect::<Vec<_>>().join("+")
        }
    };
    format!(
        "{id} {state} ({standing:?}), {priority:?}, {subject:?}, {text:?}, made {created} by {author} for {client}, \
         unit {unit:?} {people}, may {rights}, deadline {deadline}, finished {finished}{shared}",
        id = ticket.at.id,
        state = state(&ticket.state),
        priority = ticket.priority,
        subject = ticket.subject,
        text = ticket.text,
        created = ticket.created.map_or("?".to_owned(), |at| at.to_string()),
        author = whom(&ticket.author),
        client = whom(&ticket.client),
        unit = ticket.unit.map(|unit| unit.0),
        deadline = details.deadline.map_or("-".to_owned(), |at| at.to_string()),
        finished = details.finished.map_or("-".to_owned(), |at| at.to_string()),
        shared = if details.twin.is_some() { ", shared hash" } else { "" },
    )
}

fn action(answer: &ActionAnswer) -> String {
    let verdict = match answer.verdict {
        ActionReply::Accepted => "accepted".to_owned(),
        ActionReply::Refused(refusal) => format!("refused {refusal:?}"),
    };
    let before = answer.before.map_or("?".to_owned(), |before| format!("{before:?}"));
    let person = |label: &str, name: &Option<String>| {
        name.as_ref().map_or(String::new(), |name| format!(", {label} {name}"))
    };
    let holder = person("held by", &answer.holder);
    let finisher = person("done by", &answer.finisher);
    format!("{verdict}, was {before}{holder}{finisher}")
}

fn named<Id: std::fmt::Debug>(named: &NamedEntity<Id>) -> String {
    format!("{:?} {}", named.id, named.name)
}

fn person(person: &Person) -> String {
    let units: Vec<_> = person.units.iter().map(|unit| unit.0).collect();
    let hash = start(&person.hash);
    let role = person.role.map_or_else(|| "?".to_owned(), |role| format!("{role:?}"));
    format!("{}<{hash}> {role} {:?} {units:?} {:?}", person.name, person.status, person.email)
}

fn page(page: &Profile) -> String {
    let seen = page.last_seen.map_or("?".to_owned(), |at| at.to_string());
    let rest =
        [&page.login, &page.lang, &page.position, &page.phone, &page.skype, &page.address, &page.place];
    format!("{} {rest:?} seen {seen}", person(&page.person))
}
