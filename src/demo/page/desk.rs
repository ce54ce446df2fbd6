//! The helpdesk's own view: its tickets, and what people do with them there, without the bot.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, Refusal, Stage};
use deskgram_sandbox::zenlix::world::{
    AccountStatus, Priority, Progress, Role, Ticket, UnitStatus, User, World,
};
use deskgram_sandbox::zenlix::{NewTicket, WebAction};

/// One press on the helpdesk's page.
#[derive(Deserialize)]
pub(super) struct Act {
    login: String,
    ticket: i64,
    action: Action,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Lock,
    Unlock,
    Finish,
    Reopen,
}

/// A comment.
#[derive(Deserialize)]
pub(super) struct Comment {
    login: String,
    ticket: i64,
    text: String,
}

/// A new ticket for a whole unit.
#[derive(Deserialize)]
pub(super) struct Draft {
    login: String,
    unit: i64,
    subject: String,
    text: String,
    priority: Priority,
}

/// `GET /api/desk`: tickets newest first, and the lists that forms choose from.
pub(super) async fn view(State(stage): State<Arc<Stage>>) -> Json<Value> {
    Json(stage.zenlix.read(|world| {
        let mut tickets: Vec<&Ticket> = world.tickets.iter().collect();
        tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.id));
        let units = world.units.iter().filter(|unit| unit.status == UnitStatus::Active);
        json!({
            "tickets": tickets.iter().map(|ticket| ticket_json(world, ticket)).collect::<Vec<_>>(),
            "people": world.users.iter().filter(|user| is_shown(user)).map(person_json).collect::<Vec<_>>(),
            "units": units.map(|unit| json!({ "id": unit.id, "name": unit.name })).collect::<Vec<_>>(),
            "subjects": world.subjects.iter().map(|subject| &subject.name).collect::<Vec<_>>(),
        })
    }))
}

/// `POST /api/desk/act`.
pub(super) async fn act(State(stage): State<Arc<Stage>>, Json(act): Json<Act>) -> Done {
    known(&stage, &act.login, act.ticket)?;
    let action = match act.action {
        Action::Lock => WebAction::Lock,
        Action::Unlock => WebAction::Unlock,
        Action::Finish => WebAction::Finish,
        Action::Reopen => WebAction::Reopen,
    };
    stage.zenlix.web_act(&act.login, act.ticket, action);
    Ok(Json(Value::Null))
}

/// `POST /api/desk/comment`.
pub(super) async fn comment(State(stage): State<Arc<Stage>>, Json(comment): Json<Comment>) -> Done {
    known(&stage, &comment.login, comment.ticket)?;
    if comment.text.trim().is_empty() {
        return Err(Refusal::Impossible);
    }
    stage.zenlix.web_comment(&comment.login, comment.ticket, comment.text.trim());
    Ok(Json(Value::Null))
}

/// `POST /api/desk/create`.
pub(super) async fn create(State(stage): State<Arc<Stage>>, Json(draft): Json<Draft>) -> Done {
    let fits = stage.zenlix.read(|world| {
        world.user_by_login(&draft.login).is_some() && world.units.iter().any(|unit| unit.id == draft.unit)
    });
    if !fits {
        return Err(Refusal::Unknown);
    }
    if draft.text.trim().is_empty() {
        return Err(Refusal::Impossible);
    }
    tokio::time::sleep(stage.zenlix.time_to_free_second()).await;
    let ticket =
        NewTicket::to_unit(draft.unit, &draft.subject, draft.text.trim()).with_priority(draft.priority);
    Ok(Json(json!({ "ticket": stage.zenlix.web_create(&draft.login, ticket) })))
}

/// `POST /api/desk/arrive`. Who presses twice does not want to learn what the helpdesk makes of two tickets of one second.
pub(super) async fn arrive(State(stage): State<Arc<Stage>>) -> Json<Value> {
    tokio::time::sleep(stage.zenlix.time_to_free_second()).await;
    Json(json!({ "ticket": stage.director.send_ticket() }))
}

/// Changes whenever the view would.
pub(super) fn fingerprint(stage: &Stage) -> u64 {
    stage.zenlix.read(|world| {
        let mut hasher = DefaultHasher::new();
        format!("{:?}", world.tickets).hash(&mut hasher);
        world.comments.len().hash(&mut hasher);
        hasher.finish()
    })
}

fn known(stage: &Stage, login: &str, ticket: i64) -> Result<(), Refusal> {
    let both = |world: &World| world.user_by_login(login).is_some() && world.ticket(ticket).is_some();
    if stage.zenlix.read(both) { Ok(()) } else { Err(Refusal::Unknown) }
}

fn is_shown(user: &User) -> bool {
    user.status == AccountStatus::Active && user.id != deskgram_sandbox::zenlix::world::SYSTEM_ACCOUNT
}

fn person_json(user: &User) -> Value {
    json!({ "login": user.login, "name": user.fio, "is_client": user.role == Role::Client })
}

fn ticket_json(world: &World, ticket: &Ticket) -> Value {
    let name = |id: i64| world.user(id).map(User::short_name);
    let state = match (ticket.progress, ticket.lock_by) {
        (Progress::Archived, _) => "archived",
        (Progress::Done, _) => "done",
        (Progress::Open, 0) => "free",
        (Progress::Open, _) => "held",
    };
    let by = if ticket.progress == Progress::Open { ticket.lock_by } else { ticket.ok_by };
    let own = world.comments.iter().filter(|comment| comment.ticket == Some(ticket.id));
    let comments = own.map(|comment| json!({ "by": name(comment.author), "text": comment.text }));
    json!({
        "id": ticket.id,
        "state": state,
        "by": name(by),
        "priority": ticket.priority,
        "subject": ticket.subject,
        "text": ticket.text,
        "unit": world.unit(ticket.unit).map(|unit| &unit.name),
        "client": name(ticket.client),
        "created": ticket.created.as_second(),
        "deadline": ticket.deadline.map(|deadline| deadline.as_second()),
        "comments": comments.collect::<Vec<_>>(),
    })
}
