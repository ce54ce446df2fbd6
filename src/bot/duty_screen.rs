//! The duty of one place as somebody may see and change it: read anew, with what is true now, for every press.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Bot;
use super::effects::Effects;
use super::guards::Caller;
use super::reply::{answer_privately, show_screen};
use super::stop::Stop;
use crate::cache::directory::unit_name;
use crate::context::readers::reader_at;
use crate::domain::audit::{AuditAction, AuditedAction};
use crate::domain::duty_rights::{DutyCaller, DutyRights, duty_rights};
use crate::domain::ids::{Target, UserHash};
use crate::domain::rota::{DutyPlace, Rota};
use crate::render::duty::{DutyScreen, duty_view};
use crate::render::reader::Reader;
use crate::sessions::live_sessions::Sessions;
use crate::sessions::on_duty::rename_members;
use crate::store::{Db, RotaId, StoreError, StoredRota, Subscription};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// How long a handover can be taken back; nobody is told of it before.
pub const UNDO_TIME: SignedDuration = SignedDuration::from_secs(10);

/// The duty of a place, and what the caller may do with it.
pub struct Duty {
    pub place: DutyPlace,
    /// What the place is called.
    pub title: String,
    /// Missing where nobody has set one up.
    pub stored: Option<StoredRota>,
    pub rights: DutyRights,
    pub subscription: Option<Subscription>,
}

/// The same where there is a rota.
pub struct KnownDuty {
    pub id: RotaId,
    pub rota: Rota,
    pub title: String,
    pub rights: DutyRights,
    pub place: DutyPlace,
    pub subscription: Option<Subscription>,
}

impl Duty {
    /// With its rota; as it is, where there is none.
    pub fn known(self) -> Result<KnownDuty, Box<Self>> {
        match self.stored {
            Some(StoredRota { id, rota, .. }) => Ok(KnownDuty {
                id,
                rota,
                title: self.title,
                rights: self.rights,
                place: self.place,
                subscription: self.subscription,
            }),
            None => Err(Box::new(self)),
        }
    }
}

/// The duty of a place, as the caller may see it.
pub async fn read_duty(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    place: DutyPlace,
) -> Result<Duty, StoreError> {
    let (session, target) = (Arc::clone(&caller.session), update.place.target);
    let sessions = bot.ctx.sessions.clone();
    bot.ctx
        .store
        .read(move |db| {
            let asks = DutyCaller { who: session.telegram, account: &session.account, target };
            duty_of_place(&sessions, db, place, &asks)
        })
        .await
}

/// The same within a transaction.
pub fn duty_of_place(
    sessions: &Sessions,
    db: &mut Db<'_>,
    place: DutyPlace,
    caller: &DutyCaller<'_>,
) -> Result<Duty, StoreError> {
    let mut stored = db.find_rota(place)?;
    if let Some(stored) = &mut stored {
        rename_members(sessions, &mut stored.rota);
    }
    let (title, subscription) = match place {
        DutyPlace::Unit(unit) => (unit_name(db, unit)?.unwrap_or_else(|| unit.to_string()), None),
        DutyPlace::Group(target) => {
            let found = db.find_subscription(target)?;
            (found.as_ref().map(|found| found.title.clone()).unwrap_or_default(), found)
        }
    };
    let owner = subscription.as_ref().map(|found| found.owner);
    let rights = duty_rights(caller, place, stored.as_ref().map(|stored| &stored.rota), owner);
    Ok(Duty { place, title, stored, rights, subscription })
}

/// The rota of a button, where the caller may see it.
pub async fn require_duty(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    id: RotaId,
) -> Result<KnownDuty, Stop> {
    let lang = caller.reader.lang;
    let Some(stored) = bot.ctx.store.read(move |db| db.rota_by_id(id)).await? else {
        return Err(Effects::alert(t!(lang, "duty-gone")).into());
    };
    match read_duty(bot, update, caller, stored.place).await?.known() {
        Ok(duty) if duty.rights.reads => Ok(duty),
        Ok(_) | Err(_) => Err(Effects::alert(t!(lang, "duty-not-yours")).into()),
    }
}

/// Whoever asks as a member of the rota.
pub fn require_member(duty: &KnownDuty, caller: &Caller) -> Result<UserHash, Stop> {
    match &caller.session.account.me.hash {
        Some(hash) if duty.rights.takes_turns => Ok(hash.clone()),
        _ => Err(Effects::alert(t!(caller.reader.lang, "duty-not-member")).into()),
    }
}

/// Changes a rota, if there is anything to change: what it becomes, and the effects that store that. It may have become another
/// until then, so the change is made to what is stored; nobody is told who is on before it can't be taken back.
pub fn change_rota(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: &KnownDuty,
    change: impl Fn(&Rota) -> Option<Rota> + Send + 'static,
) -> Option<(Rota, Effects)> {
    let changed = change(&duty.rota)?;
    let (id, check_at) = (duty.id, caller.reader.now + UNDO_TIME);
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        let Some(stored) = tx.db.rota_by_id(id)? else { return Ok(()) };
        match change(&stored.rota) {
            Some(changed) => tx.db.put_rota(id, &changed, Some(check_at)),
            None => Ok(()),
        }
    });
    let audited = AuditedAction::on_no_ticket(AuditAction::ChangeDuty);
    bot.record_action(&mut effects, update, &caller.session, audited);
    Some((changed, effects))
}

/// A moment as buttons name it.
pub fn whole_millisecond(at: Timestamp) -> Timestamp {
    at - SignedDuration::from_nanos(i64::from(at.subsec_nanosecond()) % 1_000_000)
}

/// How the place reads in which somebody asks.
async fn screen_reader(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Reader, StoreError> {
    if update.place.kind == ChatKind::Private {
        return Ok(caller.reader.clone());
    }
    let target = update.place.target;
    bot.ctx.read(move |tx| reader_at(tx, target)).await
}

/// Who is on, in place of the pressed message or as a new one. `handed_over` is a moment that can still be taken back.
pub async fn show_duty(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: &KnownDuty,
    handed_over: Option<Timestamp>,
) -> Result<Effects, Stop> {
    let reader = screen_reader(bot, update, caller).await?;
    let private = update.place.kind == ChatKind::Private;
    let linked = bot.ctx.config.current().access_policy.sign_in_method().public_url().is_some();
    let screen = DutyScreen {
        id: duty.id.0,
        title: &duty.title,
        rota: &duty.rota,
        rights: duty.rights,
        me: caller.session.account.me.hash.as_ref().filter(|_| private),
        private,
        has_calendar: linked,
        handed_over,
    };
    let mut view = duty_view(&screen, &reader);
    if !private {
        view = view.with_row([bot.private_chat_button(reader.lang, "duty")]);
    }
    Ok(show_screen(update, view))
}

/// A screen for the caller's eyes: in their own chat, wherever they have pressed.
pub fn show_privately(update: &IncomingUpdate, caller: &Caller, view: MessageView) -> Effects {
    match update.place.kind {
        ChatKind::Private => show_screen(update, view),
        ChatKind::Group | ChatKind::Elsewhere => {
            let mut effects = answer_privately(update, caller.reader.lang);
            let own = Target::whole_chat(update.from.who.private_chat());
            effects.send_view(own, view);
            effects
        }
    }
}
