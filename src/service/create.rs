//! Making tickets, never two for one. The helpdesk answers an unclear nothing when it has made one, and makes two that it
//! can't tell apart when it is asked twice in a second: so every ticket is looked for after it was sent, and before it is
//! ever sent again.

use std::fmt;

use super::desk::Desk;
use super::sessions::Session;
use super::tickets::{Read, Tickets};
use crate::domain::audit::Outcome;
use crate::domain::ids::{TicketId, TicketRef};
use crate::domain::person::Role;
use crate::domain::ticket::Ticket;
use crate::helpdesk::{Created, Error, ListKind, NewTicket, text};
use crate::store::StoreError;

/// What became of a new ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
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

impl Made {
    /// The number of the ticket that was made.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Done(at) | Self::Shared(at) => Some(at.id),
            Self::Refused | Self::SignInAgain | Self::Down | Self::Unsure => None,
        }
    }
}

impl From<&Made> for Outcome {
    fn from(made: &Made) -> Self {
        match made {
            Made::Done(_) | Made::Shared(_) => Self::Done,
            Made::Refused | Made::SignInAgain => Self::Refused,
            Made::Down => Self::Down,
            Made::Unsure => Self::Unsure,
        }
    }
}

/// Whether the ticket was ever sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    First,
    /// So it is looked for before it is sent.
    Again,
}

/// The service.
#[derive(Clone)]
pub struct Creator {
    desk: Desk,
    tickets: Tickets,
}

impl Creator {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        Self { desk, tickets }
    }

    /// The newest ticket that is known now: one that is made from here on has a higher number.
    pub async fn newest(&self) -> Result<TicketId, StoreError> {
        self.desk.store.read(|db| db.newest_ticket()).await
    }

    /// Makes a ticket; `after` is the newest one that was known when it was sent for the first time.
    pub async fn make(
        &self,
        session: &Session,
        ticket: &NewTicket,
        after: TicketId,
        attempt: Attempt,
    ) -> Result<Made, StoreError> {
        if attempt == Attempt::Again {
            match self.look(session, ticket, after).await {
                Ok(Some(found)) => return self.verified(session, found).await,
                Ok(None) => {}
                // Without a look it is not sent again.
                Err(Error::KeyRefused) => return Ok(Made::SignInAgain),
                Err(_) => return Ok(Made::Unsure),
            }
        }
        match self.desk.helpdesk.create(&session.key, ticket).await {
            Ok(created) => match self.named(session, created).await {
                Some(at) => self.verified(session, at).await,
                None => Ok(Made::Unsure),
            },
            Err(Error::KeyRefused) => Ok(Made::SignInAgain),
            Err(Error::Refused(reason)) => {
                log::warn!("the helpdesk refuses a new ticket: {reason}");
                Ok(Made::Refused)
            }
            Err(error) if error.may_have_applied() => match self.look(session, ticket, after).await {
                Ok(Some(found)) => self.verified(session, found).await,
                Ok(None) | Err(_) => Ok(Made::Unsure),
            },
            Err(_) => Ok(Made::Down),
        }
    }

    /// The number of a ticket that was made: a server by the letter of the document tells only the hash.
    async fn named(&self, session: &Session, created: Created) -> Option<TicketRef> {
        let hash = created.hash;
        if let Some(id) = created.id {
            return Some(TicketRef { id, hash });
        }
        let all = self.desk.helpdesk.view_hash(&session.key, &hash, &session.account.me).await.ok()?;
        all.into_iter().map(|viewed| viewed.ticket.at).max()
    }

    /// Reads the ticket back.
    async fn verified(&self, session: &Session, at: TicketRef) -> Result<Made, StoreError> {
        Ok(match self.tickets.read(session, &at, None).await? {
            Read::Ticket(viewed) if viewed.shared_hash => Made::Shared(at),
            Read::Ticket(_) => Made::Done(at),
            Read::SignInAgain => Made::SignInAgain,
            Read::Gone | Read::Down => Made::Unsure,
        })
    }

    /// Looks for a ticket that was sent: the newest of one's own with this text, for this client and unit.
    async fn look(
        &self,
        session: &Session,
        ticket: &NewTicket,
        after: TicketId,
    ) -> Result<Option<TicketRef>, Error> {
        // A head's outgoing list always fails; what they write to their own units comes in.
        let list = match session.account.role {
            Some(Role::HeadOfUnit) => ListKind::Incoming,
            _ => ListKind::Outgoing,
        };
        let me = &session.account.me;
        let mut found: Vec<Ticket> = Vec::new();
        let take = |row: Ticket| {
            let same = row.at.id > after
                && row.author.is(me)
                && row.unit == Some(ticket.unit)
                && row.client.hash.as_ref().is_none_or(|hash| *hash == ticket.client);
            if same && begins(&ticket.text, &row.text) {
                found.push(row);
            }
        };
        self.desk.helpdesk.each_ticket(&session.key, list, me, take).await?;
        Ok(found.into_iter().map(|row| row.at).max())
    }
}

/// Whether a list's cut text is the beginning of what was sent.
fn begins(sent: &str, listed: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let sent = plain(&text::plain(&text::for_ticket(sent)));
    !listed.trim().is_empty() && sent.starts_with(&plain(listed))
}

/// For the log: no names.
impl fmt::Display for Made {
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
