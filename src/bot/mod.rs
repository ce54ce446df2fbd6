//! The conversation: which update means what, and what is answered. Endpoints are thin: they ask a service, word its
//! outcome, and collect what is to be stored and sent in a `effects::Effects`.

mod activity_log;
mod attachments;
mod cancel;
mod card_buttons;
mod catch_up;
mod code;
mod commands;
mod comment_buttons;
mod comments;
mod create;
mod deep_links;
mod delayed_ending;
mod diag;
mod dialogue;
pub mod dispatch;
pub mod double_tap;
mod draft;
mod duty;
mod duty_absence;
mod duty_calendar;
mod duty_screen;
mod duty_swap;
mod edit;
mod effects;
mod file_warning;
mod forward;
mod group;
mod guards;
mod inline;
mod job_buttons;
pub mod lanes;
mod language_choice;
mod languages;
mod lists;
mod login;
mod loose_words;
mod message_text;
mod multi_select;
mod panel;
mod people;
mod personal;
mod presence;
mod press_router;
mod questions;
mod quick_replies;
mod reactions;
mod refer;
mod referral_draft;
mod reply;
mod rota_editor;
mod router;
mod seen_before;
mod signoff;
mod snooze;
mod stats;
mod stop;
mod subscribe;
mod text_router;
mod ticket_access;
mod welcome;

use std::sync::Arc;

use self::double_tap::DoubleTapGuard;
use self::lanes::Lanes;
use crate::context::Context;
use crate::domain::ids::TelegramUser;
use crate::maintenance::recent_errors::RecentErrors;
use crate::notify::subscription_health::SubscriptionHealth;
use crate::store::StoreError;
use crate::sync::poller::ListPoller;
use crate::telegram::client::{BotIdentity, TelegramClient};
use crate::telegram::password_redaction::{PasswordRedaction, REDACTION_DURATION, RedactionScope};
use crate::telegram::rate_limit::SharedLimits;
use crate::telegram::update::IncomingUpdate;
use crate::tickets::comment_sender::CommentSender;
use crate::tickets::create::Creator;
use crate::tickets::scheduled_jobs::JobRunner;
use crate::tickets::ticket_actions::TicketActions;

/// What the endpoints work with.
pub struct Bot {
    pub ctx: Context,
    pub telegram: TelegramClient,
    pub tickets: TicketActions,
    pub comments: CommentSender,
    pub creator: Creator,
    pub groups: SubscriptionHealth,
    pub jobs: JobRunner,
    pub poller: ListPoller,
    pub redaction: PasswordRedaction,
    pub me: BotIdentity,
    pub recent_errors: RecentErrors,
    pub lanes: Lanes,
    pub double_taps: DoubleTapGuard,
    /// What of Telegram's limits is used up: an ephemeral message counts like any.
    pub limits: SharedLimits,
}

/// What `dptree` hands to every endpoint.
type SharedBot = Arc<Bot>;

impl Bot {
    /// Finds out who was about to type a password when the last run ended, or another process left off.
    pub async fn restore_redaction(&self) -> Result<(), StoreError> {
        let late = self.ctx.clock.now() - dialogue::DRAFT_TIMEOUT;
        let open = self.ctx.store.read(move |db| db.all_dialogues::<dialogue::Dialogue>(late)).await?;
        open.into_iter()
            .filter(|(_, dialogue)| dialogue.is_secret())
            // Before any update that is still to come.
            .for_each(|(who, _)| self.redaction.begin_for(who, 0));
        self.watch_those_who_came_lately().await
    }

    /// Of whom a password may still come: who has just signed in, has a link to the page, or was asked until now.
    async fn watch_those_who_came_lately(&self) -> Result<(), StoreError> {
        let now = self.ctx.clock.now();
        let found = self
            .ctx
            .store
            .read(move |db| Ok((db.linked(now)?, db.all_dialogues::<dialogue::Dialogue>(now)?)));
        let (linked, open) = found.await?;
        let over = open.into_iter().filter(|(_, dialogue)| *dialogue == dialogue::Dialogue::LoginOver);
        let unasked = linked.into_iter().chain(over.map(|(who, _)| who));
        unasked.for_each(|who| self.redaction.watch(who, 0, self.heed(who), now));
        let all = self.ctx.sessions.all_sessions();
        let lately = all.iter().filter(|session| now.duration_since(session.since) < REDACTION_DURATION);
        lately
            .for_each(|session| self.redaction.watch(session.telegram, 0, RedactionScope::SingleWords, now));
        Ok(())
    }

    /// Nobody asks for a password any more; whoever was asked may still send one.
    fn stop_asking(&self, update: &IncomingUpdate) {
        let who = update.from.who;
        self.redaction.end_for(who, update.update, self.heed(who), self.ctx.clock.now());
    }

    /// What of a person is taken for a password that nobody has asked for.
    fn heed(&self, who: TelegramUser) -> RedactionScope {
        match self.ctx.sessions.find_session(who) {
            Some(_) => RedactionScope::SingleWords,
            None => RedactionScope::Everything,
        }
    }
}
