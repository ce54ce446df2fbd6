//! The conversation: which update means what, and what is answered. Endpoints are thin: they ask a service, word its
//! outcome, and collect what is to be stored and sent in a `turn::Turn`.

mod attach;
mod choice;
mod commands;
mod comment;
mod create;
mod diag;
mod dialogue;
pub mod dispatch;
mod gates;
mod group;
mod inline;
mod later;
mod lists;
mod login;
pub mod menu;
mod mylog;
mod people;
mod personal;
mod press;
mod quick;
mod refer;
mod schema;
mod signoff;
mod subscribe;
mod talk;
mod turn;

use std::sync::Arc;

use crate::service::comments::Comments;
use crate::service::create::Creator;
use crate::service::desk::Desk;
use crate::service::groups::Groups;
use crate::service::later::Later;
use crate::service::tickets::Tickets;
use crate::service::troubles::Troubles;
use crate::service::watch::Watcher;
use crate::store::StoreError;
use crate::telegram::gateway::{Gateway, Me};
use crate::telegram::intake::Hush;

/// What the endpoints work with.
pub struct Bot {
    pub desk: Desk,
    pub gateway: Gateway,
    pub tickets: Tickets,
    pub comments: Comments,
    pub creator: Creator,
    pub groups: Groups,
    pub later: Later,
    pub watcher: Watcher,
    pub hush: Hush,
    pub me: Me,
    pub troubles: Troubles,
}

/// What `dptree` hands to every endpoint.
type Shared = Arc<Bot>;

impl Bot {
    /// Finds out who was about to type a password when the last run ended, or another process left off.
    pub async fn hush_those_signing_in(&self) -> Result<(), StoreError> {
        let late = self.desk.clock.now() - dialogue::KEPT;
        let open = self.desk.store.read(move |db| db.dialogues::<dialogue::Dialogue>(late)).await?;
        open.into_iter()
            .filter(|(_, dialogue)| dialogue.is_secret())
            // Before any update that is still to come.
            .for_each(|(who, _)| self.hush.begin(who, 0));
        Ok(())
    }
}
