//! Things that happen a little later: what waits a few seconds with a Cancel button, what has run out, what follows
//! something else. A job stays on disk until it is done with, so a restart only delays it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::accounts::verify::{Verified, verify_session};
use crate::callback::Callback;
use crate::context::Context;
use crate::context::readers::reader_for;
use crate::context::tx::Tx;
use crate::domain::action::{Action, ActionOutcome};
use crate::domain::audit::{AuditPlace, AuditedAction};
use crate::domain::ids::{CardRef, ChatId, Target, TelegramUser, TicketId, TicketRef};
use crate::i18n::Lang;
use crate::maintenance::audit_log::record_audit;
use crate::notify::handovers;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::questions;
use crate::notify::subscription_health::{Departure, SubscriptionHealth};
use crate::render;
use crate::render::html::escape_html;
use crate::render::reader::ticket_number;
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, JobId, JobStage, Referral, RotaId, ScheduledJob, StoreError, TemplateId};
use crate::t;
use crate::telegram::client::Sound;
use crate::tickets::delayed_endings;
use crate::tickets::reminder_job::run_reminder;
use crate::tickets::ticket_actions::{ReferralRequest, TicketActions};
use crate::view::{Button, MessageView};

/// How long to wait for a helpdesk that does not answer before asking again.
const RETRY_DELAY: SignedDuration = SignedDuration::from_secs(15);

/// How long its author may take to decide what becomes of a referral that can't be seen.
const JOB_RETENTION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Does what was put off, when its time has come.
#[derive(Clone)]
pub struct JobRunner {
    ctx: Context,
    tickets: TicketActions,
    groups: SubscriptionHealth,
}

impl JobRunner {
    pub fn new(ctx: Context, tickets: TicketActions, groups: SubscriptionHealth) -> Self {
        Self { ctx, tickets, groups }
    }

    /// Does what has become due; says how much that was. One pass; the loop is in `app`.
    pub async fn run_due(&self) -> Result<usize, StoreError> {
        let now = self.ctx.clock.now();
        let due = self.ctx.store.read(move |db| db.due_jobs::<ScheduledJob>(now, 32)).await?;
        let count = due.len() + handovers::announce_handovers(&self.ctx).await?;
        for (id, who, job) in due {
            match job {
                Ok(job) => self.run_job(id, who, job).await?,
                Err(error) => {
                    log::error!("something that {who} put off can't be read, dropped: {error}");
                    self.ctx.store.write(move |db| db.drop_job(id)).await?;
                }
            }
        }
        Ok(count)
    }

    async fn run_job(&self, id: JobId, who: TelegramUser, job: ScheduledJob) -> Result<(), StoreError> {
        match job {
            ScheduledJob::UndoOver { ticket } => self.expire_undo(id, ticket).await,
            ScheduledJob::DropReply { template, shown } => {
                delayed_endings::drop_reply(&self.ctx, id, who, TemplateId(template), shown).await
            }
            ScheduledJob::EndSubscription { target, since, shown } => {
                delayed_endings::end_subscription(&self.ctx, id, who, (target, since), shown).await
            }
            ScheduledJob::ReleaseOver { shown, view, .. } => {
                delayed_endings::settle_release(&self.ctx, id, shown, view).await
            }
            ScheduledJob::ExpireQuestion { question } => {
                let now = self.ctx.clock.now();
                let expire = move |db: &mut Db<'_>| questions::expire_question(db, id, who, question, now);
                self.ctx.store.write(expire).await
            }
            ScheduledJob::ExpireSwap { rota, number } => {
                let expire = move |tx: &mut Tx<'_, '_>| {
                    tx.db.drop_job(id)?;
                    handovers::expire_swap(tx, RotaId(rota), number)
                };
                self.ctx.write(expire).await
            }
            ScheduledJob::Refer(referral) => self.run_referral(id, who, referral).await,
            ScheduledJob::Remind { ticket } => run_reminder(&self.ctx, &self.tickets, id, who, ticket).await,
            ScheduledJob::LeaveGroup { chat, lang } => self.leave_group(id, chat, lang).await,
            ScheduledJob::Finish { ticket, target, source } => {
                let acted = match self.prepare_action(who, ticket).await? {
                    Prepared::Ready(session, at) => {
                        self.tickets.perform_action(&session, &at, Action::Finish).await?
                    }
                    Prepared::Over(acted) => acted,
                };
                log::info!("{} on ticket {ticket} by {who}: {acted}", Action::Finish.name());
                let report = JobReport { action: Action::Finish, ticket, target, shown: Some(source), acted };
                self.finish_job(id, who, report).await
            }
        }
    }

    /// Makes a referral once. While the helpdesk may still be at work on one whose answer is lost, it is looked for; after
    /// that its author decides, because its reason would else stand in the ticket twice.
    async fn run_referral(&self, id: JobId, who: TelegramUser, referral: Referral) -> Result<(), StoreError> {
        let ticket = referral.ticket;
        if referral.stage == JobStage::Asked {
            return self.ctx.store.write(move |db| db.drop_job(id)).await;
        }
        let (acted, begun) = match self.prepare_action(who, ticket).await? {
            Prepared::Ready(session, at) => self.refer_or_look(id, &session, &at, &referral).await?,
            Prepared::Over(acted) => (acted, JobStage::Waiting),
        };
        log::info!("{} on ticket {ticket} by {who}: {acted}", Action::Refer.name());
        let target = Target::whole_chat(who.private_chat());
        let unsure = acted == ActionOutcome::Unsure;
        let report = JobReport { action: Action::Refer, ticket, target, shown: referral.shown, acted };
        match begun {
            JobStage::Begun(at)
                if unsure && self.ctx.helpdesk.may_still_work_on(at, self.ctx.clock.now()) =>
            {
                self.wait_longer(id, who, report, WaitingReason::Looking).await
            }
            _ if unsure => self.ask_person(id, who, report, referral).await,
            _ => self.finish_job(id, who, report).await,
        }
    }

    /// Asks the helpdesk once, or looks for what was asked before; says what came of it and how far that is.
    async fn refer_or_look(
        &self,
        id: JobId,
        session: &UserSession,
        at: &TicketRef,
        referral: &Referral,
    ) -> Result<(ActionOutcome, JobStage), StoreError> {
        let (unit, people) = (referral.unit, &referral.people);
        if let begun @ JobStage::Begun(_) = referral.stage {
            return Ok((self.tickets.was_referred(session, at, unit, people).await?, begun));
        }
        let note = |stage| {
            let job = ScheduledJob::Refer(Referral { stage, ..referral.clone() });
            self.ctx.store.write(move |db| db.put_job(id, &job))
        };
        let begun = JobStage::Begun(self.ctx.clock.now());
        note(begun).await?;
        let acted = self
            .tickets
            .refer_ticket(session, at, &ReferralRequest { unit, people, reason: &referral.reason })
            .await?;
        if acted == ActionOutcome::Down {
            note(JobStage::Waiting).await?;
        }
        Ok((acted, begun))
    }

    /// Sends a referral again that its author was asked about; `false` when nobody is asked (any more).
    pub async fn retry_job(&self, id: JobId, who: TelegramUser) -> Result<bool, StoreError> {
        let now = self.ctx.clock.now();
        let again = move |db: &mut Db<'_>| {
            let Some(ScheduledJob::Refer(referral)) = db.find_job::<ScheduledJob>(id, who)? else {
                return Ok(false);
            };
            if referral.stage != JobStage::Asked {
                return Ok(false);
            }
            db.drop_job(id)?;
            let stage = JobStage::Waiting;
            db.add_job(who, &ScheduledJob::Refer(Referral { stage, ..referral }), now).map(|_| true)
        };
        self.ctx.store.write(again).await
    }

    /// What an action needs: a live session and a ticket that is known.
    async fn prepare_action(&self, who: TelegramUser, ticket: TicketId) -> Result<Prepared, StoreError> {
        let Some(session) = self.ctx.sessions.find_session(who) else {
            return Ok(Prepared::Over(ActionOutcome::SignInAgain));
        };
        let session = match verify_session(&self.ctx, &session).await? {
            Verified::Live(session) => session,
            // What follows asks the helpdesk itself.
            Verified::Unknown => session,
            Verified::Over(_) => return Ok(Prepared::Over(ActionOutcome::SignInAgain)),
        };
        if !session.account.is_staff() {
            return Ok(Prepared::Over(ActionOutcome::NotAllowed));
        }
        let known = self.ctx.store.read(move |db| db.find_ticket(ticket)).await?;
        Ok(match known {
            Some(known) => Prepared::Ready(session, known.ticket.at),
            None => Prepared::Over(ActionOutcome::Gone),
        })
    }

    async fn leave_group(&self, id: JobId, chat: ChatId, lang: Lang) -> Result<(), StoreError> {
        let again = self.ctx.clock.now() + RETRY_DELAY;
        let welcome = self.ctx.config.current().access_policy.allows_chat(chat);
        let is_over = welcome || self.groups.leave_unlisted(chat, lang).await? != Departure::Unknown;
        let settle =
            move |db: &mut Db<'_>| if is_over { db.drop_job(id) } else { db.postpone_job(id, again) };
        self.ctx.store.write(settle).await
    }

    async fn expire_undo(&self, id: JobId, ticket: TicketId) -> Result<(), StoreError> {
        let now = self.ctx.clock.now();
        self.ctx
            .store
            .write(move |db| {
                db.drop_job(id)?;
                // A later action has its own time.
                if db.find_undo(ticket, now)?.is_some() {
                    return Ok(());
                }
                db.drop_undo(ticket)?;
                outbox_message::refresh_cards(db, ticket, None, now)
            })
            .await
    }

    /// Says what became of an action that nobody was waiting for at the screen, and ends the job; a helpdesk that is away
    /// is waited for.
    async fn finish_job(&self, id: JobId, who: TelegramUser, report: JobReport) -> Result<(), StoreError> {
        if matches!(report.acted, ActionOutcome::Down | ActionOutcome::OnlyTaken) {
            return self.wait_longer(id, who, report, WaitingReason::Down).await;
        }
        let ended = move |db: &mut Db<'_>, lang, _| {
            db.drop_job(id)?;
            let JobReport { action, ticket, ref acted, .. } = report;
            let sentence = render::action_outcome::outcome_sentence(lang, action, ticket, acted);
            let is_done = matches!(acted, ActionOutcome::Done | ActionOutcome::Already);
            let alarm =
                (!is_done).then(|| render::action_outcome::outcome_notice(lang, action, ticket, acted));
            let view = MessageView::from_html(escape_html(&sentence));
            Ok((JobStatus { name: "false", view, alarm }, report))
        };
        self.report_status(id, who, ended).await
    }

    /// Tries again in a while, and says so once.
    async fn wait_longer(
        &self,
        id: JobId,
        who: TelegramUser,
        report: JobReport,
        waiting: WaitingReason,
    ) -> Result<(), StoreError> {
        let waits = move |db: &mut Db<'_>, lang, now| {
            db.postpone_job(id, now + RETRY_DELAY)?;
            let number = ticket_number(report.ticket);
            let (name, view) = match waiting {
                WaitingReason::Down => {
                    let cancel =
                        Button::with_callback(t!(lang, "button-cancel"), &Callback::CancelJob { job: id.0 });
                    (
                        "true",
                        MessageView::from_html(t!(lang, "later-waiting", number = number)).with_row([cancel]),
                    )
                }
                WaitingReason::Looking => {
                    ("looking", MessageView::from_html(t!(lang, "refer-looking", number = number)))
                }
            };
            Ok((JobStatus { name, view, alarm: None }, report))
        };
        self.report_status(id, who, waits).await
    }

    /// Leaves it to the author of a referral whether to send it again.
    async fn ask_person(
        &self,
        id: JobId,
        who: TelegramUser,
        report: JobReport,
        referral: Referral,
    ) -> Result<(), StoreError> {
        let asks = move |db: &mut Db<'_>, lang, now| {
            db.put_job(id, &ScheduledJob::Refer(Referral { stage: JobStage::Asked, ..referral }))?;
            db.postpone_job(id, now + JOB_RETENTION)?;
            let view =
                MessageView::from_html(t!(lang, "refer-unsure", number = ticket_number(report.ticket)))
                    .with_row([
                        Button::with_callback(t!(lang, "refer-again"), &Callback::RetryJob { job: id.0 }),
                        Button::with_callback(t!(lang, "refer-leave"), &Callback::CancelJob { job: id.0 }),
                    ]);
            let decide = t!(lang, "refer-decide", number = ticket_number(report.ticket));
            let alarm = Some(MessageView::from_html(decide));
            Ok((JobStatus { name: "asked", view, alarm }, report))
        };
        self.report_status(id, who, asks).await
    }

    /// Stores how a job stands, notes it in the audit trail, and shows it: each standing once.
    async fn report_status<F>(&self, id: JobId, who: TelegramUser, stands: F) -> Result<(), StoreError>
    where
        F: FnOnce(&mut Db<'_>, Lang, Timestamp) -> Result<(JobStatus, JobReport), StoreError>
            + Send
            + 'static,
    {
        let say = move |tx: &mut Tx<'_, '_>| {
            let lang = reader_for(tx, who)?.lang;
            let (status, JobReport { action, ticket, target, shown, acted }) = stands(tx.db, lang, tx.now)?;
            let place = AuditPlace::of_chat(target.chat);
            let audited =
                AuditedAction { action: action.into(), ticket: Some(ticket), outcome: (&acted).into() };
            record_audit(tx, who, place, audited)?;
            let reply_to = shown.map(|shown| shown.message);
            let JobStatus { name, view, alarm } = status;
            let name = format!("job:{}:{name}", id.0);
            let alarm = alarm.map(|view| OutboxMessage::Send { view, reply_to, sound: Sound::Ring });
            let shown_status = match (reply_to, action) {
                (Some(message), Action::Refer) => {
                    if let Some(alarm) = alarm {
                        outbox_message::enqueue_once(tx.db, target, format!("{name}:alarm"), &alarm, tx.now)?;
                    }
                    OutboxMessage::Edit { message, view }
                }
                _ => alarm.unwrap_or(OutboxMessage::Send { view, reply_to, sound: Sound::Silent }),
            };
            outbox_message::enqueue_once(tx.db, target, name, &shown_status, tx.now).map(drop)
        };
        self.ctx.write(say).await
    }
}

/// Whether a job may begin.
enum Prepared {
    /// In whose name, and with which ticket.
    Ready(Arc<UserSession>, TicketRef),
    /// It ends here, as this.
    Over(ActionOutcome),
}

/// Why something is tried again later.
#[derive(Clone, Copy)]
enum WaitingReason {
    /// The helpdesk does not answer.
    Down,
    /// It may have done it, and does not show it yet.
    Looking,
}

/// How a job stands. What is told with a sound comes beside what the message says that speaks of it.
struct JobStatus {
    name: &'static str,
    view: MessageView,
    alarm: Option<MessageView>,
}

/// What is reported, and where. `shown` is the message that speaks of it.
struct JobReport {
    action: Action,
    ticket: TicketId,
    target: Target,
    shown: Option<CardRef>,
    acted: ActionOutcome,
}
