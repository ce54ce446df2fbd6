//! The conversation: which update means what, and what is answered. Endpoints are thin: they ask a service, word its
//! outcome, and collect what is to be stored and sent in a `turn::Turn`.

mod attach;
mod choice;
mod code;
mod commands;
mod comment;
mod create;
mod diag;
mod dialogue;
pub mod dispatch;
mod draft;
mod edit;
mod forward;
mod gates;
mod group;
mod inline;
pub mod lanes;
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

use self::lanes::Lanes;
use crate::domain::ids::TelegramUser;
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
use crate::telegram::hush::{Heed, Hush, WATCHED};
use crate::telegram::incoming::Incoming;

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
    pub lanes: Lanes,
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
        self.watch_those_who_came_lately().await
    }

    /// Of whom a password may still come: who has just signed in, has a link to the page, or was asked until now.
    async fn watch_those_who_came_lately(&self) -> Result<(), StoreError> {
        let now = self.desk.clock.now();
        let found =
            self.desk.store.read(move |db| Ok((db.linked(now)?, db.dialogues::<dialogue::Dialogue>(now)?)));
        let (linked, open) = found.await?;
        let over = open.into_iter().filter(|(_, dialogue)| *dialogue == dialogue::Dialogue::LoginOver);
        let unasked = linked.into_iter().chain(over.map(|(who, _)| who));
        unasked.for_each(|who| self.hush.watch(who, 0, self.heed(who), now));
        let all = self.desk.sessions.all();
        let lately = all.iter().filter(|session| now.duration_since(session.since) < WATCHED);
        lately.for_each(|session| self.hush.watch(session.telegram, 0, Heed::SingleWords, now));
        Ok(())
    }

    /// Nobody asks for a password any more; whoever was asked may still send one.
    fn stop_asking(&self, incoming: &Incoming) {
        let who = incoming.from.who;
        self.hush.end(who, incoming.update, self.heed(who), self.desk.clock.now());
    }

    /// What of a person is taken for a password that nobody has asked for.
    fn heed(&self, who: TelegramUser) -> Heed {
        match self.desk.sessions.get(who) {
            Some(_) => Heed::SingleWords,
            None => Heed::Everything,
        }
    }
}
