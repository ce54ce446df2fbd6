//! Accounts are read anew, each with its own key, every few minutes and before something is served from another's list: whoever
//! is refused, removed or switched off at the helpdesk is signed out with everything that follows, and whose unit or role is
//! another now is judged anew. A helpdesk that is away, or says nothing, signs nobody out.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use crate::accounts::farewell::end_sign_in;
use crate::context::Context;
use crate::context::readers::reader_for;
use crate::domain::account::Account;
use crate::domain::audit::AuditAction;
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::person::{AccountStatus, Profile};
use crate::domain::ticket::short_name;
use crate::helpdesk::HelpdeskError;
use crate::i18n::Lang;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::sessions::live_sessions::UserSession;
use crate::sessions::service_account::ServiceAccount;
use crate::store::{Db, DirectoryShelf, StoreError, StoredSession as Stored, Subscription};
use crate::t;
use crate::view::{MessageView, SendPriority};

/// An account is read anew after this long: a while before its last reading stops to vouch for it.
const EVERY: SignedDuration = SignedDuration::from_mins(4);

/// How long to wait after a reading that gave nothing.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// After so many that gave nothing, one after another, the helpdesk is away.
const IN_A_ROW: u32 = 3;

/// So many cards of a chat are judged anew when its reader sees other tickets.
const JUDGED: i64 = 100;

/// What a reading of an account has shown.
pub enum Verified {
    /// The account is good, and like this now.
    Live(Arc<UserSession>),
    /// The sign-in has ended, and why.
    Over(AuditAction),
    /// Nothing could be learnt now.
    Unknown,
}

/// What the helpdesk says of an account.
enum Answer {
    Is(Box<Profile>),
    /// The key is good; who it is, is not said.
    Unnamed,
    Over(AuditAction),
    Nothing,
}

/// Reads every account anew whose time has come, and tells those whose sign-in has ended for it.
pub async fn verify_accounts(ctx: &Context) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    verify_service_account(ctx, now).await?;
    let all = ctx.sessions.all_sessions();
    let due = |session: &&Arc<UserSession>| is_due(session, now);
    let mut due: Vec<_> = all.iter().filter(due).cloned().collect();
    // Whoever gave nothing the last time holds up nobody else.
    due.sort_by_key(|session| session.last_tried());
    let mut in_a_row = 0;
    for session in due {
        match verify_account(ctx, &session).await? {
            Verified::Live(_) => in_a_row = 0,
            Verified::Over(why) => tell_signed_out(ctx, session.telegram, why).await?,
            Verified::Unknown => in_a_row += 1,
        }
        if in_a_row == IN_A_ROW {
            log::info!("accounts can't be read anew now: the helpdesk gives nothing");
            break;
        }
    }
    Ok(())
}

/// When the next account is to be read anew, if anybody is signed in.
pub fn next_verification(ctx: &Context) -> Option<Timestamp> {
    let now = ctx.clock.now();
    let due = |session: &Arc<UserSession>| match Timestamp::from_millisecond(session.last_tried()) {
        _ if is_due(session, now) => now,
        Ok(tried) if session.was_verified(now, EVERY) => tried + EVERY,
        Ok(tried) => tried + AGAIN,
        Err(_) => now,
    };
    ctx.sessions.all_sessions().iter().map(due).min()
}

/// The session as it is now: read anew first where the last own reading is too old to vouch for it.
pub async fn verify_session(ctx: &Context, session: &Arc<UserSession>) -> Result<Verified, StoreError> {
    let now = ctx.clock.now();
    if session.is_verified(now) {
        return Ok(Verified::Live(Arc::clone(session)));
    }
    if session.was_tried(now, AGAIN) {
        return Ok(Verified::Unknown);
    }
    verify_account(ctx, session).await
}

/// Reads one account with its own key, and does what follows from it.
async fn verify_account(ctx: &Context, session: &Arc<UserSession>) -> Result<Verified, StoreError> {
    let now = ctx.clock.now();
    session.note_tried(now);
    match read_account(ctx, session).await {
        Answer::Nothing => Ok(Verified::Unknown),
        Answer::Over(why) => {
            end_sign_in(ctx, session, why, now).await?;
            Ok(Verified::Over(why))
        }
        Answer::Unnamed => {
            session.note_verified(now);
            Ok(Verified::Live(Arc::clone(session)))
        }
        Answer::Is(page) => {
            let account = account_now(&session.account, &page);
            if account == session.account {
                session.note_verified(now);
                return Ok(Verified::Live(Arc::clone(session)));
            }
            replace_account(ctx, session, account, now).await
        }
    }
}

async fn read_account(ctx: &Context, session: &UserSession) -> Answer {
    let (helpdesk, key) = (&ctx.helpdesk, &session.key);
    let read = match &session.account.me.hash {
        Some(hash) => helpdesk.fetch_profile(key, hash).await,
        None => helpdesk.find_profile(key, &session.account.login, "").await,
    };
    match read {
        Ok(Some(page)) if page.person.status != AccountStatus::Active => {
            Answer::Over(AuditAction::SwitchedOff)
        }
        Ok(Some(page)) => Answer::Is(Box::new(page)),
        Ok(None) if session.account.me.hash.is_none() => Answer::Unnamed,
        Err(HelpdeskError::KeyRefused) => Answer::Over(AuditAction::KeyRefused),
        Ok(None) => {
            log::info!("the helpdesk has no page of {} now", session.telegram);
            Answer::Nothing
        }
        Err(error) => {
            log::info!("the account of {} can't be read anew now: {error}", session.telegram);
            Answer::Nothing
        }
    }
}

/// Whoever sees other tickets now, or is called otherwise, is judged anew.
async fn replace_account(
    ctx: &Context,
    session: &Arc<UserSession>,
    account: Account,
    now: Timestamp,
) -> Result<Verified, StoreError> {
    let _changing = ctx.sessions.lock_changes().await;
    if !ctx.sessions.is_here(session) {
        // Somebody has signed in or out meanwhile.
        return Ok(ctx.sessions.find_session(session.telegram).map_or(Verified::Unknown, Verified::Live));
    }
    let fresh = Arc::new(session.with_account(account, now));
    log::info!("the account of {} is another at the helpdesk now", session.telegram);
    let row = Stored {
        telegram: fresh.telegram,
        key: SecretString::from(fresh.key.expose_key().to_owned()),
        account: fresh.account.clone(),
        since: fresh.since,
    };
    let sees_other = !fresh.account.sees_as(&session.account);
    // In memory first: what is drawn from here on is drawn for the account as it is now.
    ctx.sessions.insert_session(Arc::clone(&fresh));
    let stored = ctx.store.write(move |db| {
        if db.signed_in_since(row.telegram)? != Some(row.since) {
            return Ok(());
        }
        db.put_session(&row)?;
        if sees_other {
            db.drop_list_snapshots_of(row.telegram)?;
        }
        judge_anew(db, row.telegram, row.account.display_name(), now)
    });
    if let Err(error) = stored.await {
        ctx.sessions.insert_session(Arc::clone(session));
        return Err(error);
    }
    Ok(Verified::Live(fresh))
}

/// The same for the service account.
async fn verify_service_account(ctx: &Context, now: Timestamp) -> Result<(), StoreError> {
    let live = ctx.config.current();
    let Some((service_account, session)) = live.service_account.as_ref().and_then(with_session) else {
        return Ok(());
    };
    if !is_due(&session, now) {
        return Ok(());
    }
    session.note_tried(now);
    match read_account(ctx, &session).await {
        Answer::Nothing => {}
        Answer::Unnamed => session.note_verified(now),
        Answer::Over(why) => {
            log::warn!("the service account is not to be used any more: {}", why.name());
            service_account.drop_session();
        }
        Answer::Is(page) => {
            let account = account_now(&session.account, &page);
            if account == session.account {
                session.note_verified(now);
                return Ok(());
            }
            log::warn!("the service account is another at the helpdesk now");
            let (login, kept) = (service_account.login.clone(), account.clone());
            service_account.set_session(Arc::new(session.with_account(account, now)));
            ctx.store
                .write(move |db| db.put_directory_entry(DirectoryShelf::Watching, &login, &kept, now))
                .await?;
        }
    }
    Ok(())
}

/// Ends a sign-in because of what the helpdesk has said, and tells whose it was; `false` when it had ended before.
pub async fn revoke_session(
    ctx: &Context,
    session: &UserSession,
    why: AuditAction,
) -> Result<bool, StoreError> {
    if !end_sign_in(ctx, session, why, ctx.clock.now()).await? {
        return Ok(false);
    }
    tell_signed_out(ctx, session.telegram, why).await.map(|()| true)
}

async fn tell_signed_out(ctx: &Context, who: TelegramUser, why: AuditAction) -> Result<(), StoreError> {
    ctx.write(move |tx| {
        let lang = reader_for(tx, who)?.lang;
        let say = OutboxMessage::send_view(MessageView::from_html(signed_out(lang, why)));
        outbox_message::enqueue(
            tx.db,
            Target::whole_chat(who.private_chat()),
            SendPriority::Notice,
            &say,
            tx.now,
        )
    })
    .await
}

/// What somebody is told whose sign-in has ended at the helpdesk.
pub fn signed_out(lang: Lang, why: AuditAction) -> String {
    match why {
        AuditAction::SwitchedOff => t!(lang, "gate-switched-off"),
        _ => t!(lang, "gate-key-refused"),
    }
}

fn is_due(session: &UserSession, now: Timestamp) -> bool {
    !session.was_verified(now, EVERY) && !session.was_tried(now, AGAIN)
}

fn with_session(service_account: &ServiceAccount) -> Option<(&ServiceAccount, Arc<UserSession>)> {
    Some((service_account, service_account.current_session()?))
}

/// An account as its page has it now; a name that is missing there stays.
fn account_now(before: &Account, page: &Profile) -> Account {
    let name = Some(page.person.name.as_str()).filter(|name| !name.is_empty()).map(short_name);
    Account::of(&before.login, name.or_else(|| before.me.name.clone()), Some(page))
}

/// Has the newest cards drawn anew that a person sees, and those of the groups that hear through them.
fn judge_anew(db: &mut Db<'_>, who: TelegramUser, name: &str, now: Timestamp) -> Result<(), StoreError> {
    let mut chats = vec![who.private_chat()];
    for subscription in db.subscriptions_of(who)? {
        chats.push(subscription.target.chat);
        db.put_subscription(&Subscription { owner_name: name.to_owned(), ..subscription })?;
    }
    for chat in chats {
        for card in db.cards_in(chat, JUDGED)? {
            let recard = OutboxMessage::RefreshCard { message: card.at.message, ticket: card.ticket };
            outbox_message::enqueue(db, card.target, SendPriority::Refresh, &recard, now)?;
        }
    }
    Ok(())
}
