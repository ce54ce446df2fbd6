//! The code that ties a sign-in on the page to the chat that asked for it: the page shows it after the right password, and it
//! must be typed in that chat. Whoever opens a stranger's link has the code, and the stranger has not.

use jiff::SignedDuration;

use super::Bot;
use super::dialogue::{Dialogue, Pending};
use super::effects::Effects;
use super::login::remove_message;
use super::message_text::written;
use super::questions::{Asked, QuestionPlace};
use super::stop::Stop;
use super::welcome::welcome_person;
use crate::accounts::sign_in::link_session;
use crate::accounts::sign_in_links::constant_time_eq;
use crate::clock::random_bytes;
use crate::domain::audit::{AuditAction, AuditEntry, AuditOutcome, AuditPlace};
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::login_throttle;
use crate::helpdesk::ApiKey;
use crate::i18n::Lang;
use crate::sessions::live_sessions::UserSession;
use crate::store::StoreError;
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::MessageView;

/// So long a code is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(5);
/// So many may be typed.
const TRIES: u8 = 3;

impl Bot {
    /// Asks in the chat for a code, and gives it, for the page to show.
    pub async fn ask_for_code(
        &self,
        who: TelegramUser,
        lang: Lang,
        session: UserSession,
    ) -> Result<String, StoreError> {
        // As good as even: the remainder of a number as large as this favours no code.
        let code = format!("{:06}", u64::from_le_bytes(random_bytes()) % 1_000_000);
        let now = self.ctx.clock.now();
        let pending = Pending {
            code: code.clone(),
            key: session.key.expose_key().to_owned(),
            account: session.account,
            left: TRIES,
            until: now + GOOD_FOR,
        };
        self.redaction.watch_on(who, self.heed(who), now);
        let reader = self.reader_of(who).await?;
        let mut effects = Effects::default();
        let asked = Asked { who, target: Target::whole_chat(who.private_chat()), reader: &reader };
        let code_asked = Dialogue::LoginCode(Box::new(pending));
        effects
            .ask(&asked, code_asked, QuestionPlace::Anew, |_| MessageView::from_html(t!(lang, "login-code")));
        self.ctx.write(move |tx| effects.commit_effects(tx)).await?;
        Ok(code)
    }
}

/// Something was typed where the code is asked for.
pub async fn typed(bot: &Bot, update: &IncomingUpdate, pending: Pending) -> Result<Effects, Stop> {
    let mut effects = remove_message(bot, update).await?;
    let reader = bot.reader_for_update(update).await?;
    let (who, target) = (update.from.who, update.place.target);
    let digits: String = written(update).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    if reader.now >= pending.until {
        effects.send_view(target, MessageView::from_html(t!(reader.lang, "login-code-late")));
        effects.end_sign_in(who);
        return Ok(effects);
    }
    if constant_time_eq(&digits, &pending.code) {
        let Pending { key, account, .. } = pending;
        let session = UserSession::new(who, ApiKey::new(key), account, reader.now);
        let session = link_session(&bot.ctx, session, AuditPlace::Web).await?;
        log::info!("{who} signed in on the page");
        bot.redaction.watch_on(who, bot.heed(who), reader.now);
        effects.clear_dialogue(who);
        effects.send_view(target, welcome_person(bot, update, &session.account).await?);
        return Ok(effects);
    }
    let left = pending.left.saturating_sub(1);
    if left == 0 {
        log::info!("a sign-in of {who} was refused");
        effects.send_view(target, MessageView::from_html(t!(reader.lang, "login-code-over")));
        effects.end_sign_in(who);
        let entry = AuditEntry {
            at: reader.now,
            who: Some(who),
            login: Some(login_throttle::normalize_login(&pending.account.login)),
            action: AuditAction::SignIn,
            ticket: None,
            outcome: AuditOutcome::Refused,
            place: AuditPlace::Web,
        };
        effects.add_write(move |tx| tx.db.add_audit_entry(&entry));
        return Ok(effects);
    }
    let again = Dialogue::LoginCode(Box::new(Pending { left, ..pending }));
    effects.ask(&Asked::by(update, &reader), again, QuestionPlace::Below, |_| {
        MessageView::from_html(t!(reader.lang, "login-code-wrong", count = i64::from(left)))
    });
    Ok(effects)
}
