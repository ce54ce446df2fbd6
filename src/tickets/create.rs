//! Making tickets, never two for one. The helpdesk answers an unclear nothing when it has made one, and makes two that it
//! can't tell apart when it is asked twice in a second: so every ticket is looked for after it was sent, and before it is
//! ever sent again.

use std::fmt;

use crate::context::Context;
use crate::domain::audit::AuditOutcome;
use crate::domain::ids::{TicketId, TicketRef};
use crate::domain::person::Role;
use crate::domain::ticket::Ticket;
use crate::helpdesk::{Created, HelpdeskError, ListKind, NewTicket, text_repair};
use crate::sessions::live_sessions::UserSession;
use crate::store::StoreError;
use crate::tickets::ticket_actions::{FetchOutcome, TicketActions};

/// What became of a new ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    Done(TicketRef),
    /// It was made in the same second as another and shares its hash: it can't be worked from here.
    Shared(TicketRef),
    /// The helpdesk said no; nothing was made.
    Refused,
    SignInAgain,
    /// The helpdesk is not to be reached; nothing was made.
    Down,
    /// It may or may not be there.
    Unsure,
}

impl CreateOutcome {
    /// The number of the ticket that was made.
    pub fn ticket_id(&self) -> Option<TicketId> {
        match self {
            Self::Done(at) | Self::Shared(at) => Some(at.id),
            Self::Refused | Self::SignInAgain | Self::Down | Self::Unsure => None,
        }
    }
}

impl From<&CreateOutcome> for AuditOutcome {
    fn from(made: &CreateOutcome) -> Self {
        match made {
            CreateOutcome::Done(_) | CreateOutcome::Shared(_) => Self::Done,
            CreateOutcome::Refused | CreateOutcome::SignInAgain => Self::Refused,
            CreateOutcome::Down => Self::Down,
            CreateOutcome::Unsure => Self::Unsure,
        }
    }
}

/// Whether the ticket was ever sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateAttempt {
    First,
    /// So it is looked for before it is sent.
    Again,
}

/// Makes tickets, once each.
#[derive(Clone)]
pub struct Creator {
    ctx: Context,
    tickets: TicketActions,
}

impl Creator {
    pub fn new(ctx: Context, tickets: TicketActions) -> Self {
        Self { ctx, tickets }
    }

    /// The newest ticket that is known now: one that is made from here on has a higher number.
    pub async fn newest_ticket(&self) -> Result<TicketId, StoreError> {
        self.ctx.store.read(|db| db.newest_ticket()).await
    }

    /// Makes a ticket; `after` is the newest one that was known when it was sent for the first time.
    pub async fn create_ticket(
        &self,
        session: &UserSession,
        ticket: &NewTicket,
        after: TicketId,
        attempt: CreateAttempt,
    ) -> Result<CreateOutcome, StoreError> {
        if attempt == CreateAttempt::Again {
            match self.find_created(session, ticket, after).await {
                Ok(Some(found)) => return self.verify_created(session, found).await,
                Ok(None) => {}
                // Without a look it is not sent again.
                Err(HelpdeskError::KeyRefused) => return Ok(CreateOutcome::SignInAgain),
                Err(_) => return Ok(CreateOutcome::Unsure),
            }
        }
        match self.ctx.helpdesk.create_ticket(&session.key, ticket).await {
            Ok(created) => match self.resolve_hash(session, created).await {
                Some(at) => self.verify_created(session, at).await,
                None => Ok(CreateOutcome::Unsure),
            },
            Err(HelpdeskError::KeyRefused) => Ok(CreateOutcome::SignInAgain),
            Err(HelpdeskError::Refused(reason)) => {
                log::warn!("the helpdesk refuses a new ticket: {reason}");
                Ok(CreateOutcome::Refused)
            }
            Err(error) if error.may_have_applied() => match self.find_created(session, ticket, after).await {
                Ok(Some(found)) => self.verify_created(session, found).await,
                Ok(None) | Err(_) => Ok(CreateOutcome::Unsure),
            },
            Err(_) => Ok(CreateOutcome::Down),
        }
    }

    /// The number of a ticket that was made: a server by the letter of the document tells only the hash.
    async fn resolve_hash(&self, session: &UserSession, created: Created) -> Option<TicketRef> {
        let hash = created.hash;
        if let Some(id) = created.id {
            return Some(TicketRef { id, hash });
        }
        let all = self.ctx.helpdesk.view_hash(&session.key, &hash, &session.account.me).await.ok()?;
        all.into_iter().map(|viewed| viewed.ticket.at).max()
    }

    /// Reads the ticket back.
    async fn verify_created(
        &self,
        session: &UserSession,
        at: TicketRef,
    ) -> Result<CreateOutcome, StoreError> {
        Ok(match self.tickets.fetch_ticket(session, &at, None).await? {
            FetchOutcome::Ticket(viewed) if viewed.details.twin.is_some() => CreateOutcome::Shared(at),
            FetchOutcome::Ticket(_) => CreateOutcome::Done(at),
            FetchOutcome::SignInAgain => CreateOutcome::SignInAgain,
            FetchOutcome::Gone | FetchOutcome::Down => CreateOutcome::Unsure,
        })
    }

    /// Looks for a ticket that was sent: the newest of one's own with this text, for this client and unit.
    async fn find_created(
        &self,
        session: &UserSession,
        ticket: &NewTicket,
        after: TicketId,
    ) -> Result<Option<TicketRef>, HelpdeskError> {
        // A head's outgoing list always fails; what they write to their own units comes in.
        let list = match session.account.role {
            Some(Role::HeadOfUnit) => ListKind::Incoming,
            _ => ListKind::Outgoing,
        };
        let me = &session.account.me;
        let mut found: Vec<Ticket> = Vec::new();
        let take = |row: Ticket| {
            let same = row.at.id > after
                && row.author.is_same(me)
                && row.unit == Some(ticket.unit)
                && row.client.hash.as_ref().is_none_or(|hash| *hash == ticket.client);
            if same && starts_like(&ticket.text, &row.text) {
                found.push(row);
            }
        };
        self.ctx.helpdesk.each_ticket(&session.key, list, me, take).await?;
        Ok(found.into_iter().map(|row| row.at).max())
    }
}

/// Whether a list's cut text is the beginning of what was sent.
fn starts_like(sent: &str, listed: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let sent = plain(&text_repair::plain(&text_repair::for_ticket(sent)));
    !listed.trim().is_empty() && sent.starts_with(&plain(listed))
}

/// For the log: no names.
impl fmt::Display for CreateOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(at) => write!(f, "{} made", at.id),
            Self::Shared(at) => write!(f, "{} made, with a hash that is another's too", at.id),
            Self::Refused => f.write_str("refused"),
            Self::SignInAgain => f.write_str("key refused"),
            Self::Down => f.write_str("helpdesk down"),
            Self::Unsure => f.write_str("unclear"),
        }
    }
}
