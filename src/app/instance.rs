//! One deskgram, put together from its parts: knows which passes there are. The loops that call them are in `roles` and
//! `update_loop`.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::error::AppError;
use super::parts::AppParts;
use super::update_source::UpdateSource;
use super::watchdog::Watchdog;
use crate::bot::Bot;
use crate::bot::dispatch::Dispatcher;
use crate::bot::double_tap::DoubleTapGuard;
use crate::bot::lanes::Lanes;
use crate::bot_profile::descriptions::publish_descriptions;
use crate::bot_profile::menu_publisher::MenuPublisher;
use crate::bot_profile::own_settings::{Arrangement, BotSetting, arrange_settings, botfather_advice};
use crate::config::BotManagement;
use crate::context::Context;
use crate::context::named_units::NamedUnits;
use crate::context::runtime_config::RuntimeConfig;
use crate::context::search_history::SearchHistory;
use crate::domain::process_role::ProcessRole;
use crate::maintenance::clock_watch::ClockWatch;
use crate::maintenance::retention;
use crate::notify::digest::DigestSender;
use crate::notify::live_messages::BoardRefresher;
use crate::notify::outbox_dispatcher::OutboxDispatcher;
use crate::notify::subscription_health::SubscriptionHealth;
use crate::notify::weekly_pictures::WeeklyPictures;
use crate::sessions::live_sessions::Sessions;
use crate::store::StoreError;
use crate::sync::poller::ListPoller;
use crate::sync::ticket_refresher::TicketRefresher;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::BotIdentity;
use crate::telegram::password_redaction::PasswordRedaction;
use crate::telegram::update_receiver::{ReceiveError, UpdateReceiver};
use crate::telegram::webhook::WebhookSender;
use crate::tickets::comment_sender::CommentSender;
use crate::tickets::create::Creator;
use crate::tickets::scheduled_jobs::JobRunner;
use crate::tickets::ticket_actions::TicketActions;
use crate::web::HttpServer;

/// A deskgram that is ready to run.
pub struct App {
    pub bot: Arc<Bot>,
    pub dispatcher: Dispatcher,
    pub outbox: OutboxDispatcher,
    timekeeper: ClockWatch,
    refresher: TicketRefresher,
    boards: BoardRefresher,
    digests: DigestSender,
    weekly_pictures: WeeklyPictures,
    menus: MenuPublisher,
    management: BotManagement,
    pub(super) feed: UpdateSource,
    pub(super) front: Option<HttpServer>,
    pub(super) watchdog: Watchdog,
}

impl App {
    /// Puts the parts together. `me` is the bot as Telegram knows it.
    pub async fn build(parts: AppParts, me: BotIdentity) -> Result<Self, AppError> {
        let AppParts { telegram: client, helpdesk, store, clock, zone, choices, recent_errors } = parts;
        let sessions = Sessions::load_all(&store).await?;
        let ctx = Context {
            store: store.clone(),
            helpdesk,
            clock: clock.clone(),
            zone,
            sessions,
            config: RuntimeConfig::from_settings(choices),
            named_units: NamedUnits::default(),
            searches: SearchHistory::default(),
            metrics: Arc::default(),
        };
        let tickets = TicketActions::new(ctx.clone());
        let refresher = TicketRefresher::new(ctx.clone(), tickets.clone());
        let boards = BoardRefresher::new(ctx.clone());
        let redaction = PasswordRedaction::default();
        let groups = SubscriptionHealth::new(ctx.clone(), client.clone());
        let outbox = OutboxDispatcher::new(ctx.clone(), client.clone());
        let bot = Arc::new(Bot {
            telegram: client.clone(),
            poller: ListPoller::new(ctx.clone(), tickets.clone()),
            comments: CommentSender::new(ctx.clone()),
            groups: groups.clone(),
            creator: Creator::new(ctx.clone(), tickets.clone()),
            jobs: JobRunner::new(ctx.clone(), tickets.clone(), groups),
            tickets,
            redaction: redaction.clone(),
            me: me.clone(),
            recent_errors,
            lanes: Lanes::default(),
            double_taps: DoubleTapGuard::default(),
            limits: outbox.limits(),
            ctx: ctx.clone(),
        });
        Ok(Self {
            dispatcher: Dispatcher::new(Arc::clone(&bot)),
            timekeeper: ClockWatch::new(ctx.clone()),
            refresher,
            boards,
            digests: DigestSender::new(ctx.clone()),
            weekly_pictures: WeeklyPictures::new(ctx.clone()),
            menus: MenuPublisher::new(ctx, client.clone(), me.id),
            management: BotManagement::default(),
            outbox,
            feed: UpdateSource::by_polling(UpdateReceiver::new(client, store, clock, me.username, redaction)),
            front: None,
            watchdog: Watchdog::default(),
            bot,
        })
    }

    /// The same, to which Telegram brings updates under this address instead of being asked for them.
    pub fn by_webhook(self, public: &reqwest::Url) -> Self {
        let feed = self.feed.by_webhook(self.bot.telegram.clone(), &self.bot.ctx.store, public);
        Self { feed, ..self }
    }

    /// The same, which also answers HTTP there.
    pub fn with_http_server(self, server: Option<HttpServer>) -> Self {
        Self { front: server, ..self }
    }

    /// The same, whose settings at Telegram are kept like this.
    pub fn with_bot_management(self, management: BotManagement) -> Self {
        Self { management, ..self }
    }

    /// Where the web server puts what Telegram brings, if it does.
    pub fn webhook_sender(&self) -> Option<WebhookSender> {
        self.feed.webhook_sender()
    }

    /// The same, whose passes somebody watches.
    pub fn with_watchdog(self, watchdog: Watchdog) -> Self {
        Self { watchdog, ..self }
    }

    /// Deals with what an earlier run, or another process, had written down and not finished.
    pub async fn resume_unfinished(&self) -> Result<(), StoreError> {
        // What was read when this process began may be long ago.
        self.bot.ctx.sessions.refresh_changed(&self.bot.ctx.store).await?;
        self.bot.restore_redaction().await?;
        let left = self.feed.unfinished_updates().await?;
        if !left.is_empty() {
            log::info!("{} updates of the last run are dealt with now", left.len());
        }
        left.into_iter().for_each(|update| self.dispatcher.enqueue_update(update));
        Ok(())
    }

    /// Takes what Telegram has next and hands it out; says how many updates were new.
    pub async fn take_updates(&self, wait: Duration) -> Result<usize, ReceiveError> {
        let Some(fresh) = self.feed.next_batch(wait).await? else { return Ok(0) };
        self.bot.ctx.metrics.telegram.record_time(self.bot.ctx.clock.now());
        let count = fresh.len();
        let known = match count {
            0 => Ok(()),
            _ => self.bot.ctx.sessions.refresh_changed(&self.bot.ctx.store).await,
        };
        // They are in the journal and don't come again, whatever the database does now.
        fresh.into_iter().for_each(|update| self.dispatcher.enqueue_update(update));
        known?;
        Ok(count)
    }

    /// Sees that Telegram brings updates here, where it is to.
    pub async fn ensure_webhook(&self) -> Result<(), ApiFailure> {
        self.feed.ensure_webhook().await?;
        // Whether its deliveries get through counts for nothing here: a balancer that asks whether this process is ready
        // would otherwise keep them away for ever.
        self.bot.ctx.metrics.telegram.record_time(self.bot.ctx.clock.now());
        Ok(())
    }

    /// One look at all that is watched: the lists that are due, and who may be told of them.
    pub async fn poll_lists(&self) -> Result<(), StoreError> {
        self.bot.ctx.sessions.refresh_changed(&self.bot.ctx.store).await?;
        self.bot.poller.verify_accounts().await?;
        self.bot.groups.check_all().await?;
        self.bot.poller.poll_due().await?;
        self.bot.poller.refresh_in_background(&self.refresher).await?;
        self.bot.poller.read_archive().await?;
        self.boards.refresh_due().await?;
        self.digests.send_due().await?;
        self.weekly_pictures.send_due().await.map(drop)
    }

    /// Brings the bot's settings and descriptions at Telegram into order, unless that is somebody else's business.
    pub async fn arrange_bot(&self) -> Result<(), ApiFailure> {
        if self.management == BotManagement::LeftAlone {
            return Ok(());
        }
        let telegram = &self.bot.telegram;
        match arrange_settings(telegram, &telegram.get_me().await?).await {
            Ok(Arrangement::Arranged(changed)) if changed.is_empty() => {}
            Ok(Arrangement::Arranged(changed)) => {
                let now: Vec<_> = changed.into_iter().map(BotSetting::as_wanted).collect();
                log::info!("the bot's settings were changed: {}", now.join(", "));
            }
            Ok(Arrangement::ServerTooOld(wrong)) => {
                let todo = Some(botfather_advice(&wrong)).filter(|_| !wrong.is_empty());
                let todo = todo.map(|todo| format!(": {todo}")).unwrap_or_default();
                log::info!("the Bot API server is older than 10.5 and can't set the bot's settings{todo}");
            }
            Err(failure @ ApiFailure::Refused { .. }) => {
                log::warn!("the bot's settings can't be set: {failure}");
            }
            Err(failure) => return Err(failure),
        }
        publish_descriptions(telegram).await
    }

    /// Sets the command menus that have become others, some at a time; says when to go on if there are more.
    pub async fn publish_menus(&self) -> Result<Option<Timestamp>, StoreError> {
        self.menus.publish_changed().await
    }

    /// Forgets what is no longer needed.
    pub async fn apply_retention(&self) -> Result<(), StoreError> {
        retention::apply_retention(&self.bot.ctx).await
    }

    /// Begins a role anew: what was remembered of it, another process may have made untrue.
    pub(super) fn on_acquired(&self, role: ProcessRole) {
        self.bot.ctx.metrics.roles_held.set_held(role, true);
        match role {
            ProcessRole::Updates => {}
            ProcessRole::Outbox => self.outbox.reset_state(),
            ProcessRole::Lists => self.bot.poller.forget_schedule(),
        }
    }

    /// Leaves a role to another process.
    pub(super) fn on_released(&self, role: ProcessRole) {
        self.bot.ctx.metrics.roles_held.set_held(role, false);
    }

    /// Looks at the clock. Whatever was put off by a clock that was ahead is due anew.
    pub async fn check_clock(&self) -> Result<(), StoreError> {
        self.timekeeper.check_clock().await.map(drop)
    }
}
