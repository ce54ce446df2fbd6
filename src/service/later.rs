//! Things that happen a little later: what waits a few seconds with a Cancel button, what has run out, what follows
//! something else. A job stays on disk until it is done with, so a restart only delays it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use super::tickets::Tickets;
use super::verify::Verified;
use crate::callback::Callback;
use crate::domain::action::{Acted, Action};
use crate::domain::audit::{Deed, Outcome, Place};
use crate::domain::ids::{CardRef, Target, TelegramUser, TicketId, TicketRef, UnitId, UserHash};
use crate::i18n::Lang;
use crate::render;
use crate::render::html::escape;
use crate::render::words::number;
use crate::screen::{Button, Class, Screen};
use crate::store::{Db, JobId, StoreError, TemplateId};
use crate::t;
use crate::telegram::gateway::Sound;

/// How long to wait for a helpdesk that does not answer before asking again.
const AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// How long its author may take to decide what becomes of a referral that can't be seen.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Work with a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// An action can't be taken back any more: its button goes.
    UndoOver { ticket: TicketId },
    /// A referral has waited long enough for a Cancel.
    Refer(Referral),
    /// The deletion of a quick reply can't be taken back any more. `shown` is the message that speaks of it.
    DropReply { template: i64, shown: CardRef },
    /// The answer has arrived; now the ticket is finished. `source` is the message that the answer came from.
    Finish { ticket: TicketId, target: Target, source: CardRef },
}

/// A ticket to be passed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    pub ticket: TicketId,
    pub unit: UnitId,
    pub people: Vec<UserHash>,
    pub reason: String,
    /// The message that speaks of it.
    pub shown: Option<CardRef>,
    #[serde(default)]
    pub stage: Stage,
}

/// How far a referral has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The helpdesk was never asked, or has certainly not done it.
    #[default]
    Waiting,
    /// The helpdesk may have it since then: noted before it is asked.
    Begun(Timestamp),
    /// Nothing shows that the helpdesk has it, and its author was asked whether to send it again.
    Asked,
}

/// The service.
#[derive(Clone)]
pub struct Later {
    desk: Desk,
    tickets: Tickets,
}

impl Later {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        Self { desk, tickets }
    }

    /// Does what has become due; says how much that was. One pass; the loop is in `app`.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let now = self.desk.clock.now();
        let due = self.desk.store.read(move |db| db.jobs_due::<Job>(now, 32)).await?;
        let count = due.len();
        for (id, who, job) in due {
            match job {
                Ok(job) => self.run(id, who, job).await?,
                Err(error) => {
                    log::error!("something that {who} put off can't be read, dropped: {error}");
                    self.desk.store.write(move |db| db.drop_job(id)).await?;
                }
            }
        }
        Ok(count)
    }

    async fn run(&self, id: JobId, who: TelegramUser, job: Job) -> Result<(), StoreError> {
        match job {
            Job::UndoOver { ticket } => self.undo_over(id, ticket).await,
            Job::DropReply { template, shown } => self.drop_reply(id, who, TemplateId(template), shown).await,
            Job::Refer(referral) => self.pass_on(id, who, referral).await,
            Job::Finish { ticket, target, source } => {
                let acted = match self.start(who, ticket).await? {
                    Ok((session, at)) => self.tickets.act(&session, &at, Action::Finish).await?,
                    Err(acted) => acted,
                };
                log::info!("{} on ticket {ticket} by {who}: {acted}", Action::Finish.name());
                let report = Report { action: Action::Finish, ticket, target, shown: Some(source), acted };
                self.end(id, who, report).await
            }
        }
    }

    /// Makes a referral once. While the helpdesk may still be at work on one whose answer is lost, it is looked for; after
    /// that its author decides, because its reason would else stand in the ticket twice.
    async fn pass_on(&self, id: JobId, who: TelegramUser, referral: Referral) -> Result<(), StoreError> {
        let ticket = referral.ticket;
        if referral.stage == Stage::Asked {
            return self.desk.store.write(move |db| db.drop_job(id)).await;
        }
        let (acted, begun) = match self.start(who, ticket).await? {
            Ok((session, at)) => self.refer(id, &session, &at, &referral).await?,
            Err(acted) => (acted, Stage::Waiting),
        };
        log::info!("{} on ticket {ticket} by {who}: {acted}", Action::Refer.name());
        let target = Target::chat(who.chat());
        let unsure = acted == Acted::Unsure;
        let report = Report { action: Action::Refer, ticket, target, shown: referral.shown, acted };
        match begun {
            Stage::Begun(at) if unsure && self.may_still_arrive(at) => {
                self.wait(id, who, report, Waiting::Looking).await
            }
            _ if unsure => self.ask(id, who, report, referral).await,
            _ => self.end(id, who, report).await,
        }
    }

    /// Asks the helpdesk once, or looks for what was asked before; says what came of it and how far that is.
    async fn refer(
        &self,
        id: JobId,
        session: &Session,
        at: &TicketRef,
        referral: &Referral,
    ) -> Result<(Acted, Stage), StoreError> {
        let (unit, people) = (referral.unit, &referral.people);
        if let begun @ Stage::Begun(_) = referral.stage {
            return Ok((self.tickets.referred(session, at, unit, people).await?, begun));
        }
        let note = |stage| {
            let job = Job::Refer(Referral { stage, ..referral.clone() });
            self.desk.store.write(move |db| db.put_job(id, &job))
        };
        let begun = Stage::Begun(self.desk.clock.now());
        note(begun).await?;
        let acted = self.tickets.refer(session, at, unit, people, &referral.reason).await?;
        if acted == Acted::Down {
            note(Stage::Waiting).await?;
        }
        Ok((acted, begun))
    }

    /// Whether the helpdesk may still be at work on what it was asked then.
    fn may_still_arrive(&self, at: Timestamp) -> bool {
        let longest = SignedDuration::try_from(self.desk.helpdesk.longest_call());
        let since = self.desk.clock.now().duration_since(at);
        since >= SignedDuration::ZERO && since < longest.unwrap_or(SignedDuration::MAX)
    }

    /// Sends a referral again that its author was asked about; `false` when nobody is asked (any more).
    pub async fn again(&self, id: JobId, who: TelegramUser) -> Result<bool, StoreError> {
        let now = self.desk.clock.now();
        let again = move |db: &mut Db<'_>| {
            let Some(Job::Refer(referral)) = db.job::<Job>(id, who)? else { return Ok(false) };
            if referral.stage != Stage::Asked {
                return Ok(false);
            }
            db.drop_job(id)?;
            let stage = Stage::Waiting;
            db.add_job(who, &Job::Refer(Referral { stage, ..referral }), now).map(|_| true)
        };
        self.desk.store.write(again).await
    }

    /// What an action needs: a live session and a ticket that is known.
    async fn start(
        &self,
        who: TelegramUser,
        ticket: TicketId,
    ) -> Result<Result<(Arc<Session>, TicketRef), Acted>, StoreError> {
        let Some(session) = self.desk.sessions.get(who) else { return Ok(Err(Acted::SignInAgain)) };
        let session = match self.desk.verified(&session).await? {
            Verified::Live(session) => session,
            // What follows asks the helpdesk itself.
            Verified::Unknown => session,
            Verified::Over(_) => return Ok(Err(Acted::SignInAgain)),
        };
        if !session.account.is_staff() {
            return Ok(Err(Acted::NotAllowed));
        }
        let known = self.desk.store.read(move |db| db.ticket(ticket)).await?;
        Ok(known.map(|known| (session, known.ticket.at)).ok_or(Acted::Gone))
    }

    /// Deletes a quick reply, if whoever wanted that may still.
    async fn drop_reply(
        &self,
        id: JobId,
        who: TelegramUser,
        template: TemplateId,
        shown: CardRef,
    ) -> Result<(), StoreError> {
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        let may = desk.sessions.get(who).is_some_and(|session| session.account.is_staff());
        self.desk
            .store
            .write(move |db| {
                db.drop_job(id)?;
                let Some(found) = db.template(template, who)?.filter(|_| may) else { return Ok(()) };
                db.drop_template(found.id)?;
                let place = Place::of(shown.chat);
                desk.note(db, who, Deed::DeleteReply, None, Outcome::Done, place)?;
                let screen = Screen::text(t!(desk.reader(db, who)?.lang, "quick-deleted"));
                let edit = Parcel::Edit { message: shown.message, screen };
                parcel::post(db, Target::chat(shown.chat), Class::Refresh, &edit, now)
            })
            .await
    }

    async fn undo_over(&self, id: JobId, ticket: TicketId) -> Result<(), StoreError> {
        let now = self.desk.clock.now();
        self.desk
            .store
            .write(move |db| {
                db.drop_job(id)?;
                // A later action has its own time.
                if db.undo(ticket, now)?.is_some() {
                    return Ok(());
                }
                db.drop_undo(ticket)?;
                parcel::refresh_cards(db, ticket, None, now)
            })
            .await
    }

    /// Says what became of an action that nobody was waiting for at the screen, and ends the job; a helpdesk that is away
    /// is waited for.
    async fn end(&self, id: JobId, who: TelegramUser, report: Report) -> Result<(), StoreError> {
        if matches!(report.acted, Acted::Down | Acted::OnlyTaken) {
            return self.wait(id, who, report, Waiting::Down).await;
        }
        let ended = move |db: &mut Db<'_>, lang, _| {
            db.drop_job(id)?;
            let sentence = render::acted::sentence(lang, report.action, report.ticket, &report.acted);
            Ok(("false", Screen::text(escape(&sentence)), report))
        };
        self.say(id, who, ended).await
    }

    /// Tries again in a while, and says so once.
    async fn wait(
        &self,
        id: JobId,
        who: TelegramUser,
        report: Report,
        waiting: Waiting,
    ) -> Result<(), StoreError> {
        let waits = move |db: &mut Db<'_>, lang, now| {
            db.job_later(id, now + AGAIN)?;
            let number = number(report.ticket);
            let (name, screen) = match waiting {
                Waiting::Down => {
                    let cancel = Button::call(t!(lang, "button-cancel"), &Callback::CancelJob { job: id.0 });
                    ("true", Screen::text(t!(lang, "later-waiting", number = number)).row([cancel]))
                }
                Waiting::Looking => ("looking", Screen::text(t!(lang, "refer-looking", number = number))),
            };
            Ok((name, screen, report))
        };
        self.say(id, who, waits).await
    }

    /// Leaves it to the author of a referral whether to send it again.
    async fn ask(
        &self,
        id: JobId,
        who: TelegramUser,
        report: Report,
        referral: Referral,
    ) -> Result<(), StoreError> {
        let asks = move |db: &mut Db<'_>, lang, now| {
            db.put_job(id, &Job::Refer(Referral { stage: Stage::Asked, ..referral }))?;
            db.job_later(id, now + KEPT)?;
            let screen = Screen::text(t!(lang, "refer-unsure", number = number(report.ticket))).row([
                Button::call(t!(lang, "refer-again"), &Callback::RetryJob { job: id.0 }),
                Button::call(t!(lang, "refer-leave"), &Callback::CancelJob { job: id.0 }),
            ]);
            Ok(("asked", screen, report))
        };
        self.say(id, who, asks).await
    }

    /// Stores how a job stands, notes it in the audit trail, and shows it: each standing once.
    async fn say<F>(&self, id: JobId, who: TelegramUser, stands: F) -> Result<(), StoreError>
    where
        F: FnOnce(&mut Db<'_>, Lang, Timestamp) -> Result<(&'static str, Screen, Report), StoreError>
            + Send
            + 'static,
    {
        let desk = self.desk.clone();
        let say = move |db: &mut Db<'_>| {
            let (now, lang) = (desk.clock.now(), desk.reader(db, who)?.lang);
            let (name, screen, Report { action, ticket, target, shown, acted }) = stands(db, lang, now)?;
            desk.note(db, who, action.into(), Some(ticket), (&acted).into(), Place::of(target.chat))?;
            let reply_to = shown.map(|shown| shown.message);
            let parcel = match (reply_to, action) {
                (Some(message), Action::Refer) => Parcel::Edit { message, screen },
                _ => Parcel::Say { screen, reply_to, sound: Sound::Silent },
            };
            parcel::post_once(db, target, format!("job:{}:{name}", id.0), &parcel, now).map(drop)
        };
        self.desk.store.write(say).await
    }
}

/// Why something is tried again later.
#[derive(Clone, Copy)]
enum Waiting {
    /// The helpdesk does not answer.
    Down,
    /// It may have done it, and does not show it yet.
    Looking,
}

/// What is reported, and where. `shown` is the message that speaks of it.
struct Report {
    action: Action,
    ticket: TicketId,
    target: Target,
    shown: Option<CardRef>,
    acted: Acted,
}
