//! The helpdesk's own web page, as far as tests and the demo need it: people act by login, without the API and its
//! refusals. What somebody does here happens.

use std::time::Duration;

use jiff::SignedDuration;

use super::operations;
use super::rules::Act;
use super::server::Zenlix;
use super::world::{self, AccountStatus, Comment, Priority, Progress, Role, Ticket, User, World};

/// A ticket to be written on the web page.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// Login of the client; the author when `None`.
    pub client: Option<String>,
    pub unit: i64,
    /// Logins; for the whole unit when empty.
    pub assignees: Vec<String>,
    pub subject: String,
    pub text: String,
    pub priority: Priority,
    pub deadline: Option<jiff::Timestamp>,
}

impl NewTicket {
    /// A ticket of medium priority for a whole unit.
    pub fn to_unit(unit: i64, subject: &str, text: &str) -> Self {
        Self {
            client: None,
            unit,
            assignees: vec![],
            subject: subject.to_owned(),
            text: text.to_owned(),
            priority: Priority::Medium,
            deadline: None,
        }
    }

    /// The same for these people only.
    #[must_use]
    pub fn for_people(self, logins: &[&str]) -> Self {
        Self { assignees: logins.iter().map(|login| (*login).to_owned()).collect(), ..self }
    }

    /// The same with another priority.
    #[must_use]
    pub fn with_priority(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }
}

/// What can be done on the web page with one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebAction {
    Lock,
    Unlock,
    Finish,
    Reopen,
}

/// A ticket as a test wants to read it: the row, and its people by login.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketRecord {
    pub row: Ticket,
    pub author: Option<String>,
    pub client: Option<String>,
    /// Logins; empty for a unit-wide ticket and for one that was referred to nobody (see `row.assignees`).
    pub assignees: Vec<String>,
    pub locked_by: Option<String>,
    /// Who finished or reopened it last.
    pub ok_by: Option<String>,
}

impl Zenlix {
    /// How long to wait with a ticket so that it is the only one of its second: this helpdesk can't tell two of one apart.
    pub fn time_to_free_second(&self) -> Duration {
        let newest = self.read(|world| world.tickets.iter().map(|ticket| ticket.created).max());
        let since = newest.map(|newest| self.now().duration_since(newest));
        let wait = since.and_then(|since| Duration::try_from(SignedDuration::from_secs(1) - since).ok());
        wait.unwrap_or_default()
    }

    /// Writes a ticket and gives its number. An unknown author is nobody, account 0.
    pub fn web_create(&self, by: &str, new: NewTicket) -> i64 {
        let now = self.now();
        self.edit(|world| {
            let author = number(world, by);
            let client = new.client.as_deref().map_or(author, |login| number(world, login));
            let id = world.next_ticket_id();
            world.tickets.push(Ticket {
                id,
                hash: world::minted_hash(now),
                author,
                client,
                unit: new.unit,
                assignees: Some(assignee_list(world, &new.assignees)),
                subject: Some(new.subject).filter(|subject| !subject.is_empty()),
                text: new.text,
                priority: new.priority,
                created: now,
                deadline: new.deadline,
                progress: Progress::Open,
                lock_by: 0,
                ok_by: 0,
                ok_date: None,
            });
            id
        })
    }

    /// Does one of the four one-step actions, whoever `by` is and however the ticket stands.
    pub fn web_act(&self, by: &str, id: i64, action: WebAction) {
        let act = match action {
            WebAction::Lock => Act::Lock,
            WebAction::Unlock => Act::Unlock,
            WebAction::Finish => Act::Ok,
            WebAction::Reopen => Act::NoOk,
        };
        let now = self.now();
        self.edit(|world| {
            let by = number(world, by);
            if let Some(ticket) = world.ticket_mut(id) {
                operations::apply_to(ticket, act, by, now);
            }
        });
    }

    /// Gives a ticket to a unit, and there to these people or, with no logins, to everybody.
    pub fn web_refer(&self, id: i64, unit: i64, logins: &[&str]) {
        self.edit(|world| {
            let logins: Vec<String> = logins.iter().map(|login| (*login).to_owned()).collect();
            let assignees = assignee_list(world, &logins);
            if let Some(ticket) = world.ticket_mut(id) {
                ticket.unit = unit;
                ticket.assignees = Some(assignees);
                ticket.lock_by = 0;
            }
        });
    }

    /// Writes a comment.
    pub fn web_comment(&self, by: &str, id: i64, text: &str) {
        let written = self.now();
        self.edit(|world| {
            let author = number(world, by);
            world.comments.push(Comment { ticket: Some(id), author, text: text.to_owned(), written });
        });
    }

    /// Makes a ticket more urgent, or less.
    pub fn set_priority(&self, id: i64, priority: Priority) {
        self.edit(|world| {
            if let Some(ticket) = world.ticket_mut(id) {
                ticket.priority = priority;
            }
        });
    }

    /// Removes a ticket with its comments.
    pub fn delete_ticket(&self, id: i64) {
        self.edit(|world| {
            world.tickets.retain(|ticket| ticket.id != id);
            world.comments.retain(|comment| comment.ticket != Some(id));
        });
    }

    /// Puts a finished ticket away at once, as the nightly job does after some days.
    pub fn archive_ticket(&self, id: i64) {
        self.edit(|world| {
            if let Some(ticket) = world.ticket_mut(id) {
                ticket.progress = Progress::Archived;
            }
        });
    }

    /// Runs the nightly job as of now.
    pub fn archive_job(&self) {
        let now = self.now();
        self.edit(|world| world.run_archive_job(now));
    }

    /// Changes a password, which also replaces the key.
    pub fn change_password(&self, login: &str, password: &str) {
        self.edit_user(login, |user| {
            password.clone_into(&mut user.password);
            user.key = Some(world::random_key());
        });
    }

    /// Replaces a person's key.
    pub fn regenerate_key(&self, login: &str) {
        self.edit_user(login, |user| user.key = Some(world::random_key()));
    }

    /// Deactivates, deletes or reinstates an account.
    pub fn set_user_status(&self, login: &str, status: AccountStatus) {
        self.edit_user(login, |user| user.status = status);
    }

    /// Moves a person to other units, as a comma list.
    pub fn set_user_units(&self, login: &str, units: &str) {
        self.edit_user(login, |user| units.clone_into(&mut user.units));
    }

    /// Makes somebody more, or less.
    pub fn set_user_role(&self, login: &str, role: Role) {
        self.edit_user(login, |user| (user.role, user.odd_priv) = (role, None));
    }

    /// Gives somebody a role that no helpdesk of today has.
    pub fn set_odd_role(&self, login: &str, odd_priv: i64) {
        self.edit_user(login, |user| user.odd_priv = Some(odd_priv));
    }

    /// Calls a person otherwise.
    pub fn rename_user(&self, login: &str, fio: &str) {
        self.edit_user(login, |user| fio.clone_into(&mut user.fio));
    }

    /// Takes an account out of the database altogether.
    pub fn remove_user(&self, login: &str) {
        self.edit(|world| {
            let id = number(world, login);
            world.users.retain(|user| user.id != id);
        });
    }

    /// A ticket by its number.
    pub fn ticket(&self, id: i64) -> Option<TicketRecord> {
        self.read(|world| world.ticket(id).map(|ticket| record(world, ticket)))
    }

    /// Every ticket, the archived ones included, in the order of their numbers.
    pub fn tickets(&self) -> Vec<TicketRecord> {
        let mut records: Vec<_> =
            self.read(|world| world.tickets.iter().map(|ticket| record(world, ticket)).collect());
        records.sort_by_key(|record: &TicketRecord| record.row.id);
        records
    }

    /// The comments of a ticket, oldest first: who wrote (a login, or empty for an unknown account), and the text as
    /// it is stored.
    pub fn comments(&self, id: i64) -> Vec<(String, String)> {
        self.read(|world| {
            let own = world.comments.iter().filter(|comment| comment.ticket == Some(id));
            own.map(|comment| (login(world, comment.author).unwrap_or_default(), comment.text.clone()))
                .collect()
        })
    }

    /// An account by its login.
    pub fn person(&self, login: &str) -> Option<User> {
        self.read(|world| world.user_by_login(login).cloned())
    }

    pub(super) fn edit_user(&self, login: &str, change: impl FnOnce(&mut User)) {
        self.edit(|world| {
            let id = number(world, login);
            world.users.iter_mut().find(|user| user.id == id).map(change)
        });
    }
}

fn number(world: &World, login: &str) -> i64 {
    world.user_by_login(login).map_or(0, |user| user.id)
}

fn login(world: &World, id: i64) -> Option<String> {
    world.user(id).map(|user| user.login.clone())
}

fn assignee_list(world: &World, logins: &[String]) -> String {
    if logins.is_empty() {
        return "0".to_owned();
    }
    logins.iter().map(|login| number(world, login).to_string()).collect::<Vec<_>>().join(",")
}

fn record(world: &World, ticket: &Ticket) -> TicketRecord {
    let assignees = ticket.assignees.as_deref().unwrap_or_default();
    TicketRecord {
        row: ticket.clone(),
        author: login(world, ticket.author),
        client: login(world, ticket.client),
        assignees: assignees.split(',').filter_map(|id| login(world, id.parse().ok()?)).collect(),
        locked_by: login(world, ticket.lock_by),
        ok_by: login(world, ticket.ok_by),
    }
}
