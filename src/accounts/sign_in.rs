//! Signing in: a password is tried at the helpdesk unless too many were, and whoever it lets in is linked, one Telegram
//! user to one account. The helpdesk's "no" is one and the same for a login that it does not know, a wrong password and
//! an account that is switched off.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use crate::accounts::farewell::{self, session_ended};
use crate::context::Context;
use crate::context::readers::reader_for;
use crate::domain::account::Account;
use crate::domain::audit::{AuditAction, AuditEntry, AuditOutcome, AuditPlace};
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::login_throttle;
use crate::domain::ticket::short_name;
use crate::helpdesk::HelpdeskError;
use crate::notify::comment_news::cancel_comments;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::html::escape_html;
use crate::sessions::live_sessions::UserSession;
use crate::sessions::service_account::ServiceAccount;
use crate::store::{DirectoryShelf, LoginAttemptId, StoreError, StoredSession as Stored};
use crate::t;
use crate::view::{MessageView, SendPriority};

/// What came of a sign-in.
#[derive(Debug)]
pub enum SignInOutcome {
    Welcome(Arc<UserSession>),
    /// The password is right, and nobody is linked yet.
    Right(Box<UserSession>),
    /// Wrong name or password, or an inactive account: the helpdesk does not say which.
    Refused,
    /// Too many were tried; the helpdesk was not asked. The next may be after this time.
    Limited(SignedDuration),
    /// The helpdesk can't be asked now.
    Down(HelpdeskError),
}

/// Whether a password may be tried.
enum AttemptVerdict {
    /// The attempt is counted already.
    Counted(LoginAttemptId),
    /// Too many were made; the next may be after this time.
    TooMany(SignedDuration),
}

/// Signs a person in with a login and a password. The session is live and on disk when this returns `Welcome`.
pub async fn sign_in(
    ctx: &Context,
    telegram: TelegramUser,
    login: &str,
    password: &SecretString,
    place: AuditPlace,
) -> Result<SignInOutcome, StoreError> {
    match check_password(ctx, telegram, login, password, place).await? {
        SignInOutcome::Right(session) => {
            Ok(SignInOutcome::Welcome(link_session(ctx, *session, place).await?))
        }
        other => Ok(other),
    }
}

/// Has the helpdesk judge a password, unless too many were tried; links nobody.
pub async fn check_password(
    ctx: &Context,
    telegram: TelegramUser,
    login: &str,
    password: &SecretString,
    place: AuditPlace,
) -> Result<SignInOutcome, StoreError> {
    let guess = match may_try(ctx, telegram, login, place).await? {
        AttemptVerdict::Counted(guess) => guess,
        AttemptVerdict::TooMany(wait) => return Ok(SignInOutcome::Limited(wait)),
    };
    match admit_session(ctx, telegram, login, password).await {
        Ok(session) => {
            ctx.store.write(move |db| db.drop_login_attempt(guess)).await?;
            Ok(SignInOutcome::Right(Box::new(session)))
        }
        Err(failed) => {
            let down = matches!(failed, SignInOutcome::Down(_));
            let outcome = if down { AuditOutcome::Down } else { AuditOutcome::Refused };
            let (login, at) = (login.to_owned(), ctx.clock.now());
            ctx.store
                .write(move |db| {
                    // Nothing was learnt about the password.
                    if down {
                        db.drop_login_attempt(guess)?;
                    }
                    let login = db.login_label(&login)?;
                    db.add_audit_entry(&tried(telegram, login, outcome, place, at))
                })
                .await?;
            Ok(failed)
        }
    }
}

/// Counts a try before it is made, so that neither a kill nor haste makes it free; the time to wait when there were
/// too many. Whoever goes on trying meanwhile is noted once.
async fn may_try(
    ctx: &Context,
    who: TelegramUser,
    login: &str,
    place: AuditPlace,
) -> Result<AttemptVerdict, StoreError> {
    let (login, now) = (login.to_owned(), ctx.clock.now());
    ctx.store
        .write(move |db| {
            let next = db.next_try(who, &login, now)?;
            let Some(wait) = login_throttle::throttle_delay(&db.recent_login_attempts(now)?, &next) else {
                return db.add_login_attempt(&next).map(AttemptVerdict::Counted);
            };
            if !db.is_waiting_to_sign_in(who, now - login_throttle::ATTEMPT_WINDOW)? {
                let login = db.login_label(&login)?;
                db.add_audit_entry(&tried(who, login, AuditOutcome::Limited, place, now))?;
            }
            Ok(AttemptVerdict::TooMany(wait))
        })
        .await
}

/// Asks the helpdesk for the key of an account, and whose it is.
async fn admit_session(
    ctx: &Context,
    telegram: TelegramUser,
    login: &str,
    password: &SecretString,
) -> Result<UserSession, SignInOutcome> {
    let signed_in = match ctx.helpdesk.sign_in(login, password).await {
        Ok(signed_in) => signed_in,
        Err(HelpdeskError::KeyRefused | HelpdeskError::Refused(_)) => return Err(SignInOutcome::Refused),
        Err(error) => return Err(SignInOutcome::Down(error)),
    };
    // Who this is can be missing (a server by the letter of the document); a helpdesk that is down again can't.
    let profile = match ctx.helpdesk.find_profile(&signed_in.key, login, &signed_in.name).await {
        Ok(profile) => profile,
        Err(HelpdeskError::NotFound | HelpdeskError::Refused(_)) => None,
        Err(error) => return Err(SignInOutcome::Down(error)),
    };
    let name = Some(signed_in.name.as_str()).filter(|name| !name.is_empty()).map(short_name);
    let account = Account::of(login, name, profile.as_ref());
    let now = ctx.clock.now();
    Ok(UserSession::new(telegram, signed_in.key, account, now).verified(now))
}

/// Links a person with an account. Whoever else in Telegram was linked with it is signed out and told; what the person
/// was linked with before ends.
pub async fn link_session(
    ctx: &Context,
    session: UserSession,
    place: AuditPlace,
) -> Result<Arc<UserSession>, StoreError> {
    // One at a time: of two people who sign in with one account at once, the later one has it.
    let _changing = ctx.sessions.lock_changes().await;
    let (telegram, now) = (session.telegram, ctx.clock.now());
    let before = ctx.sessions.find_session(telegram);
    let all = ctx.sessions.all_sessions();
    let is_other =
        |other: &&Arc<UserSession>| other.telegram != telegram && other.account.is_same(&session.account);
    let others: Vec<_> = all.iter().filter(is_other).cloned().collect();
    let another_account = before.is_some_and(|before| !before.account.is_same(&session.account));
    let mut readers = Vec::with_capacity(others.len());
    for other in &others {
        let who = other.telegram;
        let moved = session_ended(other, AuditAction::Moved, AuditPlace::Itself, now);
        readers.push((who, moved, ctx.read(move |tx| reader_for(tx, who)).await?));
    }
    let row = Stored {
        telegram,
        key: SecretString::from(session.key.expose_key().to_owned()),
        account: session.account.clone(),
        since: session.since,
    };
    // First of all nobody is signed in: see `Sessions::active_among`.
    others.iter().map(|other| other.telegram).chain([telegram]).for_each(|who| {
        ctx.sessions.remove_session(who);
    });
    let entry =
        tried(telegram, login_throttle::normalize_login(&row.account.login), AuditOutcome::Done, place, now);
    let linked = ctx.write(move |tx| {
        tx.db.name_login(&row.account.login)?;
        tx.db.add_audit_entry(&entry)?;
        for (who, moved, reader) in readers {
            log::info!("{who} is signed out: {telegram} has signed in with the same account");
            farewell::end_session(tx.db, who, Some(&row.account), now)?;
            tx.db.add_audit_entry(&moved)?;
            let view = MessageView::from_html(t!(
                reader.lang,
                "login-elsewhere",
                login = escape_html(&row.account.login)
            ));
            let target = Target::whole_chat(who.private_chat());
            outbox_message::enqueue(
                tx.db,
                target,
                SendPriority::Notice,
                &OutboxMessage::send_view(view),
                now,
            )?;
        }
        // What another account has seen and may do is not this one's, nor is what it was about to say.
        if another_account {
            farewell::end_session(tx.db, telegram, Some(&row.account), now)?;
            cancel_comments(tx, telegram)?;
        } else {
            tx.db.drop_session(telegram)?;
        }
        tx.db.put_session(&row)?;
        tx.db.resume_comments(telegram, &row.account, now)
    });
    if let Err(error) = linked.await {
        // Nothing has changed for those who only shared the account.
        others.into_iter().for_each(|other| ctx.sessions.insert_session(other));
        return Err(error);
    }
    let session = Arc::new(session);
    ctx.sessions.insert_session(Arc::clone(&session));
    Ok(session)
}

/// Signs the service account in, if it isn't; says whether it is now.
pub async fn sign_in_service(ctx: &Context, service: &ServiceAccount) -> Result<bool, StoreError> {
    if service.current_session().is_some() {
        return Ok(true);
    }
    let who = TelegramUser::SERVICE_ACCOUNT;
    match admit_session(ctx, who, &service.login, &service.password).await {
        Ok(session) => {
            log::info!("the service account is signed in");
            let (login, account, now) = (service.login.clone(), session.account.clone(), ctx.clock.now());
            ctx.store
                .write(move |db| db.put_directory_entry(DirectoryShelf::Watching, &login, &account, now))
                .await?;
            service.set_session(Arc::new(session));
            Ok(true)
        }
        Err(SignInOutcome::Down(error)) => {
            log::warn!("the service account can't sign in: {error}");
            Ok(false)
        }
        Err(_) => {
            log::error!(
                "the helpdesk refuses the service account: check HELPDESK_SERVICE_ACCOUNT_LOGIN and its password; until \
                 then everybody's own list is read"
            );
            Ok(false)
        }
    }
}

/// What the audit trail says of a try.
fn tried(
    who: TelegramUser,
    login: String,
    outcome: AuditOutcome,
    place: AuditPlace,
    at: Timestamp,
) -> AuditEntry {
    AuditEntry {
        at,
        who: Some(who),
        login: Some(login),
        action: AuditAction::SignIn,
        ticket: None,
        outcome,
        place,
    }
}
